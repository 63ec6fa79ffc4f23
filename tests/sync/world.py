"""A world of one seed: who does what next, and what was said to be saved."""

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from sqlite3 import Connection
from typing import Any

from tests.sync import server as site
from tests.sync.book import Book, Saved, Unit, frozen, logged_marks, mark_of, marks_shown, unit_of
from tests.sync.phones import Phones
from tests.sync.server import Reply, Server

# A Saturday: the weekly mail goes on Monday.
BEGIN = datetime(2026, 11, 21, 20, tzinfo=UTC)
# Shorter than phones offer again after a restore (30 days).
LONGEST = timedelta(days=20)
NIGHTS = ("2026-11-19", "2026-11-20", "2026-11-21")
EPISODES = tuple(f"00000000-0000-7000-8000-00000000000{number}" for number in (1, 2, 3))
EVENTS = tuple(f"00000000-0000-7000-9000-00000000000{number}" for number in (1, 2))
CHECKS = ("dvt.new_swelling", "ali.cant_move", "ali.cold")
PASSCODE = "246813"
# Phones 0 and 1 are Alice's; the third goes from hand to hand.
HOLDERS = (("alice",), ("alice",), ("alice", "bob"))
TO_REST = 1_000_000


@dataclass(slots=True)
class Phone:
    """What the driver knows of one phone."""

    number: int
    skew: int
    up: bool = False
    tasks: int = 0
    cookies: dict[str, str] = field(default_factory=dict)
    asked: dict[int, dict[str, Any]] = field(default_factory=dict)
    replies: dict[int, Reply | None] = field(default_factory=dict)
    passcode: bool = False
    # What it was told and has not answered.
    doing: dict[str, dict[str, Any]] = field(default_factory=dict)
    # Whose it was when somebody last looked, and what was shown then.
    owner: str = ""
    seen: dict[str, Any] = field(default_factory=dict)
    # The units that Undo would take back, the last at the end.
    touched: list[Unit] = field(default_factory=list)


class World:
    """Every choice comes from the seed; `step` makes one."""

    def __init__(self, seed: int, server: Server, phones: Phones) -> None:
        self.seed, self.server, self.host = seed, server, phones
        self.chance = random.Random(seed)
        self.trace = hashlib.sha256()
        self.now = BEGIN
        self.book = Book()
        self.count = 0
        self.kept: tuple[Connection, set[str]] | None = None
        self.phones = [
            Phone(number, self.chance.choice((0, 0, 0, -90_000, 45_000, -7_200_000)), owner=f"guest {number}")
            for number in range(3)
        ]
        site.seed_chance(seed)
        server.begin(self.now)
        self.names = {site.account(name): name for name in ("alice", "bob")}
        self.host.begin([seed * 3 + number for number in range(3)])
        for phone in self.phones:
            if self.chance.random() < 0.2:
                self.age(phone)
            self.start(phone, tasks=self._some())

    # what may happen ----------------------------------------------------------------------------------------

    def step(self) -> None:
        """One choice, and what follows from it."""
        self.count += 1
        # No clock stands still, whatever else happens.
        self.now += timedelta(milliseconds=self.chance.randint(20, 400))
        choices = list(self._choices())
        act = self.chance.choices([each for _, each in choices], [weight for weight, _ in choices])[0]
        act()

    def _choices(self) -> Iterator[tuple[float, Callable[[], None]]]:
        for phone in self.phones:
            if not phone.up:
                yield 2, partial(self._begin, phone)
                continue
            if phone.tasks:
                yield 6, partial(self._go_on, phone)
            if phone.asked:
                yield 6, partial(self.carry, phone)
            if phone.replies:
                yield 6, partial(self.bring, phone)
            yield 2, partial(self.tap, phone)
            yield 0.15, partial(self.crash, phone)
            yield 0.5, partial(self.look, phone)
        yield 2, self.wait
        yield 0.5, self.sleep
        yield 0.2, self.tick
        yield 0.05, self.keep
        if self.kept:
            yield 0.03, self.restore

    def _begin(self, phone: Phone) -> None:
        self.start(phone, tasks=self._some())

    def _go_on(self, phone: Phone) -> None:
        self.tell(phone, "run", tasks=self._some())

    def _some(self) -> int:
        """How far a phone goes before something else happens: mostly to rest, else to any of its awaits."""
        return TO_REST if self.chance.random() < 0.6 else self.chance.randint(0, 60)

    # phones -------------------------------------------------------------------------------------------------

    def tell(self, phone: Phone, do: str, **more: Any) -> Any:
        """Tell a phone, and take note of what it says."""
        clock = int(self.now.timestamp() * 1000) + phone.skew
        answer = self.host.tell(do, phone.number, clock, **more)
        self.note([do, phone.number, more, answer])
        phone.tasks = answer["tasks"]
        for said in answer["said"]:
            self._hear(phone, said)
        if answer["reloading"]:
            self._lost(phone)
        return answer.get("found")

    def note(self, what: Any) -> None:
        """Into the trace."""
        self.trace.update(json.dumps(what, sort_keys=True, default=str).encode())

    def age(self, phone: Phone) -> None:
        """Its disk is of an earlier release, with an entry that was not sent: the first start upgrades it."""
        text, unit = f"{phone.owner} {self.seed} old", ("event", EVENTS[0])
        change = {
            "id": f"00000000-0000-7000-a000-{self.seed:011d}{phone.number}",
            "account": "guest", "kind": unit[0], "key": unit[1], "date": "", "op": "put", "base": None,
            "edited_at": (self.now - timedelta(hours=1)).isoformat(),
            "data": {"on": NIGHTS[0], "kind": "other", "text": text},
            "order": 1, "offered": False, "refused": None,
        }  # fmt: skip
        self.tell(phone, "old", change=change)
        self.book.owners[text] = {*HOLDERS[phone.number], phone.owner}
        self.book.saved[phone.owner, phone.number, unit] = Saved(phone.owner, phone.number, unit, text)

    def start(self, phone: Phone, tasks: int = TO_REST) -> None:
        """The app is opened."""
        phone.up = True
        self.tell(phone, "start", cookies=_cookie(phone), tasks=tasks)

    def crash(self, phone: Phone) -> None:
        """The app is gone in the middle of whatever it did."""
        self.tell(phone, "crash")
        self._lost(phone)

    def _lost(self, phone: Phone) -> None:
        phone.up, phone.tasks = False, 0
        phone.asked.clear()
        phone.replies.clear()
        phone.touched.clear()
        for tap in phone.doing.values():
            self._unknown(phone, tap)
        phone.doing.clear()

    def _hear(self, phone: Phone, said: dict[str, Any]) -> None:
        if "net" in said:
            phone.asked[said["net"]] = said
            self._note_sent(said)
        elif "gone" in said:
            phone.asked.pop(said["gone"], None)
            phone.replies.pop(said["gone"], None)
        elif "error" in said:
            self.book.faults.append(f"phone {phone.number}: {said['error']}")
        elif tap := phone.doing.pop(said["name"], None):
            if "failed" in said or said["value"] is False:
                self._unknown(phone, tap)
            else:
                self._done(phone, tap, said["value"])

    def _note_sent(self, request: dict[str, Any]) -> None:
        if request["path"].endswith("/sync"):
            self.book.sent |= {change["id"] for change in json.loads(request["body"])["changes"]}

    # the network --------------------------------------------------------------------------------------------

    def carry(self, phone: Phone) -> None:
        """Any request under way arrives, is lost, arrives twice, or finds a server that dies."""
        net = self.chance.choice(sorted(phone.asked))
        luck = self.chance.random()
        if luck < 0.08:
            del phone.asked[net]
            phone.replies[net] = None
            return
        if luck < 0.14:
            # Doubled: the second is still on its way when the first has its reply.
            self.serve(phone, net, keep=True)
            return
        self.serve(phone, net, dies_at=self.chance.randint(1, 60) if luck > 0.92 else None)

    def serve(self, phone: Phone, net: int, *, dies_at: int | None = None, keep: bool = False) -> None:
        """The server answers; its reply is under way."""
        request = phone.asked[net] if keep else phone.asked.pop(net)
        self.server.to(self.now)
        reply = self.server.answer(request, phone.cookies, dies_at=dies_at)
        self.note([request["path"], reply and [reply.status, reply.body]])
        if reply is None:
            phone.replies[net] = None
            return
        if reply.status >= 500:
            self.book.faults.append(f"{request['path']} was answered {reply.status}: {reply.body[:200]}")
        if request["path"].endswith("/sync") and reply.status == 200:
            self._note_acknowledged(phone, request, json.loads(reply.body))
        # Of a doubled request the first reply is what the phone gets.
        phone.replies.setdefault(net, reply)

    def bring(self, phone: Phone, net: int | None = None) -> None:
        """A reply arrives, or is lost; not in the order of the requests."""
        lost = net is None and self.chance.random() < 0.08
        net = self.chance.choice(sorted(phone.replies)) if net is None else net
        reply = phone.replies.pop(net)
        phone.asked.pop(net, None)
        if reply is not None and not lost:
            for name, value in reply.cookies.items():
                if value is None:
                    phone.cookies.pop(name, None)
                else:
                    phone.cookies[name] = value
        body = None if reply is None or lost else reply.as_json()
        self.tell(phone, "reply", net=net, reply=body, cookies=_cookie(phone), tasks=self._some())

    def _note_acknowledged(self, phone: Phone, request: dict[str, Any], answer: dict[str, Any]) -> None:
        owner = self.names[request["headers"]["x-account"]]
        sent = {change["id"]: change for change in json.loads(request["body"])["changes"]}
        for result in answer["results"]:
            if result["status"] in ("applied", "duplicate", "merged"):
                change = sent[result["id"]]
                self.book.acknowledged[result["id"]] = (owner, mark_of(change["kind"], change["data"]))

    # the server ---------------------------------------------------------------------------------------------

    def wait(self) -> None:
        """Time passes: seconds mostly, sometimes hours."""
        most = self.chance.choices((5, 90, 1_200, 14_400), (60, 25, 10, 5))[0]
        self._pass(timedelta(seconds=self.chance.randint(1, most)))

    def sleep(self) -> None:
        """Days in which nobody does anything, often until the weekly mail; then the timetable goes on."""
        self.tick()
        monday = (self.now + timedelta(days=7 - self.now.weekday())).replace(hour=9)
        until = self.chance.choice((monday, self.now + timedelta(hours=self.chance.randint(12, 90))))
        self._pass(until - self.now)
        self.tick()
        self.tick()

    def _pass(self, time: timedelta) -> None:
        self.now += time if self.now + time < BEGIN + LONGEST else timedelta(seconds=1)
        for phone in self.phones:
            if phone.up:
                self.tell(phone, "advance", tasks=self._some())

    def tick(self) -> None:
        """Mail is planned and sent, by a worker that may die and over a line that may break."""
        fails = [self.chance.choice(("taken", "taken", "line", "before", "after")) for _ in range(3)]
        self.server.to(self.now)
        self.server.tick(fails=fails, dies_at=self.chance.choice((None, None, self.chance.randint(1, 80))))
        self.note(["tick", sorted(site.mails.taken.items())])

    def keep(self) -> None:
        """A backup is made."""
        self.kept = (self.server.copy(), set(self.book.acknowledged))

    def restore(self) -> None:
        """The backup takes the place of the database; what no phone holds any more is lost, and may be."""
        kept, acknowledged = self.kept  # type: ignore[misc]
        self.server.to(self.now)
        self.server.restore(kept)
        self.note(["restore"])
        held = self._held()
        logged = {name: logged_marks(name) for name in ("alice", "bob")}
        for key, one in list(self.book.saved.items()):
            if one.owner in logged and not one.among(logged[one.owner] | held[one.owner]):
                del self.book.saved[key]
                self.book.open_units.add((one.owner, one.unit))
        self.book.acknowledged = {
            change: what for change, what in self.book.acknowledged.items() if change in acknowledged
        }
        shown = {key for phone in self.phones for key in phone.seen.get("standing", [])}
        for name, keys in self.book.told.items():
            keys &= site.flags(name) | shown

    def _held(self) -> dict[str, set[tuple[Unit, str]]]:
        """Unit and mark of everything that lies on some phone's disk, by whose it is."""
        found: dict[str, set[tuple[Unit, str]]] = {"alice": set(), "bob": set()}
        for phone in self.phones:
            for account, unit, mark in self.rows(phone):
                if account in found:
                    found[account].add((unit, frozen(mark)))
        return found

    def rows(self, phone: Phone) -> list[tuple[str, Unit, Any]]:
        """Whose, which unit and what of every row on its disk."""
        if phone.up and phone.tasks:
            self.tell(phone, "run")
        rows = self.tell(phone, "rows", code=PASSCODE if phone.passcode else None) or {
            "units": [],
            "changes": [],
        }
        return [
            (
                self.names.get(row["account"], "guest"),
                (row["kind"], row["key"]),
                mark_of(row["kind"], row["data"]),
            )
            for row in [*rows["units"], *rows["changes"]]
        ]

    # taps ---------------------------------------------------------------------------------------------------

    def tap(self, phone: Phone) -> None:
        """Something that a person does at the screen."""
        if phone.doing:
            return  # one thing at a time
        self.look(phone)
        if phone.up:
            self.do(phone, self._tap(phone), tasks=self._some())

    def do(self, phone: Phone, tap: dict[str, Any], tasks: int = TO_REST) -> None:
        """That tap."""
        name = f"{phone.number}-{self.count}"
        if owners := tap.pop("owners", None):
            self.book.owners[tap["text"]] = owners
        phone.doing[name] = {**tap, "owner": phone.owner}
        self._before(phone, phone.doing[name])
        self.tell(phone, "tap", name=name, tap=tap, tasks=tasks)

    def _tap(self, phone: Phone) -> dict[str, Any]:
        owner = phone.owner
        if phone.seen["locked"]:
            return {"do": "enterPasscode", "code": PASSCODE}
        pick = self.chance.choice
        luck = self.chance.random()
        if owner.startswith("guest") and luck < 0.4:
            who = pick(HOLDERS[phone.number])
            return {"do": "signIn", "email": site.address(who), "password": site.PASSWORD, "who": who}
        if luck < 0.75:
            return self._say(phone, pick(("note", "episode", "remove", "event", "day", "check")))
        rare = ["undo", "undo", "wake", "wake", "retry", "answer", "takeBack"]
        if luck > 0.97 and not owner.startswith("guest"):
            rare = ["signOut"]
        elif luck > 0.95:
            rare = ["takePasscodeAway" if phone.passcode else "setPasscode"]
        what = pick(rare)
        return {"do": what, "code": PASSCODE, "outcome": pick(("seen_cleared", "mistap", "still_so"))}

    def _say(self, phone: Phone, what: str) -> dict[str, Any]:
        pick = self.chance.choice
        owner = phone.owner
        text = f"{owner} {self.seed} {self.count}"
        owners = set(HOLDERS[phone.number]) | {owner} if owner.startswith("guest") else {owner}
        match what:
            case "note":
                return {"do": what, "date": pick(NIGHTS), "text": text, "owners": owners}
            case "episode":
                return {"do": what, "date": NIGHTS[0], "id": pick(EPISODES), "text": text, "owners": owners}
            case "remove":
                return {"do": what, "date": NIGHTS[0], "id": pick(EPISODES)}
            case "event":
                return {"do": what, "date": NIGHTS[0], "id": pick(EVENTS), "text": text, "owners": owners}
            case "day":
                return {
                    "do": what,
                    "date": pick(NIGHTS),
                    "id": "caffeine",
                    "value": pick((True, False, None)),
                }
            case _:
                value = pick((True, True, False))
                return {"do": "check", "date": pick(NIGHTS), "id": pick(CHECKS), "value": value}

    # what was promised --------------------------------------------------------------------------------------

    def _before(self, phone: Phone, tap: dict[str, Any]) -> None:
        """What may change as soon as the tap is begun."""
        if unit := unit_of(tap):
            tap["unit"] = unit
        elif tap["do"] == "undo" and phone.touched:
            self._undone(phone, phone.touched.pop())
        elif tap["do"] in ("answer", "takeBack"):
            # Answers that were a slip are taken out of the nights, whichever phone they were given on.
            for unit in [unit for owner, _, unit in self.book.saved if owner == phone.owner]:
                if unit[0] == "check":
                    self._open(phone.owner, phone, unit)
        elif tap["do"] == "signOut":
            self._leave(phone)

    def _undone(self, phone: Phone, unit: Unit) -> None:
        self._open(phone.owner, phone, unit)
        if unit[0] == "check":
            # A slip that is taken back at once nobody has to hear of.
            self.book.told.get(phone.owner, set()).clear()

    def _open(self, owner: str, phone: Phone, unit: Unit) -> None:
        self.book.saved.pop((owner, phone.number, unit), None)
        self.book.open_units.add((owner, unit))

    def _leave(self, phone: Phone) -> None:
        """Signing out takes what was not sent along: asked first, and wanted."""
        owner = phone.owner
        logged = logged_marks(owner)
        for key in [key for key in self.book.saved if key[:2] == (owner, phone.number)]:
            one = self.book.saved[key]
            if not one.among(logged):
                del self.book.saved[key]
                self.book.open_units.add((owner, one.unit))
        self.book.told.setdefault(owner, set()).intersection_update(site.flags(owner))

    def _unknown(self, phone: Phone, tap: dict[str, Any]) -> None:
        """Nothing was promised of it; it may hold or not."""
        if unit := tap.get("unit"):
            self._open(tap["owner"], phone, unit)

    def _done(self, phone: Phone, tap: dict[str, Any], value: Any) -> None:
        match tap["do"]:
            case "setPasscode":
                phone.passcode = True
            case "takePasscodeAway":
                phone.passcode = False
            case "signIn":
                self.look(phone)
                return
        if unit := tap.get("unit"):
            phone.touched.append(unit)
            mark = None if tap["do"] == "remove" else tap.get("text", tap.get("value"))
            self.book.saved[tap["owner"], phone.number, unit] = Saved(tap["owner"], phone.number, unit, mark)

    def look(self, phone: Phone) -> None:
        """Somebody looks at the screen: whose diary, and is all of it theirs."""
        if not phone.up:
            return
        phone.seen = seen = self.tell(phone, "look", tasks=0)
        before, owner = phone.owner, self.names.get(seen["account"], f"guest {phone.number}")
        phone.owner = owner
        if owner != before:
            phone.touched.clear()
        if before.startswith("guest") and not owner.startswith("guest"):
            self._handed_over(phone, before, owner)
        for mark in marks_shown(seen).values():
            if isinstance(mark, str) and owner not in self.book.owners.get(mark, {owner}):
                self.book.faults.append(f"D: phone {phone.number} of {owner} shows {mark!r}")
        if not owner.startswith("guest") and not phone.tasks:
            self.book.told.setdefault(owner, set()).update(seen["standing"])

    def _handed_over(self, phone: Phone, guest: str, owner: str) -> None:
        """What a guest wrote is whoever's signed in."""
        for key in [key for key in self.book.saved if key[:2] == (guest, phone.number)]:
            one = self.book.saved.pop(key)
            self.book.saved[owner, phone.number, one.unit] = Saved(owner, phone.number, one.unit, one.mark)
        for whose, unit in list(self.book.open_units):
            if whose == guest:
                self.book.open_units.add((owner, unit))
        for mark, owners in self.book.owners.items():
            if guest in owners:
                self.book.owners[mark] = {owner}


def _cookie(phone: Phone) -> str:
    """What the page may read."""
    return f"csrftoken={phone.cookies['csrftoken']}" if "csrftoken" in phone.cookies else ""
