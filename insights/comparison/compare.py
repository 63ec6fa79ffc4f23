"""One diary, or thousands, against every pattern: the one call of worker, command and tests."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insights.engine.cells import Cells, Encoder, Integers
from insights.engine.counts import Counts, Looks, Tally, earlier, latest
from insights.engine.match import VERSION, Match, Matcher, strong_run
from insights.engine.questions import by_telling, most_telling, open_items
from insights.profiles.loader import load
from insights.profiles.shapes import Content

from .reasons import Reasons
from .result import Comparison, Question, Resemblance, Status, Verdict

Diary = Mapping[str, Any]
# Diaries counted together: small enough that their nights stay in the processor's cache.
CHUNK = 128


def compare(diary: Diary, *, today: date, content: Content | None = None) -> Comparison:
    """What `diary` resembles as of `today`.

    Reads the content's window of days for the answer, and as far again before it for the earlier looks that
    decide whether a resemblance is strong.
    """
    return compare_many([diary], [today], content=content)[0]


def compare_many(
    diaries: Sequence[Diary], today: Sequence[date], *, content: Content | None = None
) -> list[Comparison]:
    """`compare` for many diaries, each with its own today; diaries do not influence one another."""
    chosen = content or load()
    found: list[Comparison] = []
    for start in range(0, len(diaries), CHUNK):
        part = slice(start, start + CHUNK)
        found += _Chunk.read(chosen, diaries[part], today[part]).comparisons()
    return found


@cache
def matcher(content: Content) -> Matcher:
    """The engine's tables for a content, built once a process."""
    return Matcher(content.rates, content.parameters)


@dataclass(frozen=True, slots=True, eq=False)
class _Chunk:
    """A few diaries with their latest look; row i of every array is diary i."""

    content: Content
    matcher: Matcher
    cells: Cells
    tally: Tally
    looks: Looks
    counts: Counts
    match: Match
    today: Integers

    @classmethod
    def read(cls, content: Content, diaries: Sequence[Diary], today: Sequence[date]) -> "_Chunk":
        engine = matcher(content)
        cells = Encoder(engine.layout).encode(diaries)
        days = np.array([day.toordinal() for day in today], np.int64)
        looks = latest(cells, days, content.parameters.window_days)
        tally = Tally(cells, engine.layout)
        counts = tally.count(looks)
        return cls(content, engine, cells, tally, looks, counts, engine.match(counts), days)

    def comparisons(self) -> Iterator[Comparison]:
        strong, unasked = self._strong(), open_items(self.counts, self.matcher.layout)
        for row in range(len(self.today)):
            yield self._comparison(row, strong[row], unasked[row])

    def _strong(self) -> NDArray[np.bool_]:
        """(diaries, patterns): strong after a replay of the looks, as far back as anything is undecided."""
        parameters = self.content.parameters
        before = earlier(self.cells, self.looks, self.today, parameters.window_days, parameters.look_every)
        high = np.zeros((len(before) + 1, *self.match.q.shape), bool)
        kept = np.zeros_like(high)
        high[0], kept[0] = self._levels(self.match, self.counts)
        undecided = kept[0].copy()
        for number, looks in enumerate(before, start=1):
            looks = looks.where(undecided.any(axis=1)[looks.diary])
            if not len(looks.diary):
                break
            counts = self.tally.count(looks)
            levels = self._levels(self.matcher.match(counts), counts)
            high[number, looks.diary], kept[number, looks.diary] = levels
            undecided &= kept[number] & ~(high[number] & high[number - 1])
        return strong_run(high, kept)

    def _levels(self, match: Match, counts: Counts) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        display = self.content.display
        enough = (counts.painful >= display.painful_strong)[:, None]
        return (match.q >= display.strong) & enough, match.q >= display.shown

    def _comparison(self, row: int, strong: NDArray[np.bool_], unasked: NDArray[np.bool_]) -> Comparison:
        nights, painful = int(self.counts.logged[row]), int(self.counts.painful[row])
        display, settings = self.content.display, self.content.settings
        needed = max(0, display.nights - nights, display.painful - painful)
        enough = [
            not needed and painful >= settings.painful_needed.get(one, 0) for one in self.content.patterns
        ]
        shown = self._shown(row, enough)
        order = np.argsort(-self.match.q[row], kind="stable")
        reasons = Reasons(self.content, self.matcher, self.counts, row)
        status: Status = "too_few_nights" if needed else "ready" if shown else "no_clear_pattern"
        return Comparison(
            status=status,
            nights=nights,
            pain_nights=painful,
            window=self._window(row),
            nights_needed=needed,
            engine=VERSION,
            content=self.content.version,
            profiles=tuple(
                self._resemblance(row, one, reasons, unasked, (one in shown, strong[one], enough[one]))
                for one in order
            ),
            never_shown=frozenset(settings.never_shown),
            next_question=self._next_question(row, unasked),
            statement=settings.statement,
        )

    def _shown(self, row: int, enough: list[bool]) -> set[int]:
        """At most two patterns; what is never shown is passed over here and nowhere else."""
        q, display = self.match.q[row], self.content.display
        never = self.content.settings.never_shown
        able = [
            number
            for number, name in enumerate(self.content.patterns)
            if enough[number] and name not in never and q[number] >= display.shown
        ]
        return set(sorted(able, key=lambda number: -q[number])[: display.at_most])

    def _resemblance(
        self,
        row: int,
        number: np.intp,
        reasons: Reasons,
        unasked: NDArray[np.bool_],
        standing: tuple[bool, np.bool_, bool],
    ) -> Resemblance:
        shown, strong, enough = standing
        pattern = self.content.patterns[self.matcher.rates.patterns[number]]
        q, score = float(self.match.q[row, number]), float(self.match.score[row, number])
        for_, against = reasons.of(int(number), self.match.weight[row, :, number])
        return Resemblance(
            id=pattern.id,
            name=pattern.name,
            shown=shown,
            verdict=self._verdict(q, score, enough, bool(strong)),
            score=score,
            q=q,
            reasons_for=for_,
            reasons_against=against,
            not_asked=tuple(
                by_telling(
                    self.matcher.hypotheses,
                    self.matcher.layout.items,
                    int(number),
                    unasked,
                    self.content.display.open_ratio,
                )
            ),
            with_warning=pattern.shown_with,
        )

    def _verdict(self, q: float, score: float, enough: bool, strong: bool) -> Verdict:
        display = self.content.display
        if enough and strong:
            return "strong"
        if enough and q >= display.shown:
            return "some"
        return "against" if score < display.against_below else "little"

    def _window(self, row: int) -> tuple[date, date] | None:
        first, end = self.looks.first[row], self.looks.end[row]
        if first == end:
            return None
        return date.fromordinal(int(self.cells.days[first])), date.fromordinal(int(self.cells.days[end - 1]))

    def _next_question(self, row: int, unasked: NDArray[np.bool_]) -> Question | None:
        q = self.match.q[row]
        alive = np.where(q >= self.content.display.alive, q, 0.0)
        item = most_telling(
            self.matcher.rates,
            self.matcher.layout,
            unasked,
            np.append(alive, self.match.none[row]),
            self.content.settings.ask,
        )
        return Question(item, self.content.sentences.next_question) if item else None
