"""A bigger list of common passwords, loaded from a file by `manage.py load_common_passwords`.

It is kept as sorted 64-bit digests in one file beside the data: looked up by halving, in a few pages of it, however
long it is. Loading puts a whole new file in place of the old one.
"""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

LONGEST = 128  # characters of one password
# Enough: with a hundred million in the list, one password in 10^11 is refused by accident.
WIDTH = 8  # bytes of one digest
ORDER = np.dtype(">u8")
Digests = NDArray[np.uint64]


class BadList(ValueError):
    """The file is none; the words name the line."""


def path() -> Path:
    """Where the list is kept."""
    return settings.VAR_DIR / "common_passwords"


def load(source: Path) -> int:
    """Put the passwords of a file, one a line in UTF-8, in place of the list; how many. BadList, OSError."""
    digests = bytearray()
    with source.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            digests += _digest(_password(line, number))
    if not digests:
        raise BadList("the file holds no password")
    found = np.unique(np.frombuffer(bytes(digests), ORDER))
    _replace(found.astype(ORDER).tobytes())
    return len(found)


def holds(password: str) -> bool:
    """Whether it is among them, in whatever case."""
    try:
        # Opened anew each time, so that a list that is loaded beside a running site counts from the next try on.
        digests: Digests = np.memmap(path(), ORDER, "r")
    except (FileNotFoundError, ValueError):
        return False  # none was loaded
    wanted = np.frombuffer(_digest(password), ORDER)[0]
    place = int(np.searchsorted(digests, wanted))
    return place < len(digests) and bool(digests[place] == wanted)


def _password(line: bytes, number: int) -> str:
    try:
        said = line.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise BadList(f"line {number} is not UTF-8") from None
    if not said:
        raise BadList(f"line {number} is empty")
    if len(said) > LONGEST or not said.isprintable():
        raise BadList(
            f"line {number} is no password: more than {LONGEST} characters, or one that is not printed"
        )
    return said


def _digest(password: str) -> bytes:
    return sha256(password.casefold().encode()).digest()[:WIDTH]


def _replace(digests: bytes) -> None:
    place = path()
    descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=f"{place.name}.")
    try:
        with os.fdopen(descriptor, "wb") as made:
            made.write(digests)
            made.flush()
            # Before the name is given: after a power cut it must not lead to an empty file.
            os.fsync(made.fileno())
        os.replace(name, place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
