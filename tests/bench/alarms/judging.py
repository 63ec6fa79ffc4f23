"""Which warnings rise in one person's diary, judged as the phone judges: every evening and morning, by the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from insights.safety.ledger import Entry, Reply, Telling, joined, ledger
from insights.safety.order import LEVELS
from insights.safety.tellings import settled, this_evening
from tests.bench.alarms.asking import Interview
from tests.bench.alarms.people import Subject
from tools.simulation.safety import safety_rates

HOURS = {"evening": time(22, 30), "morning": time(8, 30)}


@dataclass(frozen=True, slots=True)
class Raised:
    """A warning that stood up new, or higher than before, on a night."""

    rule: str
    level: str
    on: date


@dataclass(frozen=True, slots=True)
class Course:
    """One person: nights logged, warnings that rose, since when each condition was there, and what was asked."""

    nights: int
    raised: tuple[Raised, ...]
    conditions: dict[str, date]
    asked: frozenset[int]


def course(subject: Subject, left_out: Iterable[int] = ()) -> Course:
    """The person's nights, told, asked and judged one after the other; each warning is seen to after its days."""
    interview = Interview(subject, frozenset(left_out))
    tellings: list[Telling] = []
    replies: list[Reply] = []
    stood: dict[tuple[str, str], Entry] = {}
    raised: list[Raised] = []
    for on, part in interview.days():
        now = datetime.combine(on + timedelta(days=part == "morning"), HOURS[part], UTC)
        found = this_evening(interview.diary, on, now=now)
        tellings = joined([*tellings, *settled(tellings, interview.nights[-1], found, now=now), *found])
        replies += _seen(stood.values(), now)
        open_ = {
            (entry.rule, entry.leg): entry for entry in ledger(tellings, replies, now=now, today=on).open
        }
        raised += [
            Raised(entry.rule, entry.level, on)
            for entry in open_.values()
            if not any(_stands_for(other, entry) for other in stood.values())
        ]
        stood = {
            key: replace(entry, raised_at=stood[key].raised_at if key in stood else now)
            for key, entry in open_.items()
        }
    return Course(len(interview.nights), tuple(raised), subject.conditions, frozenset(interview.asked))


def _stands_for(stood: Entry, entry: Entry) -> bool:
    """Whether the card was there before: the same rule, as urgent at least; a leg not said may be either."""
    same_leg = stood.leg == entry.leg or "" in (stood.leg, entry.leg)
    return stood.rule == entry.rule and same_leg and LEVELS.index(stood.level) <= LEVELS.index(entry.level)


def _seen(stood: Iterable[Entry], now: datetime) -> list[Reply]:
    """The person was seen for what has stood long enough."""
    after = safety_rates().seen_after
    return [
        Reply(
            id=f"{entry.rule}/{entry.leg}/{now.isoformat()}",
            rule=entry.rule,
            leg=entry.leg,
            outcome="seen_cleared",
            at=now - timedelta(minutes=15),
            level=entry.level,
            items=entry.items,
            answers=tuple(answer for one in entry.tellings for answer in one.answers),
            worst=max((one.worst for one in entry.tellings if one.worst is not None), default=None),
            places=tuple(place for one in entry.tellings for place in one.places),
        )
        for entry in stood
        if now - entry.raised_at >= timedelta(days=after[entry.level])
    ]
