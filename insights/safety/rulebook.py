"""The red-flag rules as content: read once from the YAML files beside this one, strictly."""

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from base.content import Fault, usable
from insights.safety.answers import AnswerRules, DateWindow, Ends, Pregnancy, Row
from insights.safety.conditions import Condition
from insights.safety.page import Page, open_file
from insights.safety.rule_parser import condition, known_ids
from journal import vocabulary
from journal.vocabulary import lifetimes

HOME = Path(__file__).parent
LEVELS = ("emergency", "same_day", "within_days", "routine")
CALLS = ("emergency", "same_day", "maternity", "crisis", "appointment")
USUAL_CALL = {"emergency": "emergency", "same_day": "same_day"}


@dataclass(frozen=True, slots=True)
class Words:
    """A rule in one language. `signed_off` is null until a clinician has signed this language's text."""

    title: str
    message: Mapping[str, str]
    on_the_phone: str
    signed_off: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Arm:
    level: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Rule:
    """One red flag. `arms` are highest level first; `asks` are the questions it needs to be judged;
    it is left out when a rule of `gives_way_to` has fired; `call` names whom to reach."""

    id: str
    version: int
    arms: tuple[Arm, ...]
    asks: tuple[str, ...]
    gives_way_to: frozenset[str]
    call: str | None
    source: tuple[str, ...]
    false_alarms: str
    text: Mapping[str, Words]

    def words(self, language: str) -> Words:
        """The rule in a language; English for one we do not write in."""
        return self.text.get(language, self.text["en"])

    def service(self, level: str) -> str:
        return self.call or USUAL_CALL.get(level, "appointment")


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules in the order of their ids, how answers are read, and the questions whose noes lower a rule."""

    rules: tuple[Rule, ...]
    reading: AnswerRules
    lowered_by: Mapping[str, tuple[str, ...]]

    def rule(self, rule_id: str) -> Rule:
        return next(rule for rule in self.rules if rule.id == rule_id)


@functools.cache
def load() -> Rulebook:
    """The rules that are shipped. Raises ContentError with every fault there is."""
    return usable(*read(HOME))


def faults() -> list[Fault]:
    """What is wrong with the shipped rules, for `manage.py check`."""
    return read(HOME)[1]


def read(home: Path) -> tuple[Rulebook, list[Fault]]:
    """The rules of a folder and all faults found while reading it."""
    found: list[Fault] = []
    strip = open_file(home / "strip.yaml", found)
    rows = tuple(_row(page) for page in strip.pages("rows"))
    reading = _reading(open_file(home / "answers.yaml", found), rows)
    rules: list[Rule] = []
    for path in sorted((home / "rules").glob("*.yaml")):
        page = open_file(path, found)
        rules += [rule for item in page.pages("rules") if (rule := _rule(item))]
        page.done()
    lowered_by = {page.data["lowers"]: page.words("first") for page in _lowering(strip)}
    book = Rulebook(tuple(sorted(rules, key=lambda rule: rule.id)), reading, lowered_by)
    found += _loose_ends(book)
    return book, found


def _rule(page: Page) -> Rule | None:
    rule_id = page.take("id", str)
    if rule_id is None:
        return None
    page.key = rule_id
    never = page.take("never_fires", bool, False)
    arms = () if never else tuple(_arm(item) for item in _under(page).pages("when", optional=True))
    page.taken.add("when")
    call = page.take("call", str, "") or None
    if call is not None and call not in CALLS:
        page.fault(f"must be one of {', '.join(CALLS)}", "call")
    rule = Rule(
        id=rule_id,
        version=page.take("version", int) or 0,
        arms=tuple(sorted(arms, key=lambda arm: LEVELS.index(arm.level))),
        asks=page.words("asks", optional=never),
        gives_way_to=frozenset(page.words("gives_way_to", optional=True)),
        call=call,
        source=page.words("source"),
        false_alarms=page.take("false_alarms", str) or "",
        text=_text(page, {arm.level for arm in arms} or {"note"}),
    )
    page.done()
    return rule


def _under(page: Page) -> Page:
    return Page(page.file, page.key, {"when": page.take("when", list, [])}, page.faults)


def _arm(page: Page) -> Arm:
    level = page.take("level", str)
    if level not in LEVELS:
        page.fault(f"must be one of {', '.join(LEVELS)}", "level")
        level = LEVELS[0]
    if "if" not in page.data:
        page.fault("is missing", "if")
        # Never true: reading goes on, so that every other fault is found too.
        page.data = {**page.data, "if": {"any": []}}
    built = _condition(page, "if")
    page.done()
    return Arm(level, built)


def _condition(page: Page, key: str) -> Condition:
    inner = page.data[key]
    opened = Page(page.file, f"{page.key}.{key}", {} if isinstance(inner, str) else inner, page.faults)
    opened.data = inner
    page.taken.add(key)
    return condition(opened)


def _text(page: Page, levels: set[str]) -> dict[str, Words]:
    texts = {}
    for language, inner in page.translations():
        message = inner.take("message", dict) or {}
        if set(message) != levels:
            inner.fault(f"needs one sentence for each of: {', '.join(sorted(levels))}", "message")
        texts[language] = Words(
            inner.take("title", str) or "",
            message,
            inner.take("on_the_phone", str, "") or "",
            inner.data.get("signed_off"),
        )
        inner.done()
    return texts


def labels(page: Page) -> dict[str, str]:
    """The label in each language of a page's `text`."""
    found = {}
    for language, text in page.translations():
        found[language] = text.take("label", str) or ""
        text.done()
    return found


def _row(page: Page) -> Row:
    row = Row(
        page.take("id", str) or "",
        page.words("behind"),
        page.take("fires", str) or "",
        page.take("level", str) or "",
        page.words("until_decided"),
        _condition(page, "settled_by") if "settled_by" in page.data else None,
        labels(page),
    )
    page.done()
    return row


def _lowering(strip: Page) -> Iterator[Page]:
    return (page for page in strip.pages("follow_up") if "lowers" in page.data)


def _reading(page: Page, rows: tuple[Row, ...]) -> AnswerRules:
    dates = page.page("dates")
    reading = AnswerRules(
        look_back=page.take("look_back", int) or 0,
        reach=page.take("reach", int) or 0,
        ahead=page.take("ahead", int) or 0,
        holds=_nights(page.page("holds")),
        counts_as=_lists(page.page("counts_as")),
        until_answered=_lists(page.page("until_answered")),
        one_sided=frozenset(page.words("one_sided")),
        ends=_ends(page.page("ends")),
        pregnancy=_pregnancy(page.page("pregnancy")),
        follow_both_legs=frozenset(page.words("follow_both_legs")),
        never_follow=frozenset(page.words("never_follow")),
        always_both=frozenset(page.words("always_both")),
        foot_sites=frozenset(page.words("foot_sites")),
        dates={name: _window(dates.page(name)) for name in dates.data},
        rows=rows,
        lifetimes=lifetimes.load(),
    )
    page.done()
    return reading


def _nights(page: Page) -> dict[str, int]:
    return {name: page.take(name, int) or 0 for name in page.data}


def _lists(page: Page) -> dict[str, tuple[str, ...]]:
    return {name: page.words(name) for name in page.data}


def _ends(page: Page) -> Ends:
    ends = Ends(page.take("id", str) or "", page.words("by"), page.words("with_side"))
    page.done()
    return ends


def _pregnancy(page: Page) -> Pregnancy:
    before, after, postpartum, age = (
        page.take(key, int) or 0 for key in ("before", "after", "postpartum", "not_from_age")
    )
    ids = page.words("ids")
    page.done()
    return Pregnancy(before, after, postpartum, age, ids)


def _window(page: Page) -> DateWindow:
    window = DateWindow(page.take("date", str) or "", page.take("days", int) or 0)
    page.done()
    return window


def _loose_ends(book: Rulebook) -> list[Fault]:
    """Rules that are named twice or named and not there."""
    ids = [rule.id for rule in book.rules]
    found = [
        Fault("rules", rule, "is there twice")
        for rule in sorted({rule for rule in ids if ids.count(rule) > 1})
    ]
    named = [(rule.id, other) for rule in book.rules for other in sorted(rule.gives_way_to)]
    named += [(row.id, other) for row in book.reading.rows for other in (row.fires, *row.until_decided)]
    named += [("lowers", rule) for rule in book.lowered_by]
    found += [
        Fault("rules", where, f"names {other}, which is no rule")
        for where, other in named
        if other not in ids
    ]
    found += [
        Fault("strip.yaml", row.id, f"has no level of {row.fires}")
        for row in book.reading.rows
        if row.fires in ids and row.level not in {arm.level for arm in book.rule(row.fires).arms}
    ]
    return [*found, *_unasked(book.reading)]


def _unasked(reading: AnswerRules) -> Iterator[Fault]:
    """Answers that nobody can give: a misspelt id would be read as never said."""
    ends = reading.ends
    named: dict[str, Iterable[str]] = {
        "holds": reading.holds,
        "one_sided": reading.one_sided,
        "ends": (ends.id, *ends.by, *ends.with_side),
        "follow_both_legs": reading.follow_both_legs,
        "never_follow": reading.never_follow,
        "always_both": reading.always_both,
        "dates": reading.dates,
    }
    for name, table in (("counts_as", reading.counts_as), ("until_answered", reading.until_answered)):
        named[name] = {*table, *(each for others in table.values() for each in others)}
    for key, ids in named.items():
        for each in sorted(set(ids) - known_ids()):
            yield Fault(
                "answers.yaml", key, f"names {each}, which nobody is asked", "Use an id of the vocabulary."
            )
    for site in sorted(reading.foot_sites - set(vocabulary.load().ids("site"))):
        yield Fault(
            "answers.yaml", "foot_sites", f"names {site}, which is no site", "Use an id of the vocabulary."
        )
