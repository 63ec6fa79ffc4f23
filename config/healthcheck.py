"""What a container's health check asks: `python -m config.healthcheck web|worker|beat`; 0 for healthy."""

import os
import subprocess
import sys
import time
import urllib.request
from glob import glob
from urllib.parse import urlsplit

BEAT_FRESH = 600.0  # seconds; beat writes its schedule every three minutes


def web() -> bool:
    """The site answers to its own name."""
    # By the site's own name: with a wrong ALLOWED_HOSTS people are refused, so the container must not look healthy.
    host = urlsplit(os.environ["SITE_URL"]).netloc
    request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=3) as answer:  # noqa: S310
        return bool(answer.status == 200)


def worker() -> bool:
    """This container's worker answers; one that is deaf ends itself (`config.watchdog`)."""
    # Addressed to this worker alone: with all of them asked, another's answer would hide that this one is deaf.
    words = (
        "-A",
        "config.celery",
        "inspect",
        "ping",
        "--timeout",
        "10",
        "-d",
        f"celery@{os.uname().nodename}",
    )
    return subprocess.run(["celery", *words], stdout=subprocess.DEVNULL, check=False).returncode == 0  # noqa: S603, S607


def beat() -> bool:
    """The timetable goes on."""
    # Beat answers no ping; the file that it writes is its only sign of life.
    return max(map(os.path.getmtime, glob("/tmp/beat*")), default=0.0) > time.time() - BEAT_FRESH  # noqa: S108


if __name__ == "__main__":
    sys.exit(0 if {"web": web, "worker": worker, "beat": beat}[sys.argv[1]]() else 1)
