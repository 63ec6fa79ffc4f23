"""A backup opens with its key alone, whole or not at all, and is written only where it can be read again."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from pyrage.x25519 import Identity

from privacy import sealing, services
from privacy.errors import BackupError
from tests.draws import draws

KEY = Identity.generate()
MADE = "2026-11-29T00:00:00+00:00"


def sealed(folder: Path, data: bytes) -> Path:
    (folder / "dump").write_bytes(data)
    target = folder / "backup.age"
    sealing.seal(folder / "dump", target, engine="sqlite", made_at=MADE, to=[KEY.to_public()])
    return target


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@draws(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200_000))
def test_what_is_sealed_comes_back_as_it_was(folder: Path, data: bytes) -> None:
    manifest = sealing.unseal(sealed(folder, data), folder / "again", [KEY])
    assert (folder / "again").read_bytes() == data
    assert (manifest.engine, manifest.made_at) == ("sqlite", MADE)


def test_nobody_elses_key_opens_it(folder: Path) -> None:
    with pytest.raises(BackupError, match="cannot be decrypted"):
        sealing.unseal(sealed(folder, b"nights"), folder / "again", [Identity.generate()])


@pytest.mark.parametrize("place", [0.0, 0.3, 0.6, 0.95])
def test_a_damaged_file_is_refused(folder: Path, place: float) -> None:
    file = sealed(folder, os.urandom(300_000))
    data = bytearray(file.read_bytes())
    data[int(place * (len(data) - 1))] ^= 1
    file.write_bytes(data)
    with pytest.raises(BackupError):
        sealing.unseal(file, folder / "again", [KEY])


def test_what_cannot_be_read_back_is_no_backup(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def damage(*arguments: Any) -> None:
        raise BackupError("is damaged")

    monkeypatch.setattr(sealing, "_unseal", damage)
    with pytest.raises(BackupError):
        sealed(folder, b"nights")
    assert [file.name for file in folder.glob("backup*")] == []


def test_a_dump_that_changes_while_it_is_sealed_is_no_backup(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = sealing._digest

    def somebody_writes_after(file: Path) -> str:
        said = digest(file)
        file.write_bytes(b"other nights")
        return said

    monkeypatch.setattr(sealing, "_digest", somebody_writes_after)
    with pytest.raises(BackupError, match="is damaged"):
        sealed(folder, b"nights")
    assert list(folder.glob("backup*")) == []


def test_keys_are_read_as_age_writes_them_and_a_wrong_one_is_named(folder: Path) -> None:
    (folder / "keys").write_text(f"# created: today\n{KEY}\n\n")
    assert [str(one.to_public()) for one in sealing.identities(folder / "keys")] == [str(KEY.to_public())]
    with pytest.raises(BackupError, match="key 2"):
        sealing.recipients([str(KEY.to_public()), "age1nonsense"])


@pytest.mark.parametrize(("hours", "written"), [(None, True), (23, False), (25, True)])
def test_a_tick_backs_up_when_the_last_is_too_old(
    folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, hours: int | None, written: bool
) -> None:
    settings.BACKUP_DIR, settings.BACKUP_RECIPIENTS = str(folder), [str(KEY.to_public())]
    settings.BACKUP_STAMP = str(folder / "last")
    if hours is not None:
        (folder / "last").touch()
        os.utime(folder / "last", (then := time.time() - hours * 3600, then))
    monkeypatch.setattr(services.backup, "dump", Fake)

    done = services.back_up_if_due(now=datetime.now(UTC))

    assert bool(done) is written
    assert len(list(folder.glob("*.age"))) == written


def test_old_backups_go_and_without_keys_none_is_written(
    folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BACKUP_DIR, settings.BACKUP_STAMP = str(folder), str(folder / "last")
    monkeypatch.setattr(services.backup, "dump", Fake)
    now, old = datetime.now(UTC), folder / "stillnight-20260101T000000Z.sqlite.age"
    old.touch()
    os.utime(old, (0, 0))
    with pytest.raises(BackupError, match="never written unencrypted"):
        services.back_up(now=now)
    assert not (folder / "last").exists()

    settings.BACKUP_RECIPIENTS = [str(KEY.to_public())]
    kept = [services.back_up(now=now), services.back_up(now=now + timedelta(seconds=1))]

    assert sorted(folder.glob("*.age")) == kept


class Fake:
    """A database of six bytes: the real ones are tried by the drill."""

    name = "sqlite"

    def write(self, target: Path) -> None:
        target.write_bytes(b"nights")
