"""Reads of insights: what stands, and which diaries are still to be read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypedDict
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
from insights.comparison_queries import compared, diary_of
from insights.models import AnalysisState, Flag, FlagReply
from insights.safety.content import sentences
from insights.safety.evaluator import evaluate
from insights.safety.rulebook import load as load_rules
from insights.safety_log import OF_LATE
from insights.safety_words import (
    FlagDocument,
    GapDocument,
    IncompleteDocument,
    OwnFlagDocument,
    ReplyDocument,
    ServiceDocument,
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
from journal.queries import night_documents, told_health

# Further back than any gate of the tips looks.
TIP_NIGHTS = 200


@dataclass(frozen=True, slots=True)
class StaleDiary:
    """A diary that moved past its last reading."""

    patient: Patient
    revision: int
    leased_until: datetime | None


class SafetyDocument(TypedDict):
    """`results` are the flags that stand, `replies` what was said after them, `incomplete` what was not asked.

    `services` are whom to call, by kind; `not_live`, that nobody watches. `next` is null: there is one page.
    """

    results: list[OwnFlagDocument] | list[FlagDocument]
    next: None
    replies: list[ReplyDocument]
    incomplete: IncompleteDocument | None
    services: dict[str, ServiceDocument]
    not_live: str


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


def insight_of(access: PatientAccess, *, today: date) -> dict[str, Any]:
    """The latest comparison as this reader may see it, and what changed in a week; an empty one before the first.

    For a reader whose first night cuts into its nights it is made anew of the rest.
    """
    return compared(access, today=today).document(open_flags(access))


def choice_of(access: PatientAccess, *, today: date) -> Choice:
    """Tips that suit and are not blocked, and the blocked ones, as things stand today for this reader."""
    known = compared(access, today=today).known()
    diary = diary_of(access, today=today, days=TIP_NIGHTS)
    flags = [
        flag for flag in Flag.objects.filter(Flag.OPEN, patient=access.patient) if access.shows(flag.night)
    ]
    said = load_tips(language=access.language)
    # Before the first comparison there is no q of any pattern.
    dvt = known["q"].get("dvt", 0.0)
    found = choose(diary, today=today, flags=flags, shown=known["shown"], dvt_q=dvt, content=said)
    return found if access.tells_background else without_background(found, said)


def tips_status(tips: Iterable[str], access: PatientAccess) -> str | None:
    """That no clinician has signed all that these tips say to this reader; None once all of it is signed."""
    said = load_tips(language=access.language)
    return sentences(access.language).text["unsigned"] if said.unsigned(tips) else None


def reply_is_known(patient: Patient, reply_id: str) -> bool:
    """Whether the patient said this before, in the same words."""
    return FlagReply.objects.filter(patient=patient, reply_id=reply_id).exists()


def has_reply(flag: Flag) -> bool:
    """Whether there is anything said after a flag to take back."""
    said = FlagReply.objects.filter(patient=flag.patient_id, rule=flag.rule, side=flag.side)
    return said.filter(undone_at__isnull=True).exists()


def replies_of_late(patient: Patient, *, now: datetime) -> list[ReplyDocument]:
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
    # Said outright: SQLite and PostgreSQL put nulls at different ends.
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


def open_flags(access: PatientAccess) -> list[FlagDocument]:
    """Standing flags of nights that may be seen, the most urgent first."""
    return in_words(Flag.objects.filter(Flag.OPEN, patient=access.patient), access)


def owners_flags(patient: Patient) -> list[OwnFlagDocument]:
    """`open_flags` for the owner's own phones, which keep the same ledger: with what each flag rests on."""
    rows = {str(row.pk): row for row in Flag.objects.filter(Flag.OPEN, patient=patient)}
    told = in_words(rows.values(), PatientAccess.whole(patient))
    return [{**flag, "tellings": telling_documents(rows[flag["id"]])} for flag in told]


def incomplete(
    access: PatientAccess,
    health: Mapping[str, Any],
    nights: Sequence[Mapping[str, Any]],
    *,
    today: date,
    shown: Sequence[str],
) -> IncompleteDocument | None:
    """Every rule that could not be judged from these nights, with those of its questions that may be named.

    `health` is the whole background as it was told, `shown` the patterns that are shown; None when all was asked.
    """
    diary = {"patient": "", "health": health, "nights": nights}
    gaps = evaluate(diary, today=today, shown=shown, rules=load_rules()).incomplete
    document = incomplete_document(gaps, access.language)
    if document is None:
        return None
    rules: list[GapDocument] = [
        {"rule": gap["rule"], "items": access.items(gap["items"])} for gap in document["rules"]
    ]
    return {**document, "rules": rules}


def in_words(flags: Iterable[Flag], access: PatientAccess) -> list[FlagDocument]:
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


def safety_of(access: PatientAccess, *, today: date) -> SafetyDocument:
    """Flags that stand, what was not asked, and whom to call; never a word of comfort. The owner is told what the
    flags rest on and what was said after them besides."""
    patient = access.patient
    first = today - timedelta(days=load_rules().reading.reach)
    nights = night_documents(access, first=first, last=None)
    shown = compared(access, today=today).shown()
    return {
        "results": owners_flags(patient) if access.own else open_flags(access),
        "next": None,
        # The ledger of the owner's own phones; it holds answers of any night and of the background.
        "replies": replies_of_late(patient, now=timezone.now()) if access.own else [],
        "incomplete": incomplete(access, told_health(patient), nights, today=today, shown=shown),
        "services": services_document(patient.user, access.language),
        "not_live": sentences(access.language).text["not_live"],
    }
