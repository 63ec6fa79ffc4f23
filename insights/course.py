"""The verdict on a diary's course: worse, flare, better, about the same, or cannot tell.

One record for every surface: whoever prints a direction for pain prints this one. Two windows of calendar
nights are compared by one outcome measure, their load: the mean strength of all nights with a number, painless ones
as 0.
The noise is learnt from the older window alone, so that one worse night never makes a word milder.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from statistics import NormalDist, fmean
from typing import Any, Literal

from base.content import STRICT, Fault, Scalar, Signed, Text, read, usable
from journal.night import Night, painful, worst_strength

FILE = Path(__file__).with_name("course.yaml")
STANDARD = NormalDist()

Word = Literal["worse", "better", "steady", "cannot_tell"]
Headline = Literal["worse", "flare", "better", "steady", "cannot_tell", "too_few", "silent"]
CourseWord = Literal[
    "more_nights", "fewer_nights", "as_many_nights", "stronger", "milder", "as_strong", "new_pain"
]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Every number of the rule; what each means stands beside it in the file."""

    __pydantic_config__ = STRICT
    now_nights: Scalar
    before_nights: Scalar
    week_nights: Scalar
    usual_nights: Scalar
    least_now: Scalar
    least_before: Scalar
    least_week: Scalar
    least_usual: Scalar
    least_painful: Scalar
    noise_sd: Scalar
    noise_nights: Scalar
    resemblance: Scalar
    prior_sd: Scalar
    meaningful: Scalar
    sure_direction: Scalar
    sure_meaningful: Scalar
    sure_steady: Scalar
    interval_sds: Scalar
    severe_nights: Scalar
    severe_strength: Scalar
    share_changed: Scalar
    strength_changed: Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class Course(Signed):
    """The whole file."""

    __pydantic_config__ = STRICT
    version: Text
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers as the rule uses them: nights and counts whole, points and probabilities as they are."""

    now_nights: int
    before_nights: int
    week_nights: int
    usual_nights: int
    least_now: int
    least_before: int
    least_week: int
    least_usual: int
    least_painful: int
    noise_sd: float
    noise_nights: int
    resemblance: float
    prior_sd: float
    meaningful: float
    sure_direction: float
    sure_meaningful: float
    sure_steady: float
    interval_sds: float
    severe_nights: int
    severe_strength: float
    share_changed: float
    strength_changed: float

    @property
    def reach(self) -> int:
        """How many calendar nights the rule looks back."""
        return max(self.now_nights + self.before_nights, self.week_nights + self.usual_nights)


@dataclass(frozen=True, slots=True)
class NightPain:
    """One answered night: painful or not, and its worst strength (0 when painless, None when not said)."""

    painful: bool
    strength: float | None


@dataclass(frozen=True, slots=True)
class Window:
    """Nights of one window: painful of answered, and the mean strength when it hurts, to the nearest half."""

    first: date
    last: date
    painful: int
    answered: int
    strength: float | None

    @property
    def load(self) -> float:
        """Share of painful nights x strength when it hurts; 0 where either is missing. Never printed."""
        return self.painful / self.answered * self.strength if self.answered and self.strength else 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """Change of load in points, to two decimals: the word, the posterior mean and the ends of its range."""

    word: Word
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What every surface prints. `severe` is a reason beside any headline; `words` are ids, in their order."""

    headline: Headline
    flare: bool
    severe: bool
    now: Window
    before: Window
    week: Window
    usual: Window
    change: Change | None
    words: tuple[CourseWord, ...]

    def as_json(self) -> dict[str, Any]:
        """The record as the API, the command and the documents say it."""
        said = asdict(self)
        for name in ("now", "before", "week", "usual"):
            said[name] |= {end: said[name][end].isoformat() for end in ("first", "last")}
        return {**said, "words": list(self.words)}


@cache
def load(path: Path = FILE) -> tuple[Course | None, tuple[Fault, ...]]:
    """The content file, and everything wrong with it."""
    found, faults = read(path, Course)
    return found, tuple(faults)


@cache
def rules() -> Rules:
    """The numbers that are shipped. ContentError with every fault."""
    found = usable(*load())
    whole = {name for name, kind in Rules.__annotations__.items() if kind is int}
    values = {name: getattr(found.numbers, name).value for name in Numbers.__slots__}
    return Rules(**{name: int(value) if name in whole else value for name, value in values.items()})


def answered(nights: Iterable[Night]) -> dict[date, NightPain]:
    """What the verdict counts of a diary's nights: those that said whether it hurt."""
    read_nights = ((night, painful(night)) for night in nights)
    return {
        date.fromisoformat(night["date"]): NightPain(hurt, worst_strength(night))
        for night, hurt in read_nights
        if hurt is not None
    }


def verdict(
    nights: Mapping[date, NightPain],
    last: date,
    *,
    silent: bool | None = None,
    numbers: Rules | None = None,
) -> Verdict:
    """The verdict on the answered nights of one diary up to ``last``, the last night that has ended.

    ``nights`` holds answered nights alone; what the reader may not see must not be in it. ``silent``: whether
    the diary fell silent, where more is known than its answers; else no answer in the newer window says so.
    """
    use = numbers or rules()
    now = _between(nights, last, 0, use.now_nights)
    before = _between(nights, last, use.now_nights, use.before_nights)
    week = _between(nights, last, 0, use.week_nights)
    usual = _between(nights, last, use.week_nights, use.usual_nights)
    change = _change(_numbered(now), _numbered(before), _numbered(week), use)
    flare = _is_flare(week, usual, use)
    windows = (
        _window(now, last, 0, use.now_nights),
        _window(before, last, use.now_nights, use.before_nights),
        _window(week, last, 0, use.week_nights),
        _window(usual, last, use.week_nights, use.usual_nights),
    )
    headline = _headline(change, flare, silent=not now if silent is None else silent)
    # A flare is said of the last week, so the words beside it compare that week.
    compared = windows[2:] if headline == "flare" else windows[:2]
    return Verdict(
        headline, flare, _is_severe(windows[0], use), *windows, change, _words(headline, *compared, use)
    )


def _between(nights: Mapping[date, NightPain], last: date, back: int, length: int) -> list[NightPain]:
    """The answered nights of a window of `length` calendar nights that ends `back` nights before the last."""
    days = (last - timedelta(days=back + step) for step in range(length))
    return [nights[day] for day in days if day in nights]


def _numbered(nights: Iterable[NightPain]) -> list[float]:
    return [night.strength for night in nights if night.strength is not None]


def _window(nights: Sequence[NightPain], last: date, back: int, length: int) -> Window:
    painful = [night for night in nights if night.painful]
    strengths = _numbered(painful)
    return Window(
        first=last - timedelta(days=back + length - 1),
        last=last - timedelta(days=back),
        painful=len(painful),
        answered=len(nights),
        # Not round(), which takes a half to the even side: the phone reckons the same figure.
        strength=math.floor(2 * fmean(strengths) + 0.5) / 2 if strengths else None,
    )


def _error(now: Sequence[float], before: Sequence[float], use: Rules) -> float:
    """Standard error of the difference of two loads, with the noise of `before` alone.

    The variance is drawn towards a prior worth `noise_nights` nights; neighbouring nights resemble each
    other, so each window counts as fewer.
    """
    mean = fmean(before)
    squares = sum((value - mean) ** 2 for value in before)
    variance = (squares + use.noise_nights * use.noise_sd**2) / (len(before) - 1 + use.noise_nights)
    shrink = (1 - use.resemblance) / (1 + use.resemblance)
    return math.sqrt(variance * (1 / (len(now) * shrink) + 1 / (len(before) * shrink)))


def _change(
    now: Sequence[float], before: Sequence[float], week: Sequence[float], use: Rules
) -> Change | None:
    """The posterior of the change of load, normal prior around none; None with too few nights."""
    if len(now) < use.least_now or len(before) < use.least_before:
        return None
    error = _error(now, before, use)
    weight = use.prior_sd**2 / (use.prior_sd**2 + error**2)
    mean = weight * (fmean(now) - fmean(before))
    posterior = NormalDist(mean, math.sqrt(weight) * error)
    # Better is said only while the last week is easier too: a fall in the window may be over.
    easing = bool(week) and fmean(week) < fmean(before)
    reach = use.interval_sds * posterior.stdev
    ends = (round(end, 2) + 0.0 for end in (mean, mean - reach, mean + reach))  # no negative zero
    return Change(_word(posterior, easing, use), *ends)


def _word(change: NormalDist, easing: bool, use: Rules) -> Word:
    fall, rise = change.cdf(0), 1 - change.cdf(0)
    much_less, much_more = change.cdf(-use.meaningful), 1 - change.cdf(use.meaningful)
    if rise > use.sure_direction or much_more > use.sure_meaningful:
        return "worse"
    if easing and (fall > use.sure_direction or much_less > use.sure_meaningful):
        return "better"
    return "steady" if 1 - much_less - much_more > use.sure_steady else "cannot_tell"


def _is_flare(week: Sequence[NightPain], usual: Sequence[NightPain], use: Rules) -> bool:
    """Whether the last week stands out from the weeks before it."""
    new, old = _numbered(week), _numbered(usual)
    if len(new) < use.least_week or len(old) < use.least_usual:
        return False
    if sum(night.painful for night in week) < use.least_painful:
        return False
    rise = fmean(new) - fmean(old)
    return rise >= use.meaningful and STANDARD.cdf(rise / _error(new, old, use)) >= use.sure_direction


def _is_severe(now: Window, use: Rules) -> bool:
    return (
        now.painful >= use.severe_nights and now.strength is not None and now.strength >= use.severe_strength
    )


def _headline(change: Change | None, flare: bool, *, silent: bool) -> Headline:
    # The most serious first: no milder word may stand in its place.
    if change is not None and change.word == "worse":
        return "worse"
    if flare:
        return "flare"
    if change is not None:
        return change.word
    return "silent" if silent else "too_few"


def _words(headline: Headline, now: Window, before: Window, use: Rules) -> tuple[CourseWord, ...]:
    """The words beside a headline that says how it goes, by the figures that are printed."""
    if headline in ("cannot_tell", "too_few", "silent"):
        return ()
    if before.painful == 0 and now.painful > 0:
        return ("new_pain",)
    share = now.painful / now.answered - before.painful / before.answered
    count = _either(share, use.share_changed, "more_nights", "fewer_nights", "as_many_nights")
    if min(now.painful, before.painful) < use.least_painful or None in (now.strength, before.strength):
        return (count,)
    rise = (now.strength or 0) - (before.strength or 0)
    return count, _either(rise, use.strength_changed, "stronger", "milder", "as_strong")


def _either(change: float, least: float, more: CourseWord, less: CourseWord, same: CourseWord) -> CourseWord:
    # A change of exactly the least may come out a hair below it in binary fractions.
    if abs(change) + 1e-9 < least:
        return same
    return more if change > 0 else less
