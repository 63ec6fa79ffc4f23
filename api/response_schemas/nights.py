"""Nights, and the changes that phones exchange."""

from typing import Annotated, Any, Literal

from api.response_schemas.base import Answer, ListAnswer
from api.response_schemas.safety import FlagAnswer, FlagReplyAnswer
from api.response_schemas.units import CHANGES, ENTRIES, UNITS, ByKind, EntryKind, Kind, Op
from journal.documents import CheckAnswers, DayAnswers, Episode, SignAnswers, SleepPeriod, TipTried
from journal.fields import CalendarDate, Identifier, Instant, YesNo, Zone
from journal.words import ToldBy


class NightRecord(Answer):
    """A night as it is kept and taken away."""

    date: CalendarDate
    timezone: Zone
    pain: YesNo | None
    episodes: list[Episode]
    sleep: SleepPeriod | list[SleepPeriod] | None
    day: DayAnswers
    signs: SignAnswers
    checks: CheckAnswers
    tips_tried: list[TipTried]
    told_by: ToldBy
    note: str
    recorded_at: Instant | None
    late: bool


class NightAnswer(NightRecord):
    """A night with what the server adds; `safety` on saves."""

    received_at: Instant
    version: int
    safety: list[FlagAnswer] = []


class NightsAnswer(ListAnswer):
    """A page of nights, newest first."""

    results: list[NightAnswer]


class VersionAnswer(Answer):
    """One edit of one unit; `stands` marks the one that counts now."""

    id: Identifier
    kind: Kind
    key: str
    op: Op
    data: Any
    edited_at: Instant
    received_at: Instant
    stands: bool


class HistoryAnswer(ListAnswer):
    """Every version, newest first."""

    results: list[Annotated[VersionAnswer, ByKind(UNITS)]]


class EntryRecord(Answer):
    """A health answer, a PEG week, an own factor or an event, as it is taken away."""

    kind: EntryKind
    key: str
    data: Any
    edited_at: Instant


class RecordAnswer(Answer):
    """The whole record; importing it gives the same record again."""

    format: Literal["stillnight-record"]
    patient: Identifier
    version: Literal[1]
    entries: list[Annotated[EntryRecord, ByKind(ENTRIES, deleted=False)]]
    nights: list[NightRecord]


class TrashRow(Answer):
    """A deleted night, and until when it can be brought back."""

    date: CalendarDate
    deleted_at: Instant
    until: Instant


class TrashAnswer(ListAnswer):
    """Nights that can be brought back."""

    results: list[TrashRow]


class FieldFaultAnswer(Answer):
    """One field that was refused, and why."""

    field: str
    code: str
    detail: str


class SyncResult(Answer):
    """What became of one change; `id` is null where the change named none."""

    id: str | None
    status: Literal["applied", "duplicate", "merged", "rejected", "later"]
    version: int | None = None
    edited_at: Instant | None = None
    errors: list[FieldFaultAnswer] = []


class SyncChange(Answer):
    """A change on its way out to phones; `data` is null for what was deleted."""

    kind: Kind
    key: str
    op: Op
    version: int
    edited_at: Instant
    device: str
    data: Any


class SyncAnswer(Answer):
    """The answer to one round of sync; with `more` the phone asks again from `cursor` on."""

    results: list[SyncResult]
    changes: list[Annotated[SyncChange, ByKind(CHANGES)]]
    cursor: str
    more: bool
    epoch: str
    safety: list[FlagAnswer]
    replies: list[FlagReplyAnswer]
