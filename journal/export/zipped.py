"""Several streams as one zip, made while it is read."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def archive(files: Mapping[str, Iterable[bytes]]) -> Iterator[bytes]:
    """A zip of these files in pieces; each is read only once its turn has come."""
    out = _Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        for name, pieces in files.items():
            with held.open(name, "w") as file:
                for piece in pieces:
                    file.write(piece)
                    yield out.take()
    yield out.take()


class _Pipe(io.RawIOBase):
    """Holds what the zip has written until it is taken."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        return len(data)

    def take(self) -> bytes:
        """Everything written since the last call."""
        taken = bytes(self._held)
        self._held.clear()
        return taken
