"""The merges that server and phone must both get right."""

import itertools
import json
import random
import uuid
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from journal import services
from journal.edits import Edit, check_data
from journal.merge import Stamp, stamp
from journal.models import Change, Episode, Night
from tests.cast import Caller
from tests.journal.vectors import FILE, vectors

HELD = json.loads(FILE.read_text(encoding="utf-8"))


def test_the_file_is_the_one_its_maker_makes() -> None:
    assert vectors() == HELD


@pytest.mark.parametrize("case", HELD["stamps"], ids=lambda case: case["name"])
def test_a_clock_is_corrected(case: dict[str, Any]) -> None:
    sent = datetime.fromisoformat(case["sent_at"]) if case["sent_at"] else None
    made = stamp(
        edited_at=datetime.fromisoformat(case["edited_at"]),
        device="d",
        now=datetime.fromisoformat(case["now"]),
        sent_at=sent,
    )
    assert made.edited_at == datetime.fromisoformat(case["stamped"])


def test_every_order_leaves_the_winner_of_each_unit(alice: Caller, now: datetime) -> None:
    for case in HELD["merges"]:
        orders = [list(one) for one in itertools.islice(itertools.permutations(case["changes"]), 2)]
        orders.append(random.Random(1).sample(case["changes"], len(case["changes"])))
        for order in orders:
            mark = transaction.savepoint()
            for change in order:
                services.apply_edits(patient=alice.patient, edits=[_edit(change)], now=now)
            assert _standing() == {_place(one): one["data"] for one in case["record"]}, case["name"]
            transaction.savepoint_rollback(mark)


def _edit(change: dict[str, Any]) -> Edit:
    data = check_data(change["kind"], change["key"], change["data"]) if change["data"] else None
    made = Stamp(datetime.fromisoformat(change["edited_at"]), change["device"])
    return Edit(str(uuid.uuid4()), change["kind"], change["key"], change["op"], data, None, made)


def _standing() -> dict[tuple[str, str], Any]:
    """What the diary holds of every unit that was ever edited, None where it is deleted."""
    found: dict[tuple[str, str], Any] = dict.fromkeys(Change.objects.values_list("kind", "key"))
    episodes = Episode.objects.filter(deleted=False).values_list("uid", "night__date", "intensity")
    for uid, date, intensity in episodes:
        found["episode", str(uid)] = {"date": str(date), "intensity": intensity}
    for night in Night.objects.all():
        for kind, answers in (("day", night.day), ("check", night.checks)):
            found |= {(kind, f"{night.date}/{item}"): {"value": value} for item, value in answers.items()}
    return found


def _place(change: dict[str, Any]) -> tuple[str, str]:
    return change["kind"], change["key"]
