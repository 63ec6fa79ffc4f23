"""The terms of a score as sentences with counts."""

from dataclasses import dataclass

import numpy as np

from insights.engine.cells import YES
from insights.engine.counts import Counts
from insights.engine.match import Matcher
from insights.engine.weights import Reals, Term
from insights.profiles.shapes import Content

from .result import Reason
from .wording import KEPT_IN, sentence_of


@dataclass(frozen=True, slots=True)
class _Tally:
    """An item's counts as a sentence needs them; the second pair is for days without a factor."""

    column: int
    yes: float
    asked: float
    yes_other: float = 0
    asked_other: float = 0


class Reasons:
    """Reasons of one look, for any pattern."""

    def __init__(self, content: Content, matcher: Matcher, counts: Counts, look: int) -> None:
        self._content, self._matcher = content, matcher
        self._yes: list[int] = counts.yes[look].tolist()
        self._asked: list[int] = counts.asked[look].tolist()
        self._who: list[int] = counts.who[look].tolist()
        days = matcher.layout.days.tolist()
        self._quiet_yes = dict(zip(days, counts.quiet_yes[look].tolist(), strict=True))
        self._quiet_asked = dict(zip(days, counts.quiet_asked[look].tolist(), strict=True))
        self._left, self._right = int(counts.left[look]), int(counts.right[look])

    def of(self, pattern: int, weights: Reals) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        """Reasons for and against a pattern, strongest first; `weights` in decibans, one per term."""
        display = self._content.display
        strongest = np.argsort(-weights, kind="stable").tolist()
        return (
            self._listed(pattern, weights, strongest, display.reasons_for, 1),
            self._listed(pattern, weights, strongest[::-1], display.reasons_against, -1),
        )

    def _listed(
        self, pattern: int, weights: Reals, terms: list[int], most: int, sign: int
    ) -> tuple[Reason, ...]:
        found: list[Reason] = []
        for term in terms:
            weight = float(weights[term])
            # They come by strength: after one that is too weak there is none to tell.
            if len(found) == most or sign * weight < self._content.display.least_reason:
                break
            tally = self._tally(pattern, self._matcher.terms[term], weight > 0)
            if tally is not None:
                found.append(self._reason(tally, weight))
        return tuple(found)

    def _reason(self, tally: _Tally, weight: float) -> Reason:
        item = self._matcher.layout.items[tally.column]
        other = (tally.yes_other, tally.asked_other) if item.startswith("day.") else None
        text = sentence_of(self._content.say(KEPT_IN), item, tally.yes, tally.asked, other)
        return Reason(item, tally.yes, tally.asked, round(weight, 3), text, other)

    def _tally(self, pattern: int, term: Term, favours: bool) -> _Tally | None:
        """The counts behind a term, or None where they would say nothing to a reader."""
        column = term.columns[0]
        if term.kind == "choice":
            column = self._leading(pattern, list(term.columns), favours)
        if term.kind == "side":
            return self._side(pattern, term)
        if term.kind == "day":
            return self._day(pattern, column)
        if term.kind == "who":
            return _Tally(column, int(self._who[column] == YES), 1)
        return _Tally(column, _nights(self._yes[column]), self._asked[column])

    def _leading(self, pattern: int, columns: list[int], favours: bool) -> int:
        """The answer that moved a single choice most in the direction it went."""
        leaning = [
            self._yes[column] * self._matcher.hypotheses.leaning[pattern, column] for column in columns
        ]
        return columns[leaning.index(max(leaning) if favours else min(leaning))]

    def _side(self, pattern: int, term: Term) -> _Tally:
        same, varies = term.columns
        nights = self._left + self._right
        hypotheses = self._matcher.hypotheses
        if hypotheses.sameness[pattern] >= hypotheses.usual_sameness:
            return _Tally(same, max(self._left, self._right), nights)
        return _Tally(varies, min(self._left, self._right), nights)

    def _day(self, pattern: int, column: int) -> _Tally | None:
        """None without days of both kinds, or where the pattern's text promises nothing of days."""
        painful, quiet = self._yes[column] // YES, self._quiet_yes[column] // YES
        without = self._asked[column] - painful
        quiet_without = self._quiet_asked[column] - quiet
        named = self._content.patterns[self._matcher.rates.patterns[pattern]]
        if not named.day_factors or not painful + quiet or not without + quiet_without:
            return None
        return _Tally(column, painful, painful + quiet, without, without + quiet_without)


def _nights(halves: int) -> float:
    return halves / YES if halves % YES else halves // YES
