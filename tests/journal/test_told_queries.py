"""What was told earlier of many nights at once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from accounts.access import PatientAccess
from journal.edits import Edit
from journal.mappings import NightMapping
from journal.merge import Stamp
from journal.queries import night_documents
from journal.services import apply_edits
from journal.told_queries import SEPARATELY, earlier_tellings, nothing_told
from tests.cast import Caller

DEVICE = "00000000-0000-4000-8000-00000000d0d1"
BEGAN, DAY = date(2022, 1, 1), timedelta(days=1)
ITEM = "pe.chest_pain"


def answer(number: int, night: date, said: bool, minute: int) -> Edit:
    stamp = Stamp(datetime.combine(night + DAY, datetime.min.time(), UTC) + timedelta(minutes=minute), DEVICE)
    name = f"00000000-0000-4000-9000-{number:012}"
    return Edit(name, "check", f"{night}/{ITEM}", "put", {"value": said}, None, stamp)


def told(alice: Caller, nights: list[NightMapping]) -> list[tuple[str, Any]]:
    return [(one["date"], one["checks"]) for one in earlier_tellings(alice.patient, nights)]


def test_many_nights_at_once_are_read_as_each_by_itself(alice: Caller, now: datetime) -> None:
    taken_back = [BEGAN + step * DAY for step in range(0, 3 * SEPARATELY, 3)]
    edits = [
        edit
        for number, night in enumerate(taken_back)
        for edit in (answer(2 * number, night, True, 1), answer(2 * number + 1, night, False, 2))
    ]
    apply_edits(patient=alice.patient, edits=edits, now=now)
    held = night_documents(PatientAccess.whole(alice.patient), first=None, last=None)
    nights = [*held, *(nothing_told((BEGAN + step * DAY).isoformat()) for step in range(1, 5000, 3))]

    together = told(alice, nights)

    assert len(together) == len(taken_back)
    assert together == [one for night in held for one in told(alice, [night])]
