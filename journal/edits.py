"""One edit of one unit, as phones send them: kinds, keys and what each may hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from journal import vocabulary
from journal.documents import (
    EpisodeBody,
    FieldFault,
    InvalidRecord,
    Sleep,
    Strict,
    TipId,
    read,
)
from journal.fields import (
    NRS,
    CalendarDate,
    DayFactor,
    Identifier,
    Label,
    Note,
    Weeks,
    YesNo,
    YesNoSide,
    Zone,
)
from journal.merge import Stamp
from journal.words import Bother, Check, EventKind, Sign, ToldBy

Data = dict[str, Any]


class EpisodeData(EpisodeBody):
    """An episode with the date of its night."""

    date: CalendarDate


class NightData(Strict):
    """What belongs to the night as a whole."""

    pain: YesNo | None = None
    timezone: Zone | None = None
    note: Note = ""
    told_by: ToldBy = "self"


class SleepData(Strict):
    """All sleep periods of a night, edited together."""

    periods: Sleep = []


class DayData(Strict):
    """One answer about the day."""

    value: YesNo | None = None


class CheckData(Strict):
    """One safety answer, or one sign noticed on a night without pain."""

    value: YesNoSide | None = None


class TipData(Strict):
    """Whether a tried tip helped; null is not said."""

    helped: YesNo | None = None


class PegData(Strict):
    """Pain, enjoyment, general activity of the past week, each 0-10 (Krebs 2009)."""

    pain: NRS | None = None
    enjoyment: NRS | None = None
    activity: NRS | None = None


class FactorData(Strict):
    """A yes/no factor of one's own; the slug is fixed at birth, the label may change."""

    slug: Annotated[str, Field(pattern=r"^own\.[a-z0-9][a-z0-9_-]{0,39}$")]
    label: Annotated[Label, Field(min_length=1)]
    retired: YesNo = False
    merged_into: Annotated[str, Field(pattern=r"^own\.[a-z0-9][a-z0-9_-]{0,39}$")] | None = None


class EventData(Strict):
    """Something dated that trends and reports mark."""

    on: CalendarDate
    kind: EventKind
    text: Label = ""


class _Date(Strict):
    date: CalendarDate


class _DateAndDay(_Date):
    id: DayFactor


class _DateAndSign(_Date):
    id: Sign


class _DateAndCheck(_Date):
    id: Check


class _DateAndTip(_Date):
    id: TipId


class _Id(Strict):
    id: Identifier


class _BirthYear(Strict):
    value: Annotated[int, Field(strict=True, ge=1900, le=2100)] | None = None


class _WeeksOfTrouble(Strict):
    value: Weeks | None = None


class _Bother(Strict):
    value: Bother | None = None


class _HealthDate(Strict):
    value: CalendarDate | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One checked edit: `key` in canonical form, `data` plain and complete, None when deleting."""

    change_id: str
    kind: str
    key: str
    op: str
    data: Data | None
    base: int | None
    stamp: Stamp
    recorded_at: datetime | None = None

    @property
    def written_at(self) -> datetime:
        """When it was written, by the phone's word where it gave one, never later than it was edited."""
        return min(self.recorded_at or self.stamp.edited_at, self.stamp.edited_at)

    @property
    def date(self) -> date | None:
        """The night it belongs to, where the key or the data says so."""
        if self.kind == "episode":
            return date.fromisoformat(self.data["date"]) if self.data else None
        return date.fromisoformat(self.key[:10]) if self.kind in NIGHT_KINDS else None


def check_data(kind: str, key: str, data: object) -> Data:
    """The unit's data as plain values; InvalidRecord naming `data.…` fields."""
    document = _health_document(key) if kind == "health" else DATA[kind]
    # A sleep may come as a night's document says it: one record, or a list of them.
    if kind == "sleep" and not (isinstance(data, Mapping) and "periods" in data):
        data = {"periods": data}
    try:
        return read(document, data).model_dump(mode="json")
    except InvalidRecord as error:
        faults = [FieldFault(f"data.{fault.field}", fault.code, fault.detail) for fault in error.faults]
        raise InvalidRecord(faults) from None


def check_key(kind: str, key: object) -> str:
    """The key in canonical form; InvalidRecord naming `key`."""
    if kind not in KEYS:
        raise InvalidRecord([FieldFault("kind", "unknown_kind", "this kind of change is not known")])
    # As long as the column that keeps it, which SQLite would not hold anyone to.
    if not isinstance(key, str) or len(key) > 64:
        raise InvalidRecord([FieldFault("key", "key", "a key is a short text")])
    try:
        return KEYS[kind](key)
    except InvalidRecord as error:
        raise InvalidRecord([FieldFault("key", error.faults[0].code, error.faults[0].detail)]) from None


def _dated(document: type[Strict]) -> Callable[[str], str]:
    def check(key: str) -> str:
        night, _, item = key.partition("/")
        read(document, {"date": night, "id": item})
        return key

    return check


def _one(document: type[Strict], field: str) -> Callable[[str], str]:
    def check(key: str) -> str:
        return str(getattr(read(document, {field: key}), field))

    return check


def _monday(key: str) -> str:
    monday = date.fromisoformat(_one(_Date, "date")(key))
    if monday.weekday() != 0:
        raise InvalidRecord([FieldFault("key", "monday", "a PEG week is named by its Monday")])
    return key


def _health_key(key: str) -> str:
    _health_document(key)
    return key


def _health_document(key: str) -> type[Strict]:
    words = vocabulary.load()
    group, _, item = key.partition(".")
    if group == "who" and item in words.ids("who"):
        return DayData
    if group == "dates" and item in words.ids("health_date"):
        return _HealthDate
    if key in PLAIN_HEALTH:
        return PLAIN_HEALTH[key]
    raise InvalidRecord([FieldFault("key", "unknown_word", "not a field of the health background")])


PLAIN_HEALTH: dict[str, type[Strict]] = {
    "birth_year": _BirthYear,
    "weeks_of_trouble": _WeeksOfTrouble,
    "bother": _Bother,
}
DATA: dict[str, type[Strict]] = {
    "episode": EpisodeData,
    "night": NightData,
    "sleep": SleepData,
    "day": DayData,
    "sign": CheckData,
    "check": CheckData,
    "tip": TipData,
    "peg": PegData,
    "factor": FactorData,
    "event": EventData,
}
KEYS: dict[str, Callable[[str], str]] = {
    "episode": _one(_Id, "id"),
    "night": _one(_Date, "date"),
    "sleep": _one(_Date, "date"),
    "day": _dated(_DateAndDay),
    "sign": _dated(_DateAndSign),
    "check": _dated(_DateAndCheck),
    "tip": _dated(_DateAndTip),
    "health": _health_key,
    "peg": _monday,
    "factor": _one(_Id, "id"),
    "event": _one(_Id, "id"),
}
NIGHT_KINDS = frozenset({"night", "sleep", "day", "sign", "check", "tip"})
ENTRY_KINDS = frozenset({"health", "peg", "factor", "event"})
