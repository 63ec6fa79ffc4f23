"""Thirty days, then what was deleted is forgotten; the deletion itself is not."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from journal import restoring, services
from journal.documents import NightParts
from journal.models import Change, Episode, Night, SleepPeriod
from tests.cast import Caller
from tests.journal import server


def test_the_trash_is_emptied_after_thirty_days(alice: Caller, now: datetime, night: dict[str, Any]) -> None:
    day = now.date() - timedelta(days=1)
    parts = NightParts.model_validate({**night, "note": "CANARY"})
    services.put_night(patient=alice.patient, date=day, parts=parts, now=now)
    services.delete_night(patient=alice.patient, date=day, now=now)

    assert restoring.empty_trash(now=now + timedelta(days=29)) == 0
    assert restoring.empty_trash(now=now + timedelta(days=31)) == 1
    assert restoring.empty_trash(now=now + timedelta(days=32)) == 0

    kept = [*Night.objects.values(), *Episode.objects.values(), *Change.objects.values()]
    assert "CANARY" not in repr(kept)
    assert "calf" not in repr(kept)
    assert not SleepPeriod.objects.exists()
    assert not restoring.restore_night(patient=alice.patient, day=day, now=now + timedelta(days=32))


def test_a_late_phone_does_not_bring_a_forgotten_night_back(alice: Caller, now: datetime) -> None:
    day = now.date() - timedelta(days=1)
    edit = {
        "id": "0" * 8 + "-0000-4000-8000-" + "0" * 12,
        "kind": "night",
        "key": day.isoformat(),
        "op": "put",
    }
    early = {**edit, "data": {"pain": True}, "edited_at": (now - timedelta(hours=3)).isoformat()}
    services.put_night(patient=alice.patient, date=day, parts=NightParts(pain=False), now=now)
    services.delete_night(patient=alice.patient, date=day, now=now)
    later = now + timedelta(days=40)
    restoring.empty_trash(now=later)

    body = {"cursor": None, "device": "11111111-1111-4111-8111-111111111111", "changes": [early]}
    assert server.exchange(alice.patient, later, body)["results"][0]["status"] == "merged"
    assert server.record(alice.patient)["nights"] == []


def told(caller: Caller, changes: list[dict[str, Any]], now: datetime) -> None:
    body = {"cursor": None, "device": "11111111-1111-4111-8111-111111111111", "changes": changes}
    answer = server.exchange(caller.patient, now, body)
    assert {result["status"] for result in answer["results"]} == {"applied"}


def spell(number: int, day: date, op: str, at: datetime) -> dict[str, Any]:
    data = {"date": day.isoformat(), "intensity": number} if op == "put" else None
    key = f"0197a000-0000-7000-8000-00000000000{number}"
    return {
        "id": str(uuid4()),
        "kind": "episode",
        "key": key,
        "op": op,
        "data": data,
        "edited_at": at.isoformat(),
    }


def of_the_night(day: date, op: str, at: datetime) -> dict[str, Any]:
    data = {"pain": True, "note": "", "told_by": "self", "timezone": "UTC"} if op == "put" else None
    return {**spell(1, day, op, at), "kind": "night", "key": day.isoformat(), "data": data}


def test_a_night_brought_back_holds_what_its_deletion_took_and_no_more(alice: Caller, now: datetime) -> None:
    day = now.date() - timedelta(days=1)
    early, late = now - timedelta(hours=3), now - timedelta(hours=1)
    shortly = late - timedelta(milliseconds=3)
    said = [of_the_night(day, "put", early), *(spell(n, day, "put", early) for n in (1, 2, 3))]
    one_gone = [spell(1, day, "delete", now - timedelta(hours=2))]
    all_gone = [
        spell(2, day, "delete", shortly),
        spell(3, day, "delete", shortly),
        of_the_night(day, "delete", late),
    ]
    told(alice, [*said, *one_gone, *all_gone], now)

    assert restoring.restore_night(patient=alice.patient, day=day, now=now)

    standing = Episode.objects.filter(patient=alice.patient, deleted=False)
    assert set(standing.values_list("intensity", flat=True)) == {2, 3}
    assert Night.objects.of(alice.patient).get().pain is True


def test_a_night_brought_back_leaves_an_episode_where_it_was_moved_to(alice: Caller, now: datetime) -> None:
    day, other = now.date() - timedelta(days=2), now.date() - timedelta(days=1)
    early, late = now - timedelta(hours=3), now - timedelta(hours=1)
    said = [of_the_night(day, "put", early), spell(1, day, "put", early)]
    moved = [spell(1, other, "put", now - timedelta(hours=2))]
    told(alice, [*said, *moved, of_the_night(day, "delete", late)], now)

    assert restoring.restore_night(patient=alice.patient, day=day, now=now)

    assert Episode.objects.filter(patient=alice.patient, night__date=other, deleted=False).count() == 1
