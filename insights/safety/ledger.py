"""The ledger of flags: which warnings stand, given all that was told and all that was said after it.

A pure function of two sets, and the same on the phone: tellings (a rule that fired on a night's answers) and
replies. Whatever the order in which they arrive, and on however many devices, the same warnings stand. Nothing
leaves but by an answer of the person; time alone never removes a warning. Every comparison is one of instants.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from insights.safety.order import LEVELS, OrderRules, load

SEEN = frozenset({"seen_cleared", "seen_treated"})
FOLDING = SEEN | {"talked", "safe_now"}
LEAVING = frozenset({"could_not_reach", "not_yet", "need_help", "still_so", "gone", "not_now"})
TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Telling:
    """A rule that fired. `leg` is left, right, both or "" when not said; `night` the newest night it rests on.

    `given` is the instant of the newest answer it rests on. `at` is the instant at which it was last judged to
    stand: now for a judgement of today, `given` for one of a night's own evening; a silence is over when it ends
    before `at`. `answers` are the checks and signs it rests on, named `night/id`, `worst` and `places` the
    strongest pain and the places of those nights. `settled_at`: answers behind its row or sign decided it, until
    it is found again.
    """

    rule: str
    leg: str
    level: str
    items: tuple[str, ...]
    night: str
    given: datetime
    at: datetime
    found_at: datetime
    raised_at: datetime
    answers: tuple[str, ...] = ()
    worst: int | None = None
    places: tuple[str, ...] = ()
    version: str = ""
    settled_at: datetime | None = None

    @property
    def name(self) -> tuple[object, ...]:
        """Tellings of one name are one, told again."""
        return (self.rule, self.leg, self.level, self.items, self.night)

    @property
    def settled(self) -> bool:
        return self.settled_at is not None and self.settled_at >= self.found_at


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person said after a warning, and the warning as it stood then.

    `mistap` takes back `answers`. `taken_back` undoes the last reply to this rule and leg. Without a `level` it is
    not known how the warning stood: all that was told of the rule and leg up to then is meant.
    """

    id: str
    rule: str
    leg: str
    outcome: str
    at: datetime
    level: str = ""
    items: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    worst: int | None = None
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One warning, one for each rule and leg. `still`: it is first asked whether it is still so; `gone`: it was
    lowered; `reply`: the last one that left it standing, or that folded it or put it off."""

    rule: str
    leg: str
    level: str
    items: tuple[str, ...]
    night: str
    given: datetime
    raised_at: datetime
    still: bool
    gone: bool
    reply: Reply | None
    tellings: tuple[Telling, ...]

    @property
    def newest(self) -> Telling:
        # By name where all else is equal, so that every device finds the same one.
        return max(self.tellings, key=lambda one: (one.given, one.night, one.name))


@dataclass(frozen=True, slots=True)
class Ledger:
    """`open` stand before the person, the most urgent first; `folded` wait as one line, or were put off."""

    open: tuple[Entry, ...]
    folded: tuple[Entry, ...]


def ledger(
    tellings: Iterable[Telling],
    replies: Iterable[Reply],
    *,
    now: datetime,
    today: date,
    rules: OrderRules | None = None,
) -> Ledger:
    """The warnings that stand at `now`, where the person's date is `today`."""
    book = rules or load()
    # Before anything is compared: a leg must not part what is one warning.
    tellings = [of_its_leg(telling, book) for telling in tellings]
    said = standing_replies(replies)
    groups: dict[tuple[str, str], list[Telling]] = {}
    for telling in joined(tellings):
        if not answered(telling, said, book):
            groups.setdefault((telling.rule, telling.leg), []).append(telling)
    entries = [_entry(group, leg, said, today, book) for (_, leg), group in _legs_known(groups).items()]
    waiting = [entry for entry in entries if _put_off(entry, said, now, book)]
    open_ = [entry for entry in entries if entry not in waiting]
    folded = [*waiting, *_folded(tellings, said, {(one.rule, one.leg) for one in open_}, now, today, book)]
    return Ledger(tuple(sorted(open_, key=_urgency)), tuple(folded))


def of_its_leg(telling: Telling, rules: OrderRules) -> Telling:
    """The telling without a leg where its warning is not about one leg."""
    legless = telling.rule in rules.without_leg or telling.level in rules.legless_levels
    return replace(telling, leg="") if legless and telling.leg else telling


def joined(tellings: Iterable[Telling]) -> list[Telling]:
    """Tellings of one name as one: the newest instants, all places."""
    found: dict[tuple[object, ...], Telling] = {}
    for telling in tellings:
        held = found.get(telling.name)
        found[telling.name] = telling if held is None else _both(held, telling)
    return list(found.values())


def standing_replies(replies: Iterable[Reply]) -> list[Reply]:
    """Replies that were not taken back, oldest first: each taking back undoes the last before it."""
    unique = {reply.id: reply for reply in replies}
    standing: list[Reply] = []
    # At one instant a taking back comes after what it takes back; the id makes the order one on every device.
    for reply in sorted(unique.values(), key=lambda one: (one.at, one.outcome == TAKEN_BACK, one.id)):
        if reply.outcome != TAKEN_BACK:
            standing.append(reply)
            continue
        of = [
            one
            for one in standing
            if one.rule == reply.rule and (one.leg == reply.leg or "" in (one.leg, reply.leg))
        ]
        if of:
            standing.remove(of[-1])
    return standing


def answered(telling: Telling, replies: Sequence[Reply], rules: OrderRules | None = None) -> bool:
    """Whether the person has answered this telling, or what they told besides has decided it."""
    book = rules or load()
    given = told_at(telling, replies)
    if telling.settled or any(_taken_back(telling, given, reply) for reply in replies):
        return True
    return covers([reply for reply in replies if _silences(reply, telling, given, book)], telling, book)


def told_at(telling: Telling, replies: Sequence[Reply]) -> datetime:
    """The instant it was told last: "It is still so" tells it again."""
    again = [one.at for one in replies if one.outcome == "still_so" and about(one, telling)]
    return max([telling.given, *(at for at in again if at >= telling.given)])


def about(reply: Reply, telling: Telling) -> bool:
    """Whether a reply is about this rule and leg. A leg that was not said may be either."""
    same = reply.leg not in ("left", "right") or telling.leg in ("", reply.leg)
    return reply.rule == telling.rule and same


def silences_ended(
    tellings: Iterable[Telling], replies: Iterable[Reply], *, now: datetime, rules: OrderRules | None = None
) -> list[tuple[datetime, str]]:
    """When silences ended of what was told before or in them: what of it still counted then stands from then on.

    Nobody may have looked just then, and what counts passes; each such instant is judged once more, therefore.
    """
    book, told = rules or load(), list(tellings)
    ends: set[tuple[datetime, str]] = set()
    for reply in standing_replies(replies):
        end = reply.at + book.silence(reply.rule)
        if reply.outcome not in SEEN or reply.rule in book.never_silent or end > now:
            continue
        if any(about(reply, one) and one.given <= end and one.at < end for one in told):
            ends.add((end, reply.rule))
    return sorted(ends)


def covers(replies: Sequence[Reply], telling: Telling, rules: OrderRules) -> bool:
    """Whether the telling holds nothing that was not there when the person replied, once or several times: no
    other leg, no higher level, no new item, no spread, no pain much worse."""
    of = [one for one in replies if about(one, telling)]
    if any(not one.level and telling.given <= one.at for one in of):
        return True
    if telling.rule in rules.never_silent and of:
        return True
    of = [one for one in of if one.level and LEVELS.index(telling.level) >= LEVELS.index(one.level)]
    worst = [one.worst for one in of if one.worst is not None]
    much_worse = telling.worst is not None and worst and telling.worst >= max(worst) + rules.worse_by
    return (
        bool(of)
        and {item for one in of for item in one.items} >= set(telling.items)
        and {place for one in of for place in one.places} >= set(telling.places)
        and not much_worse
    )


def _taken_back(telling: Telling, given: datetime, reply: Reply) -> bool:
    """Whether it rests on an answer that was a slip. What was told later, or of another night, is not."""
    if reply.outcome != "mistap" or given > reply.at:
        return False
    if reply.level and telling.answers:
        return bool(set(telling.answers) & set(reply.answers))
    return not reply.answers and about(reply, telling)


def _silences(reply: Reply, telling: Telling, given: datetime, rules: OrderRules) -> bool:
    """Whether a reply is one that silences, at the instant of the telling."""
    if telling.rule in rules.never_silent:
        return reply.outcome in FOLDING and given <= reply.at
    # No silence reaches forward over an emergency: told again, it stands at once.
    again = telling.level == "emergency" and given > reply.at
    over = max(telling.at, given) >= reply.at + rules.silence(telling.rule)
    return reply.outcome in SEEN and not (again or over)


def _both(one: Telling, other: Telling) -> Telling:
    worst = [each.worst for each in (one, other) if each.worst is not None]
    settled = [each.settled_at for each in (one, other) if each.settled_at is not None]
    return replace(
        one,
        given=max(one.given, other.given),
        at=max(one.at, other.at),
        found_at=max(one.found_at, other.found_at),
        raised_at=min(one.raised_at, other.raised_at),
        answers=tuple(sorted({*one.answers, *other.answers})),
        worst=max(worst, default=None),
        places=tuple(sorted({*one.places, *other.places})),
        settled_at=max(settled, default=None),
    )


def _legs_known(groups: Mapping[tuple[str, str], list[Telling]]) -> dict[tuple[str, str], list[Telling]]:
    """A telling without a leg belongs to the warning of its rule that names one, where there is any."""
    known = {key: list(group) for key, group in groups.items() if key[1]}
    for (rule, _), group in ((key, group) for key, group in groups.items() if not key[1]):
        legs = sorted(leg for of, leg in known if of == rule)
        newest = max(legs, key=lambda leg: max(one.given for one in known[rule, leg]), default="")
        known.setdefault((rule, newest), []).extend(group)
    return known


def _entry(
    group: Sequence[Telling], leg: str, said: Sequence[Reply], today: date, rules: OrderRules
) -> Entry:
    levels = [_level(telling, said, rules) for telling in group]
    urgent = min(levels, key=lambda one: LEVELS.index(one[0]))
    given = {telling: told_at(telling, said) for telling in group}
    replies = [
        one for one in said if one.outcome in LEAVING and one.rule == group[0].rule and _fits(one, leg)
    ]
    last = max(_day_of(given[one], one) for one in group)
    raised = min(one.raised_at for one in group)
    return Entry(
        rule=group[0].rule,
        leg=leg,
        level=urgent[0],
        items=tuple(sorted({item for one in group for item in one.items})),
        night=max(one.night for one in group),
        given=max(given.values()),
        raised_at=raised,
        still=(today - date.fromisoformat(last)).days > rules.still_after,
        gone=urgent[1],
        reply=max(
            (one for one in replies if one.at >= min(given.values())),
            key=lambda one: (one.at, one.id),
            default=None,
        ),
        tellings=tuple(sorted(group, key=lambda one: (one.given, one.night, str(one.name)))),
    )


def _fits(reply: Reply, leg: str) -> bool:
    return reply.leg not in ("left", "right") or leg in ("", reply.leg)


def _day_of(given: datetime, telling: Telling) -> str:
    """The day it was said to be still so; the night itself when it was not."""
    said = given.astimezone(UTC).date().isoformat()
    return max(said, telling.night) if given > telling.given else telling.night


def _level(telling: Telling, said: Sequence[Reply], rules: OrderRules) -> tuple[str, bool]:
    """The level after "It has gone", which lowers what was told before it, and whether it did."""
    given = told_at(telling, said)
    gone = any(one.outcome == "gone" and about(one, telling) and given <= one.at for one in said)
    if not gone or telling.rule in rules.never_silent or telling.level not in rules.gone:
        return telling.level, False
    return rules.gone[telling.level], True


def _put_off(entry: Entry, said: Sequence[Reply], now: datetime, rules: OrderRules) -> bool:
    """ "Not now" puts off what may wait, and nothing that is new since and was not seen besides."""
    reply = entry.reply

    def known(telling: Telling, answer: Reply) -> bool:
        beside = [one for one in said if _silences(one, telling, told_at(telling, said), rules)]
        return covers([answer, *beside], telling, rules)

    return (
        reply is not None
        and reply.outcome == "not_now"
        and entry.level in rules.puts_off
        and now < reply.at + timedelta(days=rules.put_off_days)
        and all(known(telling, reply) for telling in entry.tellings)
    )


def _folded(
    tellings: Iterable[Telling],
    said: Sequence[Reply],
    open_: set[tuple[str, str]],
    now: datetime,
    today: date,
    rules: OrderRules,
) -> list[Entry]:
    """What is never silent and was answered: one line for so many days."""
    every, found = joined(tellings), []
    for last in {one.rule: one for one in said if _folds(one, rules)}.values():
        if now >= last.at + timedelta(days=rules.fold_days):
            continue
        mine = [one for one in every if one.rule == last.rule and (one.rule, one.leg) not in open_]
        mine = [one for one in mine if not any(_taken_back(one, told_at(one, said), back) for back in said)]
        if mine and all(told_at(one, said) <= last.at for one in mine):
            found.append(replace(_entry(mine, mine[0].leg, said, today, rules), reply=last))
    return found


def _folds(reply: Reply, rules: OrderRules) -> bool:
    return reply.rule in rules.never_silent and reply.outcome in FOLDING


def _urgency(entry: Entry) -> tuple[int, str, str]:
    return (LEVELS.index(entry.level), entry.rule, entry.leg)
