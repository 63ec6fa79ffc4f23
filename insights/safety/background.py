"""Conditions on the person rather than on a night: age, dates, how long, how much it bothers, what was shown."""

from dataclasses import dataclass

from insights.safety.finding import NO, SO, UNDECIDED, Finding
from insights.safety.person import days_since
from insights.safety.view import View


@dataclass(frozen=True, slots=True)
class Dated:
    """At least `since` days after a dated event (negative: before it); `otherwise` when no date is known."""

    name: str
    since: int
    otherwise: bool

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        age = days_since(view.health, self.name, view.today)
        so = self.otherwise if age is None else age >= self.since
        return SO if so else NO


@dataclass(frozen=True, slots=True)
class Aged:
    """Age by birth year alone, read the way that warns: the birthday may or may not have been."""

    at_least: int | None = None
    under: int | None = None

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        born = view.health.get("birth_year")
        if born is None:
            return UNDECIDED
        age = view.today.year - born
        so = age >= self.at_least if self.at_least is not None else age - 1 < (self.under or 0)
        return Finding(True, (("birth_year", ""),)) if so else NO


@dataclass(frozen=True, slots=True)
class Background:
    """A health answer: a number of at least this, or one of these words."""

    name: str
    at_least: int | None = None
    among: tuple[str, ...] = ()

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        value = view.health.get(self.name)
        if value is None:
            return UNDECIDED
        so = value >= self.at_least if self.at_least is not None else value in self.among
        return Finding(True, ((self.name, ""),)) if so else NO


@dataclass(frozen=True, slots=True)
class Shown:
    """A pattern was last shown to the person."""

    profile: str

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        return Finding(True, ((f"pattern.{self.profile}", ""),)) if self.profile in view.shown else NO
