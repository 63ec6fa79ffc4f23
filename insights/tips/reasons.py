"""Why a tip is offered, in the person's own counts."""

from collections import Counter
from dataclasses import dataclass

from base.plurals import counted
from insights.tips.content import Tips
from insights.tips.evidence import Evidence
from insights.tips.model import Counted, Tip

OUTCOMES = {"helped": 1, "worse": -1}


@dataclass(frozen=True, slots=True)
class Count:
    """``k`` of ``n``, where ``n`` counts only nights on which the question was answered."""

    k: int
    n: int


def own_count(counted: Counted, evidence: Evidence, window_days: int) -> Count:
    """How often the person said yes: of nights tried, of painful nights, or of days."""
    answers = [
        answer.yes
        for night in evidence.within(window_days)
        if (counted.of != "painful" or night.painful) and (answer := night.said(counted.id)) is not None
    ]
    return Count(sum(answers), len(answers))


def own_marks(evidence: Evidence, window_days: int) -> Counter[str]:
    """Helped minus worse, by tip (``t01``) and by action (``turn``), over the nights of the window."""
    marks: Counter[str] = Counter()
    for night in evidence.within(window_days):
        for tried in night.record.get("tips_tried") or ():
            if tried.get("helped") is not None:
                marks[tried["tip"]] += 1 if tried["helped"] else -1
        for action, outcome in night.actions:
            marks[action] += OUTCOMES.get(outcome, 0)
    return marks


def own_balance(tip: Tip, marks: Counter[str]) -> int:
    """+1 when the tip, or the action behind it, mostly helped this person; −1 when mostly not; else 0."""
    action = tip.own.removeprefix("help.") if tip.own and tip.own.startswith("help.") else ""
    mark = marks[tip.id] + marks[action]
    return (mark > 0) - (mark < 0)


def count_sentence(tip: Tip, evidence: Evidence, content: Tips) -> str:
    """The person's own counts for this tip, or that there are none yet."""
    words = content.choice.reasons
    source = content.counted(tip.own)
    if source is None:
        return words["none_yet"]
    count = own_count(source, evidence, content.choice.window_days)
    if count.n == 0:
        return words["none_yet"]
    return words[source.of].format(words=source.words, **counted(k=count.k, n=count.n))
