"""Tips for a reader who may not know the health background."""

from dataclasses import replace
from types import MappingProxyType

from insights.tips.choice import Blocked, Choice, Offered
from insights.tips.clauses import FlagOpen, PatternShown
from insights.tips.content import Tips, load
from insights.tips.model import Tip
from insights.tips.night_clauses import LatestSays, NightsSay

FROM_NIGHTS = (NightsSay, LatestSays, FlagOpen, PatternShown)


def without_background(choice: Choice, content: Tips | None = None) -> Choice:
    """The same tips; a block or a caution that rests on the health background does not say on what."""
    tips = (content or load()).tips
    offered = tuple(_whole(offer, tips[offer.tip]) for offer in choice.offered)
    blocked = {tip: _discreet(block, content or load()) for tip, block in choice.blocked.items()}
    return Choice(choice.level, offered, MappingProxyType(blocked))


def _whole(offer: Offered, tip: Tip) -> Offered:
    """Every caution of a tip and its safer words, asked for or not: which of them are shown would tell."""
    text = tip.safer.text if tip.safer else tip.text
    return replace(offer, text=text, care=tuple(line.text for line in tip.care), ask=())


def _discreet(block: Blocked, content: Tips) -> Blocked:
    if block.state == "flag":
        return block
    named = [gate for gate in content.gate_file.gates if gate.public_id in block.gates]
    if named and all(isinstance(part, FROM_NIGHTS) for gate in named for part in gate.any):
        return block
    said = content.choice.reasons["background"]
    # Always the same state: closed or unknown would tell whether the question was answered with yes.
    return replace(block, state="unknown", gates=(), reasons=(said,), opens=(), ask=())
