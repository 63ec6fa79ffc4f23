"""What one night says about one question, with its side: the contract's record read by vocabulary id."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Record = Mapping[str, Any]
Side = Literal["left", "right", "both"]
SIDES: Mapping[str, Side] = {"left": "left", "right": "right", "both": "both"}


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that was given. ``side`` is None where none was said and none can be taken from the pain."""

    yes: bool
    side: Side | None = None

    @property
    def one_sided(self) -> bool:
        """Only a leg known to be one of two sore legs is left out: an unsaid side may be one leg."""
        return self.yes and self.side != "both"


def night_date(night: Record) -> date:
    """The calendar date of the night's evening."""
    given = night["date"]
    return given if isinstance(given, date) else date.fromisoformat(given)


def episodes(night: Record) -> list[Record]:
    """The night's episodes; none for a night without."""
    return list(night.get("episodes") or ())


def sites(night: Record) -> set[str] | None:
    """All sites of the night, None when nobody asked."""
    asked = [episode["sites"] for episode in episodes(night) if episode.get("sites") is not None]
    return {mark["site"] for marks in asked for mark in marks} if asked else None


def painful_side(night: Record) -> Side | None:
    """The side that all of the night's sites share; ``both`` where they differ."""
    marks = [mark.get("side") for episode in episodes(night) for mark in episode.get("sites") or ()]
    return _joined(side for side in marks if side)


def said(night: Record, item: str) -> Said | None:
    """The night's answer to a vocabulary id (``sign.cold``, ``help.dangle``, ``foot.wound_new``, …).

    None is "not asked" (for an action: not tried). Of several episodes, one yes is a yes.
    """
    answers = list(_answers(night, item))
    if not answers:
        return None
    yes = [answer for answer in answers if answer.yes]
    if not yes:
        return Said(yes=False)
    return Said(True, _joined(answer.side for answer in yes if answer.side) or painful_side(night))


def _joined(sides: Iterator[Any]) -> Side | None:
    found: set[Side] = set(sides)
    return None if not found else found.pop() if len(found) == 1 else "both"


def _answers(night: Record, item: str) -> Iterator[Said]:
    group, _, name = item.partition(".")
    yield from _of_map(night.get("checks"), item)
    if group == "sign":
        for part in (night, *episodes(night)):
            yield from _of_map(part.get("signs"), name)
    elif group == "day":
        yield from _of_map(night.get("day"), name)
    else:
        for episode in episodes(night):
            yield from _of_episode(episode, group, name)


def _of_map(answers: Mapping[str, Any] | None, key: str) -> Iterator[Said]:
    value = (answers or {}).get(key)
    if value is not None:
        yield Said(True, SIDES[value]) if isinstance(value, str) else Said(bool(value))


def _of_episode(episode: Record, group: str, name: str) -> Iterator[Said]:
    if group == "feel" and episode.get("feel") is not None:
        yield Said(name in episode["feel"])
    elif group == "site" and episode.get("sites") is not None:
        yield from (_site(episode, name),)
    elif group in ("help", "worse") and (outcome := (episode.get("actions") or {}).get(name)):
        yield Said(outcome == {"help": "helped", "worse": "worse"}[group])
    elif group == "rel" and episode.get("returns") is not None:
        yield Said(bool(episode["returns"]))
    elif group in ("onset", "when", "dur") and episode.get(group) is not None:
        yield Said(name in _onset(episode) if group == "onset" else episode[group] == name)


def _site(episode: Record, name: str) -> Said:
    sides = (mark.get("side") for mark in episode["sites"] if mark["site"] == name)
    found = list(sides)
    return Said(bool(found), _joined(side for side in found if side))


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
