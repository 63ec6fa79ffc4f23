"""One place of a history in Python: it hears batch by batch, judges, and says which warnings stand."""

import functools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from insights.safety.ledger import Reply, Telling, joined, ledger, standing_replies
from insights.safety.rulebook import Rulebook, load
from insights.safety.tellings import own_evening, settled, this_evening, without
from journal.told_queries import instant
from tests.insights.safety.history.draw import RULES, History


@functools.cache
def few_rules() -> Rulebook:
    """The shipped rules that take part, without the strip's rows, which keep others standing."""
    rules = tuple(rule for rule in load().rules if rule.id in RULES)
    return replace(load(), rules=rules, reading=replace(load().reading, rows=()))


def stands(history: History, place: str) -> dict[tuple[str, str], str]:
    """Rule, leg and level of what stands at the end, as this place sees it."""
    replica = Replica(history.offset)
    for step in history.steps[place]:
        replica.hear(step)
    replica.hear({"now": history.now, "answers": [], "replies": []})
    fold = ledger(replica.tellings, replica.replies, now=history.now, today=history.today)
    return {(entry.rule, entry.leg): entry.level for entry in fold.open}


class Replica:
    def __init__(self, offset: int) -> None:
        self.offset = offset
        self.answers: list[dict[str, Any]] = []
        self.replies: list[Reply] = []
        self.tellings: list[Telling] = []

    def hear(self, step: dict[str, Any]) -> None:
        now = step["now"]
        self.answers += step["answers"]
        self.replies += [reply_of(one) for one in step["replies"]]
        touched = sorted({one["night"] for one in step["answers"]})
        found = this_evening(self.diary(now), self.today(now), now=now, rules=few_rules())
        for night in touched:
            for at in self.instants(night):
                diary = self.diary(at)
                own = own_evening(diary, date.fromisoformat(night), now=now, rules=few_rules())
                mine = next((one for one in diary["nights"] if one["date"] == night), None)
                if mine is not None:
                    found += settled(self.tellings, mine, own, now=now, rules=few_rules())
                found += own
                whole = self.diary(at, slips=True)
                found += own_evening(whole, date.fromisoformat(night), now=now, rules=few_rules())
        self.tellings = joined([*self.tellings, *found])

    def today(self, now: datetime) -> date:
        return (now + timedelta(hours=self.offset)).date()

    def instants(self, night: str) -> Iterator[datetime]:
        """When a yes was told in this night, and as it reads last."""
        told = [one["at"] for one in self.answers if one["night"] == night]
        yield from sorted(told)

    def diary(self, at: datetime, *, slips: bool = False) -> dict[str, Any]:
        """The diary as it read at an instant, with slips or without."""
        nights: dict[str, dict[str, Any]] = {}
        for one in sorted(self.answers, key=lambda one: one["at"]):
            if one["at"] > at:
                continue
            night = nights.setdefault(one["night"], {"date": one["night"], "checks": {}, "given": {}})
            night["checks"][one["id"]] = one["value"]
            night["given"][one["id"]] = instant(one["at"])
        said = [] if slips else standing_replies(self.replies)
        taken: dict[str, datetime] = {}
        for slip in (one for one in said if one.outcome == "mistap"):
            taken |= {answer: max(slip.at, taken.get(answer, slip.at)) for answer in slip.answers}
        return {"patient": "", "health": {}, "nights": without([nights[on] for on in sorted(nights)], taken)}


def reply_of(one: dict[str, Any]) -> Reply:
    return Reply(
        id=one["id"],
        rule=one["rule"],
        leg=one["leg"],
        outcome=one["outcome"],
        at=one["at"],
        level=one.get("level", ""),
        items=tuple(one.get("items", ())),
        answers=tuple(one.get("answers", ())),
    )
