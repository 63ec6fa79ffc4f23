"""The laws of sync, on made-up histories: order, repetition and splitting decide nothing, and all agree."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import Patient
from journal.edits import check_data
from journal.models import Change
from tests.cast import Caller
from tests.journal import server
from tests.journal.histories import START, Phone, play

FEW = range(25)
MANY = {"sqlite": range(1_000, 6_000), "postgresql": range(6_000, 6_500)}
ZONE = "Europe/London"
LATER = START + timedelta(days=2_000)


def _held(phone: Phone) -> server.Units:
    live = {place: unit.data for place, unit in phone.units.items() if unit.op == "put"}
    return server.whole(live, ZONE)


def _check(seed: int, hers: Patient, his: Patient) -> None:
    phones = play(seed, lambda now, body: server.exchange(hers, now, body))
    changes = list(Change.objects.filter(patient=hers).order_by("seq"))
    kept = server.units(hers)

    assert kept == server.fold(changes, ZONE), f"history {seed}: the record is not that of the latest edits"
    for phone in phones:
        assert _held(phone) == kept, f"history {seed}: a phone disagrees"

    server.replay(his, changes, LATER, random.Random(seed))
    assert server.record(his) == server.record(hers), f"history {seed}: the order of arrival decided"


def _check_all(seeds: range, hers: Patient, his: Patient) -> None:
    for seed in seeds:
        with transaction.atomic():
            _check(seed, hers, his)
            transaction.set_rollback(True)


def test_every_order_repetition_and_split_gives_one_record_everywhere(alice: Caller, bob: Caller) -> None:
    _check_all(FEW, alice.patient, bob.patient)


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_five_thousand_histories_give_one_record_everywhere(alice: Caller, bob: Caller) -> None:
    _check_all(MANY[connection.vendor], alice.patient, bob.patient)


def test_what_was_acknowledged_stays_readable(alice: Caller) -> None:
    acknowledged: dict[str, dict[str, Any]] = {}

    def remembering(now: Any, body: dict[str, Any]) -> dict[str, Any]:
        answer = server.exchange(alice.patient, now, body)
        acknowledged.update({change["id"]: change for change in body["changes"]})
        return answer

    for seed in range(5):
        play(seed, remembering)

    kept = {str(row.change_id): row.data for row in Change.objects.filter(patient=alice.patient)}
    for change_id, sent in acknowledged.items():
        data = sent["data"] and check_data(sent["kind"], sent["key"], sent["data"])
        assert kept[change_id] == data


@pytest.mark.usefixtures("frozen")
def test_phones_agree_through_the_door_too(alice: Caller) -> None:
    def route(_: Any, body: dict[str, Any]) -> dict[str, Any]:
        answer = alice.send("post", "patients/me/sync", body)
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    phones = play(77, route)

    kept = server.units(alice.patient)
    assert kept
    assert all(_held(phone) == kept for phone in phones)
