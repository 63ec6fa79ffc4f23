"""Which tips would suit, and in what order, before any gate is asked."""

from collections.abc import Iterable
from typing import Literal

from insights.tips.clauses import all_of
from insights.tips.decision import Case
from insights.tips.model import Tip
from insights.tips.reasons import own_balance, own_marks

Basis = Literal["pattern", "tonight", "general", "flag"]
Ground = tuple[Basis, str]


def suited(case: Case) -> dict[str, Ground]:
    """Tip ids in the order they are offered, each with its ground.

    A safety message's own tips come first, then the shown patterns'; without a pattern, tonight's answers.
    """
    found: dict[str, Ground] = {}
    rules = {flag.rule for flag in case.evidence.flags}
    _add(found, (tip.id for tip in case.content.tips.values() if rules & {*tip.suits_flags}), ("flag", ""))
    for pattern in case.evidence.shown:
        _add(found, _ranked(pattern, case), ("pattern", pattern))
    if not case.evidence.shown:
        _without_pattern(found, case)
    return found


def _without_pattern(found: dict[str, Ground], case: Case) -> None:
    choice = case.content.choice
    for entry in choice.tonight:
        if all_of(part.state(case.evidence) for part in entry.when):
            _add(found, entry.tips, ("tonight", entry.label))
    nights = sum(night.painful for night in case.evidence.within(choice.window_days))
    if nights >= choice.general_from_painful_nights:
        _add(found, _ranked(choice.general_pattern, case), ("general", choice.general_pattern))


def _add(found: dict[str, Ground], tips: Iterable[str], ground: Ground) -> None:
    for tip in tips:
        # The first ground stays: a tip that suits twice is offered once, for the better reason.
        found.setdefault(tip, ground)


def _pointless(tip: Tip, case: Case) -> bool:
    question = (tip.only_if_yes_to or "").removeprefix("who.")
    return bool(question) and case.evidence.who.get(question) is not True


def _ranked(pattern: str, case: Case) -> list[str]:
    """What helped this person before first, what made it worse last; between them the pattern's own, then the better
    evidence.
    """
    choice = case.content.choice
    marks = own_marks(case.evidence, choice.window_days)
    tips = [tip for tip in case.content.tips.values() if pattern in tip.suits and not _pointless(tip, case)]
    first = choice.first.get(pattern, ())
    tips.sort(
        key=lambda tip: (
            # Last of all, whatever it seemed to do for this person.
            tip.evidence == "against",
            -own_balance(tip, marks),
            first.index(tip.id) if tip.id in first else len(first),
            choice.evidence_order.index(tip.evidence),
        )
    )
    return [tip.id for tip in tips]
