"""What a rule sees: the state after the last night, or one night alone, through the same questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from insights.safety.answers import Answer, Night, Reading, episodes_of, given, in_pain, night_answers
from insights.safety.finding import Finding

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
    `alone` and `counted` keep what several rules look at.
    """

    reading: Reading
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

    def answers_to(self, name: str) -> list[Answer]:
        """The newest answer to an id, and each yes to an id that counts as it. Empty: not asked."""
        own = self.answer(name)
        if name not in self.reading.counts_as:
            return [] if own is None else [own]
        others = [self.answer(other) for other in self.reading.counts_as[name]]
        yeses = [other for other in others if other is not None and other.yes]
        return yeses if own is None else [own, *yeses]

    def answer(self, name: str) -> Answer | None:
        """The newest answer to this very id. None: not asked."""
        known = self.background.get(name)
        if known is not None and known.yes:
            return known
        return self.answers.get(name, known)

    def asked(self, name: str) -> bool:
        """Whether a question of a rule's `asks` has an answer."""
        if name == "pain":
            return self.picture is not None
        if name in PICTURE:
            return self.picture is not None and _described(self.picture, PICTURE[name])
        if name in ("birth_year", "weeks_of_trouble", "bother"):
            return self.health.get(name) is not None
        return bool(self.answers_to(name))

    def since(self, nights: int) -> str:
        """The first date of a window of so many calendar nights that ends today."""
        return (self.today - timedelta(days=nights - 1)).isoformat()

    def night(self, night: Night) -> "View":
        """The same questions asked of one night alone."""
        on = night["date"]
        if on not in self.alone:
            picture = None if in_pain(night) is None else night
            answers = night_answers(night, self.reading)
            self.alone[on] = View(
                self.reading, self.today, (night,), self.health, self.background, answers, picture, self.shown
            )
        return self.alone[on]

    def night_on(self, on: str) -> Night | None:
        return next((night for night in self.nights if night["date"] == on), None)


def look(diary: Mapping[str, Any], today: date, reading: Reading, shown: Sequence[str]) -> View:
    """The state of a diary after its last night; one from a phone a day ahead makes that day today."""
    health = diary.get("health") or {}
    first = (today - timedelta(days=reading.reach - 1)).isoformat()
    last = (today + timedelta(days=reading.ahead)).isoformat()
    nights = [night for night in diary.get("nights") or () if first <= night["date"] <= last]
    nights.sort(key=lambda night: str(night["date"]), reverse=True)
    if nights:
        today = max(today, date.fromisoformat(nights[0]["date"]))
    view = View(reading, today, nights, health, _background(health, today, reading), {}, None, shown)
    start = view.since(reading.look_back)
    recent = [night for night in nights if night["date"] >= start]
    view.picture = next((night for night in recent if in_pain(night) is not None), None)
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
    return found


def _hold(view: View, name: str, start: str, found: dict[str, Answer]) -> None:
    for night in view.nights:
        if night["date"] < start:
            return
        if (night.get("checks") or {}).get(name) is not None:
            found[name] = view.night(night).answers[name]
            return


def _background(health: Mapping[str, Any], today: date, reading: Reading) -> dict[str, Answer]:
    known = {
        f"who.{name}": Answer(f"who.{name}", value is not False, at=given(health, f"who.{name}"))
        for name, value in (health.get("who") or {}).items()
        if value is not None
    }
    for name, window in reading.dates.items():
        age = days_since(health, window.date, today)
        if age is not None and 0 <= age <= window.days:
            known[name] = Answer(name, True, at=given(health, f"dates.{window.date}"))
    return known


def days_since(health: Mapping[str, Any], name: str, today: date) -> int | None:
    """Days from a dated event in health background to today; negative when it lies ahead. None: not said."""
    on = (health.get("dates") or {}).get(name)
    return None if on is None else (today - date.fromisoformat(on)).days


def _described(night: Night, key: str) -> bool:
    episodes = episodes_of(night)
    return in_pain(night) is False or any(episode.get(key) is not None for episode in episodes)
