"""Backups at rest: files of the age format, which the `age` program opens too.

The site holds only the public keys (`BACKUP_RECIPIENTS`), so that whoever takes the server cannot read its backups.
Each file also has a recipient that lives for as long as it takes to read the file back once.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Self

import pyrage
from pyrage.x25519 import Identity, Recipient

from privacy.errors import BackupError

PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """The first line of what is sealed; the dump follows."""

    engine: str
    made_at: str
    sha256: str
    format: int = 1

    @classmethod
    def read(cls, line: bytes) -> Self:
        """BackupError for anything but a manifest of this format."""
        try:
            found = cls(**json.loads(line))
        except (ValueError, TypeError):
            raise BackupError("This is no backup of Stillnight.") from None
        if found.format != 1:
            raise BackupError(f"This backup has format {found.format}, which this release does not know.")
        return found


def recipients(keys: Sequence[str]) -> list[Recipient]:
    """Public keys as age writes them. BackupError naming none of them but its place."""
    found = []
    for number, key in enumerate(keys, start=1):
        try:
            found.append(Recipient.from_str(key.strip()))
        except pyrage.RecipientError:
            raise BackupError(f"BACKUP_RECIPIENTS, key {number}: not a public key of age") from None
    return found


def identities(file: Path) -> list[Identity]:
    """Secret keys, one a line, as `age-keygen` writes them. BackupError."""
    try:
        lines = [line.strip() for line in file.read_text(encoding="ascii").splitlines()]
        return [Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as fault:
        raise BackupError(f"{file}: no secret key of age can be read ({type(fault).__name__})") from None


def seal(dump: Path, target: Path, *, engine: str, made_at: str, to: Sequence[Recipient]) -> None:
    """Encrypt a dump and read it back whole; `target` is there, and on the disk, only if that worked. BackupError."""
    # A digest of our own: age proves what was encrypted, not that the dump stayed the same while it was read.
    manifest = Manifest(engine, made_at, _digest(dump))
    once = Identity.generate()
    # Under another name until it was read back: whatever ends in `.age` is taken for a backup.
    written = target.with_suffix(".part")
    try:
        with dump.open("rb") as source, written.open("xb") as sink:
            written.chmod(0o600)
            head = json.dumps(asdict(manifest)).encode() + b"\n"
            pyrage.encrypt_io(_Joined(head, source), sink, [*to, once.to_public()])
            sink.flush()
            os.fsync(sink.fileno())
        with dump.with_suffix(".check").open("w+b") as again:
            _unseal(written, again, [once])
        written.replace(target)
    finally:
        written.unlink(missing_ok=True)


def unseal(sealed: Path, target: Path, keys: Sequence[Identity]) -> Manifest:
    """Decrypt a backup into `target`; what it says of itself. BackupError for a wrong key or a damaged file."""
    with target.open("w+b") as sink:
        return _unseal(sealed, sink, keys)


def _unseal(sealed: Path, sink: IO[bytes], keys: Sequence[Identity]) -> Manifest:
    split = _Split(sink)
    try:
        with sealed.open("rb") as source:
            pyrage.decrypt_io(source, split, keys)
    except (OSError, pyrage.DecryptError) as fault:
        raise BackupError(f"{sealed.name}: cannot be decrypted ({fault})") from None
    manifest = Manifest.read(bytes(split.head))
    if split.digest.hexdigest() != manifest.sha256:
        raise BackupError(f"{sealed.name}: is damaged")
    return manifest


class _Joined:
    """A reader: the head, then the file."""

    def __init__(self, head: bytes, file: IO[bytes]) -> None:
        self._head, self._file = head, file

    def read(self, size: int = -1) -> bytes:
        if self._head:
            piece, self._head = self._head, b""
            return piece
        return self._file.read(size)


class _Split:
    """A writer: the first line aside, the rest into the file and the digest."""

    def __init__(self, sink: IO[bytes]) -> None:
        self._sink, self._in_head = sink, True
        self.head, self.digest = bytearray(), hashlib.sha256()

    def write(self, piece: Any) -> int:
        data = bytes(piece)
        size = len(data)
        if self._in_head:
            line, end, data = data.partition(b"\n")
            self.head += line
            self._in_head = not end
        self._sink.write(data)
        self.digest.update(data)
        return size

    def flush(self) -> None:
        self._sink.flush()


def _digest(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
