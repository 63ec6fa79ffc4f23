"""From a rule file's words to conditions. Every fault is noted at its key; a faulty one never fires."""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from insights.safety.background import Aged, Background, Dated, Shown
from insights.safety.conditions import (
    All,
    AtLeast,
    BothLegs,
    Condition,
    Exactly,
    Fired,
    IfAsked,
    NightOf,
    Nights,
    NotAsked,
    OnLeg,
    Open,
    Says,
    Told,
    Unless,
)
from insights.safety.page import Page
from insights.safety.pain import Kind, NothingHelped, OnlyPain, Pain
from journal import vocabulary

NEVER = AtLeast(1, ())


@functools.cache
def known_ids() -> frozenset[str]:
    """Every id that the vocabulary lets a person answer with yes or no about signs, checks and background."""
    words = vocabulary.load()
    grouped = (f"{group}.{item}" for group in ("sign", "who") for item in words.ids(group))
    return frozenset({*words.ids("check"), *grouped})


def condition(page: Page) -> Condition:
    """The condition at a page whose data is a word or a mapping with one leading key."""
    if isinstance(page.data, str):
        return _shared(word(page.data, page))
    for key, build in BUILDERS.items():
        if key in page.data:
            built = build(page)
            page.done()
            return _shared(built)
    page.fault(f"must hold one of: {', '.join(BUILDERS)}")
    return NEVER


@functools.cache
def _shared(condition: Condition) -> Condition:
    """One object for equal conditions, so that a view counts the same nights once."""
    return condition


def word(name: str, page: Page) -> Condition:
    """A single id: a safety answer, a sign, a feeling, what helped, or the pain itself."""
    group, _, rest = name.partition(".")
    if name == "pain":
        return Pain()
    if name == "help.none":
        return NothingHelped()
    if name == "site.line":
        return Pain(Kind(radiates=True), name)
    if group == "feel":
        return Pain(Kind(feel=(rest,)), name)
    if group in ("help", "worse"):
        return Pain(Kind(tried=(rest, "helped" if group == "help" else "worse")), name)
    if name not in known_ids():
        page.fault(f"{name!r} is not an id that a rule can ask for")
    return Says(name)


def _at(page: Page, key: str) -> Condition:
    page.taken.add(key)
    return condition(_open(page, key, page.data[key]))


def _each(page: Page, key: str) -> tuple[Condition, ...]:
    value = page.take(key, list, []) or []
    if not value:
        page.fault("must list at least one condition", key)
    return tuple(condition(_open(page, f"{key}.{place}", each)) for place, each in enumerate(value))


def _open(page: Page, key: str, data: Any) -> Page:
    if isinstance(data, str):
        opened = Page(page.file, f"{page.key}.{key}", {}, page.faults)
        # A condition may be a single word, which a page of its own would refuse.
        opened.data = data
        return opened
    return Page(page.file, f"{page.key}.{key}", data, page.faults)


def kind(page: Page) -> Kind:
    """Sites, lengths, positions, times, feelings, strength and what was tried, of one episode."""
    tried = page.take("tried", Mapping, {})
    built = Kind(
        sites=page.words("sites", optional=True),
        dur=page.words("dur", optional=True),
        onset=page.words("onset", optional=True),
        when=page.words("when", optional=True),
        feel=page.words("feel", optional=True),
        intensity=page.take("intensity", int, 0),
        tried=next(iter(tried.items()), None),
        attempted=page.take("attempted", str, ""),
        sign=page.take("sign", str, ""),
        radiates=page.take("line", bool, False),
        untold=page.words("untold", optional=True),
        but=tuple(kind(each) for each in page.pages("but", optional=True)),
    )
    page.done()
    return built


def _pain(page: Page) -> Condition:
    wanted = kind(page.page("pain"))
    name = "intensity" if wanted.intensity else "pain"
    if wanted.tried:
        name = f"{'help' if wanted.tried[1] == 'helped' else 'worse'}.{wanted.tried[0]}"
    return Pain(wanted, name)


def _nights(page: Page) -> Condition:
    inner = page.page("nights")
    where = _at(inner, "where") if "where" in inner.data else NEVER
    if where is NEVER:
        inner.fault("must say which nights count", "where")
    last, at_least = inner.take("last", int) or 0, inner.take("at_least", int) or 0
    spread, logged = inner.take("spread", int, 0), inner.take("logged", bool, False)
    half_of = _at(inner, "half_of") if "half_of" in inner.data else None
    inner.done()
    return Nights(where, last, at_least, spread, logged, half_of)


def _told(page: Page, key: str) -> Condition:
    """An id answered yes or no, `since` nobody said yes to certain others later."""
    name, since = page.take(key, str) or "", page.words("since", optional=True)
    for each in (name, *since):
        if each not in known_ids():
            page.fault(f"{each!r} is not an id that a rule can ask for", key)
    return Told(name, key == "said_yes", since)


def _dated(page: Page) -> Condition:
    inner = page.page("date")
    built = Dated(
        inner.take("of", str) or "", inner.take("since", int, 0), inner.take("otherwise", bool, False)
    )
    inner.done()
    return built


def _aged(page: Page) -> Condition:
    inner = page.page("age")
    inner.taken.update(("at_least", "under"))
    if ("at_least" in inner.data) == ("under" in inner.data):
        inner.fault("must say either at_least or under")
    inner.done()
    return Aged(inner.data.get("at_least"), inner.data.get("under"))


BUILDERS: dict[str, Callable[[Page], Condition]] = {
    "any": lambda page: AtLeast(1, _each(page, "any")),
    "all": lambda page: All(_each(page, "all")),
    "unless": lambda page: Unless(_each(page, "unless")),
    "at_least": lambda page: AtLeast(page.take("at_least", int) or 1, _each(page, "of")),
    "exactly": lambda page: Exactly(page.take("exactly", int) or 1, _each(page, "of")),
    "one_leg": lambda page: OnLeg(_at(page, "one_leg"), strict=True),
    "same_leg": lambda page: OnLeg(_at(page, "same_leg")),
    "both_legs": lambda page: BothLegs(_at(page, "both_legs")),
    "pain": _pain,
    "only_pain": lambda page: OnlyPain(kind(page.page("only_pain"))),
    "if_asked": lambda page: IfAsked(_at(page, "if_asked")),
    "on_foot": lambda page: Says(page.take("on_foot", str) or "", foot=True),
    "said_yes": lambda page: _told(page, "said_yes"),
    "said_no": lambda page: _told(page, "said_no"),
    "open": lambda page: Open(_at(page, "open")),
    "not_asked": lambda page: NotAsked(page.take("not_asked", str) or ""),
    "night_of": lambda page: NightOf(page.take("night_of", str) or "", _at(page, "if")),
    "nights": _nights,
    "fired": lambda page: Fired(page.words("fired")),
    "date": _dated,
    "age": _aged,
    "weeks_of_trouble": lambda page: Background("weeks_of_trouble", page.take("weeks_of_trouble", int)),
    "bother": lambda page: Background("bother", among=page.words("bother")),
    "shown": lambda page: Shown(page.take("shown", str) or ""),
}
