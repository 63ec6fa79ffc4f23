"""Conditions on what was logged night by night."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from base.content import STRICT
from insights.tips.evidence import Evidence
from insights.tips.night_answers import Night, Said


@dataclass(frozen=True, slots=True, kw_only=True)
class NightsSay:
    """Yes to any of ``ids`` on ``at_least`` nights.

    With ``lapse_nights``, what was logged falls away once that many nights pass without a new yes.
    """

    __pydantic_config__ = STRICT
    kind: Literal["nights"]
    ids: tuple[str, ...]
    at_least: Annotated[int, Field(ge=1)]
    because: str
    lapse_nights: Annotated[int, Field(ge=1)] | None = None
    with_sites: tuple[str, ...] = ()
    one_sided: bool = False
    denied_by: tuple[str, ...] = ()
    decides: bool = True

    def state(self, evidence: Evidence) -> bool | None:
        count, asked, since = 0, False, evidence.today
        for night in evidence.nights:
            if self._lapsed(since, night.date):
                break
            answer = self._answer(night)
            asked = asked or answer is not None
            if answer:
                count, since = count + 1, night.date
            if count >= self.at_least:
                return True
        return False if asked else None

    def _lapsed(self, since: date, day: date) -> bool:
        return self.lapse_nights is not None and (since - day).days > self.lapse_nights

    def _answer(self, night: Night) -> bool | None:
        given = [answer for item in self.ids if (answer := night.said(item)) is not None]
        if not given:
            return False if _denied(night, self.denied_by) else None
        yes = any(answer.one_sided if self.one_sided else answer.yes for answer in given)
        return yes and (not self.with_sites or not night.sites.isdisjoint(self.with_sites))

    def questions(self, evidence: Evidence) -> tuple[str, ...]:
        # One at a time: a yes to any of them would do.
        return self.ids[:1]


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestSays:
    """The newest answer to any of ``ids`` in the last ``within_nights`` is a yes.

    ``unless`` (a yes of the last ``unless_days``) explains it away: all of it where ``unless_covers_later``,
    otherwise only what was said up to that answer.
    """

    __pydantic_config__ = STRICT
    kind: Literal["latest"]
    ids: tuple[str, ...]
    within_nights: Annotated[int, Field(ge=1)]
    because: str
    one_sided: bool = False
    unless: str | None = None
    unless_days: Annotated[int, Field(ge=1)] = 1
    unless_covers_later: bool = False
    denied_by: tuple[str, ...] = ()
    decides: bool = True

    def state(self, evidence: Evidence) -> bool | None:
        newest = [evidence.newest(item, self.within_nights) for item in self.ids]
        given = [found for found in newest if found is not None]
        if given:
            return any(self._closes(evidence, day, answer) for day, answer in given)
        nights = evidence.within(self.within_nights)
        return False if any(_denied(night, self.denied_by) for night in nights) else None

    def _closes(self, evidence: Evidence, day: date, answer: Said) -> bool:
        if not (answer.one_sided if self.one_sided else answer.yes):
            return False
        excuse = evidence.newest(self.unless, self.unless_days) if self.unless else None
        return not (excuse and excuse[1].yes and (self.unless_covers_later or day <= excuse[0]))

    def questions(self, evidence: Evidence) -> tuple[str, ...]:
        return self.ids[:1]


def _denied(night: Night, wider: tuple[str, ...]) -> bool:
    answers = [night.said(item) for item in wider]
    return any(answer is not None and not answer.yes for answer in answers)
