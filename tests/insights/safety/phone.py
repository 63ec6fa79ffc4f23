"""The phone's evaluator, run by Node on the same rule files."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from insights.safety.rulebook import HOME
from journal import vocabulary
from journal.vocabulary.lifetimes import FILE as LIFETIMES

ROOT = Path(__file__).parents[3]
NODE = str(Path(sys.executable).with_name("node"))


def covers() -> dict[str, dict[str, list[str]]]:
    """The words in place of finer ones, as the phone's build takes them from the vocabulary."""
    words = vocabulary.load()
    return {
        group: {word: sorted(finer) for word, finer in words.covered(group).items()} for group in words.groups
    }


def evaluate_on_phone(cases: list[dict[str, Any]], folder: Path) -> tuple[list[dict[str, Any]], float]:
    """Evaluations of the cases (`diary`, `today`, `shown`) in order, and CPU milliseconds for each."""
    rules = [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((HOME / "rules").glob("*.yaml"))
    ]
    answers, strip = (
        yaml.safe_load((HOME / name).read_text(encoding="utf-8")) for name in ("answers.yaml", "strip.yaml")
    )
    content = {"answers": answers, "strip": strip, "lifetimes": yaml.safe_load(LIFETIMES.read_text("utf-8"))}
    content["covers"] = covers()
    written = folder / "cases.json"
    written.write_text(json.dumps({**content, "files": rules, "cases": cases}, default=str))
    node = NODE if Path(NODE).exists() else shutil.which("node") or NODE
    harness = Path(__file__).with_name("agree.mjs")
    run = subprocess.run(
        [node, "--no-warnings", str(harness), str(written), str(ROOT / "pwa/src/safety")],
        capture_output=True,
        check=True,
        text=True,
    )
    return [json.loads(line) for line in run.stdout.splitlines()], float(run.stderr.split()[0])
