"""Which questions are put when, from `strip.yaml`; the phone reads the same file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from insights.safety.conditions import Condition
from insights.safety.page import Page
from insights.safety.rule_parser import condition
from journal import vocabulary

MOST_FIRST = 3
KINDS = {
    "sign": "sign",
    "who": "who",
    "day": "day",
    "dates": "health_date",
    "help": "action",
    "worse": "action",
}


@dataclass(frozen=True, slots=True)
class Question:
    """Ids asked together, while `condition` holds (None: always)."""

    ids: tuple[str, ...]
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a yes to an id of `under`, or `log` holding, calls.

    `first` can change the level; `then` changes what to say on the phone and is asked the morning after.
    `every`: days after which what `log` calls is asked anew. `lowers`: the rule that a no to all of `first` lowers.
    """

    under: tuple[str, ...]
    log: Condition | None
    every: int
    first: tuple[Question, ...]
    then: tuple[Question, ...]
    lowers: str = ""


@dataclass(frozen=True, slots=True)
class Questions:
    """Question sets by name; a group is one screen or one morning."""

    full_set: Mapping[str, tuple[str, ...]]
    weekly: Mapping[str, tuple[str, ...]]
    monthly: tuple[str, ...]
    onboarding: Mapping[str, tuple[str, ...]]
    follow_up: tuple[FollowUp, ...]


def questions(page: Page) -> Questions:
    """The sets of a page; what is unknown, doubled or too much is a fault of it."""
    parts = page.page("full_set")
    return Questions(
        full_set={name: _known(parts, name, parts.words(name)) for name in parts.data},
        weekly=_groups(page, "weekly"),
        monthly=_known(page, "monthly", page.words("monthly")),
        onboarding=_groups(page, "onboarding"),
        follow_up=tuple(_follow_up(each) for each in page.pages("follow_up")),
    )


def _groups(page: Page, key: str) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for each in page.pages(key):
        name = each.take("id", str) or ""
        if name in groups:
            each.fault("is there twice", "id")
        groups[name] = _known(each, "ids", each.words("ids"))
        each.done()
    return groups


def _follow_up(page: Page) -> FollowUp:
    under = _known(page, "under", page.words("under", optional=True))
    log = _condition(page, "log")
    every = page.take("every", int, 0)
    if not under and log is None:
        page.fault("must say under which yes, or by which log, it is called", "under")
    if (log is None) != (every == 0):
        page.fault("goes with log: the days after which it is asked anew", "every")
    first, then = _questions(page, "first"), _questions(page, "then")
    read = FollowUp(under, log, every, first, then, page.take("lowers", str, ""))
    if len(read.first) > MOST_FIRST:
        page.fault(f"are at most {MOST_FIRST}: nobody answers a wall", "first")
    if not (read.first or read.then):
        page.fault("must ask something", "first")
    page.done()
    return read


def _questions(page: Page, key: str) -> tuple[Question, ...]:
    return tuple(_question(page, f"{key}.{n}", each) for n, each in enumerate(page.take(key, list, [])))


def _question(page: Page, key: str, written: Any) -> Question:
    if not isinstance(written, Mapping):
        return Question(_known(page, key, _listed(written)))
    inner = Page(page.file, f"{page.key}.{key}", written, page.faults)
    ids = _known(inner, "ask", _listed(inner.take("ask", (str, list)) or []))
    question = Question(ids, _condition(inner, "if"))
    if question.condition is None:
        inner.fault("is missing: a question without it is written as an id or a list", "if")
    inner.done()
    return question


def _listed(written: Any) -> tuple[str, ...]:
    return tuple(map(str, written)) if isinstance(written, list) else (str(written),)


def _condition(page: Page, key: str) -> Condition | None:
    page.taken.add(key)
    data = page.data.get(key)
    if data is None:
        return None
    inner = Page(page.file, f"{page.key}.{key}", data if isinstance(data, Mapping) else {}, page.faults)
    # A condition may be a single word, which a page of its own would refuse.
    inner.data = data
    return condition(inner)


def _known(page: Page, key: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    for name in ids:
        if not is_word(name):
            page.fault(f"{name!r} is not a word of the vocabulary", key)
    if len(set(ids)) < len(ids):
        page.fault("names an id twice", key)
    return ids


def is_word(name: str) -> bool:
    """Whether an id, as rules and questions write it, stands in the vocabulary."""
    words = vocabulary.load()
    group, _, item = name.partition(".")
    if group in KINDS:
        return item in words.ids(KINDS[group])
    return name in vocabulary.PLAIN_HEALTH or name in words.ids("check")
