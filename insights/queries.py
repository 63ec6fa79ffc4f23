"""Reads of insights: what stands, and which diaries are still to be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.models import Patient
from insights.article import Page, own_counts, page
from insights.changes import changed
from insights.comparison import Comparison, compare
from insights.models import Experiment, Flag, FlagReply, Insight
from insights.profiles.loader import load as load_profiles
from insights.safety.content import sentences
from insights.safety.evaluator import evaluate
from insights.safety.rulebook import load as load_rules
from insights.safety_words import flag_document, incomplete_document, services_document
from insights.series import experiments as series
from insights.series.content import Obstacle, Refusal, content
from insights.tips import Choice, choose
from insights.tips import load as load_tips
from journal.models import Diary
from journal.queries import health_document, health_documents, night_documents

# The earlier looks of the two-looks rule read as far again before the window.
LOOKBACKS = 2
# Further back than any gate of the tips looks.
TIP_NIGHTS = 200
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Unread:
    """A diary that moved past its last reading."""

    patient: Patient
    revision: int
    leased_until: datetime | None


def unread(now: datetime, *, limit: int) -> list[Unread]:
    """Diaries to read that nobody holds, those longest unread first."""
    free = Q(patient__reading__leased_until__isnull=True) | Q(patient__reading__leased_until__lt=now)
    known = Diary.objects.annotate(read=Coalesce("patient__reading__revision", 0))
    rows = known.filter(free, revision__gt=F("read")).select_related("patient__user", "patient__reading")
    return [_unread(diary) for diary in rows.order_by("patient__reading__leased_until", "pk")[:limit]]


def _unread(diary: Diary) -> Unread:
    reading = getattr(diary.patient, "reading", None)
    return Unread(diary.patient, diary.revision, reading.leased_until if reading else None)


def diary_of(patient: Patient, *, today: date, days: int) -> dict[str, Any]:
    """The diary's last `days` calendar days as the engine and the rules read it."""
    nights = night_documents(patient, first=today - timedelta(days=days), last=None)
    return {"patient": str(patient.pk), "health": health_document(patient, today=today), "nights": nights}


def diaries(patients: Sequence[Patient], today: Sequence[date]) -> list[dict[str, Any]]:
    """`diary_of` for a chunk of patients, as far back as the comparison looks."""
    days = LOOKBACKS * load_profiles().parameters.window_days
    health = health_documents(patients, today=max(today, default=None))
    return [
        {
            "patient": str(patient.pk),
            "health": health[patient.pk],
            "nights": night_documents(patient, first=day - timedelta(days=days), last=day),
        }
        for patient, day in zip(patients, today, strict=True)
    ]


def stored(comparison: Comparison) -> dict[str, Any]:
    """What is kept of a comparison: as a patient and as a therapist may see it, and what tips need."""
    return {
        "patient": comparison.for_patient(),
        "therapist": comparison.for_therapist(),
        "shown": [one.id for one in comparison.shown],
        "q": {one.id: one.q for one in comparison.profiles},
    }


def insight_of(patient: Patient, *, today: date, therapist: bool) -> dict[str, Any]:
    """The latest comparison as this reader may see it, and what changed in a week; an empty one before the first."""
    kept = Insight.objects.filter(patient=patient).order_by("-day")
    latest, safety = kept.first(), open_flags(patient)
    if latest is None:
        empty = compare({"patient": "", "health": {}, "nights": []}, today=today)
        return {**empty.for_patient(), "computed_at": None, "changed": None, "safety": safety}
    view = latest.comparison["therapist" if therapist else "patient"]
    before = kept.filter(day__lte=latest.day - WEEK).first()
    return {
        **view,
        "computed_at": latest.computed_at.isoformat(),
        "changed": changed(before, latest) if before else None,
        "safety": safety,
    }


def last_shown(patient: Patient) -> list[str]:
    """Ids of the patterns last shown; empty before the first reading."""
    latest = Insight.objects.filter(patient=patient).order_by("-day")
    return latest.values_list("comparison__shown", flat=True).first() or []


def choice_of(patient: Patient, *, today: date) -> Choice:
    """Tips that suit and are not blocked, and the blocked ones, as things stand today."""
    latest = Insight.objects.filter(patient=patient).order_by("-day").first()
    known = latest.comparison if latest is not None else {"shown": [], "q": {}}
    diary = diary_of(patient, today=today, days=TIP_NIGHTS)
    flags = list(Flag.objects.filter(Flag.OPEN, patient=patient, asks=False))
    return choose(diary, today=today, flags=flags, shown=known["shown"], dvt_q=known["q"].get("dvt", 0.0))


def reply_is_known(patient: Patient, reply_id: str) -> bool:
    """Whether the patient said this before, in the same words."""
    return FlagReply.objects.filter(flag__patient=patient, reply_id=reply_id).exists()


def article_page(patient: Patient, name: str, *, today: date) -> Page:
    """A page of the article beside the patient's own nights. KeyError for a name that is none."""
    diary = diary_of(patient, today=today, days=TIP_NIGHTS)
    return page(name, own_counts(diary, today=today))


def find_flag(patient: Patient, name: str) -> Flag | None:
    """A flag of the patient by its id, or the open one of a rule."""
    flags = Flag.objects.filter(patient=patient).select_related("patient")
    try:
        return flags.filter(pk=UUID(name)).first()
    except ValueError:
        return flags.filter(Flag.OPEN, rule=name).first()


def open_flags(patient: Patient) -> list[dict[str, Any]]:
    """Standing flags, the most urgent first; questions about old nights come last."""
    return in_words(Flag.objects.filter(Flag.OPEN, patient=patient), patient)


def in_words(flags: Iterable[Flag], patient: Patient) -> list[dict[str, Any]]:
    """Flags as the patient is shown them, the most urgent first."""
    order = Flag.Level.values
    urgent = sorted(flags, key=lambda row: (row.asks, order.index(row.level), row.rule))
    return [flag_document(row, patient.user) for row in urgent]


def safety_of(patient: Patient, *, today: date) -> dict[str, Any]:
    """Flags that stand, what was not asked, and whom to call; never a word of comfort."""
    diary = diary_of(patient, today=today, days=load_rules().reading.reach)
    gaps = evaluate(diary, today=today, shown=last_shown(patient), rules=load_rules()).incomplete
    return {
        "results": open_flags(patient),
        "next": None,
        "incomplete": incomplete_document(gaps, patient.user),
        "services": services_document(patient.user),
        "not_live": sentences(patient.user.language).text["not_live"],
    }


def experiments_of(patient: Patient, *, since: date | None) -> list[dict[str, Any]]:
    """Experiments, newest first; those with nights before `since` are not for this reader."""
    rows = Experiment.objects.filter(patient=patient).order_by("-started_at")
    return [experiment_document(row) for row in rows if since is None or trial_of(row).arms[0].date >= since]


def find_experiment(patient: Patient, pk: UUID, *, since: date | None) -> Experiment | None:
    """One of them, under the same rule."""
    row = Experiment.objects.filter(patient=patient, pk=pk).select_related("patient").first()
    return row if row and (since is None or trial_of(row).arms[0].date >= since) else None


def experiment_document(row: Experiment) -> dict[str, Any]:
    """An experiment as it is shown: arms, state and why, and, once it has ended, its result."""
    return {
        "id": str(row.pk),
        "tip": row.tip,
        "text": load_tips().tips[row.tip].text,
        "arms": row.arms,
        "pauses": row.pauses,
        "state": row.state,
        "reason": content().endings.sentences.get(row.reason),
        "before": series.before(len(row.arms)),
        "result": row.result,
    }


def experiment_preview(patient: Patient, tip: str, *, today: date) -> dict[str, Any]:
    """What is told before a start: what each length can show, and what stands against starting now."""
    said, proposed = content(), load_tips().tips[tip].experiment.nights
    lengths = said.experiments.lengths
    against = experiment_refusals(patient, tip, proposed or lengths[0], today=today)
    return {
        "tip": tip,
        "text": load_tips().tips[tip].text,
        "nights": proposed,
        "before": [{"nights": nights, "text": series.before(nights)} for nights in lengths],
        "obstacles": [{"code": name, "detail": said.refusals.sentences[name]} for name in against],
    }


def experiment_refusals(patient: Patient, tip: str, nights: int, *, today: date) -> list[Refusal]:
    """Why this tip may not be tried now; empty when it may."""
    choice = choice_of(patient, today=today)
    fits = any(offer.tip == tip and offer.experiment for offer in choice.offered)
    flagged = Flag.objects.filter(Flag.OPEN, patient=patient, asks=False).exists()
    standing = series.Standing(fits, tip in choice.blocked, flagged)
    nights_kept = diary_of(patient, today=today, days=TIP_NIGHTS)["nights"]
    logged = sum(night["pain"] is not None for night in nights_kept)
    found: tuple[Obstacle, ...] = series.obstacles(tip, nights, logged, standing)
    another = Experiment.objects.filter(Experiment.UNFINISHED, patient=patient).exists()
    return [*found, *(("another",) if another else ())]


def experiment_hold(
    row: Experiment, *, today: date, standing: bool = False
) -> Literal["flagged", "blocked"] | None:
    """Why it may not run on: a warning that stands, or, without `standing`, one raised since its last change."""
    flags = Flag.objects.filter(patient=row.patient, asks=False)
    if flags.filter(Flag.OPEN if standing else Flag.OPEN | Q(raised_at__gt=row.state_at)).exists():
        return "flagged"
    return "blocked" if row.tip in choice_of(row.patient, today=today).blocked else None


def trial_of(row: Experiment) -> series.Trial:
    """The tip and its arms as the comparison reads them."""
    arms = (series.Arm(date.fromisoformat(arm["date"]), arm["on"]) for arm in row.arms)
    return series.Trial(row.tip, tuple(arms))


def trial_diary(row: Experiment, *, today: date) -> dict[str, Any]:
    """The nights an experiment is judged by: its own and the week before, those of a pause left out."""
    week = timedelta(days=int(content().experiments.numbers["baseline"].value))
    nights = night_documents(row.patient, first=trial_of(row).arms[0].date - week, last=today)
    end = (today + timedelta(days=1)).isoformat()
    paused = [(first, last or end) for first, last in row.pauses]
    kept = [night for night in nights if not any(one <= night["date"] < last for one, last in paused)]
    return {"nights": kept}
