"""A secret made on first use and kept beside the data, for its owner alone to read."""

import os
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def kept(file: Path, make: Callable[[], bytes]) -> Path:
    """The file, with a secret of `make` in it where there was none: whole or not at all.

    Of two processes that make one, the first wins.
    """
    if not file.exists():
        written = file.with_name(f"{file.name}.{uuid.uuid4()}")
        # With its mode from the first byte on: set afterwards, there would be a moment in which others can read.
        with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as fresh:
            fresh.write(make())
        with suppress(FileExistsError):
            # A link fails where the file is there by now; a rename would put the second secret over the first.
            file.hardlink_to(written)
        written.unlink()
    return file
