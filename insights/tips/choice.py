"""Which tips are offered, in what order and why; and which are not, and why not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from insights.tips.candidates import Basis, Ground, suited
from insights.tips.content import Tips, load
from insights.tips.decision import Case
from insights.tips.evidence import Flag, gather
from insights.tips.gates import State, Verdict
from insights.tips.model import Form, Tip, Trial
from insights.tips.reasons import count_sentence


@dataclass(frozen=True, slots=True)
class Offered:
    """A tip that may be shown. ``experiment`` is None where trying it out is not fitting now.

    ``ask`` is the one question that would decide a gate not yet known: its answer changes the wording or the care.
    """

    tip: str
    text: str
    form: Form
    basis: Basis
    pattern: str | None
    why: str
    care: tuple[str, ...]
    evidence: str
    sure: str
    sources: tuple[str, ...]
    experiment: Trial | None
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blocked:
    """A tip that must not be shown. ``ask`` holds the questions that would decide an unknown gate."""

    tip: str
    text: str
    state: Literal["flag", "closed", "unknown"]
    gates: tuple[str, ...]
    reasons: tuple[str, ...]
    opens: tuple[str, ...]
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The answer of ``choose``; ``blocked`` is complete, whether or not a tip would have suited."""

    level: Literal["emergency", "same_day"] | None
    offered: tuple[Offered, ...]
    blocked: Mapping[str, Blocked]

    @property
    def ids(self) -> list[str]:
        """Ids in order, as the ``match`` command prints them."""
        return [offer.tip for offer in self.offered]

    @property
    def blocked_by(self) -> dict[str, str]:
        """Each blocked tip with its first gate, as the ``match`` command prints them."""
        return {tip: block.gates[0] for tip, block in self.blocked.items()}


def choose(
    diary: Mapping[str, Any],
    *,
    today: date,
    flags: Sequence[Flag],
    shown: Sequence[str],
    dvt_q: float,
    content: Tips | None = None,
) -> Choice:
    """Tips for one diary (contract section 7's line as plain data) as things stand on ``today``.

    ``flags`` are the red flags still open, ``shown`` the patterns shown now (best first), ``dvt_q`` the
    inclusion probability of ``dvt`` (0–1). Whatever is not asked is never read as no.
    """
    evidence = gather(diary, today=today, flags=flags, shown=shown, dvt_q=dvt_q)
    case = Case(evidence, content or load())
    blocked = {tip.id: block for tip in case.content.tips.values() if (block := _block(tip, case))}
    offered = tuple(_offer(tip, ground, case) for tip, ground in suited(case).items() if tip not in blocked)
    return Choice(case.level.level if case.level else None, offered, MappingProxyType(blocked))


def _block(tip: Tip, case: Case) -> Blocked | None:
    verdicts = case.verdicts(tip)
    closed = [verdict for verdict in verdicts if verdict.state is State.CLOSED]
    unknown = [verdict for verdict in verdicts if verdict.state is State.UNKNOWN]
    level = case.level
    # Before the level of a flag: what closes a gate is about this tip, and names what would open it.
    if closed:
        return _because(tip, "closed", closed)
    if level and tip.id not in level.only:
        return Blocked(tip.id, tip.text, "flag", (level.level,), (level.reason,), (), ())
    if unknown and tip.kind in case.content.gate_file.unknown_blocks:
        return _because(tip, "unknown", unknown)
    return None


def _because(tip: Tip, state: Literal["closed", "unknown"], verdicts: Sequence[Verdict]) -> Blocked:
    said = [
        verdict.gate.unknown
        if state == "unknown"
        else f"{verdict.gate.closed} ({'; '.join(verdict.because)}.)"
        for verdict in verdicts
    ]
    return Blocked(
        tip=tip.id,
        text=tip.text,
        state=state,
        gates=_once(verdict.gate.public_id for verdict in verdicts),
        reasons=_once(said),
        opens=_once(verdict.gate.opens for verdict in verdicts),
        ask=_once(question for verdict in verdicts for question in verdict.ask),
    )


def _offer(tip_id: str, ground: Ground, case: Case) -> Offered:
    tip, choice = case.content.tips[tip_id], case.content.choice
    basis, of = ground
    count = count_sentence(tip, case.evidence, case.content)
    why = choice.reasons[basis].format(pattern=choice.resembles.get(of, of), label=of, count=count)
    return Offered(
        tip=tip.id,
        text=_wording(tip, case),
        form=tip.form,
        basis=basis,
        pattern=of if basis == "pattern" else None,
        why=f"{why}.",
        care=tuple(line.text for line in tip.care if line.when is None or not case.is_open(line.when, tip)),
        evidence=tip.evidence,
        sure=f"{choice.evidence_words[tip.evidence]} {tip.sure}",
        sources=tip.sources,
        experiment=None if case.level else _trial(tip, case),
        ask=_open_question(tip, case),
    )


def _wording(tip: Tip, case: Case) -> str:
    """The tip's own words, or the safer ones while it is not known that their gate is open: never both."""
    return tip.text if tip.safer is None or case.is_open(tip.safer.when, tip) else tip.safer.text


def _open_question(tip: Tip, case: Case) -> tuple[str, ...]:
    """The first question of the first gate of this tip that is not yet known; first those that change its words."""
    worded = [tip.safer.when] if tip.safer else []
    gates = [*worded, *(line.when for line in tip.care if line.when), *tip.blocked_by]
    asks = (case.verdict(gate, tip.kind) for gate in gates)
    return next((verdict.ask[:1] for verdict in asks if verdict.state is State.UNKNOWN and verdict.ask), ())


def _trial(tip: Tip, case: Case) -> Trial | None:
    """The experiment the tip is fit for; none that raises a sore foot while its blood flow is not known."""
    choice = case.content.choice
    if not tip.experiment.fit:
        return None
    if tip.id in choice.no_trial_in_foot and not case.is_open(choice.no_trial_while_unknown, tip):
        nights = case.evidence.within(choice.window_days)
        if any(not night.sites.isdisjoint(choice.foot_sites) for night in nights):
            return None
    return tip.experiment


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
