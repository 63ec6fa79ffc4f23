"""Is a gate open? Yes, no, or not known because its questions were not asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from insights.tips.clauses import FlagOpen
from insights.tips.evidence import Evidence
from insights.tips.model import Gate, Kind
from insights.tips.night_clauses import LatestSays, NightsSay


class State(StrEnum):
    """Of a gate: ``closed`` blocks, ``unknown`` blocks the kinds the content names, ``open`` lets pass."""

    CLOSED = "closed"
    UNKNOWN = "unknown"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A gate's state with what closed it, or the questions that would decide it."""

    gate: Gate
    state: State
    because: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()


def judge(gate: Gate, evidence: Evidence, kind: Kind | None = None) -> Verdict:
    """The gate's state for a tip of ``kind``.

    A dated clearance settles what was known up to its date; what was logged later, and any emergency or
    same-day flag still open, counts again.
    """
    checked = _cleared_on(gate, evidence, kind)
    if checked:
        later = evidence.after(evidence.dates[gate.cleared_by.date])  # type: ignore[union-attr]
        logged = [part for part in gate.any if isinstance(part, NightsSay | LatestSays | FlagOpen)]
        because = _once(part.because for part in logged if part.state(later))
        return Verdict(gate, State.CLOSED if because else State.OPEN, because)
    states = [(part, part.state(evidence)) for part in gate.any]
    because = _once(part.because for part, state in states if state)
    if because:
        return Verdict(gate, State.CLOSED, because)
    # After the answers: a yes counts at any age.
    if gate.not_from_age is not None and (evidence.age or 0) >= gate.not_from_age:
        return Verdict(gate, State.OPEN)
    open_questions = [part for part, state in states if state is None and part.decides]
    if open_questions:
        return Verdict(
            gate, State.UNKNOWN, ask=_once(q for part in open_questions for q in part.questions(evidence))
        )
    return Verdict(gate, State.OPEN)


def _cleared_on(gate: Gate, evidence: Evidence, kind: Kind | None) -> bool:
    clearance = gate.cleared_by
    if clearance is None or kind in clearance.never_for:
        return False
    days = evidence.days_since(clearance.date)
    return days is not None and 0 <= days <= clearance.days


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
