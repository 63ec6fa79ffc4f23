"""Why a tip is offered, in the person's own counts."""

from dataclasses import dataclass

from insights.tips.content import Tips
from insights.tips.evidence import Evidence
from insights.tips.model import Counted, Tip
from insights.tips.said import Record, episodes, said


@dataclass(frozen=True, slots=True)
class Count:
    """``k`` of ``n``, where ``n`` counts only nights on which the question was answered."""

    k: int
    n: int


def own_count(counted: Counted, evidence: Evidence, window_days: int) -> Count:
    """How often the person said yes: of nights tried, of painful nights, or of days."""
    answers = [
        answer.yes
        for _, night in evidence.within(window_days)
        if (counted.of != "painful" or painful(night)) and (answer := said(night, counted.id)) is not None
    ]
    return Count(sum(answers), len(answers))


def own_balance(tip: Tip, evidence: Evidence, window_days: int) -> int:
    """+1 when the tip, or the action behind it, mostly helped this person; −1 when mostly not; else 0."""
    nights = [night for _, night in evidence.within(window_days)]
    marks = [mark for night in nights for mark in _marks(tip, night)]
    return (sum(marks) > 0) - (sum(marks) < 0)


def count_sentence(tip: Tip, evidence: Evidence, content: Tips) -> str:
    """The person's own counts for this tip, or that there are none yet."""
    words = content.choice.reasons
    counted = content.counted(tip.own)
    if counted is None:
        return words["none_yet"]
    count = own_count(counted, evidence, content.choice.window_days)
    if count.n == 0:
        return words["none_yet"]
    return words[counted.of].format(words=counted.words, k=count.k, n=count.n)


def painful(night: Record) -> bool:
    """Pain was logged; an unanswered night is not a painful one."""
    return night.get("pain") is True or bool(episodes(night))


def _marks(tip: Tip, night: Record) -> list[int]:
    tried = [mark.get("helped") for mark in night.get("tips_tried") or () if mark["tip"] == tip.id]
    marks = [1 if helped else -1 for helped in tried if helped is not None]
    if tip.own and tip.own.startswith("help."):
        helped, worse = said(night, tip.own), said(night, tip.own.replace("help.", "worse."))
        marks += [1] if helped and helped.yes else []
        marks += [-1] if worse and worse.yes else []
    return marks
