"""The terms of a score as sentences with counts."""

from dataclasses import dataclass

import numpy as np

from insights.engine.cells import YES
from insights.engine.counts import Counts
from insights.engine.match import Matcher
from insights.engine.weights import Reals, Term
from insights.profiles.shapes import Content

from .result import Reason


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
        self._content, self._matcher, self._counts, self._look = content, matcher, counts, look

    def of(self, pattern: int, weights: Reals) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        """Reasons for and against a pattern, strongest first; `weights` in decibans, one per term."""
        display = self._content.display
        order = np.argsort(-weights, kind="stable")
        for_ = [term for term in order if weights[term] >= display.least_reason]
        against = [term for term in order[::-1] if weights[term] <= -display.least_reason]
        return (
            tuple(self._reason(pattern, term, weights[term]) for term in for_[: display.reasons_for]),
            tuple(self._reason(pattern, term, weights[term]) for term in against[: display.reasons_against]),
        )

    def _reason(self, pattern: int, number: np.intp, weight: np.float32) -> Reason:
        tally = self._tally(pattern, self._matcher.terms[number], bool(weight > 0))
        item = self._matcher.layout.items[tally.column]
        sentence = self._content.sentences.items[item]
        text = (sentence.some if tally.yes else sentence.none).format(
            yes=_spoken(tally.yes),
            asked=_spoken(tally.asked),
            yes_other=_spoken(tally.yes_other),
            asked_other=_spoken(tally.asked_other),
        )
        return Reason(item, tally.yes, tally.asked, round(float(weight), 3), text)

    def _tally(self, pattern: int, term: Term, favours: bool) -> _Tally:
        column = term.columns[0]
        if term.kind == "choice":
            return self._choice(pattern, term, favours)
        if term.kind == "side":
            return self._side(pattern, term)
        if term.kind == "day":
            return self._day(column)
        if term.kind == "who":
            return _Tally(column, int(self._counts.who[self._look, column] == YES), 1)
        return _Tally(column, _nights(self._yes(column)), self._asked(column))

    def _choice(self, pattern: int, term: Term, favours: bool) -> _Tally:
        """The answer that moved a single choice most in the direction it went."""
        columns = list(term.columns)
        hypotheses = self._matcher.hypotheses
        leaning = self._counts.yes[self._look, columns] * np.log(
            hypotheses.rates[pattern, columns] / hypotheses.background[columns]
        )
        column = columns[int(leaning.argmax() if favours else leaning.argmin())]
        return _Tally(column, _nights(self._yes(column)), self._asked(column))

    def _side(self, pattern: int, term: Term) -> _Tally:
        same, varies = term.columns
        left, right = int(self._counts.left[self._look]), int(self._counts.right[self._look])
        hypotheses = self._matcher.hypotheses
        if hypotheses.sameness[pattern] >= hypotheses.usual_sameness:
            return _Tally(same, max(left, right), left + right)
        return _Tally(varies, min(left, right), left + right)

    def _day(self, column: int) -> _Tally:
        number = int(np.searchsorted(self._matcher.layout.days, column))
        painful, quiet = self._yes(column) // YES, int(self._counts.quiet_yes[self._look, number]) // YES
        without = self._asked(column) - painful
        quiet_without = int(self._counts.quiet_asked[self._look, number]) - quiet
        return _Tally(column, painful, painful + quiet, without, without + quiet_without)

    def _yes(self, column: int) -> int:
        return int(self._counts.yes[self._look, column])

    def _asked(self, column: int) -> int:
        return int(self._counts.asked[self._look, column])


def _nights(halves: int) -> float:
    return halves / YES if halves % YES else halves // YES


def _spoken(nights: float) -> str:
    whole = int(nights)
    return str(whole) if nights == whole else f"{whole or ''}½"
