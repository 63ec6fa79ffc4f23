"""A diary for the desk, short to write."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from accounts.models import Patient
from journal.documents import NightDocument, read
from journal.services import put_night

LAST = date(2026, 11, 21)


def spell(strength: int | None, *, number: int = 0, **facts: Any) -> dict[str, Any]:
    """An episode of that strength."""
    return {"id": f"01938f6e-8a3c-7c11-9a51-{number:012}", "intensity": strength, **facts}


def log(patient: Patient, ago: int, strength: int | None, now: datetime, **facts: Any) -> None:
    """The night that many days before the last, with that worst strength; 0 is a night without pain."""
    day = LAST - timedelta(days=ago)
    painful = strength != 0
    episodes = [spell(strength, number=1000 + ago)] if painful else []
    said = {"timezone": "Europe/London", "pain": painful, "episodes": episodes, **facts}
    written = datetime.combine(day + timedelta(days=1), time(8), tzinfo=UTC)
    put_night(patient=patient, date=day, parts=read(NightDocument, said), now=min(written, now))
