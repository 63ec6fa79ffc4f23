"""The same histories through the real services and the database."""

import uuid
from typing import Any

import pytest

from accounts.models import Patient
from insights import safety_log, services
from journal.edits import Edit
from journal.merge import Stamp
from tests.cast import Caller
from tests.insights.safety.history.draw import RULES, History
from tests.insights.safety.history.test_history import expected, history

PHONES = {"a": "11111111-1111-4111-8111-111111111111", "b": "22222222-2222-4222-8222-222222222222"}
SEEDS = [*range(6), *(pytest.param(seed, marks=pytest.mark.full) for seed in range(6, 300))]


@pytest.mark.parametrize("place", ["server", "shuffled"])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_kept_is_what_the_order_rules_say(alice: Caller, seed: int, place: str) -> None:
    drawn = history(seed)
    assert kept(alice.patient, drawn, place) == expected(drawn)


def kept(patient: Patient, drawn: History, place: str) -> dict[tuple[str, str], str]:
    """Rule, leg and level of the flags that stand in the database at the end."""
    patient.user.timezone = f"Etc/GMT{-drawn.offset:+d}"
    patient.user.save(update_fields=["timezone"])
    for step in drawn.steps[place]:
        services.take_edits(patient=patient, edits=[edit(one) for one in step["answers"]], now=step["now"])
        for said in step["replies"]:
            reply(patient, said, step["now"])
    left = safety_log.raise_flags(patient=patient, today=drawn.today, now=drawn.now)
    return {(flag.rule, flag.side): flag.level for flag in left if flag.rule in RULES}


def edit(one: dict[str, Any]) -> Edit:
    data = None if one["value"] is None else {"value": one["value"]}
    op = "delete" if data is None else "put"
    stamp = Stamp(one["at"], PHONES[one["phone"]])
    return Edit(str(uuid.uuid4()), "check", f"{one['night']}/{one['id']}", op, data, None, stamp)


def reply(patient: Patient, said: dict[str, Any], now: Any) -> None:
    shown = {name: said[name] for name in ("level", "items", "answers")}
    services.answer_flag(
        patient=patient,
        rule=said["rule"],
        side=said["leg"],
        outcome=said["outcome"],
        on=said["at"].date(),
        at=said["at"],
        now=now,
        as_shown=shown if said["level"] else None,
    )
