"""Which flags a person is still shown once they have recorded being seen. Pure, and the same on the phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insights.safety.evaluator import Evaluation, Flag
from insights.safety.rulebook import LEVELS, Rulebook, load

SILENCING = frozenset({"seen_cleared", "seen_treated"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person recorded after a flag: when, with what outcome, and the flag as it stood then.

    "could_not_reach" silences nothing; neither does "mistap": taking the answer back does.
    """

    rule: str
    on: date
    outcome: str
    level: str
    items: tuple[str, ...]
    side: str | None = None


def standing(
    evaluation: Evaluation, seen: Sequence[Seen], today: date, *, rules: Rulebook | None = None
) -> list[Flag]:
    """The flags that nothing recorded silences today, in their order.

    Being seen silences a rule for `seen_days` from its day, unless an item is new, the level higher or the
    leg another; an emergency answered yes again on a later night stands in any case.
    """
    days = (rules or load()).reading.seen_days
    return [flag for flag in evaluation.flags if not any(_silences(each, flag, today, days) for each in seen)]


def _silences(seen: Seen, flag: Flag, today: date, days: int) -> bool:
    if seen.rule != flag.rule or seen.outcome not in SILENCING or not 0 <= (today - seen.on).days < days:
        return False
    worse = LEVELS.index(flag.level) < LEVELS.index(seen.level)
    other_leg = seen.side in ("left", "right") and flag.side not in (None, seen.side)
    again = flag.level == "emergency" and (flag.answered_on or "") > seen.on.isoformat()
    return not (worse or other_leg or again or set(flag.items) - set(seen.items))
