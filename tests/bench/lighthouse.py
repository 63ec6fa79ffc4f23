"""Lighthouse on a made-up phone, signed out: `make lighthouse`. The median of five runs, for one run is noise."""

import json
import os
import subprocess
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.results import Results, result
from tests.site import running_site
from tools.browser import ARGUMENTS, find

RUNS = 5
PAGES = {"welcome": "/", "Tonight": "/tonight"}
PROMISED = {"performance": 98, "accessibility": 100, "best-practices": 100}
CLI = Path("pwa/lighthouse/node_modules/lighthouse/cli/index.js")
TIMINGS = {
    "first paint": "first-contentful-paint",
    "largest paint": "largest-contentful-paint",
    "blocked": "total-blocking-time",
}


def measure() -> Results:
    """The three scores of each page a visitor may begin with."""
    with TemporaryDirectory() as folder, running_site(Path(folder)) as site:
        return {
            f"Lighthouse {category}, {name}": found
            for name, path in PAGES.items()
            for category, found in _scores([_run(site.url + path) for _ in range(RUNS)]).items()
        }


def _scores(runs: list[dict[str, Any]]) -> Results:
    scores = {name: [100 * run["categories"][name]["score"] for run in runs] for name in PROMISED}
    middle = {
        name: f"{median(run['audits'][audit]['numericValue'] for run in runs):.0f} ms"
        for name, audit in TIMINGS.items()
    }
    details: dict[str, dict[str, Any]] = {"performance": middle}
    return {
        name: result(median(found), "points", str(PROMISED[name]), worst=min(found), **details.get(name, {}))
        for name, found in scores.items()
    }


def _run(url: str) -> dict[str, Any]:
    flags = " ".join(("--headless=new", *ARGUMENTS))
    command = ["node", str(CLI), url, "--quiet", "--output=json", f"--chrome-flags={flags}"]
    command.append(f"--only-categories={','.join(PROMISED)}")
    environment = {**os.environ, "CHROME_PATH": find() or ""}
    done = subprocess.run(command, check=True, capture_output=True, timeout=180, env=environment)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
