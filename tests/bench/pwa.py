"""How much the phone loads before anything works."""

import gzip
import re
from pathlib import Path

from tests.bench.results import Results, result

DIST = Path("pwa/dist")


def measure() -> Results:
    """JavaScript that index.html asks for at once, gzipped."""
    page = (DIST / "index.html").read_text(encoding="utf-8")
    names = re.findall(r'(?:src|href)="/?(assets/[^"]+\.js)"', page)
    sizes = {name: len(gzip.compress((DIST / name).read_bytes(), 9)) / 1024 for name in dict.fromkeys(names)}
    return {"first-load JavaScript": result(sum(sizes.values()), "kB gzip", "70 kB", files=len(sizes))}
