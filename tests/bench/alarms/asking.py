"""Puts the shipped questions to a made-up person, night by night, who answers them truly."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from insights.safety import content
from insights.safety.questions import FollowUp, Question, Questions
from insights.safety.rulebook import load
from insights.safety.view import View, look
from journal import vocabulary
from tests.bench.alarms.people import FIRST, Subject

Night = dict[str, Any]
CHECKS = vocabulary.load().groups["check"].items
ABOUT_PERSON = "who."


@dataclass(slots=True, eq=False)
class Interview:
    """One person's diary as it grows. `left_out` are follow-ups that are never put, by their place in the file."""

    subject: Subject
    left_out: frozenset[int] = frozenset()
    nights: list[Night] = field(default_factory=list)
    asked: dict[int, date] = field(default_factory=dict)
    waiting: list[Question] = field(default_factory=list)
    health: dict[str, Any] = field(init=False)
    table: Questions = field(default_factory=content.questions)

    def __post_init__(self) -> None:
        told = self.subject.diary["health"]
        self.health = {**told, "who": {**told["who"]}, "given": {}}

    @property
    def diary(self) -> dict[str, Any]:
        return {"patient": "", "health": self.health, "nights": self.nights}

    def days(self) -> Iterator[tuple[date, str]]:
        """Each evening once its questions are answered, and each morning after it that told of something new."""
        for number, written in enumerate(self.subject.diary["nights"]):
            night = {**written, "checks": {}, "given": {}}
            self.nights.append(night)
            on = date.fromisoformat(night["date"])
            self._evening(night, on)
            yield on, "evening"
            before = self._yeses(night)
            self._morning(night, on, number)
            if self._yeses(night) - before:
                yield on, "morning"

    def _evening(self, night: Night, on: date) -> None:
        at = f"{on.isoformat()}T22:00:00+00:00"
        signs = {
            f"sign.{name}"
            for one in night["episodes"]
            for name, value in (one.get("signs") or {}).items()
            if value is not None
        }
        night["given"] |= dict.fromkeys(["pain", *signs], at)
        for row in load().reading.rows:
            true = [name for name in row.behind if name in CHECKS and self._true(name, on)]
            night["checks"][row.id] = self._value(row.id, bool(true))
            night["given"][row.id] = at
        self._follow(
            night, on, at, {name for name in self._yeses(night) if not name.startswith(ABOUT_PERSON)}
        )
        self._called_by_log(night, on, at)

    def _morning(self, night: Night, on: date, number: int) -> None:
        at = f"{(on + timedelta(days=1)).isoformat()}T08:00:00+00:00"
        before = self._yeses(night)
        if number == 0:
            before = {name for name in before if not name.startswith(ABOUT_PERSON)}
            for ids in self.table.onboarding.values():
                self._put(Question(ids), night, on, at)
        for question in self.waiting:
            self._put(question, night, on, at)
        self.waiting = []
        groups = list(self.table.weekly.values())
        self._put(Question(groups[number % len(groups)]), night, on, at)
        self._follow(night, on, at, self._yeses(night) - before)

    def _follow(self, night: Night, on: date, at: str, yeses: set[str]) -> None:
        """What these yeses call, and what their answers call in turn."""
        while yeses:
            before = self._yeses(night)
            for place, row in self._rows():
                if yeses & set(row.under):
                    self.asked[place] = on
                    self._ask(row, night, on, at)
            yeses = self._yeses(night) - before

    def _called_by_log(self, night: Night, on: date, at: str) -> None:
        view = self._view(on)
        for place, row in self._rows():
            if row.log is not None and self._is_due(place, row, on) and row.log.test(view).value:
                self.asked[place] = on
                self._ask(row, night, on, at)

    def _rows(self) -> Iterable[tuple[int, FollowUp]]:
        return ((at, row) for at, row in enumerate(self.table.follow_up) if at not in self.left_out)

    def _is_due(self, place: int, row: FollowUp, on: date) -> bool:
        last = self.asked.get(place)
        return last is None or (on - last).days >= row.every

    def _ask(self, row: FollowUp, night: Night, on: date, at: str) -> None:
        for question in row.first:
            self._put(question, night, on, at)
        self.waiting += row.then

    def _put(self, question: Question, night: Night, on: date, at: str) -> None:
        if question.condition is not None and not question.condition.test(self._view(on)).value:
            return
        for name in question.ids:
            group, _, item = name.partition(".")
            if group == "who" and item not in self.health["who"] and name in self.subject.truth.rates.answers:
                self.health["who"][item] = self._true(name, on)
                self.health["given"][name] = at
            elif name in CHECKS and name not in night["checks"]:
                night["checks"][name] = self._value(name, self._true(name, on))
                night["given"][name] = at

    def _yeses(self, night: Night) -> set[str]:
        said = {name for name, value in night["checks"].items() if value}
        for one in night["episodes"]:
            said |= {f"sign.{name}" for name, value in (one.get("signs") or {}).items() if value}
            for action, outcome in (one.get("actions") or {}).items():
                said.add(f"{'help' if outcome == 'helped' else outcome}.{action}")
        return said | {f"who.{name}" for name, value in self.health["who"].items() if value}

    def _true(self, name: str, on: date) -> bool:
        return self.subject.truth.says(name, (on - FIRST).days)

    def _value(self, name: str, true: bool) -> bool | str:
        """A leg is named where the question lets it be."""
        return self.subject.leg if true and CHECKS[name].sided else true

    def _view(self, on: date) -> View:
        return look(self.diary, on, load().reading, ())
