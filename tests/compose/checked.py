"""Run a command as on a server that is set up as the handbook says: `python -m tests.compose.checked …`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from config import make_secrets


def settings(folder: Path) -> dict[str, str]:
    """The environment of such a server, on this machine's own embedded database."""
    make_secrets.main([str(folder), "--email-url", "smtp+ssl://user:password@mail.example:465"])
    names = (
        "secret_key",
        "email_url",
        "vapid_private_key",
        "metrics_token",
        "redis_url",
        "backup_recipients",
    )
    return {
        **os.environ,
        **{f"{name.upper()}_FILE": str(folder / name) for name in names},
        "SITE_URL": "https://stillnight.example",
        "TRUSTED_PROXIES": "1",
        "VAR_DIR": str(folder / "var"),
        "BACKUP_DIR": str(folder / "backups"),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, *sys.argv[1:]]
        sys.exit(subprocess.run(command, env=settings(Path(folder)), check=False).returncode)
