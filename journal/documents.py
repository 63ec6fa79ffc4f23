"""The records of the journal as they are sent, exported and compared: one strict definition for every way in.

The shapes are those of the API (`PUT nights/{date}`, sync, import, export, the commands). A key that is absent
or null was not asked. Errors name the field as `episodes.0.intensity`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StrictBool,
    ValidationError,
    model_serializer,
    model_validator,
)

from journal.fields import (
    NRS,
    CalendarDate,
    Count,
    DayFactor,
    Identifier,
    Instant,
    Minutes,
    Note,
    Rating,
    Weeks,
    YesNo,
    YesNoSide,
    Zone,
    wrong,
)
from journal.words import (
    Action,
    Bother,
    Check,
    Duration,
    Feel,
    Onset,
    Outcome,
    Side,
    Sign,
    Site,
    ToldBy,
    When,
    Who,
)

TipId = Annotated[str, Field(pattern=r"^t\d{2}$")]
Document = TypeVar("Document", bound="Strict")


class Strict(BaseModel):
    """Unknown fields are refused, values are never coerced."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Place(Strict):
    """Where it hurt: a site, which leg, and how strongly there where that was said."""

    site: Site
    side: Side
    intensity: NRS | None = None

    @model_serializer(mode="wrap")
    def _said(self, plain: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in plain(self).items() if value is not None}


class EpisodeBody(Strict):
    """One spell of pain, without its id: what a phone edits at once."""

    started_at: Instant | None = None
    intensity: NRS | None = None
    onset: Onset | None = None
    when: When | None = None
    dur: Duration | None = None
    feel: list[Feel] | None = None
    sites: list[Place] | None = None
    radiates: YesNo | None = None
    signs: dict[Sign, YesNoSide | None] | None = None
    actions: dict[Action, Outcome | None] | None = None
    returns: YesNo | None = None
    note: Note = ""
    copied_from: Annotated[
        CalendarDate | None,
        Field(description="The night it was copied from; null once a copied field is edited"),
    ] = None

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if self.feel is not None and len(set(self.feel)) != len(self.feel):
            raise wrong("duplicate", "feel names a word twice")
        places = [(place.site, place.side) for place in self.sites or []]
        if len(set(places)) != len(places):
            raise wrong("duplicate", "sites names a place twice")
        return self


class Episode(EpisodeBody):
    """One spell of pain with the id its phone made."""

    id: Identifier


class SleepPeriod(Strict):
    """One sleep of the Consensus Sleep Diary; sleep time and efficiency are derived, never sent."""

    into_bed_at: Instant | None = None
    tried_to_sleep_at: Instant | None = None
    minutes_to_fall_asleep: Minutes | None = None
    awakenings: Count | None = None
    minutes_awake: Minutes | None = None
    final_awakening_at: Instant | None = None
    out_of_bed_at: Instant | None = None
    quality: Rating | None = None
    refreshed: Rating | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        order = [self.into_bed_at, self.tried_to_sleep_at, self.final_awakening_at, self.out_of_bed_at]
        told = [instant for instant in order if instant is not None]
        if told != sorted(told):
            raise wrong("order", "bed, sleep, waking and rising must follow one another")
        return self


class TipTried(Strict):
    """A relief tip that was tried, and whether it helped; null is not said."""

    tip: TipId
    helped: YesNo | None = None


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, Mapping) else value


Sleep = Annotated[list[SleepPeriod], BeforeValidator(_as_list), Field(max_length=6)]
DayAnswers = dict[DayFactor, YesNo | None]
CheckAnswers = dict[Check, YesNoSide | None]
SignAnswers = dict[Sign, YesNoSide | None]


class NightParts(Strict):
    """Any part of a night; a part that is absent stays as it was."""

    timezone: Zone | None = None
    pain: YesNo | None = None
    episodes: Annotated[list[Episode], Field(max_length=30)] = []
    sleep: Sleep | None = None
    day: DayAnswers | None = None
    signs: SignAnswers | None = None
    checks: CheckAnswers | None = None
    # As many as there are tips.
    tips_tried: Annotated[list[TipTried], Field(max_length=47)] | None = None
    told_by: ToldBy | None = None
    note: Note | None = None
    recorded_at: Instant | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [episode.id for episode in self.episodes]
        if len(set(ids)) != len(ids):
            raise wrong("duplicate", "episodes holds an id twice")
        tips = [tried.tip for tried in self.tips_tried or []]
        if len(set(tips)) != len(tips):
            raise wrong("duplicate", "tips_tried names a tip twice")
        if self.pain is False and self.episodes:
            raise wrong("pain_without_pain", "pain is false but episodes are given")
        return self


class NightDocument(NightParts):
    """A whole night as sent; `date` is the local date of its evening, chosen on the phone."""

    date: CalendarDate | None = None


class HealthDates(Strict):
    """Dates that decide how long an answer counts."""

    surgery: CalendarDate | None = None
    birth: CalendarDate | None = None
    due: CalendarDate | None = None
    pregnancy_ended: CalendarDate | None = None
    injury: CalendarDate | None = None
    circulation_checked: CalendarDate | None = None
    clot_ruled_out: CalendarDate | None = None
    feeling_checked: CalendarDate | None = None
    infection_checked: CalendarDate | None = None
    heart_checked: CalendarDate | None = None
    kidney_checked: CalendarDate | None = None


class HealthDocument(Strict):
    """Health background; everything may be left unsaid."""

    birth_year: Annotated[int, Field(strict=True, ge=1900, le=2100)] | None = None
    weeks_of_trouble: Weeks | None = None
    bother: Bother | None = None
    who: dict[Who, YesNo | None] | None = None
    dates: HealthDates | None = None


class DiaryNight(NightDocument):
    """A night as it stands in a diary line: its date is needed, read-only marks are allowed."""

    date: CalendarDate
    late: StrictBool | None = None
    received_at: Instant | None = None
    version: int | None = None


class DiaryDocument(Strict):
    """One line of `match` and `associate`: a person's health background and nights."""

    patient: Annotated[str, Field(max_length=200)] = ""
    health: HealthDocument | None = None
    nights: list[DiaryNight]

    @model_validator(mode="after")
    def _one_night_a_date(self) -> Self:
        dates = [night.date for night in self.nights]
        if len(set(dates)) != len(dates):
            raise wrong("duplicate", "two nights share a date")
        return self


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One thing wrong with a record: where, a code, a sentence."""

    field: str
    code: str
    detail: str


class InvalidRecord(ValueError):
    """A record that was refused whole; `faults` names every field at fault."""

    def __init__(self, faults: list[FieldFault]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.field}: {fault.detail}" for fault in faults))


CODES = {
    "extra_forbidden": ("unknown_field", "this field is not known"),
    "missing": ("required", "this field is needed"),
    "greater_than_equal": ("min_value", None),
    "less_than_equal": ("max_value", None),
    "too_long": ("max_items", None),
    "int_type": ("not_a_whole_number", "a whole number is needed"),
    "bool_type": ("not_true_or_false", "answer true, false or null"),
}


def faults_of(error: ValidationError) -> list[FieldFault]:
    """Pydantic's findings in the API's words; the input itself is never repeated."""
    return list(_faults(error))


def _faults(error: ValidationError) -> Iterator[FieldFault]:
    for found in error.errors(include_url=False, include_input=False, include_context=False):
        code, sentence = CODES.get(found["type"], (found["type"], None))
        yield FieldFault(_path(found["loc"]), code, sentence or found["msg"])


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location if not _is_marker(part)) or "body"


def _is_marker(part: int | str) -> bool:
    """Pydantic adds `[key]` and the names of union members to a path; a reader needs neither."""
    return isinstance(part, str) and (part == "[key]" or "[" in part or "(" in part)


def read(kind: type[Document], raw: object) -> Document:
    """`raw` as a document of that kind; InvalidRecord naming every field at fault."""
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        # Without its cause, which repeats the input and might be logged with it.
        raise InvalidRecord(faults_of(error)) from None


def parse_diary(raw: object) -> dict[str, Any]:
    """One line of the commands, checked, as plain data with nights oldest first; InvalidRecord."""
    diary = read(DiaryDocument, raw)
    plain: dict[str, Any] = diary.model_dump(mode="json", exclude_none=True)
    plain["nights"].sort(key=lambda night: night["date"])
    return plain
