"""One period of one record, finished for screen and paper alike: both read the same document."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from accounts.access import PatientAccess
from care.peg import least_noticed, peg_change
from care.queries.background import background_of, event_lines
from care.queries.insight import seen_by
from care.report import figures
from care.report.words import words
from insights.comparison_queries import Compared, days_compared, diaries
from insights.course_queries import verdict_on
from insights.models import FlagReply
from insights.queries import incomplete, open_flags
from insights.safety.rulebook import load as load_rules
from insights.series_queries import heatmap, peg_trend
from insights.tips import load as load_tips
from journal import snapshot, vocabulary

DAY = timedelta(days=1)
# What is shown is set beside the comparison of a week before, by nights that were read with the others.
EARLIER = 14


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a report is made: how much of the record they may read, and in which language."""

    access: PatientAccess
    language: str

    @property
    def since(self) -> date | None:
        """The earliest night they may see."""
        return self.access.since

    @property
    def full(self) -> bool:
        """Whether they may read free text."""
        return self.access.tells_background


@dataclass(frozen=True, slots=True)
class Period:
    """The period reported on and the one before it, of equal length; `visit` is where it starts, when it does."""

    first: date
    last: date
    before: date
    visit: date | None

    @property
    def days(self) -> int:
        """Calendar nights in the period."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class ReportData:
    """What a report and a therapist's page are made of, each row read once; events are oldest first."""

    reader: Reader
    today: date
    entries: snapshot.Entries
    nights: snapshot.Nights
    period: Period
    events: Sequence[Any]
    flags: Sequence[Mapping[str, Any]]
    shown: Sequence[str]
    insight: dict[str, Any]


def gather(reader: Reader, *, today: date) -> ReportData:
    """Read a record for a report in the reader's language."""
    access = reader.access
    entries = snapshot.entries(access)
    events = entries.events()[::-1]
    period = _period(events, reader, today)
    # Nights are read once, as far back as whichever of report, comparison and rules looks furthest.
    looks_back = max(days_compared() + EARLIER, load_rules().reading.reach)
    nights = snapshot.nights(access, first=min(period.before, today - looks_back * DAY))
    flags = open_flags(access)
    compared = Compared(
        access, today, lambda: _diary(entries, nights, today), lambda day: _earlier(entries, nights, day)
    )
    insight = seen_by(access, compared.document(flags), reader.language)
    return ReportData(reader, today, entries, nights, period, events, flags, compared.shown(), insight)


def _diary(entries: snapshot.Entries, nights: snapshot.Nights, today: date) -> dict[str, Any]:
    """As `insights.comparison_queries.diary_of`."""
    return {
        "patient": str(entries.access.patient.pk),
        "health": entries.whole_health(today),
        "nights": nights.documents(today - days_compared() * DAY),
    }


def _earlier(entries: snapshot.Entries, nights: snapshot.Nights, day: date) -> Any:
    """As `insights.comparison_queries.diaries` of that day, which is read anew where it reaches further back."""
    first = day - days_compared() * DAY
    if entries.access.since is not None or first < nights.first:
        return diaries([entries.access.patient], [day])[0]
    return {
        "patient": str(entries.access.patient.pk),
        "health": entries.whole_health(day),
        "nights": nights.documents(first, day),
    }


def report(reader: Reader, *, today: date) -> dict[str, Any]:
    """Everything the page for a visit says; free text only for readers who may see it."""
    return report_of(gather(reader, today=today))


def report_of(found: ReportData) -> dict[str, Any]:
    """`report` of a record that was read already."""
    reader, today, events, period = found.reader, found.today, found.events, found.period
    access, patient = reader.access, reader.access.patient
    now = found.nights.documents(period.first, period.last)
    before = found.nights.documents(period.before, period.first - DAY)
    places = snapshot.places(access, first=period.before, last=period.last)
    maps = heatmap(snapshot.of_nights(places, period.first, period.last))
    told, insight = found.entries.told_health(), found.insight
    return {
        "language": reader.language,
        "name": patient.user.name,
        "birth_year": found.entries.health_seen().get("birth_year"),
        "period": {"from": period.first, "to": period.last, "nights": period.days, "visit": period.visit},
        "compared_with": {"from": _seen(period.before, reader), "to": period.first - DAY},
        "printed_on": today,
        "visible_from": reader.since,
        "scope": "full" if reader.full else "summary",
        "nights": figures.counts(now, period.days),
        "flags": _flags(found.flags),
        "answered": _answered(access, period),
        "not_asked": _not_asked(found, told),
        "verdict": verdict_on(access, found.nights.told(), today=today),
        "change": [_peg(found)],
        "strengths": figures.strengths(now),
        "map": {"now": maps["sites"], "before": _before(places, period)},
        "hours": [hour["nights"] for hour in maps["hours"]],
        "positions": maps["positions"],
        "signs": [_sign(one, reader.language) for one in figures.noticed(now)],
        "background": background_of(access, told, events, today=today, language=reader.language),
        "sleep": {name: asdict(one) for name, one in figures.sleep(now, before).items()},
        "tried": [_labelled(one, reader.language) for one in figures.tried(now)],
        "events": _events(events, reader, period),
        "patterns": _patterns(insight),
        "patterns_from": insight["window"],
        "insight": insight["status"],
        "statement": insight["statement"],
        "question": _question(events, today) if reader.full else None,
        "method": words().language(reader.language)["method"],
    }


def _period(events: Sequence[Any], reader: Reader, today: date) -> Period:
    """From the last visit on, within the content's limits, else the usual length; up to last night."""
    numbers = words().numbers
    last = today - DAY
    visits = sorted(date.fromisoformat(one["on"]) for one in events if one["kind"] == "visit")
    earliest, latest = (
        last - timedelta(days=int(one.value) - 1) for one in (numbers.most_days, numbers.least_days)
    )
    visit = next((on for on in reversed(visits) if earliest <= on <= latest), None)
    first = visit or last - timedelta(days=int(numbers.period_days.value) - 1)
    # Not where consent begins later than last night: the period would have no day.
    first = max(first, reader.since) if reader.since and reader.since <= last else first
    return Period(first, last, first - (last - first + DAY), visit)


def _seen(day: date, reader: Reader) -> date:
    return max(day, reader.since) if reader.since else day


def _before(places: Sequence[Any], period: Period) -> Sequence[Mapping[str, Any]]:
    earlier = snapshot.of_nights(places, period.before, period.first - DAY)
    return heatmap(earlier)["sites"]


def _not_asked(found: ReportData, told: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Every rule that could not be judged, of as many nights as the rules look back."""
    nights = found.nights.documents(found.today - load_rules().reading.reach * DAY)
    return incomplete(found.reader.access, told, nights, today=found.today, shown=found.shown)


def _flags(flags: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Flags that stand."""
    # Named one by one, so that what a flag holds besides reaches neither screen nor paper by itself.
    kept = ("rule", "level", "headline", "title", "message", "status", "side", "night", "raised_at", "asks")
    return [{key: row[key] for key in kept} for row in flags]


def _answered(access: PatientAccess, period: Period) -> list[dict[str, Any]]:
    """Flags the patient answered in the period, with what came of them."""
    rows = FlagReply.objects.filter(patient=access.patient, undone_at=None, on__gte=period.first)
    # By the flag's night and not by the reply's day: the reply would tell of a night before the agreed date.
    rows = rows.filter(flag__night__gte=access.since or date.min).select_related("flag").order_by("on", "pk")
    return [
        {
            "rule": row.rule,
            "level": row.level,
            "title": load_rules().rule(row.rule).words(access.language).title,
            "outcome": row.outcome,
            "on": row.on,
        }
        for row in rows
    ]


def _peg(found: ReportData) -> dict[str, Any]:
    """The weekly score now against before, and what its series says of the change, with its band."""
    period = found.period
    weeks = found.entries.pegs()
    trend = peg_trend(found.reader.access, weeks, first=period.before, last=period.last)
    one = _weekly(trend["points"], period)
    moved = asdict(peg_change(one.now, one.before))
    return {
        "metric": "peg",
        **moved,
        "nights": one.nights,
        "least": least_noticed(),
        "trend": trend["summary"],
    }


def _weekly(points: Sequence[Any], period: Period) -> figures.Pair:
    said = [(point["date"], point["value"]) for point in points if point["value"] is not None]
    late = [value for on, value in said if on >= period.first]
    early = [value for on, value in said if period.before <= on < period.first]
    return figures.Pair(figures.middle(late), figures.middle(early), len(late))


def _sign(one: figures.Noticed, language: str) -> dict[str, Any]:
    return {**asdict(one), "label": vocabulary.load().label("sign", one.sign, language)}


def _labelled(one: figures.Tried, language: str) -> dict[str, Any]:
    tips, known = load_tips(language=language).tips, vocabulary.load()
    text = tips[one.id].text if one.kind == "tip" and one.id in tips else one.id
    return {**asdict(one), "label": known.label("action", one.id, language) if one.kind == "action" else text}


def _events(events: Sequence[Any], reader: Reader, period: Period) -> list[dict[str, Any]]:
    first, last = _seen(period.before, reader).isoformat(), period.last.isoformat()
    seen = [one for one in events if first <= one["on"] <= last and one["kind"] != "visit"]
    lines = event_lines(seen, reader.language)
    return lines if reader.full else [{**line, "text": ""} for line in lines]


def _question(events: Sequence[Any], today: date) -> str | None:
    """What the patient wrote for the coming visit, else for the latest one."""
    visits = sorted((one for one in events if one["kind"] == "visit"), key=lambda one: str(one["on"]))
    coming = [one for one in visits if one["on"] >= today.isoformat()]
    chosen = coming[0] if coming else visits[-1] if visits else {}
    return chosen.get("text") or None


def _patterns(insight: dict[str, Any]) -> list[dict[str, Any]]:
    most = int(words().numbers.patterns.value)
    shown = [one for one in insight["profiles"] if one["shown"]][:most]
    return [
        {
            "id": one["id"],
            "name": one["name"],
            "verdict": one["verdict"],
            "warnings": one["warnings"],
            "status": one["status"],
            "for": [reason["text"] for reason in one["for"]],
            "against": [reason["text"] for reason in one["against"]],
            "not_asked": one["not_asked"],
        }
        for one in shown
    ]
