"""What being seen silences, in Python."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from insights.safety.evaluator import evaluate
from insights.safety.standing import Seen, standing

CONTENT = yaml.safe_load(Path(__file__).with_name("seen.yaml").read_text(encoding="utf-8"))
TODAY = date.fromisoformat(CONTENT["today"])


def record(said: dict[str, Any]) -> Seen:
    rest = {key: value for key, value in said.items() if key not in ("ago", "items")}
    return Seen(on=TODAY - timedelta(days=said["ago"]), items=tuple(said["items"]), **rest)


@pytest.mark.parametrize("vector", CONTENT["vectors"], ids=lambda vector: vector["says"])
def test_the_record_silences_what_it_should(vector):
    diary = {"nights": [{"date": CONTENT["today"], "checks": vector["checks"]}]}
    evaluation = evaluate(diary, today=TODAY)
    shown = standing(evaluation, [record(said) for said in vector["seen"]], TODAY)
    assert [flag.rule for flag in shown] == vector["stands"]
