"""The same histories through the real services and the database."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import Patient
from insights import safety_log, services
from journal.edits import Edit
from journal.merge import Stamp
from tests.cast import Caller
from tests.insights.safety.history.draw import RULES, History
from tests.insights.safety.history.slow_judge import SWOLLEN, WHOLE_NIGHT
from tests.insights.safety.history.test_history import agrees, history

PHONES = {
    "a": "11111111-1111-4111-8111-111111111111",
    "b": "22222222-2222-4222-8222-222222222222",
    "carer": "33333333-3333-4333-8333-333333333333",
}
# The last four tell, edit and delete a painful episode in one go, in either order.
FEW = (0, 1, 2, 3, 48, 72, 155, 216)
SEEDS = [*FEW, *(pytest.param(seed, marks=pytest.mark.full) for seed in range(300) if seed not in FEW)]


@pytest.mark.parametrize("place", ["server", "shuffled"])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_kept_is_what_the_order_rules_say(alice: Caller, seed: int, place: str) -> None:
    drawn = history(seed)
    assert agrees(kept(alice.patient, drawn, place), drawn)


def kept(patient: Patient, drawn: History, place: str) -> dict[tuple[str, str], str]:
    """Rule, leg and level of the flags that stand in the database at the end."""
    for step in drawn.steps[place]:
        live_in(patient, step["offset"])
        edits = [each for one in step["answers"] for each in edits_of(one)]
        services.apply_changes(patient=patient, edits=edits, now=step["now"])
        for said in step["replies"]:
            reply(patient, said, step["now"])
    live_in(patient, drawn.offset)
    today = services.local_date(patient, drawn.now)
    left = safety_log.raise_flags(patient=patient, today=today, now=drawn.now)
    return {(flag.rule, flag.side): flag.level for flag in left if flag.rule in RULES}


def live_in(patient: Patient, offset: int) -> None:
    patient.user.timezone = f"Etc/GMT{-offset:+d}"
    patient.user.save(update_fields=["timezone"])


def edits_of(one: dict[str, Any]) -> Iterator[Edit]:
    """An answer as a phone sends it; a swollen leg with the pain of its night."""
    night, stamp = one["night"], Stamp(one["at"], PHONES[one["phone"]])
    if one["id"] == WHOLE_NIGHT:
        yield Edit(str(uuid.uuid4()), "night", night, "delete", None, None, stamp)
        return
    data = None if one["value"] is None else {"value": one["value"]}
    yield Edit(str(uuid.uuid4()), "check", f"{night}/{one['id']}", put(data), data, None, stamp)
    if one["id"] != SWOLLEN:
        return
    pain = one["pain"] if data else None
    places = [{"site": site, "side": side} for site, side in pain["sites"]] if pain else []
    spell = {"date": night, "intensity": pain["strength"], "sites": places} if pain else None
    uid = str(uuid.uuid5(uuid.NAMESPACE_OID, night))
    yield Edit(str(uuid.uuid4()), "episode", uid, put(spell), spell, None, stamp)
    if not pain:
        said = {"pain": False} if data else {"pain": None}
        yield Edit(str(uuid.uuid4()), "night", night, "put", said, None, stamp)


def put(data: dict[str, Any] | None) -> str:
    return "delete" if data is None else "put"


def reply(patient: Patient, said: dict[str, Any], now: Any) -> None:
    shown = {name: said[name] for name in ("level", "items", "answers", "worst", "places")}
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
