"""The phone's ledger on drawn histories, run by Node on the shipped rule files."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from insights.safety.rulebook import HOME
from journal.told_queries import instant
from journal.vocabulary.lifetimes import FILE as LIFETIMES
from tests.insights.safety.history.draw import RULES, History
from tests.insights.safety.history.slow_judge import ROW, SWOLLEN, WHOLE_NIGHT
from tests.insights.safety.phone import NODE, ROOT, covers

PLACES = ("a", "b", "server", "shuffled")


def on_phone(histories: Sequence[History], folder: Path) -> dict[str, list[dict[tuple[str, str], str]]]:
    """By place, what stands at the end of each history: rule and leg, and the level."""
    files = [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((HOME / "rules").glob("*.yaml"))
    ]
    few = [{**file, "rules": [rule for rule in file["rules"] if rule["id"] in RULES]} for file in files]
    answers, strip, order = (
        yaml.safe_load((HOME / f"{name}.yaml").read_text(encoding="utf-8"))
        for name in ("answers", "strip", "ledger")
    )
    content = {
        "answers": answers,
        "strip": {**strip, "rows": [row for row in strip["rows"] if row["id"] == ROW["id"]]},
        "order": order,
        "files": few,
        "lifetimes": yaml.safe_load(LIFETIMES.read_text("utf-8")),
        "covers": covers(),
        "swollen": SWOLLEN,
        "whole": WHOLE_NIGHT,
    }
    written = folder / "histories.json"
    cases = [_plain(one) for one in histories]
    written.write_text(json.dumps({**content, "histories": cases}, default=str), encoding="utf-8")
    node = NODE if Path(NODE).exists() else shutil.which("node") or NODE
    harness = Path(__file__).with_name("replica.mjs")
    run = subprocess.run(
        [node, "--no-warnings", str(harness), str(written), str(ROOT / "pwa/src/safety")],
        capture_output=True,
        check=True,
        text=True,
    )
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    return {
        place: [{(rule, leg): level for rule, leg, level in line[place]} for line in lines]
        for place in PLACES
    }


def _plain(one: History) -> dict[str, Any]:
    steps, script = map(_step, one.steps["shuffled"]), map(_step, one.script)
    return {"now": instant(one.now), "offset": one.offset, "steps": list(steps), "script": list(script)}


def _step(step: dict[str, Any]) -> dict[str, Any]:
    said = {
        kind: [{**one, "at": instant(one["at"])} for one in step[kind]] for kind in ("answers", "replies")
    }
    return {**step, "now": instant(step["now"]), **said}
