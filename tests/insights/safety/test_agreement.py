"""The phone and the server say the same, to the last item."""

import random
from dataclasses import asdict
from datetime import date

import pytest

from insights.safety.evaluator import evaluate
from tests.insights.safety.chance import case
from tests.insights.safety.phone import evaluate_on_phone


@pytest.mark.parametrize("number", [300, pytest.param(20_000, marks=pytest.mark.full)])
def test_phone_and_server_agree_on_random_diaries(number, tmp_path):
    rng = random.Random(20261121)
    cases = [case(rng) for _ in range(number)]
    on_phone, _ = evaluate_on_phone(cases, tmp_path)
    assert len(on_phone) == number
    for each, phone in zip(cases, on_phone, strict=True):
        server = evaluate(each["diary"], today=date.fromisoformat(each["today"]), shown=each["shown"])
        assert _plain(asdict(server)) == phone, each


def _plain(value):
    """Tuples as the lists that JSON knows."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def test_random_diaries_reach_nearly_every_rule():
    rng = random.Random(7)
    fired = set()
    for each in (case(rng) for _ in range(400)):
        fired |= {
            flag.rule for flag in evaluate(each["diary"], today=date(2026, 11, 21), shown=each["shown"]).flags
        }
    assert len(fired) >= 36, sorted(fired)
