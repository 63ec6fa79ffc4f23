"""A whole site for faults: its processes, a mail server, a proxy before it, patients; and how it is read after."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from config.embedded import broker
from config.embedded.postgres import fresh_server
from config.supervisor import Group
from tests.delivery.sink import Sink, serving
from tests.faults.browsers import Browsers, browsing
from tests.faults.history import History
from tests.faults.judge import Copy, Record, Version
from tests.faults.proxy import Proxy, proxying
from tests.faults.site_process import ROOT, SiteProcess
from tests.faults.writers import NIGHTS, Nights, Person, Writer
from tests.site import Site, eventually, free_port, own_database

PATIENTS, DEVICES, BROWSERS = 10, 2, 2
WORD = "a long enough one"
LETTERS, WEEKLY = 6, 3
LOOK_EVERY = 0.25
AT_REST_WITHIN = 120.0
# The history of one date shows its newest 500 versions: each row writes to dates of its own.
DATES_APART, DATES_OF_ROWS = NIGHTS * (DEVICES + 1), 20


@dataclass
class Rig:
    """What a fault is done to, and what it is judged by. `database` is `sqlite` or `postgres`."""

    site: Site
    process: SiteProcess
    var: Path
    database: str
    address: str
    sink: Sink
    before_web: Proxy
    phones_url: str
    before_database: Proxy | None
    people: list[Person]
    browsers: Browsers | None = None
    rows: int = 0
    history: History = field(default_factory=History)
    dice: random.Random = field(default_factory=random.Random)
    letters: list[str] = field(default_factory=list)
    weekly: list[str] = field(default_factory=list)

    @property
    def nights(self) -> Nights:
        """The dates of this row."""
        back = 8 + DATES_APART * (self.rows % DATES_OF_ROWS)
        return Nights(datetime.now(UTC).date() - timedelta(days=back))

    def writers(self, seed: str) -> list[Writer]:
        """For a row of its own: two devices of every patient, each with dice of its own, and a history."""
        self.rows += 1
        self.history, self.dice, self.letters, self.weekly = History(), random.Random(seed), [], []
        return [
            Writer(
                url=self.phones_url,
                host=urlsplit(self.site.url).netloc,
                person=person,
                number=number,
                nights=self.nights,
                history=self.history,
                dice=random.Random(f"{seed}/{person.name}/{number}"),
                others=self.people,
            )
            for person in self.people
            for number in range(DEVICES)
        ]

    def manage(self, *words: str, **environment: str) -> str:
        """A program of ours beside the running site, on its database unless `environment` says otherwise."""
        done = subprocess.run(
            [sys.executable, *words],
            env={**self.site.group.environment, **environment},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if done.returncode:
            raise RuntimeError(f"{words}: {done.stderr[-2000:]}")
        return done.stdout

    def put_mail_down(self) -> None:
        """Letters and weekly mails into the outbox, to addresses of this row."""
        name = f"row{self.rows}.{len(self.letters)}.{self.database}"
        self.manage("-m", "tests.flows.put_mail_down", name, str(LETTERS), str(WEEKLY))
        self.letters += [f"{name}.letter{number}@example.com" for number in range(LETTERS)]
        self.weekly += [f"{name}.reader{number}@example.com" for number in range(WEEKLY)]

    def mails_drained(self) -> bool:
        """Whether every letter has come, within two minutes."""
        return eventually(lambda: set(self.letters) <= set(self.sink.recipients), AT_REST_WITHIN)

    def ready(self) -> bool:
        """What `/readyz` says; False where nobody answers."""
        try:
            return requests.get(f"{self.site.url}/readyz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def records(self) -> dict[str, Record]:
        """Every patient's, by name, of this row's dates."""
        return {person.name: self._record(person) for person in self.people}

    def _record(self, person: Person) -> Record:
        days = [*self.nights.shared(), *(day for number in range(DEVICES) for day in self.nights.own(number))]
        versions: list[Version] = []
        standing: dict[tuple[str, str], str] = {}
        for day in days:
            for row in self._get(person, f"patients/me/nights/{day}/history"):
                if row["kind"] in ("night", "episode") and row["data"]:
                    unit = (row["kind"], row["key"])
                    versions.append(Version(row["id"], unit, row["data"].get("note", ""), row["edited_at"]))
        for night in self._get(person, f"patients/me/nights?from={min(days)}&to={max(days)}"):
            standing["night", night["date"]] = night["note"]
            standing |= {("episode", one["id"]): one["note"] for one in night["episodes"]}
        return Record(versions, standing)

    def _get(self, person: Person, path: str) -> Any:
        """A list of the API, asked for until it is given: what it holds is judged, not how soon it comes."""
        headers, found = {"X-Session-Token": person.token}, []

        def given() -> bool:
            try:
                answer = requests.get(f"{self.site.url}/api/v1/{path}", headers=headers, timeout=30)
            except requests.RequestException:
                return False
            if answer.status_code == 503:
                return False
            found.append(answer.json()["results"] if answer.ok else [])
            return True

        if not eventually(given, AT_REST_WITHIN):
            raise RuntimeError(f"{path} could not be read")
        return found[0]

    def copies(self, **environment: str) -> Mapping[str, Copy]:
        """Every patient's record as the database holds it; writers by their names."""
        names = {person.patient: person.name for person in self.people}
        found = json.loads(self.manage("-m", "tests.faults.copied", **environment).splitlines()[-1])
        return {
            names.get(patient, patient): Copy([(mark, digest) for mark, digest in log], export)
            for patient, (log, export) in found.items()
        }

    def another_database(self, name: str) -> dict[str, str]:
        """Where a backup is restored: a folder of its own and an empty database, as an environment."""
        folder = self.var.parent / name
        folder.mkdir()
        place = {"VAR_DIR": str(folder)}
        if self.database == "postgres":
            place["DATABASE_URL"] = own_database(self.address, name)
        return place

    def damage(self) -> Sequence[str]:
        """What the database's own check finds."""
        if self.database != "sqlite":
            return ()
        with sqlite3.connect(f"file:{self.var / 'stillnight.sqlite3'}?mode=ro", uri=True) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
            found += [str(row) for row in connection.execute("PRAGMA foreign_key_check")]
        return [text for text in found if text != "ok"]


@contextmanager
def rig(folder: Path, database: str, *, browsers: int = BROWSERS) -> Iterator[Rig]:
    """A site as `make run` starts it, with two web processes, and its people signed in."""
    with ExitStack() as stack:
        before_database, address = None, ""
        var, port = folder / "var", free_port()
        var.mkdir()
        sink = Sink()
        own = {
            "PORT": str(port),
            "VAR_DIR": str(var),
            "SITE_URL": f"http://localhost:{port}",
            "EMAIL_URL": f"smtp://127.0.0.1:{stack.enter_context(serving(sink))}",
            "SECRET_KEY": "faults-only",
            "GRANIAN_WORKERS": "2",
            "LOGINS_A_MINUTE": "600",
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        if database == "postgres":
            address = stack.enter_context(fresh_server())
            before_database, own["DATABASE_URL"] = _before_database(stack, folder, address)
        # Neither the database nor the broker of whoever starts this is the site's.
        outer = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")
        }
        environment = {**outer, **own}
        process = SiteProcess(own["SITE_URL"], var, environment)
        stack.callback(process.stop)
        process.start()
        # Whoever prepares or looks waits for its turn among the writers; it is not what is judged.
        beside = {**environment, "REDIS_URL": broker.url(broker.socket_path(var)), "DATABASE_PATIENCE": "120"}
        site = Site(own["SITE_URL"], Group(beside))
        before_web, at = stack.enter_context(proxying(("127.0.0.1", port)))
        where = Rig(
            site=site,
            process=process,
            var=var,
            database=database,
            address=address,
            sink=sink,
            before_web=before_web,
            phones_url=f"http://127.0.0.1:{at[1]}",
            before_database=before_database,
            people=[],
        )
        made = where.manage("-m", "tests.faults.people", str(PATIENTS), str(browsers))
        writers, readers = json.loads(made.splitlines()[-1])
        where.people += [
            Person(f"p{number}", patient, site.sign_in(email, WORD).token)
            for number, (email, patient) in enumerate(writers)
        ]
        if browsers:
            where.browsers = stack.enter_context(browsing(site, int(at[1]), readers, WORD))
        yield where


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
