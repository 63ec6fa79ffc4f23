"""What one night says about one question, with its side: the contract's record read by vocabulary id."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from journal.coarse import left_open
from journal.night import answers_in, checks_and_signs, episodes_of, painful, sites_of

Record = Mapping[str, Any]
Side = Literal["left", "right", "both"]
SIDES: Mapping[str, Side] = {"left": "left", "right": "right", "both": "both"}
# Asked as one question with many answers: what was not chosen is a no.
LISTS = frozenset({"feel", "site", "onset", "when", "dur"})
# Worked out from the side lain on.
PAIN_SIDES = frozenset({"painside_down", "painside_up"})


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that was given. ``side`` is None where none was said and none can be taken from the pain."""

    yes: bool
    side: Side | None = None

    @property
    def one_sided(self) -> bool:
        """Only a leg known to be one of two sore legs is left out: an unsaid side may be one leg."""
        return self.yes and self.side != "both"


NO = Said(False)


class Night:
    """One night's record, read once and only when somebody asks."""

    def __init__(self, record: Record) -> None:
        given = record["date"]
        self.record = record
        self.date: date = given if isinstance(given, date) else date.fromisoformat(given)

    def said(self, item: str) -> Said | None:
        """The answer to a vocabulary id (``sign.cold``, ``help.dangle``, ``foot.wound_new``, …).

        None is "not asked" (for an action: not tried). Of several episodes, one yes is a yes.
        """
        found = self._answers.get(item)
        if found is not None:
            return found
        group, _, word = item.partition(".")
        return NO if group in LISTS and group in self._answers and word not in self._open[group] else None

    @cached_property
    def _open(self) -> Mapping[str, frozenset[str]]:
        """By question, the answers that a word said in their place leaves not asked."""
        told = [item.partition(".") for item in self._answers]
        found = {group: left_open(group, [word for of, _, word in told if of == group]) for group in LISTS}
        return found | {"onset": found["onset"] | (PAIN_SIDES if found["onset"] else frozenset())}

    @cached_property
    def sites(self) -> frozenset[str]:
        """All sites marked this night."""
        return frozenset(mark["site"] for mark in sites_of(self.record))

    @property
    def painful(self) -> bool:
        """Pain was logged; an unanswered night is not a painful one."""
        return painful(self.record) is True

    @property
    def actions(self) -> Iterator[tuple[str, str]]:
        """What was tried this night, each with its outcome."""
        return (pair for episode in episodes_of(self.record) for pair in _tried(episode))

    @cached_property
    def _answers(self) -> dict[str, Said]:
        found: dict[str, Said] = {}
        for item, answer in self._given():
            before = found.get(item)
            found[item] = answer if before is None else _either(before, answer)
        painful_side = _joined(mark.get("side") for mark in sites_of(self.record))
        if painful_side is None:
            return found
        sided = Said(True, painful_side)
        return {item: sided if answer.yes and not answer.side else answer for item, answer in found.items()}

    def _given(self) -> Iterator[tuple[str, Said]]:
        for item, value in (*checks_and_signs(self.record), *answers_in("day.", self.record.get("day"))):
            yield item, Said(True, SIDES[value]) if isinstance(value, str) else Said(bool(value))
        for episode in episodes_of(self.record):
            yield from _episode(episode)


def _either(one: Said, other: Said) -> Said:
    if one.yes and other.yes:
        return Said(True, _joined((one.side, other.side)))
    return one if one.yes else other


def _joined(sides: Iterable[Side | None]) -> Side | None:
    found = {side for side in sides if side}
    return None if not found else found.pop() if len(found) == 1 else "both"


def _episode(episode: Record) -> Iterator[tuple[str, Said]]:
    for name, outcome in _tried(episode):
        yield f"help.{name}", Said(outcome == "helped")
        yield f"worse.{name}", Said(outcome == "worse")
    if episode.get("returns") is not None:
        yield "rel.returns", Said(bool(episode["returns"]))
    if episode.get("radiates") is not None:
        yield "site.line", Said(bool(episode["radiates"]))
    yield from _lists(episode)


def _tried(episode: Record) -> Iterator[tuple[str, str]]:
    """Actions with an outcome; null is "not tried"."""
    return ((name, outcome) for name, outcome in (episode.get("actions") or {}).items() if outcome)


def _lists(episode: Record) -> Iterator[tuple[str, Said]]:
    if episode.get("feel") is not None:
        # That the question was answered at all makes a no of each word that its list does not name.
        yield "feel", NO
        yield from ((f"feel.{name}", Said(True)) for name in episode["feel"])
    if episode.get("sites") is not None:
        yield "site", NO
        yield from ((f"site.{mark['site']}", Said(True, mark.get("side"))) for mark in episode["sites"])
    for group in ("when", "dur", "onset"):
        if episode.get(group) is not None:
            yield group, NO
            names = _onset(episode) if group == "onset" else {episode[group]}
            yield from ((f"{group}.{name}", Said(True)) for name in names)


def _onset(episode: Record) -> set[str]:
    """The position itself and, lying on a side, whether a painful leg was underneath or on top."""
    onset: str = episode["onset"]
    names = {onset}
    if onset.startswith("side_"):
        below = onset.removeprefix("side_")
        for mark in episode.get("sites") or ():
            side = mark.get("side")
            names |= {"painside_down"} if side in (below, "both") else set()
            names |= {"painside_up"} if side in ({"left", "right"} - {below}) | {"both"} else set()
    return names
