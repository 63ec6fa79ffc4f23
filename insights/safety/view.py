"""What a rule sees: the state after the last night, or one night alone, through the same questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from insights.safety.answers import Answer, AnswerRules, night_answers
from insights.safety.finding import Finding
from insights.safety.person import current, known_of
from journal.coarse import covered
from journal.night import BOTH, UNSAID, Night, episodes_of, painful

PICTURE = {
    "site": "sites",
    "dur": "dur",
    "intensity": "intensity",
    "onset": "onset",
    "feel": "feel",
    "when": "when",
}


@dataclass(slots=True)
class View:
    """Answers by id and the night whose pain is meant, with the person's background.

    `nights` are newest first and none is later than `today`; `fired` fills as rules are judged,
    `alone`, `counted`, `heard`, `known` and `painful` keep what several rules look at.
    """

    reading: AnswerRules
    today: date
    nights: Sequence[Night]
    health: Mapping[str, Any]
    background: Mapping[str, Answer]
    answers: Mapping[str, Answer]
    picture: Night | None
    shown: Sequence[str] = ()
    fired: dict[str, Finding] = field(default_factory=dict)
    alone: dict[str, "View"] = field(default_factory=dict)
    counted: dict[tuple[int, int, bool], Finding] = field(default_factory=dict)
    heard: dict[str, list[Answer]] = field(default_factory=dict)
    known: dict[str, bool] = field(default_factory=dict)
    painful: dict[int, tuple[bool | None, int]] = field(default_factory=dict)

    def answers_to(self, name: str) -> list[Answer]:
        """The newest answer to an id, and each yes to an id that counts as it. Empty: not asked."""
        found = self.heard.get(name)
        if found is None:
            found = self.heard[name] = self._hear(name)
        return found

    def _hear(self, name: str) -> list[Answer]:
        own = self.answer(name)
        found = [] if own is None else [own]
        for other in self.reading.counts_as.get(name, ()):
            also = self.answer(other)
            if also is not None and also.yes:
                found.append(also)
        for sign in self.reading.until_answered.get(name, ()):
            seen = self.answer(sign)
            if seen is not None and seen.yes and self._speaks(seen, own):
                found.append(seen)
        return found

    def _speaks(self, sign: Answer, check: Answer | None) -> bool:
        """Whether a sign counts as the check beside it: until that is answered no, that night or later."""
        if sign.legs == BOTH and sign.id in self.reading.one_sided:
            return False
        if check is None or check.yes:
            return True
        return sign.on > check.on or (check.implied and sign.on == check.on)

    def answer(self, name: str) -> Answer | None:
        """The newest answer to this very id. None: not asked."""
        known = self.background.get(name)
        if known is not None and known.yes:
            return known
        return self.answers.get(name, known)

    def denied(self, name: str) -> bool:
        """Whether the answer is no; a sign is denied with the check beside it."""
        signs = self.reading.until_answered
        beside = next((check for check in signs if name in signs[check]), name)
        answers = self.answers_to(beside)
        return bool(answers) and not any(answer.yes for answer in answers)

    def asked(self, name: str) -> bool:
        """Whether a question of a rule's `asks` has an answer."""
        found = self.known.get(name)
        if found is None:
            found = self.known[name] = self._is_asked(name)
        return found

    def _is_asked(self, name: str) -> bool:
        if name == "pain":
            return self.picture is not None
        if name in PICTURE:
            return self.picture is not None and _described(self.picture, name)
        if name in ("birth_year", "weeks_of_trouble", "bother"):
            return self.health.get(name) is not None
        others = self.reading.counts_as.get(name, ())
        return self.answer(name) is not None or any(
            (also := self.answer(other)) is not None and also.yes for other in others
        )

    def since(self, nights: int) -> str:
        """The first date of a window of so many calendar nights that ends today."""
        return (self.today - timedelta(days=nights - 1)).isoformat()

    def night(self, night: Night) -> "View":
        """The same questions asked of one night alone."""
        on = night["date"]
        if on not in self.alone:
            picture = None if painful(night) is None else night
            answers = night_answers(night, self.reading)
            self.alone[on] = View(
                self.reading, self.today, (night,), self.health, self.background, answers, picture, self.shown
            )
        return self.alone[on]

    def night_on(self, on: str) -> Night | None:
        return next((night for night in self.nights if night["date"] == on), None)


def look(diary: Mapping[str, Any], today: date, reading: AnswerRules, shown: Sequence[str]) -> View:
    """The state of a diary after its last night; one from a phone a day ahead makes that day today."""
    health = diary.get("health") or {}
    first = (today - timedelta(days=reading.reach - 1)).isoformat()
    last = (today + timedelta(days=reading.ahead)).isoformat()
    nights = [night for night in diary.get("nights") or () if first <= night["date"] <= last]
    nights.sort(key=lambda night: str(night["date"]), reverse=True)
    if nights:
        today = max(today, date.fromisoformat(nights[0]["date"]))
    health = current(health, today, reading.lifetimes)
    view = View(reading, today, nights, health, known_of(health, today, reading), {}, None, shown)
    start = view.since(reading.look_back)
    recent = [night for night in nights if night["date"] >= start]
    view.picture = next((night for night in recent if painful(night) is not None), None)
    view.answers = _newest(view, recent)
    return view


def _newest(view: View, recent: Sequence[Night]) -> dict[str, Answer]:
    """Newest answer per id. A row ticked yes makes older noes behind it not asked again; older yeses stay."""
    found: dict[str, Answer] = {}
    reopened: set[str] = set()
    for night in recent:
        said = view.night(night).answers
        for name, answer in said.items():
            if name not in found and (answer.yes or name not in reopened):
                found[name] = answer
        for row in view.reading.rows:
            if row.id in said and said[row.id].yes:
                reopened.update(name for name in row.behind if name not in found)
    for name, nights in view.reading.holds.items():
        if name not in found:
            _hold(view, name, view.since(nights), found)
    _end(view, found)
    return found


def _hold(view: View, name: str, start: str, found: dict[str, Answer]) -> None:
    for night in view.nights:
        if night["date"] < start:
            return
        if (night.get("checks") or {}).get(name) is not None:
            found[name] = view.night(night).answers[name]
            return


def _end(view: View, found: dict[str, Answer]) -> None:
    """Take from a standing answer the legs about which something newer was told; none left: not asked.

    One without a side is about no leg any more once a side is told.
    """
    ends = view.reading.ends
    standing = found.get(ends.id)
    if standing is None or not standing.yes:
        return
    ended = UNSAID
    for night in view.nights:
        for name in ends.by:
            answer = view.night(night).answers.get(name)
            if answer is not None and answer.yes and answer.told > standing.told:
                ended |= answer.legs or BOTH
    told = [found[name] for name in ends.with_side if name in found]
    legs = (standing.legs or BOTH) & ~ended
    if not legs or (standing.legs == UNSAID and any(answer.yes and answer.sided for answer in told)):
        del found[ends.id]
    elif ended:
        found[ends.id] = replace(standing, legs=legs)


def _described(night: Night, name: str) -> bool:
    episodes = episodes_of(night)
    return painful(night) is False or any(_told(name, episode.get(PICTURE[name])) for episode in episodes)


def _told(name: str, said: Any) -> bool:
    """Whether a question of an episode is answered; only by words in place of finer ones: not yet."""
    if name == "site" and said:
        said = [place["site"] for place in said]
    words = said if isinstance(said, list) else [said]
    return said is not None and (not words or any(word not in covered(name) for word in words))
