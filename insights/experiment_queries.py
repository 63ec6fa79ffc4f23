"""Reads of experiments with one tip: what may start, what is planned tonight, what holds one back, how it went."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Literal, TypedDict
from uuid import UUID

from accounts.access import PatientAccess
from accounts.models import Patient
from insights.comparison_queries import diary_of
from insights.models import Experiment, Flag
from insights.queries import TIP_NIGHTS, choice_of, in_words, tips_status
from insights.safety.content import sentences
from insights.safety_words import FlagDocument
from insights.series import experiments as series
from insights.series.content import Obstacle, Refusal, content
from insights.tips import load as load_tips
from journal.mappings import NightMapping
from journal.night import painful
from journal.queries import night_documents

Held = Literal["flagged", "notice", "blocked"]
Read = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Tonight:
    """What the running experiment planned for one night: the tip in words, and whether with or without it."""

    tip: str
    text: str
    on: bool


class ExperimentDocument(TypedDict):
    """An experiment as it is shown: its arms and pauses by date, why its state is what it is, what was told before.

    `notices` are the messages to be read before it goes on; `result` is null until it has ended.
    """

    id: str
    tip: str
    text: str
    arms: list[dict[str, Any]]
    pauses: list[list[str | None]]
    state: str
    reason: str | None
    before: tuple[str, str]
    notices: list[FlagDocument]
    result: dict[str, Any] | None


class LengthDocument(TypedDict):
    """What so many nights can show."""

    nights: int
    text: tuple[str, str]


class ObstacleDocument(TypedDict):
    """What stands against a start: a code for programs, a sentence for people."""

    code: str
    detail: str


class PreviewDocument(TypedDict):
    """What is told before a start: the nights proposed, what each length can show, what stands against it now."""

    tip: str
    text: str
    nights: int | None
    before: list[LengthDocument]
    obstacles: list[ObstacleDocument]
    notices: list[FlagDocument]


class TrialDiary(TypedDict):
    """The nights that an experiment is judged by."""

    nights: list[NightMapping]


def experiments_of(access: PatientAccess) -> list[ExperimentDocument]:
    """Experiments, newest first; those with nights before the first visible one are not for this reader."""
    rows = Experiment.objects.filter(patient=access.patient).order_by("-started_at")
    return [document(row, access) for row in rows if _shown(row, access)]


def status_of(tips: Iterable[str], access: PatientAccess) -> str | None:
    """That not all that these experiments say to this reader is signed; None once it is, or where nothing is said."""
    named = list(tips)
    signed = content(access.language).signed and not tips_status(named, access)
    return None if signed or not named else sentences(access.language).text["unsigned"]


def find(access: PatientAccess, pk: UUID) -> Experiment | None:
    """One of them, under the same rule."""
    row = Experiment.objects.filter(patient=access.patient, pk=pk).select_related("patient").first()
    return row if row and _shown(row, access) else None


def _shown(row: Experiment, access: PatientAccess) -> bool:
    return access.shows(trial_of(row).arms[0].date)


def document(row: Experiment, access: PatientAccess) -> ExperimentDocument:
    """An experiment as it is shown: arms, state and why, and, once it has ended, its result."""
    said = content(access.language)
    return {
        "id": str(row.pk),
        "tip": row.tip,
        "text": words_of(row.tip, row.text, access.language),
        "arms": row.arms,
        "pauses": row.pauses,
        "state": row.state,
        "reason": said.endings.sentences.get(row.reason),
        "before": series.before(len(row.arms), said),
        "notices": _notices(access, row.read) if row.state == Experiment.State.PAUSED else [],
        "result": row.result,
    }


def words_of(tip: str, kept: str = "", language: str = "en") -> str:
    """The tip as it is worded today; one that the content has no more keeps its last words."""
    found = load_tips(language=language).tips.get(tip)
    return found.text if found else kept or content(language).experiments.sentences["gone"]


def preview(access: PatientAccess, tip: str, *, today: date) -> PreviewDocument:
    """What is told before a start: what each length can show, and what stands against starting now."""
    said, proposed = content(access.language), load_tips().tips[tip].experiment.nights
    lengths = said.experiments.lengths
    against = refusals(access.patient, tip, proposed or lengths[0], today=today)
    return {
        "tip": tip,
        "text": words_of(tip, language=access.language),
        "nights": proposed,
        "before": [{"nights": nights, "text": series.before(nights, said)} for nights in lengths],
        "obstacles": [{"code": name, "detail": said.refusals.sentences[name]} for name in against],
        "notices": _notices(access, {}),
    }


def refusals(
    patient: Patient, tip: str, nights: int, *, today: date, read: Read = MappingProxyType({})
) -> list[Refusal]:
    """Why this tip may not be tried now; empty when it may. `read` as in `Experiment`."""
    whole = PatientAccess.whole(patient)
    choice = choice_of(whole, today=today)
    fits = any(offer.tip == tip and offer.experiment for offer in choice.offered)
    flagged, notice = _warned(patient, read)
    status = series.TipStatus(fits, tip in choice.blocked, flagged, notice)
    nights_kept = diary_of(whole, today=today, days=TIP_NIGHTS)["nights"]
    logged = sum(painful(night) is not None for night in nights_kept)
    found: tuple[Obstacle, ...] = series.obstacles(tip, nights, logged, status)
    another = Experiment.objects.filter(Experiment.UNFINISHED, patient=patient).exists()
    return [*found, *(("another",) if another else ())]


def read_now(patient: Patient, rules: Collection[str]) -> dict[str, list[str]]:
    """Of the routine flags that stand, those of `rules` with the answers they rest on: read as they are now."""
    return {
        str(flag.pk): flag.items for flag in _open_flags(patient) if _routine(flag) and flag.rule in rules
    }


def hold(row: Experiment, *, today: date, standing: bool = False) -> Held | None:
    """Why it may not run on: a warning that stands, or, without `standing`, one raised since its last change."""
    flagged, notice = _warned(row.patient, row.read)
    if not standing:
        # One that was answered meanwhile as well: any warning pauses a running experiment.
        since = Flag.objects.filter(patient=row.patient, raised_at__gt=row.state_at)
        flagged = flagged or since.exclude(level=Flag.Level.ROUTINE).exists()
    if flagged or notice:
        return "flagged" if flagged else "notice"
    blocked = (
        row.tip not in load_tips().tips
        or row.tip in choice_of(PatientAccess.whole(row.patient), today=today).blocked
    )
    return "blocked" if blocked else None


def _warned(patient: Patient, read: Read) -> tuple[bool, bool]:
    """Whether a warning stands that must be answered, and whether a routine one stands that was not read."""
    flags = _open_flags(patient)
    unread = any(_routine(flag) and not _was_read(flag, read) for flag in flags)
    return any(not _routine(flag) for flag in flags), unread


def _open_flags(patient: Patient) -> list[Flag]:
    return list(Flag.objects.filter(Flag.OPEN, patient=patient).order_by("rule"))


def _routine(flag: Flag) -> bool:
    return flag.level == Flag.Level.ROUTINE


def _was_read(flag: Flag, read: Read) -> bool:
    """A flag that has become more urgent, or rests on more answers, was not read."""
    known = read.get(str(flag.pk))
    return known is not None and set(flag.items) <= set(known)


def _notices(access: PatientAccess, read: Read) -> list[FlagDocument]:
    """Routine flags to be read before an experiment starts or goes on, in words."""
    flags = [flag for flag in _open_flags(access.patient) if _routine(flag) and not _was_read(flag, read)]
    return in_words(flags, access)


def tonights_arm(patient: Patient, night: date) -> Tonight | None:
    """The running experiment's plan for `night`; None when none runs, it is held back, or `night` is not in it."""
    row = Experiment.objects.filter(patient=patient, state=Experiment.State.RUNNING).first()
    if row is None:
        return None
    planned = next((arm for arm in trial_of(row).arms if arm.date == night), None)
    if planned is None or hold(row, today=night):
        return None
    return Tonight(row.tip, words_of(row.tip, row.text, patient.user.language), planned.on)


def trial_of(row: Experiment) -> series.Trial:
    """The tip and its arms as the comparison reads them."""
    arms = (series.Arm(date.fromisoformat(arm["date"]), arm["on"]) for arm in row.arms)
    return series.Trial(row.tip, tuple(arms))


def trial_diary(row: Experiment, *, today: date) -> TrialDiary:
    """The nights an experiment is judged by: its own and those before that tell what is usual, without pauses."""
    usual = timedelta(days=int(content().experiments.numbers["usual_nights"].value))
    nights = night_documents(
        PatientAccess.whole(row.patient), first=trial_of(row).arms[0].date - usual, last=today
    )
    end = (today + timedelta(days=1)).isoformat()
    paused = [(first, last or end) for first, last in row.pauses]
    kept = [night for night in nights if not any(one <= night["date"] < last for one, last in paused)]
    return {"nights": kept}
