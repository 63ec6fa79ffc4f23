"""How much the phone loads before anything works."""

import re
import subprocess

from tests.bench.results import Results, result

FOUND = re.compile(r"first-load JavaScript: ([\d.]+) kB gzip")


def measure() -> Results:
    """What the build itself counts: the shell, Tonight, Welcome and one language, gzipped."""
    said = subprocess.run(["node", "pwa/scripts/size.js"], check=True, capture_output=True, text=True).stdout
    found = FOUND.search(said)
    assert found, f"pwa/scripts/size.js says something else now: {said}"
    files = sum(line.endswith(".js") for line in said.splitlines())
    return {"first-load JavaScript": result(float(found.group(1)), "kB gzip", "90 kB", files=files)}
