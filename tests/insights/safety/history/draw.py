"""Draws histories, and tells each place what it hears when: two phones, and a server that hears in any order."""

import random
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.insights.safety.history.slow_judge import ALONE, Known, as_shown, pending

FIRST = datetime(2026, 11, 16, 9, tzinfo=UTC)
LEGLESS = ("pe.chest_pain", "pe.collapse", "mh.selfharm", "cramp.gt10", "cramp.widespread", "ca.lump")
LEGGED = ("neuro.footdrop_new", "bleed.vein")
USUAL = (
    "seen_cleared",
    "seen_treated",
    "could_not_reach",
    "mistap",
    "still_so",
    "gone",
    "not_now",
    "not_yet",
)
CRISIS = ("need_help", "talked", "safe_now", "mistap")
PHONES = ("a", "b")
RULES = sorted({ALONE[id][0] for id in (*LEGLESS, *LEGGED)})


@dataclass
class History:
    """`steps` are what each place hears, batch by batch; `known` is all that happened."""

    events: list[dict[str, Any]]
    now: datetime
    offset: int
    known: Known = field(default_factory=Known)
    steps: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return (self.now + timedelta(hours=self.offset)).date()


def events(rng: random.Random) -> list[dict[str, Any]]:
    """Five days on two phones; replies name the card by its place in the list of that phone's cards."""
    at, found = FIRST, []
    few = rng.sample(LEGLESS + LEGGED, rng.randint(1, 3))
    for _ in range(rng.randint(3, 12)):
        at += timedelta(minutes=rng.choice([1, 7, 120, 600]))
        phone = rng.choice(PHONES)
        what = rng.choices(["answer", "reply", "back", "sync"], [6, 4, 1, 3])[0]
        event = {"what": what, "at": at, "phone": phone}
        if what == "answer":
            night = (at - timedelta(hours=9, days=rng.choice([0, 0, 0, 1, 2, 5, 9]))).date().isoformat()
            id = rng.choice(few)
            yes = rng.choice(["left", "right"]) if id in LEGGED else True
            event |= {"night": night, "id": id, "value": rng.choices([yes, False, None], [7, 2, 1])[0]}
        if what == "reply":
            event |= {"card": rng.randrange(9), "usual": rng.choice(USUAL), "crisis": rng.choice(CRISIS)}
        found.append(event)
    return found


def play(drawn: list[dict[str, Any]], rng: random.Random) -> History:
    """What each place hears of these events. Replies are about what their phone shows just then."""
    last = max((event["at"] for event in drawn), default=FIRST)
    days = rng.choice([0, 1, 4, 6, 7, 8, 13, 14, 15, 20])
    history = History(deepcopy(drawn), last + timedelta(days=days, minutes=1), rng.randint(-11, 14))
    phones = {phone: Known() for phone in PHONES}
    server, unsent = Known(), {phone: Known() for phone in PHONES}
    heard: dict[str, set[int]] = {phone: set() for phone in PHONES}
    history.steps = {place: [] for place in (*PHONES, "server", "shuffled")}
    for event in drawn:
        phone, at = event["phone"], event["at"]
        if event["what"] == "sync":
            _send(history, server, unsent[phone], heard[phone], at)
            _fetch(history, phone, phones[phone], server, heard[phone], at)
            continue
        said = _said(event, phones[phone])
        for kind in ("answers", "replies"):
            for one in said[kind]:
                for known in (phones[phone], unsent[phone], history.known):
                    getattr(known, kind).append(one)
        if any(said.values()):
            history.steps[phone].append(_step(at, said))
    for phone in PHONES:
        _send(history, server, unsent[phone], heard[phone], history.now)
    for phone in PHONES:
        _fetch(history, phone, phones[phone], server, heard[phone], history.now)
    history.steps["shuffled"] = _shuffled(history, rng)
    return history


def _said(event: dict[str, Any], known: Known) -> dict[str, list[Any]]:
    nothing: dict[str, list[Any]] = {"answers": [], "replies": []}
    if event["what"] == "answer":
        return {**nothing, "answers": [{key: event[key] for key in ("night", "id", "value", "at", "phone")}]}
    name = {"id": f"{event['phone']}{event['at'].isoformat()}", "at": event["at"]}
    if event["what"] == "back":
        if not known.standing():
            return nothing
        last = known.standing()[-1]
        back = {**name, "rule": last["rule"], "leg": last["leg"], "outcome": "taken_back"}
        return {**nothing, "replies": [{**back, "level": "", "items": [], "answers": []}]}
    cards = sorted({(yes.rule, yes.leg) for yes in pending(known)})
    if not cards:
        return nothing
    rule, leg = cards[event["card"] % len(cards)]
    outcome = event["crisis"] if rule == "RF31" else event["usual"]
    return {
        **nothing,
        "replies": [
            {**name, "rule": rule, "leg": leg, "outcome": outcome, **(as_shown(rule, leg, known) or {})}
        ],
    }


def _step(at: datetime, said: dict[str, list[Any]]) -> dict[str, Any]:
    return {"now": at, **said}


def _send(history: History, server: Known, unsent: Known, heard: set[int], at: datetime) -> None:
    said: dict[str, list[Any]] = {"answers": list(unsent.answers), "replies": list(unsent.replies)}
    heard |= {id(one) for one in (*said["answers"], *said["replies"])}
    server.answers += said["answers"]
    server.replies += said["replies"]
    if any(said.values()):
        history.steps["server"].append(_step(at, said))
    unsent.answers, unsent.replies = [], []


def _fetch(history: History, phone: str, known: Known, server: Known, heard: set[int], at: datetime) -> None:
    said: dict[str, list[Any]] = {
        kind: [one for one in getattr(server, kind) if id(one) not in heard]
        for kind in ("answers", "replies")
    }
    heard |= {id(one) for one in (*said["answers"], *said["replies"])}
    known.answers += said["answers"]
    known.replies += said["replies"]
    if any(said.values()):
        history.steps[phone].append(_step(at, said))


def _shuffled(history: History, rng: random.Random) -> list[dict[str, Any]]:
    """All that happened, in an order and in batches that no phone would send."""
    all_ = [("answers", one) for one in history.known.answers] + [
        ("replies", one) for one in history.known.replies
    ]
    rng.shuffle(all_)
    steps = []
    while all_:
        batch, all_ = all_[: (size := rng.randint(1, 4))], all_[size:]
        said: dict[str, list[Any]] = {"answers": [], "replies": []}
        for kind, one in batch:
            said[kind].append(one)
        steps.append(_step(history.now, said))
    return steps
