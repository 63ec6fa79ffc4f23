"""The drill: back up under load, destroy, restore; on the database the tests run on, by the commands themselves."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pyrage.x25519 import Identity

from tests.site import own_database

pytestmark = [pytest.mark.database, pytest.mark.timeout(600)]


class Place:
    """A site's folder, database, keys and environment."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.backups, self.mail = folder, folder / "backups", folder / "mail"
        self.key = folder / "key.txt"
        secret = Identity.generate()
        self.key.write_text(f"# kept elsewhere\n{secret}\n")
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "VAR_DIR": str(folder / "var"),
            "SECRET_KEY": "the drill's own",
            "EMAIL_URL": f"filemail:///{self.mail}",
            "BACKUP_DIR": str(self.backups),
            "BACKUP_RECIPIENTS": str(secret.to_public()),
        }
        self.environment.pop("DATABASE_URL", None)
        if given := os.environ.get("DATABASE_URL"):
            self.environment["DATABASE_URL"] = own_database(given, f"drill_{os.getpid()}")

    def manage(self, *words: str, good: bool = True) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode == 0) is good, done.stderr
        return done.stdout if good else done.stderr

    def life(self, verb: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.privacy.life", verb]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        return subprocess.Popen(command, env=self.environment, text=True, **pipes)  # type: ignore[call-overload,no-any-return]

    def look(self) -> Any:
        with self.life("look") as looking:
            return json.loads(looking.communicate(timeout=300)[0])

    def weekly_mails(self) -> int:
        return sum(file.read_text().count("\nTo: alice@example.com") for file in self.mail.glob("*"))

    def destroy(self) -> None:
        """The worst: what is there is damaged, and of SQLite the log of changes lies beside it."""
        if address := self.environment.get("DATABASE_URL"):
            with psycopg.connect(address.replace("postgres://", "postgresql://"), autocommit=True) as server:
                server.execute("DROP TABLE journal_night CASCADE")
            return
        file = self.folder / "var" / "stillnight.sqlite3"
        with file.open("r+b") as damaged:
            damaged.seek(4096)
            damaged.write(b"\xff" * 40_960)
        file.with_name(f"{file.name}-wal").write_bytes(b"\x37\x7f\x06\x82" + b"\1" * 8192)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_back_up_under_load_destroy_restore(place: Place) -> None:
    with place.life("live") as site:
        before = told(site)
        place.manage("backup")
        (backup,) = place.backups.glob("*.age")
        words = ("restore", str(backup), "--identity", str(place.key))
        assert "stop it first" in place.manage(*words, "--nobody-was-erased", good=False)
        go_on(site)
        assert told(site)["written"] > 0
    assert place.weekly_mails() == 2
    place.destroy()

    said = place.manage(*words)

    found = place.look()
    assert found["alice"] == before["alice"]
    assert found["people"] == ["alice@example.com"]
    assert found["sign_in"] == 200
    assert found["epoch"] != before["epoch"]
    assert (place.weekly_mails(), found["waiting"]) == (2, 0)
    assert "1 erased again, 1 mails will not be sent" in said
    assert sorted(file.name for file in place.backups.iterdir()) == ["last", "lock", backup.name]


def told(site: "subprocess.Popen[str]") -> Any:
    assert site.stdout
    return json.loads(site.stdout.readline())


def go_on(site: "subprocess.Popen[str]") -> None:
    assert site.stdin
    site.stdin.write("go on\n")
    site.stdin.flush()
