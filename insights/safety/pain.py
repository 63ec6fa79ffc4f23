"""Conditions on the pain itself: the episodes of the newest night whose pain was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from insights.safety.answers import SIDES, UNSAID, episodes_of, in_pain
from insights.safety.conditions import fits
from insights.safety.finding import NO, UNDECIDED, Finding
from insights.safety.view import View

Episode = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """What an episode has to be. Empty: any episode."""

    sites: tuple[str, ...] = ()
    dur: tuple[str, ...] = ()
    onset: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    feel: tuple[str, ...] = ()
    intensity: int = 0
    tried: tuple[str, str] | None = None
    radiates: bool = False

    @property
    def anything(self) -> bool:
        return self == Kind()

    def fits(self, episode: Episode) -> bool | None:
        """None when the episode leaves open something that this kind needs."""
        answers = [*self._words(episode), *self._numbers(episode)]
        if False in answers:
            return False
        return None if None in answers else True

    def _words(self, episode: Episode) -> list[bool | None]:
        wanted = [(self.dur, "dur"), (self.onset, "onset"), (self.when, "when")]
        answers = [_among(episode.get(key), words) for words, key in wanted if words]
        if self.feel:
            answers.append(_overlap(episode.get("feel"), self.feel))
        if self.sites:
            places = episode.get("sites")
            answers.append(
                _overlap(None if places is None else [place["site"] for place in places], self.sites)
            )
        return answers

    def _numbers(self, episode: Episode) -> list[bool | None]:
        answers: list[bool | None] = []
        if self.intensity:
            strength = episode.get("intensity")
            answers.append(None if strength is None else strength >= self.intensity)
        if self.radiates:
            answers.append(episode.get("radiates"))
        if self.tried:
            actions = episode.get("actions")
            answers.append(None if actions is None else actions.get(self.tried[0]) == self.tried[1])
        return answers

    def legs(self, episode: Episode) -> int:
        legs = 0
        for place in episode.get("sites") or []:
            if not self.sites or place["site"] in self.sites:
                legs |= SIDES.get(place.get("side"), UNSAID)
        return legs


def _among(word: str | None, words: tuple[str, ...]) -> bool | None:
    return None if word is None else word in words


def _overlap(said: list[str] | None, words: tuple[str, ...]) -> bool | None:
    return None if said is None else any(word in words for word in said)


@dataclass(frozen=True, slots=True)
class Pain:
    """An episode of this kind, on this leg. `name` is how the record calls it."""

    kind: Kind = Kind()
    name: str = "pain"

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        night = view.picture
        hurt = None if night is None else in_pain(night)
        if night is None or not hurt:
            return UNDECIDED if night is None else NO
        verdicts = [(self.kind.fits(episode), episode) for episode in episodes_of(night)]
        legs = 0
        for verdict, episode in verdicts:
            legs |= self.kind.legs(episode) if verdict else 0
        if not any(verdict for verdict, _ in verdicts) and not self.kind.anything:
            return UNDECIDED if not verdicts or any(verdict is None for verdict, _ in verdicts) else NO
        return (
            Finding(True, (self.name,), legs & leg if leg else legs, night["date"])
            if fits(legs, leg, strict)
            else NO
        )


@dataclass(frozen=True, slots=True)
class OnlyPain:
    """Every episode is known to be of this kind."""

    kind: Kind

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        episodes = [] if view.picture is None else episodes_of(view.picture)
        verdicts = [self.kind.fits(episode) for episode in episodes]
        if False in verdicts or (view.picture is not None and in_pain(view.picture) is False):
            return NO
        return UNDECIDED if None in verdicts or not verdicts else Finding(True, ("pain",))


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
        if "helped" in outcomes or in_pain(view.picture) is False:
            return NO
        if outcomes:
            return Finding(True, ("help.none",), 0, view.picture["date"])
        return UNDECIDED if None in maps or not maps else NO
