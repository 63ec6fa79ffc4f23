"""Which red flags stand after a diary's last night. Pure: a diary and a day in, flags out.

It runs before and apart from the comparison with patterns, and nothing that it says is weighed or scored.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from insights.safety.answers import Answer, Row
from insights.safety.finding import Finding
from insights.safety.rulebook import LEVELS, Rule, Rulebook, load
from insights.safety.view import View, look
from journal.night import LEFT, NAMES, RIGHT, UNSAID


@dataclass(frozen=True, slots=True)
class Flag:
    """A rule that fired: `side` is left, right, both or None when not said; `items` the ids it rests on, and
    `rests_on` these answers as (id, night), the night "" for health background. `answered_on` is the newest
    night among them, None when background alone raised it; `answered_at` the newest instant that is known."""

    rule: str
    version: int
    level: str
    side: str | None
    items: tuple[str, ...]
    answered_on: str | None
    answered_at: str | None
    rests_on: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A rule that could not be judged to the end, and the questions of it that were not asked."""

    rule: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Flags highest level first, then by rule; and where the safety check is incomplete.

    `besides` are flags that one of `flags` hides although they rest on something told after it: that one may have
    been answered in between.
    """

    flags: tuple[Flag, ...]
    incomplete: tuple[Gap, ...]
    besides: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The highest arm of a rule that is true and what it rests on; `lower` are the true arms below it."""

    level: str | None
    finding: Finding | None
    undecided: bool
    lower: tuple[tuple[str, Finding], ...] = ()

    def as_high(self, level: str) -> bool:
        return self.level is not None and LEVELS.index(self.level) <= LEVELS.index(level)

    def older(self, finding: Finding) -> bool:
        return self.finding is not None and self.finding.told < finding.told


def evaluate(
    diary: Mapping[str, Any], *, today: date, shown: Sequence[str] = (), rules: Rulebook | None = None
) -> Evaluation:
    """Judge every rule on the diary's nights up to `today`; `shown` are the patterns last shown.

    A night of tomorrow counts, and makes tomorrow today: it comes from a phone further east.
    Notes are never read. A question not asked is never a no: it leaves its rules in `incomplete`.
    """
    book = rules or load()
    view = look(diary, today, book.reading, shown)
    verdicts: dict[str, Verdict] = {}
    # In the order of their ids: a rule may ask whether an earlier one has fired.
    for rule in book.rules:
        verdict = verdicts[rule.id] = _judge(rule, view)
        if verdict.finding is not None:
            view.fired[rule.id] = verdict.finding
    besides = [
        _flag(book.rule(row.fires), row.level, finding)
        for row in book.reading.rows
        if (finding := _keep_standing(row, view, verdicts)) is not None
    ]
    # After the rows of the strip, for what they keep standing hides others too.
    besides += _told_after(book, verdicts)
    return Evaluation(_flags(book, verdicts), _gaps(book, view, verdicts), tuple(besides))


def _judge(rule: Rule, view: View) -> Verdict:
    """The highest arm that is true; undecided when a higher one is, or any while none is true."""
    undecided = False
    true: list[tuple[str, Finding]] = []
    for arm in rule.arms:
        finding = arm.condition.test(view)
        if finding.value:
            true.append((arm.level, finding))
        elif not true:
            undecided = undecided or finding.value is None
    if not true:
        return Verdict(None, None, undecided)
    return Verdict(*true[0], undecided, tuple(true[1:]))


def _keep_standing(row: Row, view: View, verdicts: dict[str, Verdict]) -> Finding | None:
    """A row ticked yes keeps its rule standing until a rule that it opens fires as high, every id behind it is
    answered no, or an answer settles it. A skipped question never takes it away.

    The tick is returned when it was told after all that made those rules fire: then they do not decide it.
    """
    ticked = view.answer(row.id)
    if ticked is None or not ticked.yes:
        return None
    if all(view.denied(name) for name in row.behind) or _settled(row, ticked, view):
        return None
    finding = Finding(True, ((row.id, ticked.on),), ticked.legs, ticked.at)
    deciding = [verdicts[rule] for rule in row.until_decided if verdicts[rule].as_high(row.level)]
    if not deciding:
        verdicts[row.fires] = Verdict(row.level, finding, True)
    return finding if deciding and all(each.older(finding) for each in deciding) else None


def _settled(row: Row, ticked: Answer, view: View) -> bool:
    """Whether an answer takes the row away, for each leg that it names."""
    legs = [leg for leg in (LEFT, RIGHT) if ticked.legs & leg] or [UNSAID]
    return row.settled_by is not None and all(bool(row.settled_by.test(view, leg).value) for leg in legs)


def _flags(book: Rulebook, verdicts: Mapping[str, Verdict]) -> tuple[Flag, ...]:
    fired = {rule for rule, verdict in verdicts.items() if verdict.level}
    flags = [
        _flag(rule, verdicts[rule.id].level or "", verdicts[rule.id].finding or Finding(True))
        for rule in book.rules
        if rule.id in fired and not _gives_way(rule, verdicts[rule.id].level or "", verdicts)
    ]
    return tuple(sorted(flags, key=lambda flag: (LEVELS.index(flag.level), flag.rule)))


def _told_after(book: Rulebook, verdicts: Mapping[str, Verdict]) -> Iterator[Flag]:
    """What is hidden by a higher arm, or by rules it gives way to, and was told after all that they rest on."""
    for rule in book.rules:
        verdict = verdicts[rule.id]
        if verdict.level is None or verdict.finding is None:
            continue
        given_way = _gives_way(rule, verdict.level, verdicts)
        if given_way and all(each.older(verdict.finding) for each in given_way):
            yield _flag(rule, verdict.level, verdict.finding)
        for level, finding in verdict.lower:
            over = [verdict, *_gives_way(rule, level, verdicts)]
            if all(each.older(finding) for each in over):
                yield _flag(rule, level, finding)


def _gives_way(rule: Rule, level: str, verdicts: Mapping[str, Verdict]) -> list[Verdict]:
    """Those of the rules it gives way to that have fired, and no lower than this level."""
    return [verdicts[other] for other in rule.gives_way_to if verdicts[other].as_high(level)]


def _flag(rule: Rule, level: str, finding: Finding) -> Flag:
    return Flag(
        rule=rule.id,
        version=rule.version,
        level=level,
        side=NAMES[finding.legs],
        items=finding.items,
        answered_on=finding.on or None,
        answered_at=finding.at or None,
        rests_on=tuple(sorted(finding.rests)),
    )


def _gaps(book: Rulebook, view: View, verdicts: Mapping[str, Verdict]) -> tuple[Gap, ...]:
    ticked = [row for row in book.reading.rows if (said := view.answer(row.id)) is not None and said.yes]
    gaps = []
    for rule in book.rules:
        if verdicts[rule.id].undecided:
            behind = [name for row in ticked if row.fires == rule.id for name in row.behind]
            items = tuple(ask for ask in dict.fromkeys((*rule.asks, *behind)) if not view.asked(ask))
            if items:
                gaps.append(Gap(rule.id, items))
    return tuple(gaps)
