"""One place of a history in Python: it hears batch by batch, judges, and says which warnings stand."""

import functools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from insights.safety.ledger import Reply, Telling, joined, ledger, silences_ended, standing_replies
from insights.safety.rulebook import Rulebook, load
from insights.safety.tellings import own_evening, settled, this_evening, without
from journal.told_queries import instant
from tests.insights.safety.history.draw import RULES, History
from tests.insights.safety.history.slow_judge import ROW, SWOLLEN, WHOLE_NIGHT


@functools.cache
def few_rules() -> Rulebook:
    """The shipped rules that take part; of the strip's rows the one that is told here."""
    book = load()
    rules = tuple(rule for rule in book.rules if rule.id in RULES)
    rows = tuple(row for row in book.reading.rows if row.id == ROW["id"])
    return replace(book, rules=rules, reading=replace(book.reading, rows=rows))


def stands(history: History, place: str) -> dict[tuple[str, str], str]:
    """Rule, leg and level of what stands at the end, as this place sees it."""
    replica = Replica(MEMOS.setdefault(history, {}))
    for step in history.steps[place]:
        replica.hear(step)
    replica.hear({"now": history.now, "offset": history.offset, "answers": [], "replies": []})
    today = day_of(history.now, history.offset)
    fold = ledger(replica.tellings, replica.replies, now=history.now, today=today)
    return {(entry.rule, entry.leg): entry.level for entry in fold.open}


def day_of(at: datetime, offset: int) -> date:
    return (at + timedelta(hours=offset)).date()


# Evaluations of a history, which its places share.
MEMOS: WeakKeyDictionary[History, dict[Any, list[Telling]]] = WeakKeyDictionary()


class Replica:
    def __init__(self, memo: dict[Any, list[Telling]]) -> None:
        self.memo = memo
        self.answers: list[dict[str, Any]] = []
        self.replies: list[Reply] = []
        self.tellings: list[Telling] = []

    def hear(self, step: dict[str, Any]) -> None:
        now, offset = step["now"], step["offset"]
        self.answers += step["answers"]
        self.replies += [reply_of(one) for one in step["replies"]]
        touched = sorted({one["night"] for one in step["answers"]})
        found = self.this_evening(now, offset, now)
        for night in touched:
            for at in self.instants(night):
                diary = self.diary(at)
                own = self.own_evening(diary, night, now)
                mine = next((one for one in diary["nights"] if one["date"] == night), None)
                if mine is not None:
                    found += settled(self.tellings, mine, own, now=now, rules=few_rules())
                found += own
                whole = self.diary(at, slips=True)
                if whole != diary:
                    found += self.own_evening(whole, night, now)
        self.tellings = joined([*self.tellings, *found])
        for end, rule in silences_ended(self.tellings, self.replies, now=now):
            found += [one for one in self.this_evening(end, offset, now) if one.rule == rule]
        self.tellings = joined([*self.tellings, *found])

    def this_evening(self, at: datetime, offset: int, now: datetime) -> list[Telling]:
        diary, day = self.diary(at), day_of(at, offset)
        key = (day, at, repr(diary["nights"]))
        if key not in self.memo:
            self.memo[key] = this_evening(diary, day, now=now, at=at, rules=few_rules())
        return [replace(one, found_at=now, raised_at=now) for one in self.memo[key]]

    def own_evening(self, diary: dict[str, Any], night: str, now: datetime) -> list[Telling]:
        """Judged once for all places: what is found does not hang on when it is."""
        nights = [one for one in diary["nights"] if one["date"] <= night]
        key = (night, repr(nights))
        if key not in self.memo:
            self.memo[key] = own_evening(diary, date.fromisoformat(night), now=now, rules=few_rules())
        return [replace(one, found_at=now, raised_at=now) for one in self.memo[key]]

    def instants(self, night: str) -> Iterator[datetime]:
        """When something was told in this night, and as it reads last."""
        told = [one["at"] for one in self.answers if one["night"] == night]
        yield from sorted(told)

    def diary(self, at: datetime, *, slips: bool = False) -> dict[str, Any]:
        """The diary as it read at an instant, with slips or without."""
        nights: dict[str, dict[str, Any]] = {}
        for one in sorted(self.answers, key=lambda one: one["at"]):
            if one["at"] > at:
                break
            if one["id"] == WHOLE_NIGHT:
                nights.pop(one["night"], None)
                continue
            night = nights.setdefault(one["night"], {"date": one["night"], "checks": {}, "given": {}})
            night["checks"][one["id"]] = one["value"]
            night["given"][one["id"]] = instant(one["at"])
            if one["id"] == SWOLLEN:
                night |= pain_of(one)
        said = [] if slips else standing_replies(self.replies)
        taken: dict[str, datetime] = {}
        for slip in (one for one in said if one.outcome == "mistap"):
            taken |= {answer: max(slip.at, taken.get(answer, slip.at)) for answer in slip.answers}
        return {"patient": "", "health": {}, "nights": without([nights[on] for on in sorted(nights)], taken)}


def pain_of(said: dict[str, Any]) -> dict[str, Any]:
    """The pain of a night as it was told with a swollen leg; taken out with it."""
    pain = said["pain"]
    if said["value"] is None or not pain:
        return {"pain": None if said["value"] is None else False, "episodes": []}
    places = [{"site": site, "side": side} for site, side in pain["sites"]]
    return {"pain": True, "episodes": [{"intensity": pain["strength"], "sites": places}]}


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
        worst=one["worst"],
        places=tuple(one["places"]),
    )
