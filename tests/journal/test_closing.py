"""Erasing, and silence."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from accounts.models import Patient, User
from journal import closing, limits, services
from journal.documents import NightParts
from journal.models import Change, Diary, Entry, Episode, Night, SleepPeriod, Tombstone
from tests.cast import Caller
from tests.journal import server

PHONE = "11111111-1111-4111-8111-111111111111"
JOURNAL = (Night, Episode, SleepPeriod, Entry, Change)


def keep(caller: Caller, night: dict[str, Any], now: datetime) -> None:
    parts = NightParts.model_validate(night)
    services.put_night(patient=caller.patient, date=now.date() - timedelta(days=1), parts=parts, now=now)


def test_erasing_takes_everything_of_one_person_only(
    alice: Caller, bob: Caller, night: dict[str, Any], now: datetime
) -> None:
    keep(alice, night, now)
    keep(bob, night, now)
    his = [model.objects.count() // 2 for model in JOURNAL]

    closing.erase_record(patient=alice.patient, now=now)

    assert [model.objects.count() for model in JOURNAL] == his
    assert server.record(alice.patient) == {"nights": [], "entries": []}


def test_a_late_phone_does_not_bring_an_erased_record_back(alice: Caller, now: datetime) -> None:
    closing.erase_record(patient=alice.patient, now=now)
    change = {"id": PHONE, "kind": "night", "key": "2026-11-20", "op": "put", "data": {"pain": True}}
    late = {**change, "edited_at": (now - timedelta(hours=1)).isoformat()}

    answer = server.exchange(alice.patient, now, {"cursor": None, "device": PHONE, "changes": [late]})

    assert answer["results"][0]["status"] == "merged"
    assert not Change.objects.exists()


def test_what_is_written_after_an_erasure_is_kept(
    alice: Caller, now: datetime, night: dict[str, Any]
) -> None:
    closing.erase_record(patient=alice.patient, now=now)
    keep(alice, night, now + timedelta(minutes=1))
    assert Night.objects.count() == 1


def test_an_erased_account_leaves_only_a_number(alice: Caller, now: datetime, night: dict[str, Any]) -> None:
    keep(alice, night, now)
    closing.erase_account(user=alice.user, now=now)

    assert not User.objects.filter(email="alice@example.com").exists()
    assert not Patient.objects.exists()
    assert list(Tombstone.objects.values_list("patient", flat=True)) == [alice.patient.pk]


def test_silence_is_asked_about_then_warned_of_then_erased(alice: Caller, now: datetime) -> None:
    born = Patient.objects.get().created_at
    month = closing.MONTH

    assert closing.silent(born + 11 * month) == closing.Silent([], [], [])
    assert closing.silent(born + 13 * month).ask == [alice.patient]
    assert closing.silent(born + 25 * month) == closing.Silent([], [alice.patient], [])
    assert closing.due(born + 60 * month) == []

    closing.warned(patient=alice.patient, now=born + 25 * month)
    assert closing.due(born + 25 * month + timedelta(days=29)) == []
    assert closing.due(born + 25 * month + timedelta(days=31)) == [alice.user]


def test_a_sign_of_life_makes_an_old_notice_void(alice: Caller, night: dict[str, Any], now: datetime) -> None:
    born = Patient.objects.get().created_at
    closing.warned(patient=alice.patient, now=born + 25 * closing.MONTH)
    keep(alice, night, born + 26 * closing.MONTH)

    later = born + 51 * closing.MONTH

    assert closing.silent(later).warn == [alice.patient]
    assert closing.due(later) == []
    assert Diary.objects.exists()


def test_the_limits_file_names_its_faults(tmp_path: Path) -> None:
    spoilt = tmp_path / "limits.yaml"
    text = limits.FILE.read_text().replace("trash_days: {value: 30", "trash_days: {value: 0")
    spoilt.write_text(text)
    assert [fault.key for fault in limits.faults(spoilt)] == ["limits.trash_days.value"]
    spoilt.write_text(text.replace("trash_days: {value: 0", "trash: {value: 1"))
    assert [fault.key for fault in limits.faults(spoilt)] == ["limits.trash_days", "limits.trash"]
