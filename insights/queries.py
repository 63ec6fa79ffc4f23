"""Reads of insights: what stands, and which diaries are still to be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.access import PatientAccess
from accounts.models import Patient
from base.isolation import TRIES
from insights.article import Page, own_counts, page
from insights.article import load as load_article
from insights.changes import changed, remade
from insights.comparison import Comparison, compare, compare_many
from insights.models import AnalysisState, Flag, FlagReply, Insight
from insights.profiles.loader import load as load_profiles
from insights.safety.content import sentences
from insights.safety.evaluator import evaluate
from insights.safety.rulebook import load as load_rules
from insights.safety_log import OF_LATE
from insights.safety_words import (
    flag_document,
    incomplete_document,
    reply_document,
    services_document,
    telling_documents,
)
from insights.tips import Choice, choose
from insights.tips.content import load as load_tips
from insights.tips.discreet import without_background
from journal.models import Diary
from journal.queries import health_document, health_documents, night_documents, told_health

# The earlier looks of the two-looks rule read as far again before the window.
LOOKBACKS = 2
# Further back than any gate of the tips looks.
TIP_NIGHTS = 200
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class StaleDiary:
    """A diary that moved past its last reading."""

    patient: Patient
    revision: int
    leased_until: datetime | None


def stale_diaries(now: datetime, *, limit: int) -> list[StaleDiary]:
    """Diaries to read that nobody holds, those longest unread first; those in quarantine are left alone."""
    free = Q(patient__analysis_state__leased_until__isnull=True) | Q(
        patient__analysis_state__leased_until__lt=now
    )
    known = Diary.objects.annotate(read=Coalesce("patient__analysis_state__revision", 0))
    at_work = Q(patient__user__withdrawn_at=None, patient__closure=None)
    rows = known.filter(free, at_work, revision__gt=F("read")).select_related(
        "patient__user", "patient__analysis_state"
    )
    poisoned = Q(
        patient__analysis_state__failures__gte=TRIES, patient__analysis_state__failed_revision=F("revision")
    )
    rows = rows.exclude(poisoned)
    return [_stale(diary) for diary in rows.order_by("patient__analysis_state__leased_until", "pk")[:limit]]


def quarantined_readings() -> QuerySet[AnalysisState]:
    """Diaries that could not be read in `TRIES` tries and have not moved since."""
    stuck = AnalysisState.objects.filter(failures__gte=TRIES, failed_revision=F("patient__diary__revision"))
    return stuck.order_by("pk")


def _stale(diary: Diary) -> StaleDiary:
    reading = getattr(diary.patient, "analysis_state", None)
    return StaleDiary(diary.patient, diary.revision, reading.leased_until if reading else None)


def diary_of(access: PatientAccess, *, today: date, days: int) -> dict[str, Any]:
    """The diary's last `days` calendar days as far as they may be seen, as the engine and the rules read it."""
    # The rules judge by every answer; which of them are named is decided where they are told.
    health = health_document(PatientAccess.whole(access.patient), today=today)
    nights = night_documents(access, first=today - timedelta(days=days), last=None)
    return {"patient": str(access.patient.pk), "health": health, "nights": nights}


def diaries(patients: Sequence[Patient], today: Sequence[date]) -> list[dict[str, Any]]:
    """`diary_of` for a chunk of patients, as far back as the comparison looks."""
    days = LOOKBACKS * load_profiles().parameters.window_days
    health = health_documents(patients, today=max(today, default=None))
    return [
        {
            "patient": str(patient.pk),
            "health": health[patient.pk],
            "nights": night_documents(
                PatientAccess.whole(patient), first=day - timedelta(days=days), last=day
            ),
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


def insight_of(access: PatientAccess, *, today: date) -> dict[str, Any]:
    """The latest comparison as this reader may see it, and what changed in a week; an empty one before the first.

    For a reader whose first night cuts into its nights it is made anew of the rest.
    """
    kept = Insight.objects.filter(patient=access.patient).order_by("-day")
    latest, safety = kept.first(), open_flags(access)
    days = LOOKBACKS * load_profiles().parameters.window_days
    if access.since is not None and access.since > today - timedelta(days=days):
        fresh = compare(diary_of(access, today=today, days=days), today=today).for_therapist()
        computed_at = latest.computed_at.isoformat() if latest else None
        return {**fresh, "computed_at": computed_at, "changed": None, "safety": safety}
    if latest is None:
        empty = compare({"patient": "", "health": {}, "nights": []}, today=today)
        return {**empty.for_patient(), "computed_at": None, "changed": None, "safety": safety}
    view = latest.comparison["patient" if access.own else "therapist"]
    before = kept.filter(day__lte=latest.day - WEEK).first()
    return {
        **view,
        "computed_at": latest.computed_at.isoformat(),
        "changed": changed(before, latest, _again(before, latest), access.language) if before else None,
        "safety": safety,
    }


def _again(before: Insight, latest: Insight) -> dict[str, Any] | None:
    """What today's method says of the nights up to an earlier reading; None when it is the same method."""
    if not remade(before, latest):
        return None
    day = before.day
    return compare_many(diaries([latest.patient], [day]), [day])[0].for_patient()


def last_shown(patient: Patient) -> list[str]:
    """Ids of the patterns last shown; empty before the first reading."""
    latest = Insight.objects.filter(patient=patient).order_by("-day")
    return latest.values_list("comparison__shown", flat=True).first() or []


def choice_of(access: PatientAccess, *, today: date) -> Choice:
    """Tips that suit and are not blocked, and the blocked ones, as things stand today for this reader."""
    known = _known(access, today)
    diary = diary_of(access, today=today, days=TIP_NIGHTS)
    flags = [
        flag for flag in Flag.objects.filter(Flag.OPEN, patient=access.patient) if access.shows(flag.night)
    ]
    said = load_tips(language=access.language)
    dvt = known["q"].get("dvt", 0.0)
    found = choose(diary, today=today, flags=flags, shown=known["shown"], dvt_q=dvt, content=said)
    return found if access.tells_background else without_background(found, said)


def tips_status(tips: Iterable[str], access: PatientAccess) -> str | None:
    """That no clinician has signed all that these tips say to this reader; None once all of it is signed."""
    said = load_tips(language=access.language)
    return sentences(access.language).text["unsigned"] if said.unsigned(tips) else None


def _known(access: PatientAccess, today: date) -> dict[str, Any]:
    """What tips need of the comparison: the kept one, or one made of the nights that may be seen."""
    if access.since is not None:
        days = LOOKBACKS * load_profiles().parameters.window_days
        return stored(compare(diary_of(access, today=today, days=days), today=today))
    latest = Insight.objects.filter(patient=access.patient).order_by("-day").first()
    return latest.comparison if latest is not None else {"shown": [], "q": {}}


def reply_is_known(patient: Patient, reply_id: str) -> bool:
    """Whether the patient said this before, in the same words."""
    return FlagReply.objects.filter(patient=patient, reply_id=reply_id).exists()


def has_reply(flag: Flag) -> bool:
    """Whether there is anything said after a flag to take back."""
    said = FlagReply.objects.filter(patient=flag.patient_id, rule=flag.rule, side=flag.side)
    return said.filter(undone_at__isnull=True).exists()


def replies_of_late(patient: Patient, *, now: datetime) -> list[dict[str, Any]]:
    """What was said after flags on any device, as phones keep it, takings back included."""
    rows = FlagReply.objects.filter(patient=patient, replied_at__gte=now - OF_LATE).order_by("replied_at")
    return [reply_document(row) for row in rows]


def article_page(access: PatientAccess, name: str, *, today: date) -> Page:
    """A page of the article beside those of the patient's nights that may be seen. KeyError for no such name."""
    counts = own_counts(diary_of(access, today=today, days=TIP_NIGHTS), today=today)
    seen = {item: counts[item] for item in access.items(counts)}
    return page(name, seen, load_article(language=access.language))


def find_flag(patient: Patient, name: str) -> Flag | None:
    """A flag of the patient by its id or its key; the open one, else the one closed last."""
    flags = Flag.objects.filter(patient=patient).select_related("patient")
    try:
        return flags.filter(pk=UUID(name)).first()
    except ValueError:
        rule, _, side = name.partition("/")
    named = flags.filter(rule=rule, **({"side": side} if side else {}))
    return named.order_by(F("closed_at").desc(nulls_first=True), "-raised_at").first()


def flag_key(patient: Patient, name: str) -> tuple[str, str] | None:
    """The rule and leg that an id or a key names. A rule alone is the flag of that rule, whatever its leg.

    None for an id that is none of the patient's, and for a rule that is none.
    """
    flag = find_flag(patient, name)
    if flag is not None:
        return flag.rule, flag.side
    rule, _, side = name.partition("/")
    known = any(each.id == rule for each in load_rules().rules)
    return (rule, side) if known and side in ("", "left", "right", "both") else None


def open_flags(access: PatientAccess) -> list[dict[str, Any]]:
    """Standing flags of nights that may be seen, the most urgent first."""
    return in_words(Flag.objects.filter(Flag.OPEN, patient=access.patient), access)


def owners_flags(patient: Patient) -> list[dict[str, Any]]:
    """`open_flags` for the owner's own phones, which keep the same ledger: with what each flag rests on."""
    rows = {str(row.pk): row for row in Flag.objects.filter(Flag.OPEN, patient=patient)}
    told = in_words(rows.values(), PatientAccess.whole(patient))
    return [{**flag, "tellings": telling_documents(rows[flag["id"]])} for flag in told]


def _gaps_seen(document: dict[str, Any] | None, access: PatientAccess) -> dict[str, Any] | None:
    """Every rule that could not be judged, with those of its questions that may be named."""
    if document is None:
        return None
    rules = [{**gap, "items": access.items(gap["items"])} for gap in document["rules"]]
    return {**document, "rules": rules}


def in_words(flags: Iterable[Flag], access: PatientAccess) -> list[dict[str, Any]]:
    """Those flags of nights that may be seen, in the reader's language, the most urgent first.

    None is left out for its background, which is only not named.
    """
    user, order = access.patient.user, Flag.Level.values
    today = timezone.now().astimezone(ZoneInfo(user.timezone)).date()
    urgent = sorted(flags, key=lambda row: (order.index(row.level), row.rule, row.side))
    told = (
        flag_document(row, user, access.language, today=today) for row in urgent if access.shows(row.night)
    )
    return [{**flag, "items": access.items(flag["items"])} for flag in told]


def safety_of(access: PatientAccess, *, today: date) -> dict[str, Any]:
    """Flags that stand, what was not asked, and whom to call; never a word of comfort. The owner is told what the
    flags rest on and what was said after them besides."""
    patient = access.patient
    first = today - timedelta(days=load_rules().reading.reach)
    nights = night_documents(access, first=first, last=None)
    diary = {"patient": "", "health": told_health(patient), "nights": nights}
    shown = last_shown(patient) if access.since is None else _known(access, today)["shown"]
    gaps = evaluate(diary, today=today, shown=shown, rules=load_rules()).incomplete
    return {
        "results": owners_flags(patient) if access.own else open_flags(access),
        "next": None,
        # The ledger of the owner's own phones; it holds answers of any night and of the background.
        "replies": replies_of_late(patient, now=timezone.now()) if access.own else [],
        "incomplete": _gaps_seen(incomplete_document(gaps, access.language), access),
        "services": services_document(patient.user, access.language),
        "not_live": sentences(access.language).text["not_live"],
    }
