"""An experiment with one tip from the first question to the last sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from insights.engine import experiments as engine
from insights.engine.arrays import Floats
from insights.series import nights as read
from insights.series.content import Content, Obstacle, Stop, content, values
from insights.series.trends import signed
from journal.night import Night


@dataclass(frozen=True, slots=True)
class TipStatus:
    """What the tips and the safety rules say of this person and tip today; `notice` is a message not yet read."""

    fits: bool
    blocked: bool
    flagged: bool
    notice: bool


@dataclass(frozen=True, slots=True)
class Arm:
    """One planned night."""

    date: date
    on: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """A tip and its stored plan, night after night."""

    tip: str
    arms: tuple[Arm, ...]

    def until(self, today: date) -> tuple[Arm, ...]:
        """The nights planned up to ``today``."""
        return tuple(arm for arm in self.arms if arm.date <= today)


@dataclass(frozen=True, slots=True)
class Result:
    """The engine's comparison, its sentences, and the nights it was made from."""

    found: engine.Result
    text: str
    nights: tuple[tuple[date, bool, float | None], ...]


def obstacles(
    tip: str,
    nights: int,
    logged: int,
    status: TipStatus,
    said: Content | None = None,
) -> tuple[Obstacle, ...]:
    """Why this tip may not be tried now; empty when it may. ``logged`` nights stand in the diary already."""
    found = (said or content()).experiments
    checks: tuple[tuple[Obstacle, bool], ...] = (
        ("unsuitable", tip in found.unsuitable),
        ("does_not_fit", not status.fits),
        ("blocked", status.blocked),
        ("flagged", status.flagged),
        ("notice", status.notice),
        ("length", nights not in found.lengths),
        ("baseline", logged < found.numbers["baseline"].value),
    )
    return tuple(name for name, stands in checks if stands)


def before(nights: int, said: Content | None = None) -> tuple[str, str]:
    """What a person is told before the start: what this length can and cannot show, and what to expect."""
    told = (said or content()).experiments.before
    return told[nights], told["always"]


def plan(start: date, nights: int, rng: np.random.Generator, said: Content | None = None) -> tuple[Arm, ...]:
    """Nights with and without the tip from ``start`` on, by lot; to be stored, never drawn again."""
    arms = engine.plan(nights, (said or content()).experiments.block, rng)
    return tuple(Arm(start + timedelta(days=step), on) for step, on in enumerate(arms))


def stop(
    trial: Trial, diary: Mapping[str, Any], today: date, flagged: bool, said: Content | None = None
) -> Stop | None:
    """Should the experiment end after ``today``? Statistics are looked at when a pair of blocks is
    complete.
    """
    found = said or content()
    if flagged:
        return "flagged"
    done = trial.until(today)
    if not done:
        return None
    strength, on, _ = _columns(trial.tip, done, diary)
    rules = _rules(found)
    if engine.worse(_before(diary, done[0].date, found), strength, on, rules):
        return "worse"
    if len(done) % (2 * found.experiments.block):
        return None
    return engine.look(strength, on, rules)


def result(trial: Trial, diary: Mapping[str, Any], today: date, said: Content | None = None) -> Result:
    """Compare the planned arms on the nights up to ``today``."""
    found = said or content()
    done = trial.until(today)
    strength, on, used = _columns(trial.tip, done, diary)
    answer = engine.analyse(strength, on, used, _rules(found))
    shown = tuple(
        (arm.date, arm.on, None if np.isnan(value) else float(value))
        for arm, value in zip(done, strength, strict=True)
    )
    return Result(answer, _text(answer, found.experiments.sentences), shown)


def _rules(found: Content) -> engine.Rules:
    return values(engine.Rules, found.experiments.numbers)


def _columns(
    tip: str, done: Sequence[Arm], diary: Mapping[str, Any]
) -> tuple[Floats, np.ndarray[tuple[int], np.dtype[np.bool_]], Floats]:
    """Pain, plan and use of the planned nights; the plan is consecutive."""

    def use(night: Night) -> float | None:
        tried = night.get("tips_tried")
        return None if tried is None else float(any(one["tip"] == tip for one in tried))

    on = np.array([arm.on for arm in done], dtype=np.bool_)
    if not done:
        return np.empty(0), on, np.empty(0)
    span = done[0].date, done[-1].date
    nights = diary["nights"]
    return read.calendar(nights, *span, read.worst_pain), on, read.calendar(nights, *span, use)


def _before(diary: Mapping[str, Any], start: date, found: Content) -> Floats:
    """Pain on the nights before the experiment."""
    days = timedelta(days=int(found.experiments.numbers["usual_nights"].value))
    return read.calendar(diary["nights"], start - days, start - timedelta(days=1), read.worst_pain)


def _text(answer: engine.Result, sentences: Mapping[str, str]) -> str:
    """The verdict, then the chance of worthwhile help and the use of the tip where they are known."""
    on, off = answer.on, answer.off
    words: dict[str, Any] = {"on_nights": on.nights, "off_nights": off.nights}
    if answer.effect is None or answer.low is None or answer.high is None or answer.chance is None:
        return sentences[answer.verdict].format(**words)
    words.update(on=f"{on.mean:.1f}", off=f"{off.mean:.1f}", effect=signed(answer.effect, 1))
    words.update(low=signed(answer.low, 1), high=signed(answer.high, 1))
    parts = [
        sentences[answer.verdict].format(**words),
        sentences["chance"].format(chance=f"{answer.chance:.0%}"),
    ]
    if answer.full_use is not None:
        (used_on, said_on), (used_off, said_off) = on.used, off.used
        use = {"used_on": used_on, "said_on": said_on, "used_off": used_off, "said_off": said_off}
        parts.append(sentences["used"].format(**use, cace=signed(answer.full_use, 1)))
    return " ".join(parts)
