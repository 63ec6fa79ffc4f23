"""What a comparison found, and who may see how much of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from accounts.access import source_of

Status = Literal["ready", "too_few_nights", "no_clear_pattern"]
Verdict = Literal["strong", "some", "little", "against"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One answer that counts: `yes` of `asked`, its weight in decibans, and the sentence that says so."""

    item: str
    yes: float
    asked: float
    weight: float
    text: str
    # Of a day's factor: the same counts after other days.
    other: tuple[float, float] | None = None

    def in_words(self) -> dict[str, Any]:
        """Counts, sentence and the unit they come from, without the weight."""
        return {
            "item": self.item,
            "source": source_of(self.item),
            "yes": self.yes,
            "asked": self.asked,
            "text": self.text,
            **({"other": list(self.other)} if self.other else {}),
        }

    def in_full(self) -> dict[str, Any]:
        """The same with the weight in decibans."""
        return self.in_words() | {"weight": self.weight}


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How much a diary looks like one pattern.

    `q` is how far the log looks like it, flat over causes, not the probability of an illness.
    `with_warning` names the safety rules whose wording must stand beside the pattern whenever it is
    shown; `pattern_warnings` puts the words in as `warnings`, and the ids are served for one release more.
    """

    id: str
    name: str
    shown: bool
    verdict: Verdict
    score: float
    q: float
    reasons_for: tuple[Reason, ...]
    reasons_against: tuple[Reason, ...]
    not_asked: tuple[str, ...]
    with_warning: tuple[str, ...]

    def in_words(self) -> dict[str, Any]:
        """Without any score."""
        return {
            "id": self.id,
            "name": self.name,
            "shown": self.shown,
            "verdict": self.verdict,
            "for": [reason.in_words() for reason in self.reasons_for],
            "against": [reason.in_words() for reason in self.reasons_against],
            "not_asked": list(self.not_asked),
            "with_warning": list(self.with_warning),
        }

    def in_full(self) -> dict[str, Any]:
        """With score (decibans), q and the weight of every reason."""
        return self.in_words() | {
            "score": self.score,
            "q": self.q,
            "for": [reason.in_full() for reason in self.reasons_for],
            "against": [reason.in_full() for reason in self.reasons_against],
        }


@dataclass(frozen=True, slots=True)
class Question:
    """An open question, and why it is worth answering."""

    item: str
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One diary against every pattern, as of one day. `profiles` holds them all, by q, highest first.

    `never_shown` are patterns no view for people may name. `window` is the first and the last night read.
    """

    status: Status
    nights: int
    pain_nights: int
    window: tuple[date, date] | None
    nights_needed: int
    engine: str
    content: str
    profiles: tuple[Resemblance, ...]
    never_shown: frozenset[str]
    next_question: Question | None
    statement: str

    @property
    def shown(self) -> tuple[Resemblance, ...]:
        """The patterns that may be put before a patient."""
        return tuple(one for one in self.profiles if one.shown)

    def q_of(self, pattern: str) -> float:
        """q of one pattern; StopIteration for an id that is none."""
        return next(one.q for one in self.profiles if one.id == pattern)

    def for_patient(self) -> dict[str, Any]:
        """Words and counts of the shown patterns, no scores."""
        return self._frame() | {"profiles": [one.in_words() for one in self.shown]}

    def for_therapist(self) -> dict[str, Any]:
        """Every pattern that may be named, with scores."""
        named = [one.in_full() for one in self.profiles if one.id not in self.never_shown]
        return self._frame() | {"profiles": named}

    def in_full(self) -> dict[str, Any]:
        """Every pattern with its numbers: for the command line and for tests, not for a screen."""
        return self._frame() | {"profiles": [one.in_full() for one in self.profiles]}

    def _frame(self) -> dict[str, Any]:
        question = self.next_question
        return {
            "status": self.status,
            "nights": self.nights,
            "pain_nights": self.pain_nights,
            "window": [day.isoformat() for day in self.window] if self.window else None,
            "nights_needed": self.nights_needed,
            "engine": self.engine,
            "content": self.content,
            "next_question": {"item": question.item, "why": question.why} if question else None,
            "statement": self.statement,
        }
