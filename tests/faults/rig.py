"""A whole site for faults: its processes, a mail server, a proxy before it, patients; and how it is read after."""

import json
import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from config.embedded.postgres import fresh_server
from tests.bench.recovery import tended
from tests.delivery.sink import Sink, serving
from tests.faults.history import History
from tests.faults.judge import Record, Version
from tests.faults.proxy import Proxy, proxying
from tests.faults.writers import Nights, Person, Writer
from tests.site import Site, eventually, running_site

ROOT = Path(__file__).resolve().parents[2]
PATIENTS, DEVICES = 10, 2
WORD = "a long enough one"
LETTERS, WEEKLY = 6, 3
LOOK_EVERY = 0.25
AT_REST_WITHIN = 120.0


@dataclass
class Rig:
    """What a fault is done to, and what it is judged by. `database` is `sqlite` or `postgres`."""

    site: Site
    var: Path
    database: str
    address: str
    sink: Sink
    before_web: Proxy
    phones_url: str
    before_database: Proxy | None
    people: list[Person]
    nights: Nights
    dice: random.Random = field(default_factory=random.Random)

    def writers(self, history: History, seed: str) -> list[Writer]:
        """Two devices of every patient, each with dice of its own."""
        self.dice = random.Random(seed)
        return [
            Writer(
                url=self.phones_url,
                host=urlsplit(self.site.url).netloc,
                person=person,
                number=number,
                nights=self.nights,
                history=history,
                dice=random.Random(f"{seed}/{person.name}/{number}"),
                others=self.people,
            )
            for person in self.people
            for number in range(DEVICES)
        ]

    def manage(self, *words: str) -> str:
        """A management command beside the running site."""
        return _run(self.site, "manage.py", *words)

    def put_mail_down(self, name: str) -> tuple[list[str], list[str]]:
        """Letters and weekly mails into the outbox; the addresses of each."""
        _run(self.site, "-m", "tests.flows.put_mail_down", name, str(LETTERS), str(WEEKLY))
        letters = [f"{name}.letter{number}@example.com" for number in range(LETTERS)]
        return letters, [f"{name}.reader{number}@example.com" for number in range(WEEKLY)]

    def ready(self) -> bool:
        """What `/readyz` says; False where nobody answers."""
        try:
            return requests.get(f"{self.site.url}/readyz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def records(self) -> dict[str, Record]:
        """Every patient's, by name."""
        return {person.name: self._record(person) for person in self.people}

    def _record(self, person: Person) -> Record:
        days = [*self.nights.shared(), *(day for number in range(DEVICES) for day in self.nights.own(number))]
        versions: list[Version] = []
        standing: dict[tuple[str, str], str] = {}
        for day in days:
            for row in self._get(person, f"patients/me/nights/{day}/history")["results"]:
                if row["kind"] in ("night", "episode") and row["data"]:
                    unit = (row["kind"], row["key"])
                    versions.append(Version(row["id"], unit, row["data"].get("note", ""), row["edited_at"]))
        for night in self._get(person, f"patients/me/nights?from={min(days)}&to={max(days)}")["results"]:
            standing["night", night["date"]] = night["note"]
            standing |= {("episode", one["id"]): one["note"] for one in night["episodes"]}
        return Record(versions, standing)

    def _get(self, person: Person, path: str) -> Any:
        headers = {"X-Session-Token": person.token}
        answer = requests.get(f"{self.site.url}/api/v1/{path}", headers=headers, timeout=30)
        return answer.json() if answer.ok else {"results": []}

    def damage(self) -> Sequence[str]:
        """What the database's own check finds."""
        if self.database != "sqlite":
            return ()
        with sqlite3.connect(f"file:{self.var / 'stillnight.sqlite3'}?mode=ro", uri=True) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
            found += [str(row) for row in connection.execute("PRAGMA foreign_key_check")]
        return [text for text in found if text != "ok"]

    def mails_drained(self, letters: Sequence[str]) -> bool:
        """Whether every letter has come, within two minutes."""
        return eventually(lambda: set(letters) <= set(self.sink.recipients), AT_REST_WITHIN)


def _run(site: Site, *words: str) -> str:
    environment = {**site.group.environment, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *words],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout


@contextmanager
def rig(folder: Path, database: str) -> Iterator[Rig]:
    """A site that is started again as `make run` does, with its people signed in."""
    with ExitStack() as stack:
        environment, before_database, address = {}, None, ""
        if database == "postgres":
            address = stack.enter_context(fresh_server())
            before_database, environment["DATABASE_URL"] = _before_database(stack, folder, address)
            environment["SECRET_KEY"] = "faults-only"
        sink = Sink()
        port = stack.enter_context(serving(sink))
        site = stack.enter_context(running_site(folder, EMAIL_URL=f"smtp://127.0.0.1:{port}", **environment))
        stack.enter_context(tended(site))
        target = ("127.0.0.1", urlsplit(site.url).port or 0)
        before_web, (_, port_before) = stack.enter_context(proxying(target))  # type: ignore[str-unpack]
        people = [
            Person(f"p{number}", patient, site.sign_in(email, WORD).token)
            for number, (email, patient) in enumerate(
                json.loads(_run(site, "-m", "tests.faults.people", str(PATIENTS)).splitlines()[-1])
            )
        ]
        nights = Nights(datetime.now(UTC).date() - timedelta(days=8))
        yield Rig(
            site,
            folder,
            database,
            address,
            sink,
            before_web,
            f"http://127.0.0.1:{port_before}",
            before_database,
            people,
            nights,
        )


def _before_database(stack: ExitStack, folder: Path, address: str) -> tuple[Proxy, str]:
    """A proxy at a unix socket before PostgreSQL's own; the site knows only the proxy."""
    host = Path(dict(part.split("=") for part in urlsplit(address).query.split("&"))["host"])
    own = folder / "pg"
    own.mkdir()
    proxy, _ = stack.enter_context(proxying(str(host / ".s.PGSQL.5432"), at=own / ".s.PGSQL.5432"))
    return proxy, address.replace(str(host), str(own))


@contextmanager
def watching(rig: Rig) -> Iterator[list[bool]]:
    """What `/readyz` said, looked at all the while."""
    said: list[bool] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(LOOK_EVERY):
            said.append(rig.ready())

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield said
    finally:
        over.set()
        thread.join(30)
