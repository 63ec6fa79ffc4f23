"""The kinds of condition a gate may be written in; each answers yes, no or None ("not asked")."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from base.content import STRICT
from insights.tips.evidence import Evidence
from insights.tips.night_clauses import LatestSays, NightsSay


def all_of(states: Iterable[bool | None]) -> bool | None:
    """Kleene's and: one no is a no, otherwise one not-asked leaves it open."""
    found = set(states)
    return False if False in found else None if None in found else True


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthSays:
    """A yes in the health background. A no to a wider question (``denied_by``) is a no here too."""

    __pydantic_config__ = STRICT
    kind: Literal["health"]
    id: str
    because: str
    denied_by: tuple[str, ...] = ()
    decides: bool = True

    def state(self, evidence: Evidence) -> bool | None:
        answer = evidence.who.get(self.id.removeprefix("who."))
        if answer is not None:
            return bool(answer)
        wider = (evidence.who.get(name.removeprefix("who.")) for name in self.denied_by)
        return False if any(given is False for given in wider) else None

    def questions(self, evidence: Evidence) -> tuple[str, ...]:
        return (self.id,)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagOpen:
    """One of these red flags is open."""

    __pydantic_config__ = STRICT
    kind: Literal["flags"]
    rules: tuple[str, ...]
    because: str
    decides: bool = True

    def state(self, evidence: Evidence) -> bool | None:
        return any(flag.rule in self.rules for flag in evidence.flags)

    def questions(self, evidence: Evidence) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternShown:
    """This pattern is among those shown."""

    __pydantic_config__ = STRICT
    kind: Literal["shown"]
    pattern: str
    because: str
    decides: bool = True

    def state(self, evidence: Evidence) -> bool | None:
        return self.pattern in evidence.shown

    def questions(self, evidence: Evidence) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClotScore:
    """The inclusion probability of ``dvt``, which is never shown, has reached ``at_least``.

    Pain on walking raises it too: a yes of the health background to ``explained_by`` takes it away while nothing of
    ``hints`` was answered yes in the last ``hint_nights``, or in the health background.
    """

    __pydantic_config__ = STRICT
    kind: Literal["dvt_q"]
    at_least: Annotated[float, Field(gt=0, lt=1)]
    because: str
    explained_by: str
    hints: tuple[str, ...]
    hint_nights: Annotated[int, Field(ge=1)]
    decides: bool = True

    def state(self, evidence: Evidence) -> bool | None:
        explained = evidence.who.get(self.explained_by.removeprefix("who.")) is True
        return evidence.dvt_q >= self.at_least and (not explained or self._hinted(evidence))

    def _hinted(self, evidence: Evidence) -> bool:
        nights = list(evidence.within(self.hint_nights))
        return any(
            evidence.who.get(hint.removeprefix("who."))
            if hint.startswith("who.")
            else any((said := night.said(hint)) is not None and said.yes for night in nights)
            for hint in self.hints
        )

    def questions(self, evidence: Evidence) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWithin:
    """A date of the health record lies ``from_days`` to ``to_days`` back; without the date, no."""

    __pydantic_config__ = STRICT
    kind: Literal["date"]
    date: str
    from_days: int
    to_days: int
    because: str
    decides: bool = True

    def state(self, evidence: Evidence) -> bool | None:
        days = evidence.days_since(self.date)
        return days is not None and self.from_days <= days <= self.to_days

    def questions(self, evidence: Evidence) -> tuple[str, ...]:
        return (f"dates.{self.date}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotWithin:
    """A date of the health record is missing or does not lie ``from_days`` to ``to_days`` back."""

    __pydantic_config__ = STRICT
    kind: Literal["no_date"]
    date: str
    from_days: int
    to_days: int
    because: str
    decides: bool = True

    def state(self, evidence: Evidence) -> bool | None:
        days = evidence.days_since(self.date)
        return days is None or not self.from_days <= days <= self.to_days

    def questions(self, evidence: Evidence) -> tuple[str, ...]:
        return (f"dates.{self.date}",)


Single = Annotated[
    HealthSays | NightsSay | LatestSays | FlagOpen | PatternShown | ClotScore | DateWithin | NotWithin,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """All of several conditions at once; asked one after the other."""

    __pydantic_config__ = STRICT
    kind: Literal["together"]
    all: tuple[Single, ...]
    because: str
    decides: bool = True

    def state(self, evidence: Evidence) -> bool | None:
        return all_of(part.state(evidence) for part in self.all)

    def questions(self, evidence: Evidence) -> tuple[str, ...]:
        undecided = (part for part in self.all if part.state(evidence) is None)
        return next((part.questions(evidence) for part in undecided), ())


Clause = Annotated[
    HealthSays
    | NightsSay
    | LatestSays
    | FlagOpen
    | PatternShown
    | ClotScore
    | DateWithin
    | NotWithin
    | Together,
    Field(discriminator="kind"),
]
