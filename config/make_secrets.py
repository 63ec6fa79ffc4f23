"""Every secret of a server, made once: `python -m config.make_secrets FOLDER --email-url smtp+ssl://…`.

What is there already is kept. The secret key of the backups is written too: move it to another machine.
"""

import argparse
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from pyrage.x25519 import Identity

# Migrations may take longer than a request.
UNHURRIED = "options=-c%20statement_timeout%3D0%20-c%20lock_timeout%3D5s"
BACKUP_KEY = "backup_secret_key.txt"


def main(words: list[str]) -> int:
    """Write what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--email-url", required=True, help="smtp+ssl://user:password@host:465")
    given = parser.parse_args(words)
    given.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, text in _wanted(given.folder, given.email_url):
        _write(given.folder / name, text)
    sys.stdout.write(
        f"Secrets are in {given.folder}. Now move {given.folder / BACKUP_KEY} to another machine: "
        "it alone opens the backups, and this one does not need it.\n"
    )
    return 0


def _wanted(folder: Path, email_url: str) -> Iterator[tuple[str, str]]:
    owner, works, broker = (
        _kept(folder, name) for name in ("database_owner_password", "database_password", "redis_password")
    )
    yield "postgres_password", _kept(folder, "postgres_password")
    yield "database_owner_password", owner
    yield "database_password", works
    yield "redis_password", broker
    # Two roles: a fault in the web process cannot change or drop tables.
    yield "database_owner_url", f"postgres://stillnight_owner:{owner}@postgres/stillnight?{UNHURRIED}"
    yield "database_url", f"postgres://stillnight:{works}@postgres/stillnight"
    yield "redis_url", f"redis://:{broker}@redis:6379/0"
    yield "secret_key", secrets.token_urlsafe(64)
    # Empty, but there: compose does not start while a file that it names as a secret is missing.
    yield "secret_key_fallbacks", ""
    yield "metrics_token", secrets.token_urlsafe(32)
    yield "email_url", email_url
    yield "vapid_private_key", _vapid()
    # Not by the secret half, which is meant to be moved away: its absence must not make a second pair of keys.
    if not (folder / "backup_recipients").exists():
        key = Identity.generate()
        yield BACKUP_KEY, f"{key}\n"
        yield "backup_recipients", str(key.to_public())


def _kept(folder: Path, name: str) -> str:
    """A password that other secrets repeat."""
    file = folder / name
    # In hex, because these passwords stand in URLs, where other characters would have to be quoted.
    return file.read_text() if file.exists() else secrets.token_hex(24)


def _vapid() -> str:
    """The private number of a P-256 key in base64url, as VAPID_PRIVATE_KEY takes it."""
    import base64

    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")


def _write(file: Path, text: str) -> None:
    """For its owner, and for the containers, which read it under another number; the folder keeps others out."""
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w") as made:
            made.write(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
