"""The system's package manager, where we may use it."""

import os
import shutil
import subprocess


def install(*packages: str) -> bool:
    """Install packages; false where we may not or it failed."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    # Otherwise a package may stop and wait for an answer.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.CompletedProcess[bytes]([], 1)
    # The last command decides: lists that cannot be renewed may still do.
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        command = ["apt-get", *words]
        done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=environment)  # noqa: S603
    return done.returncode == 0
