"""Conditions on the pain itself: the episodes of the newest night whose pain was answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from insights.safety.answers import given
from insights.safety.conditions import fits
from insights.safety.finding import NO, UNDECIDED, Finding
from insights.safety.view import View
from journal.coarse import covered
from journal.night import UNSAID, Night, episodes_of, legs_of, painful, strength_of

Episode = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """The answers to one question that fit, and those that leave it open."""

    key: str
    fitting: frozenset[str]
    open: frozenset[str]

    @classmethod
    def of(cls, key: str, words: tuple[str, ...]) -> "Words":
        coarse = covered(key)
        sure = {word for word, finer in coarse.items() if finer <= frozenset(words)}
        fitting = frozenset({*words, *sure})
        may = {word for word, finer in coarse.items() if not finer.isdisjoint(words)}
        return cls(key, fitting, frozenset(may - fitting))


@dataclass(frozen=True, slots=True)
class Kind:
    """What an episode has to be; what is empty does not matter.

    A word said in place of finer ones decides it where all of them do; where only some do, it is left open.
    """

    sites: tuple[str, ...] = ()
    dur: tuple[str, ...] = ()
    onset: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    feel: tuple[str, ...] = ()
    intensity: int = 0
    tried: tuple[str, str] | None = None
    attempted: str = ""
    sign: str = ""
    radiates: bool = False
    untold: tuple[str, ...] = ()
    but: tuple["Kind", ...] = ()
    words: tuple["Words", ...] = field(init=False, compare=False, repr=False)
    places: "Words" = field(init=False, compare=False, repr=False)
    others: bool = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        words = (("dur", self.dur), ("onset", self.onset), ("when", self.when))
        others = (
            self.feel,
            self.intensity,
            self.tried,
            self.attempted,
            self.sign,
            self.radiates,
            self.untold,
        )
        object.__setattr__(self, "words", tuple(Words.of(*each) for each in words if each[1]))
        object.__setattr__(self, "places", Words.of("site", self.sites))
        object.__setattr__(self, "others", any(others))

    def fits(self, episode: Episode) -> bool | None:
        """None when the episode leaves open something that this kind needs; it is none of `but`."""
        known = True
        for words in self.words:
            said = episode.get(words.key)
            if said is None or said in words.open:
                known = False
            elif said not in words.fitting:
                return False
        if self.sites:
            places = self._places(episode)
            if places is False:
                return False
            known = known and places is not None
        rest = self._others(episode) if self.others else True
        if rest is False or (self.but and any(kind.fits(episode) for kind in self.but)):
            return False
        return True if known and rest else None

    def _places(self, episode: Episode) -> bool | None:
        places = episode.get("sites")
        if places is None:
            return None
        said = {place["site"] for place in places}
        if not said.isdisjoint(self.places.fitting):
            return True
        return False if said.isdisjoint(self.places.open) else None

    def _others(self, episode: Episode) -> bool | None:
        """What few kinds ask."""
        known = True
        # One after the other: a first no leaves the rest unread.
        for answer in self._answers(episode):
            if answer is False:
                return False
            known = known and answer is not None
        return True if known else None

    def _answers(self, episode: Episode) -> Iterator[bool | None]:
        if self.feel:
            said = episode.get("feel")
            yield None if said is None else any(word in self.feel for word in said)
        if self.intensity:
            strength = strength_of(episode)
            yield None if strength is None else strength >= self.intensity
        actions = episode.get("actions")
        if self.tried:
            yield None if actions is None else actions.get(self.tried[0]) == self.tried[1]
        if self.attempted:
            yield None if actions is None else actions.get(self.attempted) is not None
        if self.radiates:
            yield episode.get("radiates")
        if self.sign:
            sign = (episode.get("signs") or {}).get(self.sign)
            yield None if sign is None else sign is not False
        for key in self.untold:
            yield episode.get(key) is None

    def legs(self, episode: Episode) -> int:
        places = episode.get("sites") or ()
        return legs_of(place for place in places if not self.sites or place["site"] in self.places.fitting)


ANY = Kind()


@dataclass(frozen=True, slots=True)
class Pain:
    """An episode of this kind, on this leg. `name` is how the record calls it."""

    kind: Kind = ANY
    name: str = "pain"

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        night = view.picture
        if night is None:
            return UNDECIDED
        verdict, legs = view.painful.get(id(self)) or self._judge(view, night)
        if not verdict:
            return NO if verdict is False else UNDECIDED
        if not fits(legs, leg, strict):
            return NO
        at = given(night, self.name) or given(night, "pain")
        return Finding(True, ((self.name, night["date"]),), legs & leg if leg else legs, at)

    def _judge(self, view: View, night: Night) -> tuple[bool | None, int]:
        """Whether the night had such pain, and in which legs; judged once for a view."""
        hurts, episodes = painful(night), episodes_of(night)
        verdicts = [self.kind.fits(episode) for episode in episodes] if hurts else []
        sure = bool(hurts) and (self.kind is ANY or True in verdicts)
        legs = 0
        # Where the night did not hurt no episode is judged, and there are no verdicts.
        for episode, fitting in zip(episodes, verdicts, strict=False):
            legs |= self.kind.legs(episode) if fitting else UNSAID
        open_ = bool(hurts) and (not episodes or None in verdicts)
        view.painful[id(self)] = found = (True if sure else None if open_ else False, legs)
        return found


@dataclass(frozen=True, slots=True)
class OnlyPain:
    """Every episode is known to be of this kind."""

    kind: Kind

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        episodes = [] if view.picture is None else episodes_of(view.picture)
        verdicts = [self.kind.fits(episode) for episode in episodes]
        if False in verdicts or (view.picture is not None and painful(view.picture) is False):
            return NO
        if view.picture is None or None in verdicts or not verdicts:
            return UNDECIDED
        return Finding(True, (("pain", view.picture["date"]),), 0, given(view.picture, "pain"))


@dataclass(frozen=True, slots=True)
class NothingHelped:
    """Something was tried against the pain, and nothing of it helped."""

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        if view.picture is None:
            return UNDECIDED
        maps = [episode.get("actions") for episode in episodes_of(view.picture)]
        outcomes = [
            outcome for actions in maps for outcome in (actions or {}).values() if outcome is not None
        ]
        if "helped" in outcomes or painful(view.picture) is False:
            return NO
        if outcomes:
            return Finding(True, (("help.none", view.picture["date"]),), 0, given(view.picture, "pain"))
        return UNDECIDED if None in maps or not maps else NO
