"""Thirty days, then what was deleted is forgotten; the deletion itself is not."""

from datetime import datetime, timedelta
from typing import Any

from journal import history, services
from journal.documents import NightParts
from journal.models import Change, Episode, Night, SleepPeriod
from tests.cast import Caller
from tests.journal import server


def test_the_trash_is_emptied_after_thirty_days(alice: Caller, now: datetime, night: dict[str, Any]) -> None:
    day = now.date() - timedelta(days=1)
    parts = NightParts.model_validate({**night, "note": "CANARY"})
    services.put_night(patient=alice.patient, date=day, parts=parts, now=now)
    services.delete_night(patient=alice.patient, date=day, now=now)

    assert history.empty_trash(now=now + timedelta(days=29)) == 0
    assert history.empty_trash(now=now + timedelta(days=31)) == 1
    assert history.empty_trash(now=now + timedelta(days=32)) == 0

    kept = [*Night.objects.values(), *Episode.objects.values(), *Change.objects.values()]
    assert "CANARY" not in repr(kept)
    assert "calf" not in repr(kept)
    assert not SleepPeriod.objects.exists()
    assert not history.restore_night(patient=alice.patient, day=day, now=now + timedelta(days=32))


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
    history.empty_trash(now=later)

    body = {"cursor": None, "device": "11111111-1111-4111-8111-111111111111", "changes": [early]}
    assert server.exchange(alice.patient, later, body)["results"][0]["status"] == "merged"
    assert server.record(alice.patient)["nights"] == []
