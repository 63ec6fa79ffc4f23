"""Everyone a therapist looks after, in sections by need: a fixed number of queries, however many there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import Consent, User
from care import sections
from care.peg import PegChange, peg_change
from care.queries import caseload_rows as read
from care.queries.caseload_rows import Held
from insights import course
from insights.course import Verdict
from insights.course_queries import judged
from insights.models import Flag
from insights.safety.rulebook import load as load_rules

Sort = Literal["need", "name", "strength", "change", "last_night", "reviewed"]
FAR = float("inf")


@dataclass(frozen=True, slots=True)
class OpenFlag:
    """A standing flag in one line; `asks` when it only asks whether an old night's answer is still so."""

    rule: str
    level: str
    title: str
    night: str
    raised_at: str
    asks: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One patient of a caseload; whatever is None was not said."""

    patient: UUID
    name: str
    consent: UUID
    scope: str
    section: sections.Name
    why: list[str]
    last_night: dict[str, Any] | None
    verdict: Verdict
    peg: PegChange
    nights: dict[str, int]
    late: int
    flags: list[OpenFlag]
    adherence: dict[str, int] | None
    reviewed_at: str | None
    days_since_review: int | None
    tags: list[str]
    resting: bool
    closed: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Caseload:
    """All rows, those most in need first, and the pseudonym of each patient for the access log."""

    rows: list[Row]
    pseudonyms: dict[UUID, UUID]


def caseload(therapist: User, *, now: datetime) -> Caseload:
    """Everyone whose consent is in force, each read from their agreed date on."""
    held = Consent.objects.in_force(now.date()).filter(grantee=therapist).exclude(scope=Consent.Scope.LOG)
    parties = read.parties(held)
    # Once a zone, for hundreds of patients share a few; each by their own date, which need not be the therapist's.
    dates = {zone: now.astimezone(ZoneInfo(zone)).date() for zone in {one.timezone for one in parties}}
    days = {one.patient: dates[one.timezone] for one in parties}
    facts = read.facts(therapist, held, parties, days)
    rows = [_row(one, facts, days[one.patient], therapist.language) for one in parties]
    order = list(sections.rules().sections)
    rows.sort(key=lambda row: (order.index(row.section), *_need(row)))
    return Caseload(rows, {one.patient: one.pseudonym for one in parties})


def shown(rows: Iterable[Row], *, section: str | None, q: str, tag: str, sort: Sort) -> list[Row]:
    """The rows that are asked for, in the order that is asked for; None and "" leave a choice open."""
    words = q.casefold()
    found = [
        row
        for row in rows
        if section in (None, row.section) and words in row.name.casefold() and (not tag or tag in row.tags)
    ]
    return found if sort == "need" else sorted(found, key=lambda row: SORTS[sort](row))


def _need(row: Row) -> tuple[Any, ...]:
    """Within a section: the most urgent flag, the verdict, the longest without review; then the name."""
    levels = list(Flag.Level.values)
    urgency = min((levels.index(flag.level) for flag in row.flags if not flag.asks), default=len(levels))
    unseen = FAR if row.days_since_review is None else row.days_since_review
    return urgency, sections.need(row.verdict), -unseen, row.name.casefold()


SORTS: dict[str, Any] = {
    "name": lambda row: row.name.casefold(),
    "strength": lambda row: FAR if row.verdict.now.strength is None else -row.verdict.now.strength,
    "change": lambda row: FAR if row.verdict.change is None else -row.verdict.change.mean,
    "last_night": lambda row: row.last_night["date"] if row.last_night else "",
    "reviewed": lambda row: row.reviewed_at or "",
}


def _row(party: read.Party, facts: read.Facts, today: date, language: str) -> Row:
    patient = party.patient
    held = facts.nights.get(patient, Held())
    closed = party.erase_on.isoformat() if party.erase_on else None
    # A closed account raises no alert, in its row as in its section.
    flags = [] if closed else [_flag(row, language) for row in facts.flags.get(patient, [])]
    # Without `since`: the nights were cut at the agreed date when they were read.
    verdict = judged(held.told, today=today, since=None, resting=party.resting)
    last_days = (today - held.last[0]).days if held.last else None
    pressing = tuple(flag.title for flag in flags if sections.rules().presses(flag.level) and not flag.asks)
    section, why = sections.assign_section(
        sections.CaseloadFacts(pressing, verdict, last_days, party.resting, closed), language
    )
    reviewed = facts.reviews.get(patient)
    return Row(
        patient=patient,
        name=party.name,
        consent=party.consent,
        scope=party.scope,
        section=section,
        why=why,
        last_night=_last(held),
        verdict=verdict,
        peg=_peg(*facts.peg.get(patient, ([], []))),
        nights={"logged": held.logged, "of": course.rules().now_nights},
        late=held.late,
        flags=flags,
        adherence=facts.adherence.get(patient),
        reviewed_at=reviewed.isoformat() if reviewed else None,
        days_since_review=(today - reviewed.date()).days if reviewed else None,
        tags=facts.tags.get(patient, []),
        resting=party.resting,
        closed=closed,
        until=party.until_date.isoformat() if party.until_date else None,
    )


def _last(held: Held) -> dict[str, Any] | None:
    if held.last is None:
        return None
    day, pain, strength = held.last
    return {"date": day.isoformat(), "pain": pain, "strength": strength}


def _peg(now: Sequence[float], before: Sequence[float]) -> PegChange:
    """The medians of the weeks on both sides."""
    late, early = (float(median(side)) if side else None for side in (now, before))
    return peg_change(late, early)


def _flag(row: Flag, language: str) -> OpenFlag:
    rule = load_rules().rule(row.rule)
    return OpenFlag(
        rule=row.rule,
        level=row.level,
        title=rule.words(language).title,
        night=row.night.isoformat(),
        raised_at=row.raised_at.isoformat(),
        asks=row.asks,
    )
