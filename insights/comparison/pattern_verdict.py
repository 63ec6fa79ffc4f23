"""One diary's numbers put into verdicts and words."""

from datetime import date
from functools import cached_property

import numpy as np

from insights.engine.match import VERSION
from insights.engine.questions import by_telling, most_telling

from .chunk import Chunk, Flags
from .reasons import Reasons
from .result import Comparison, Question, Resemblance, Status, Verdict
from .wording import KEPT_IN


class PatternVerdicts:
    """Diary `row` of a chunk. `strong` is per pattern, `unasked` per item."""

    def __init__(self, chunk: Chunk, row: int, strong: Flags, unasked: Flags) -> None:
        self._chunk, self._row, self._strong, self._unasked = chunk, row, strong, unasked
        self._content, self._matcher = chunk.content, chunk.matcher
        self._nights, self._painful = int(chunk.counts.logged[row]), int(chunk.counts.painful[row])
        self._q: list[float] = chunk.match.q[row].tolist()
        self._reasons = Reasons(chunk.content, chunk.matcher, chunk.counts, row)

    def build_comparison(self) -> Comparison:
        """Every pattern, by q; ties keep the content's order."""
        settings = self._content.settings
        order = sorted(range(len(self._q)), key=lambda number: -self._q[number])
        return Comparison(
            status=self._status(),
            nights=self._nights,
            pain_nights=self._painful,
            window=self._window(),
            nights_needed=self._needed,
            engine=VERSION,
            content=self._content.version,
            profiles=tuple(self._resemblance(number) for number in order),
            never_shown=frozenset(settings.never_shown),
            next_question=self._next_question(),
            statement=self._content.say(KEPT_IN).statement,
        )

    @cached_property
    def _needed(self) -> int:
        """Nights still to be logged before anything is shown."""
        display = self._content.display
        return max(0, display.nights - self._nights, display.painful - self._painful)

    @cached_property
    def _shown(self) -> list[int]:
        """At most two patterns; what is never shown is passed over here and nowhere else."""
        display, never = self._content.display, self._content.settings.never_shown
        able = [
            number
            for number, name in enumerate(self._matcher.rates.patterns)
            if self._enough(name) and name not in never and self._q[number] >= display.shown
        ]
        return sorted(able, key=lambda number: -self._q[number])[: display.at_most]

    def _enough(self, pattern: str) -> bool:
        needed = self._content.settings.painful_needed.get(pattern, 0)
        return not self._needed and self._painful >= needed

    def _status(self) -> Status:
        if self._needed:
            return "too_few_nights"
        return "ready" if self._shown else "no_clear_pattern"

    def _resemblance(self, number: int) -> Resemblance:
        pattern = self._content.patterns[self._matcher.rates.patterns[number]]
        match, row = self._chunk.match, self._row
        for_, against = self._reasons.of(number, match.weight[row, :, number])
        return Resemblance(
            id=pattern.id,
            name=pattern.words(KEPT_IN).name,
            shown=number in self._shown,
            verdict=self._verdict(number, pattern.id),
            score=float(match.score[row, number]),
            q=self._q[number],
            reasons_for=for_,
            reasons_against=against,
            not_asked=self._not_asked(number),
            with_warning=pattern.shown_with,
        )

    def _verdict(self, number: int, pattern: str) -> Verdict:
        display, enough = self._content.display, self._enough(pattern)
        if enough and self._strong[number] and self._defined(pattern):
            return "strong"
        if enough and self._q[number] >= display.shown:
            return "some"
        against = self._chunk.match.score[self._row, number] < display.against_below
        return "against" if against else "little"

    def _defined(self, pattern: str) -> bool:
        """Whether a feeling that the pattern is known by was asked; a pattern known by none is."""
        column, defining = self._matcher.layout.column, self._content.patterns[pattern].defining
        return not defining or any(not self._unasked[column[item]] for item in defining)

    def _not_asked(self, number: int) -> tuple[str, ...]:
        matcher, least = self._matcher, self._content.display.open_ratio
        return tuple(by_telling(matcher.hypotheses, matcher.layout.items, number, self._unasked, least))

    def _window(self) -> tuple[date, date] | None:
        first, end = self._chunk.looks.first[self._row], self._chunk.looks.end[self._row]
        if first == end:
            return None
        days = self._chunk.cells.days
        return date.fromordinal(int(days[first])), date.fromordinal(int(days[end - 1]))

    def _next_question(self) -> Question | None:
        alive = [q if q >= self._content.display.alive else 0.0 for q in self._q]
        belief = np.array([*alive, self._chunk.match.none[self._row]])
        rates, layout, ask = self._matcher.rates, self._matcher.layout, self._content.settings.ask
        item = most_telling(rates, layout, self._unasked, belief, ask)
        return Question(item, self._content.say(KEPT_IN).next_question) if item else None
