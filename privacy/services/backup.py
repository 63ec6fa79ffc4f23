"""Back up and restore, one verb each."""

import fcntl
import logging
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction

from delivery import services as delivery
from journal.models import Epoch
from journal.queries import epoch
from privacy import sealing
from privacy.dump import dump
from privacy.errors import BackupError
from privacy.services.erasure import re_erase_after_restore

log = logging.getLogger(__name__)

NAME = "stillnight-{at:%Y%m%dT%H%M%SZ}.{engine}.age"
OURS = "stillnight-*.age"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    made_at: datetime
    erased_again: int
    mails_suppressed: int


def back_up(*, now: datetime) -> Path:
    """Write one encrypted copy, read it back, touch the stamp, forget copies that are too old. BackupError.

    The stamp's age is the alarm: it moves only when a backup can be read again.
    """
    folder = _folder()
    to = sealing.recipients(settings.BACKUP_RECIPIENTS)
    if not to:
        raise BackupError("BACKUP_RECIPIENTS names no key: a backup is never written unencrypted.")
    found = dump()
    target = folder / NAME.format(at=now, engine=found.name)
    # The plain copy lies where this account alone may look (0700), and is removed even after a fault.
    with _alone(folder), tempfile.TemporaryDirectory(prefix="writing-", dir=folder) as scratch:
        plain = Path(scratch) / "dump"
        found.write(plain)
        sealing.seal(plain, target, engine=found.name, made_at=now.isoformat(), to=to)
    _age_out(folder, now)
    stamp = Path(settings.BACKUP_STAMP)
    # Last, so that a fault in any step before it leaves the alarm on.
    stamp.touch()
    return target


def back_up_if_due(*, now: datetime) -> Path | None:
    """The scheduled backup: None while the last one is young enough, and where none is configured."""
    if not (settings.BACKUP_DIR and settings.BACKUP_RECIPIENTS):
        return None
    stamp = Path(settings.BACKUP_STAMP)
    every = timedelta(hours=settings.BACKUP_EVERY_HOURS)
    if stamp.exists() and now - datetime.fromtimestamp(stamp.stat().st_mtime, UTC) < every:
        return None
    return back_up(now=now)


def restore(*, sealed: Path, keys: Path, erased: Sequence[str], now: datetime) -> Restored:
    """Put a backup in the place of the database, and make it fit to be opened to people. BackupError.

    Tables are brought up to this release; who was erased since (`erased`: numbers of records and accounts) is erased
    again; no mail or push that was due before this moment goes out; phones see a new epoch and offer what they hold
    of the last weeks again.
    """
    found = dump()
    found.refuse_live()
    with tempfile.TemporaryDirectory(prefix="restoring-", dir=_scratch()) as scratch:
        plain = Path(scratch) / "dump"
        # Decrypted and checked whole before anything of the database is touched.
        manifest = sealing.unseal(sealed, plain, sealing.identities(keys))
        if manifest.engine != found.name:
            raise BackupError(f"This is a backup of {manifest.engine}; the site runs on {found.name}.")
        found.load(plain, now)
    # Before anything reads a row: the models expect the tables of this release.
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    return _settle(datetime.fromisoformat(manifest.made_at), list(erased), now)


# One transaction: a site that starts after half of it could show who was erased, or mail a week twice.
@transaction.atomic
def _settle(made_at: datetime, erased: list[str], now: datetime) -> Restored:
    again = re_erase_after_restore(numbers=erased, now=now)
    suppressed = delivery.settle_restored(now=now)
    Epoch.objects.all().delete()
    epoch()
    return Restored(made_at, again, suppressed)


def _folder() -> Path:
    if not settings.BACKUP_DIR:
        raise BackupError("BACKUP_DIR names no folder for the backups.")
    folder = Path(settings.BACKUP_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _scratch() -> Path:
    """Where the plain copy may lie for a moment: beside the data, so that moving it into place is one step."""
    name = connections["default"].settings_dict["NAME"]
    return Path(name).parent if dump().name == "sqlite" else Path(settings.VAR_DIR)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One backup at a time. BackupError."""
    with (folder / "lock").open("w") as lock:
        try:
            # The kernel holds it for the process, so that a killed backup leaves no lock behind.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError("Another backup is being written.") from None
        yield


def _age_out(folder: Path, now: datetime) -> None:
    """Erased people leave the backups too, with the backups' age."""
    oldest = (now - timedelta(days=settings.BACKUP_KEEP_DAYS)).timestamp()
    for file in folder.glob(OURS):
        if file.stat().st_mtime < oldest:
            file.unlink()
