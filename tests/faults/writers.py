"""Phones that write all the time, each as patient as a phone is, and note what they were answered."""

import random
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import requests

from tests.faults.history import History, Kind, Operation, Outcome

PATIENCE_S = 20
PAUSE_S = 0.15
BACK_OFF_S = 0.5  # after a call that was not answered, or not in time
NIGHTS = 5
TAKEN = ("applied", "duplicate", "merged")


@dataclass(frozen=True, slots=True)
class Person:
    """A patient, their session token, and the name under which their marks are known."""

    name: str
    patient: str
    token: str


@dataclass(frozen=True, slots=True)
class Nights:
    """The dates written: those whole by PUT, one device each, and those in pieces by every device's sync."""

    first: date

    def shared(self) -> list[str]:
        """Written by all devices of a patient."""
        return [str(self.first + timedelta(days=back)) for back in range(NIGHTS)]

    def own(self, device: int) -> list[str]:
        """Written by one device alone, so that whole nights do not replace each other's."""
        start = self.first - timedelta(days=NIGHTS * (device + 1))
        return [str(start + timedelta(days=back)) for back in range(NIGHTS)]


@dataclass
class Writer:
    """One device of one patient; its marks begin with the person's name, so that it is known whose they are."""

    url: str
    host: str
    person: Person
    number: int
    nights: Nights
    history: History
    dice: random.Random
    others: list[Person]
    device: str = ""
    count: int = 0
    back_off: float = 0.0
    cursor: str | None = None
    waiting: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    kept: list[tuple[dict[str, Any], str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.device = str(uuid.UUID(int=self.dice.getrandbits(128), version=4))
        self.session = requests.Session()
        self.session.headers.update({"X-Session-Token": self.person.token, "Host": self.host})

    def write_until(self, over: threading.Event) -> None:
        """One operation after the other; at the end, what waits is sent as a phone would."""
        while not over.is_set():
            self.dice.choices((self.sync, self.put, self.replay, self.read), (60, 25, 10, 5))[0]()
            time.sleep(PAUSE_S * self.dice.random() + self.back_off)
        for _ in range(30):
            if not self.waiting or self._send():
                break
            time.sleep(1)

    def sync(self) -> None:
        """A new change, and all that waits."""
        day, mark = self.dice.choice(self.nights.shared()), self._mark()
        episode = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.person.name}/{day}"))
        kind, key, data = self.dice.choice(
            [
                ("night", day, {"note": mark, "timezone": "Europe/London"}),
                ("episode", episode, {"date": day, "intensity": self.dice.randint(1, 10), "note": mark}),
            ]
        )
        change: dict[str, Any] = {"id": str(uuid.UUID(int=self.dice.getrandbits(128), version=4))}
        change |= {"kind": kind, "key": key}
        change |= {"op": "put", "base": None, "edited_at": datetime.now(UTC).isoformat(), "data": data}
        self.waiting.append((change, mark))
        self._send()

    def replay(self) -> None:
        """What was acknowledged is sent once more, as after a restore of the phone."""
        if self.kept:
            self._post([self.dice.choice(self.kept)])

    def _send(self) -> bool:
        sent = self.waiting.copy()
        if not self._post(sent):
            return False
        self.waiting = [one for one in self.waiting if one not in sent]
        self.kept = (self.kept + sent)[-20:]
        return True

    def _post(self, changes: list[tuple[dict[str, Any], str]]) -> bool:
        body = {"device": self.device, "cursor": self.cursor, "changes": [change for change, _ in changes]}
        began, answer = time.monotonic(), self._call("POST", "patients/me/sync", body)
        said = answer.json() if answer is not None and answer.ok else {}
        results = said.get("results") or [{}] * len(changes)
        self.cursor = said.get("cursor", self.cursor)
        for (change, mark), result in zip(changes, results, strict=True):
            outcome: Outcome = "ok" if result.get("status") in TAKEN else _outcome(answer, refused=bool(said))
            self._note("sync", mark, began, answer, outcome, change=change["id"])
        return bool(said)

    def put(self) -> None:
        """A whole night with an episode: both or neither."""
        day, mark = self.dice.choice(self.nights.own(self.number)), self._mark()
        episode = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.person.name}/{self.number}/{day}"))
        body = {
            "timezone": "Europe/London",
            "pain": True,
            "note": mark,
            "episodes": [{"id": episode, "intensity": self.dice.randint(1, 10), "note": part_of(mark)}],
        }
        began, answer = time.monotonic(), self._call("PUT", f"patients/me/nights/{day}", body)
        self._note("put", mark, began, answer, "ok" if answer is not None and answer.ok else _outcome(answer))

    def read(self) -> None:
        """One's own nights, or somebody else's, which must show nothing."""
        whose = self.dice.choice(self.others).patient if self.dice.random() < 0.5 else "me"
        began, answer = time.monotonic(), self._call("GET", f"patients/{whose}/nights")
        text = answer.text if answer is not None else ""
        seen = frozenset(one.name for one in self.others if f"{one.name}-" in text)
        outcome: Outcome = "ok" if answer is not None and answer.ok else _outcome(answer)
        self._note("read", "", began, answer, outcome, seen=seen)

    def _call(self, method: str, path: str, body: Any = None) -> requests.Response | None:
        try:
            answer = self.session.request(method, f"{self.url}/api/v1/{path}", json=body, timeout=PATIENCE_S)
        except requests.RequestException:
            answer = None
        self.back_off = BACK_OFF_S if answer is None or answer.status_code >= 500 else 0.0
        return answer

    def _mark(self) -> str:
        self.count += 1
        return f"{self.person.name}-{self.number}-{self.dice.getrandbits(24):06x}-{self.count}"

    def _note(
        self,
        kind: Kind,
        mark: str,
        began: float,
        answer: requests.Response | None,
        outcome: Outcome,
        *,
        change: str = "",
        seen: frozenset[str] = frozenset(),
    ) -> None:
        status = answer.status_code if answer is not None else 0
        self.history.add(
            Operation(
                patient=self.person.name,
                kind=kind,
                mark=mark,
                began=began,
                ended=time.monotonic(),
                outcome=outcome,
                status=status,
                change=change,
                retry_after=answer is not None and "Retry-After" in answer.headers,
                seen=seen,
            )
        )


def part_of(mark: str) -> str:
    """The mark of the episode that is saved with a whole night."""
    return f"{mark}/e"


def _outcome(answer: requests.Response | None, *, refused: bool = False) -> Outcome:
    return "fail" if refused or (answer is not None and 400 <= answer.status_code < 500) else "unknown"


@contextmanager
def writing(writers: list[Writer]) -> Iterator[None]:
    """All of them at once, until the block ends."""
    over = threading.Event()
    threads = [threading.Thread(target=one.write_until, args=(over,)) for one in writers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(90)
