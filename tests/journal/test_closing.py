"""Erasing, closing, silence; and no model without a decision."""

from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from accounts.models import Patient, User
from journal import closing, limits, services
from journal.documents import NightParts
from journal.models import Change, Closure, Diary, Entry, Episode, Night, SleepPeriod, Tombstone
from tests.cast import Caller
from tests.journal import server

PHONE = "11111111-1111-4111-8111-111111111111"
JOURNAL = (Night, Episode, SleepPeriod, Entry, Change)

# exported: in the record a person takes away. erased: gone with the account, by its own service or by cascade.
CENSUS = {
    "Diary": "erased",
    "Night": "exported, erased",
    "Episode": "exported, erased",
    "SleepPeriod": "exported, erased",
    "Entry": "exported, erased",
    "Change": "erased",
    "Closure": "erased",
    "Tombstone": "kept: a random number and a day, so that no backup brings the record back",
    "Epoch": "of nobody",
}


def keep(caller: Caller, night: dict[str, Any], now: datetime) -> None:
    parts = NightParts.model_validate(night)
    services.put_night(patient=caller.patient, date=now.date() - timedelta(days=1), parts=parts, now=now)


def test_no_model_of_the_journal_is_without_a_decision() -> None:
    assert {model.__name__ for model in apps.get_app_config("journal").get_models()} == set(CENSUS)


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
    assert closing.erased_since(now.date()) == [str(alice.patient.pk)]


def test_after_a_restore_what_was_erased_is_erased_again(
    alice: Caller, bob: Caller, tmp_path: Path, now: datetime
) -> None:
    listed = tmp_path / "forgotten"
    listed.write_text(f"{alice.patient.pk}\n{PHONE}\n")
    told = StringIO()

    call_command("forget_again", str(listed), stdout=told)

    assert told.getvalue() == "2 named, 1 were back and are erased again\n"
    assert list(Patient.objects.all()) == [bob.patient]


def test_a_list_with_a_wrong_line_erases_nobody(alice: Caller, tmp_path: Path) -> None:
    listed = tmp_path / "forgotten"
    listed.write_text(f"{alice.patient.pk}\nAlice\n")
    with pytest.raises(CommandError, match="line 2"):
        call_command("forget_again", str(listed))
    assert Patient.objects.exists()


def test_a_closed_account_is_silent_at_once_and_erased_in_time(alice: Caller, now: datetime) -> None:
    closure = closing.close(patient=alice.patient, reason="deceased", now=now)
    alice.user.refresh_from_db()
    assert not alice.user.is_active

    last = timedelta(days=limits.load().closed_days)
    assert closing.erase_due(now=now + last - timedelta(days=1)) == 0
    assert closing.erase_due(now=now + last) == 1
    assert not User.objects.filter(pk=alice.user.pk).exists()
    assert closure.reason == Closure.Reason.DECEASED


def test_closing_by_command_names_its_day(alice: Caller) -> None:
    told = StringIO()
    call_command("close_account", "alice@example.com", "--reason", "deceased", stdout=told)
    assert told.getvalue().startswith("closed; erased on 20")


def test_closing_nobodys_account_is_one_plain_line(db: None) -> None:
    with pytest.raises(CommandError, match="no account"):
        call_command("close_account", "nobody@example.com", "--reason", "deceased")


def test_silence_is_asked_about_then_warned_of_then_erased(alice: Caller, now: datetime) -> None:
    born = Patient.objects.get().created_at
    month = closing.MONTH

    assert closing.silent(born + 11 * month) == closing.Silent([], [], [])
    assert closing.silent(born + 13 * month).ask == [alice.patient]
    assert closing.silent(born + 25 * month) == closing.Silent([], [alice.patient], [])
    assert closing.erase_due(now=born + 60 * month) == 0

    closing.warned(patient=alice.patient, now=born + 25 * month)
    assert closing.erase_due(now=born + 25 * month + timedelta(days=29)) == 0
    assert closing.erase_due(now=born + 25 * month + timedelta(days=31)) == 1


def test_a_sign_of_life_makes_an_old_notice_void(alice: Caller, night: dict[str, Any], now: datetime) -> None:
    born = Patient.objects.get().created_at
    closing.warned(patient=alice.patient, now=born + 25 * closing.MONTH)
    keep(alice, night, born + 26 * closing.MONTH)

    later = born + 51 * closing.MONTH

    assert closing.silent(later).warn == [alice.patient]
    assert closing.erase_due(now=later) == 0
    assert Diary.objects.exists()


def test_the_limits_file_names_its_faults() -> None:
    assert limits.faults({}) == ["limits: missing; the file must hold a map of limits"]
    found = limits.faults({"limits": {"trash_days": {"value": 0}, "more": 1}})
    assert any(fault.startswith("more: not used") for fault in found)
    assert any(fault.startswith("trash_days: needs value") for fault in found)
