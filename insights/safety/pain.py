"""Conditions on the pain itself: the episodes of the newest night whose pain was answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from insights.safety.answers import SIDES, UNSAID, episodes_of, given, in_pain
from insights.safety.conditions import fits
from insights.safety.finding import NO, UNDECIDED, Finding
from insights.safety.view import View

Episode = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """What an episode has to be; what is empty does not matter."""

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

    def fits(self, episode: Episode) -> bool | None:
        """None when the episode leaves open something that this kind needs; it is none of `but`."""
        if any(kind.fits(episode) for kind in self.but):
            return False
        known = True
        for answer in self._answers(episode):
            if answer is False:
                return False
            known = known and answer is not None
        return True if known else None

    def _answers(self, episode: Episode) -> Iterator[bool | None]:
        if self.sites:
            places = episode.get("sites")
            yield _overlap(None if places is None else [place["site"] for place in places], self.sites)
        if self.feel:
            yield _overlap(episode.get("feel"), self.feel)
        for words, key in ((self.dur, "dur"), (self.onset, "onset"), (self.when, "when")):
            if words:
                word = episode.get(key)
                yield None if word is None else word in words
        if self.intensity:
            strength = episode.get("intensity")
            yield None if strength is None else strength >= self.intensity
        yield from self._tried(episode)
        if self.radiates:
            yield episode.get("radiates")
        if self.sign:
            said = (episode.get("signs") or {}).get(self.sign)
            yield None if said is None else said is not False
        for key in self.untold:
            yield episode.get(key) is None

    def _tried(self, episode: Episode) -> Iterator[bool | None]:
        actions = episode.get("actions")
        if self.tried:
            yield None if actions is None else actions.get(self.tried[0]) == self.tried[1]
        if self.attempted:
            yield None if actions is None else actions.get(self.attempted) is not None

    def legs(self, episode: Episode) -> int:
        legs = 0
        for place in episode.get("sites") or []:
            if not self.sites or place["site"] in self.sites:
                legs |= SIDES.get(place.get("side"), UNSAID)
        return legs


def _overlap(said: list[str] | None, words: tuple[str, ...]) -> bool | None:
    return None if said is None else any(word in words for word in said)


ANY = Kind()


@dataclass(frozen=True, slots=True)
class Pain:
    """An episode of this kind, on this leg. `name` is how the record calls it."""

    kind: Kind = ANY
    name: str = "pain"

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        key = (id(self), leg, strict)
        if key not in view.counted:
            view.counted[key] = self._judge(view, leg, strict)
        return view.counted[key]

    def _judge(self, view: View, leg: int, strict: bool) -> Finding:
        night = view.picture
        if night is None:
            return UNDECIDED
        if not in_pain(night):
            return NO
        legs, sure, unsure = 0, self.kind is ANY, not episodes_of(night)
        for episode in episodes_of(night):
            verdict = self.kind.fits(episode)
            if verdict:
                sure, legs = True, legs | self.kind.legs(episode)
            unsure = unsure or verdict is None
        if not sure:
            return UNDECIDED if unsure else NO
        if not fits(legs, leg, strict):
            return NO
        at = given(night, self.name) or given(night, "pain")
        return Finding(True, ((self.name, night["date"]),), legs & leg if leg else legs, at)


@dataclass(frozen=True, slots=True)
class OnlyPain:
    """Every episode is known to be of this kind."""

    kind: Kind

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        episodes = [] if view.picture is None else episodes_of(view.picture)
        verdicts = [self.kind.fits(episode) for episode in episodes]
        if False in verdicts or (view.picture is not None and in_pain(view.picture) is False):
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
        if "helped" in outcomes or in_pain(view.picture) is False:
            return NO
        if outcomes:
            return Finding(True, (("help.none", view.picture["date"]),), 0, given(view.picture, "pain"))
        return UNDECIDED if None in maps or not maps else NO
