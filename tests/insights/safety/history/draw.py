"""Draws histories, and tells each place what it hears when: two phones and a carer's, and a server that hears in any
order. A guest's phone is one that has not synced yet."""

import random
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.insights.safety.history.slow_judge import (
    ALONE,
    ROW,
    SWOLLEN,
    WHOLE_NIGHT,
    Known,
    as_shown,
    pending,
)

FIRST = datetime(2026, 11, 16, 9, tzinfo=UTC)
LEGLESS = ("pe.chest_pain", "pe.collapse", "mh.selfharm", "cramp.gt10", "cramp.widespread", "ca.lump")
LEGGED = ("neuro.footdrop_new", "bleed.vein", SWOLLEN)
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
PHONES, CARER = ("a", "b"), "carer"
RULES = sorted({ALONE[id][0] for id in ALONE if id in (*LEGLESS, *LEGGED)} | {"RF02", "RF03", "RF03b"})
WHAT = {"answer": 12, "reply": 8, "back": 2, "sync": 6, "clear": 1, "zone": 1}


@dataclass(eq=False)
class History:
    """`steps` are what each place hears, batch by batch; `script` all of them in order, with what phones fetch;
    `known` is all that happened."""

    events: list[dict[str, Any]]
    now: datetime
    offset: int
    known: Known = field(default_factory=Known)
    steps: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    script: list[dict[str, Any]] = field(default_factory=list)

    def hear(self, place: str, at: datetime, offset: int, said: dict[str, list[Any]], **more: Any) -> None:
        step = {"now": at, "offset": offset, **said}
        if any(said.values()):
            self.steps[place].append(step)
        if more or any(said.values()):
            self.script.append({"place": place, **step, **more})


def events(rng: random.Random) -> list[dict[str, Any]]:
    """Days or weeks on two phones; replies name the card by its place in the list of that phone's cards."""
    at, offset, found = FIRST, rng.randint(-11, 12), []
    few = rng.sample((*LEGLESS, *LEGGED, ROW["id"]), rng.randint(1, 3))
    if SWOLLEN in few:
        # The pain of a night has a say in all that is told of it; only a crisis has no use for it.
        few = [id for id in few if id in (SWOLLEN, "mh.selfharm")]
    leg = rng.choice(["left", "right"])
    pauses = [1, 7, 120, 600] + ([1440, 4320, 8640] if rng.random() < 0.5 else [])
    for _ in range(rng.randint(3, 12)):
        at += timedelta(minutes=rng.choice(pauses))
        what = rng.choices(list(WHAT), list(WHAT.values()))[0]
        event = {"what": what, "at": at, "phone": rng.choice(PHONES), "offset": offset}
        night = (at - timedelta(hours=9, days=rng.choice([0, 0, 0, 1, 2, 5, 9]))).date().isoformat()
        if what == "zone":
            offset = rng.randint(-11, 12)
        elif what == "clear":
            event |= {"night": night}
        elif what == "answer":
            event |= {"night": night, **_answer(rng, rng.choice(few), leg)}
            if rng.random() < 0.1:
                event |= {"phone": CARER}
        elif what == "reply":
            event |= {"card": rng.randrange(9), "usual": rng.choice(USUAL), "crisis": rng.choice(CRISIS)}
        found.append(event)
    return found


def _answer(rng: random.Random, id: str, leg: str) -> dict[str, Any]:
    """One answer; a swollen leg comes with the pain of its night. One leg mostly, the other at times."""
    other = "left" if leg == "right" else "right"
    yes = rng.choices([leg, other], [4, 1])[0] if id in LEGGED else True
    said = {"id": id, "value": rng.choices([yes, False, None], [7, 2, 1])[0]}
    if id != SWOLLEN:
        return said
    sites = [
        [site, rng.choices([leg, other], [3, 1])[0]] for site in rng.sample(["calf", "thigh", "foot"], 2)
    ]
    pain = {"strength": rng.choice([3, 4, 6, 9]), "sites": sites[: rng.randint(1, 2)]}
    return {**said, "pain": pain if rng.random() < 0.7 else False}


def play(drawn: list[dict[str, Any]], rng: random.Random) -> History:
    """What each place hears of these events. Replies are about what their phone shows just then."""
    last = max((event["at"] for event in drawn), default=FIRST)
    days = rng.choice([0, 1, 4, 6, 7, 8, 13, 14, 15, 20])
    offset = drawn[-1]["offset"] if drawn else 0
    history = History(deepcopy(drawn), last + timedelta(days=days, minutes=1), offset)
    phones = {phone: Known() for phone in PHONES}
    server, unsent = Known(), {phone: Known() for phone in (*PHONES, CARER)}
    heard: dict[str, set[int]] = {phone: set() for phone in (*PHONES, CARER)}
    history.steps = {place: [] for place in (*PHONES, CARER, "server", "shuffled")}

    def sync(phone: str, at: datetime, offset: int) -> None:
        _send(history, server, unsent[phone], heard[phone], at, offset)
        if phone != CARER:
            _fetch(history, phone, phones[phone], server, heard[phone], at, offset)

    for event in drawn:
        phone, at, offset = event["phone"], event["at"], event["offset"]
        said = _said(event, phones.get(phone, server))
        for kind in ("answers", "replies"):
            for one in said[kind]:
                for known in (*([phones[phone]] if phone in phones else []), unsent[phone], history.known):
                    getattr(known, kind).append(one)
        if phone != CARER:
            history.hear(phone, at, offset, said)
        if event["what"] == "sync" or phone == CARER:
            sync(phone, at, offset)
    for phone in (*PHONES, *PHONES):
        sync(phone, history.now, history.offset)
    history.steps["shuffled"] = _shuffled(history, rng)
    return history


def _said(event: dict[str, Any], known: Known) -> dict[str, list[Any]]:
    nothing: dict[str, list[Any]] = {"answers": [], "replies": []}
    if event["what"] == "answer":
        kept = ("night", "id", "value", "at", "phone", "pain")
        return {**nothing, "answers": [{key: event[key] for key in kept if key in event}]}
    if event["what"] == "clear":
        told = [one for one in known.as_of(event["at"]) if one[0] == event["night"]]
        cleared = {"night": event["night"], "id": WHOLE_NIGHT, "value": None}
        return {
            **nothing,
            "answers": [{**cleared, "at": event["at"], "phone": event["phone"]}] if told else [],
        }
    name = {"id": f"{event['phone']}{event['at'].isoformat()}", "at": event["at"]}
    if event["what"] == "back" and known.standing():
        last = known.standing()[-1]
        back = {**name, "rule": last["rule"], "leg": last["leg"], "outcome": "taken_back"}
        empty: dict[str, Any] = {"level": "", "items": [], "answers": [], "worst": None, "places": []}
        return {**nothing, "replies": [{**back, **empty}]}
    if event["what"] == "reply":
        return {**nothing, "replies": _reply(event, known, name)}
    return nothing


def _reply(event: dict[str, Any], known: Known, name: dict[str, Any]) -> list[dict[str, Any]]:
    at, offset = event["at"], event["offset"]
    cards = sorted({(yes.rule, yes.leg) for yes in pending(known, at, offset)})
    if not cards:
        return []
    rule, leg = cards[event["card"] % len(cards)]
    outcome = event["crisis"] if rule == "RF31" else event["usual"]
    if outcome == "mistap" and rule in ("RF03", "RF03b"):
        # A slip takes back the swelling and leaves the pain, which is told with it here.
        outcome = "not_yet"
    shown = as_shown(rule, leg, known, at, offset)
    return [{**name, "rule": rule, "leg": leg, "outcome": outcome, **shown}]


def _send(history: History, server: Known, unsent: Known, heard: set[int], at: datetime, offset: int) -> None:
    said: dict[str, list[Any]] = {"answers": list(unsent.answers), "replies": list(unsent.replies)}
    heard |= {id(one) for one in (*said["answers"], *said["replies"])}
    server.answers += said["answers"]
    server.replies += said["replies"]
    history.hear("server", at, offset, said)
    unsent.answers, unsent.replies = [], []


def _fetch(
    history: History,
    phone: str,
    known: Known,
    server: Known,
    heard: set[int],
    at: datetime,
    offset: int,
) -> None:
    said: dict[str, list[Any]] = {
        kind: [one for one in getattr(server, kind) if id(one) not in heard]
        for kind in ("answers", "replies")
    }
    heard |= {id(one) for one in (*said["answers"], *said["replies"])}
    known.answers += said["answers"]
    known.replies += said["replies"]
    history.hear(phone, at, offset, said, fetched=True)


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
        steps.append({"now": history.now, "offset": history.offset, **said})
    return steps
