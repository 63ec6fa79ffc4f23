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
from tests.insights.safety.phone import NODE, ROOT


def on_phone(
    histories: Sequence[History], places: Sequence[str], folder: Path
) -> dict[str, list[dict[tuple[str, str], str]]]:
    """By place, what stands at the end of each history: rule and leg, and the level."""
    files = [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((HOME / "rules").glob("*.yaml"))
    ]
    few = [{**file, "rules": [rule for rule in file["rules"] if rule["id"] in RULES]} for file in files]
    answers, order = (
        yaml.safe_load((HOME / f"{name}.yaml").read_text(encoding="utf-8")) for name in ("answers", "ledger")
    )
    lifetimes = yaml.safe_load(LIFETIMES.read_text("utf-8"))
    content = {
        "answers": answers,
        "strip": {"rows": []},
        "order": order,
        "files": few,
        "lifetimes": lifetimes,
    }
    written = folder / "histories.json"
    cases = [_plain(one, places) for one in histories]
    written.write_text(json.dumps({**content, "histories": cases}, default=str), encoding="utf-8")
    node = NODE if Path(NODE).exists() else shutil.which("node") or NODE
    run = subprocess.run(
        [
            node,
            "--no-warnings",
            str(Path(__file__).with_name("replica.mjs")),
            str(written),
            str(ROOT / "pwa/src/safety"),
        ],
        capture_output=True,
        check=True,
        text=True,
    )
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    return {
        place: [{(rule, leg): level for rule, leg, level in line[place]} for line in lines]
        for place in places
    }


def _plain(one: History, places: Sequence[str]) -> dict[str, Any]:
    steps = {place: [_step(step) for step in one.steps[place]] for place in places}
    return {"now": instant(one.now), "offset": one.offset, "steps": steps}


def _step(step: dict[str, Any]) -> dict[str, Any]:
    return {
        "now": instant(step["now"]),
        "answers": [{**said, "at": instant(said["at"])} for said in step["answers"]],
        "replies": [
            {
                "worst": None,
                "places": [],
                "level": "",
                "items": [],
                "answers": [],
                **said,
                "at": instant(said["at"]),
            }
            for said in step["replies"]
        ],
    }
