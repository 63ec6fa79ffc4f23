"""Made-up histories: two to four phones with wrong clocks, offline most of the time, some killed mid-answer.

A phone here is as simple as one can be: what it knows of each unit, what it has yet to send, a cursor.
"""

import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Place = tuple[str, str]
Exchange = Callable[[datetime, dict[str, Any]], dict[str, Any]]

START = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
NIGHTS = ("2026-11-01", "2026-11-02", "2026-11-03")
TICK = timedelta(milliseconds=1)
SKEW = 400 * 24 * 3600


@dataclass
class Held:
    """A unit as a phone knows it."""

    op: str
    data: dict[str, Any] | None
    version: int
    edited_at: datetime
    device: str


@dataclass
class Phone:
    """One device; `tells_time` phones send their own clock along."""

    device: str
    skew: timedelta
    tells_time: bool
    units: dict[Place, Held] = field(default_factory=dict)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    cursor: str | None = None

    def edit(self, place: Place, data: dict[str, Any] | None, now: datetime, change_id: str) -> None:
        """Keep an edit; by this phone's clock it is later than whatever it replaces."""
        clock = now + self.skew
        waiting = [datetime.fromisoformat(one["edited_at"]) for one in self.outbox if _place(one) == place]
        seen = [self.units[place].edited_at] if place in self.units else []
        at = max([clock, *(moment + TICK for moment in waiting + seen)])
        base = self.units[place].version if place in self.units else None
        op = "put" if data is not None else "delete"
        change = {"id": change_id, "kind": place[0], "key": place[1], "op": op, "base": base, "data": data}
        self.outbox.append({**change, "edited_at": at.isoformat()})

    def sync(self, exchange: Exchange, now: datetime, *, sent: int, answered: bool) -> bool:
        """One round with the first `sent` waiting changes; whether there is more to come."""
        batch = self.outbox[:sent]
        body: dict[str, Any] = {"cursor": self.cursor, "device": self.device, "changes": batch}
        if self.tells_time:
            body["sent_at"] = (now + self.skew).isoformat()
        answer = exchange(now, body)
        if answered:
            self._take(batch, answer)
        return bool(self.outbox or answer["more"])

    def _take(self, batch: list[dict[str, Any]], answer: Mapping[str, Any]) -> None:
        for change, result in zip(batch, answer["results"], strict=True):
            assert result["status"] in ("applied", "merged", "duplicate"), result
            self.outbox.remove(change)
            if result["status"] != "merged":
                self._put(_place(change), change, result["edited_at"], result["version"], self.device)
        for row in answer["changes"]:
            self._put((row["kind"], row["key"]), row, row["edited_at"], row["version"], row["device"])
        self.cursor = answer["cursor"]

    def _put(self, place: Place, row: Mapping[str, Any], at: str, version: int, device: str) -> None:
        held = self.units.get(place)
        if held is None or held.version <= version:
            self.units[place] = Held(row["op"], row["data"], version, datetime.fromisoformat(at), device)


def play(seed: int, exchange: Exchange) -> list[Phone]:
    """One history to its end: everything sent, everything pulled. The phones as they then stand."""
    dice = random.Random(seed)
    phones = [_phone(dice) for _ in range(dice.randint(2, 4))]
    episodes = [_uuid(dice) for _ in range(3)]
    now = START
    for _ in range(dice.randint(8, 24)):
        now += timedelta(seconds=dice.choice([0, 0.0004, 1, 600, 90_000]))
        phone = dice.choice(phones)
        if dice.random() < 0.7:
            place, data = _edit(dice, episodes)
            phone.edit(place, data, now, _uuid(dice))
        else:
            _round(phone, now, dice, exchange)
    for phone in [*phones, *phones]:
        now += timedelta(seconds=1)
        while phone.sync(exchange, now, sent=500, answered=True):
            pass
    return phones


def _round(phone: Phone, now: datetime, dice: random.Random, exchange: Exchange) -> None:
    sent = dice.randint(0, len(phone.outbox))
    phone.sync(exchange, now, sent=sent, answered=dice.random() < 0.7)


def _phone(dice: random.Random) -> Phone:
    skew = timedelta(seconds=dice.choice([0, 0, dice.uniform(-SKEW, SKEW)]))
    return Phone(_uuid(dice), skew, tells_time=dice.random() < 0.5)


def _edit(dice: random.Random, episodes: list[str]) -> tuple[Place, dict[str, Any] | None]:
    date = dice.choice(NIGHTS)
    units: list[tuple[Place, dict[str, Any]]] = [
        (("episode", dice.choice(episodes)), {"date": date, "intensity": dice.randint(0, 10)}),
        (("night", date), {"pain": dice.choice([True, False, None]), "note": dice.choice(["", "late"])}),
        (("night", date), {"pain": False, "timezone": dice.choice(["Europe/Berlin", None])}),
        (("sleep", date), {"periods": [{"awakenings": dice.randint(0, 9)}]}),
        (("day", f"{date}/longsit"), {"value": dice.choice([True, False])}),
        (("check", f"{date}/inf.fever"), {"value": dice.choice([True, False])}),
        (("tip", f"{date}/t01"), {"helped": dice.choice([True, False, None])}),
        (("health", "who.smoker"), {"value": dice.choice([True, False])}),
        (("peg", "2026-11-02"), {"pain": dice.randint(0, 10), "enjoyment": 4, "activity": 2}),
    ]
    place, data = dice.choice(units)
    return place, None if dice.random() < 0.25 else data


def _place(change: Mapping[str, Any]) -> Place:
    return change["kind"], change["key"]


def _uuid(dice: random.Random) -> str:
    return str(uuid.UUID(int=dice.getrandbits(128), version=4))
