"""What `manage.py check --deploy` refuses: each has kept a server from working, or from working safely."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

FIRST = "config.headers.on_every_answer"
YEAR = 365 * 24 * 3600  # seconds
IMAGE = "STILLNIGHT_IMAGE"  # set in our image
# Variables are shown by `docker inspect` and handed on to every child process; files are neither.
SECRETS = ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "VAPID_PRIVATE_KEY", "METRICS_TOKEN")
NO_SERVER = ("console", "locmem", "dummy", "local_inbox")


@register(deploy=True)
def fit_for_a_server(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """All of them, each with what to do."""
    return [Error(words, id=f"deploy.{number}") for number, words in _faults()]


def _faults() -> Iterator[tuple[str, str]]:
    if settings.HOST not in settings.ALLOWED_HOSTS:
        yield "E001", f"ALLOWED_HOSTS lacks {settings.HOST}: the site and its health check answer 400."
    if not settings.EMAIL_CONFIGURED or any(word in settings.EMAIL_BACKEND for word in NO_SERVER):
        yield "E002", "EMAIL_URL is not set: nobody is sent a sign-in code."
    if not settings.VAPID_PRIVATE_KEY:
        yield "E003", "VAPID_PRIVATE_KEY is not set: each container makes its own, and no push arrives."
    if not settings.METRICS_TOKEN:
        yield "E004", "METRICS_TOKEN is not set: nobody can read the alarms' figures."
    broker = urlsplit(settings.REDIS_URL)
    if broker.hostname not in (None, "localhost", "127.0.0.1") and not broker.password:
        yield "E005", "REDIS_URL has no password: whoever reaches the broker gives the workers orders."
    yield from _of_browsers()
    if in_container():
        yield from _of_containers()


def _of_browsers() -> Iterator[tuple[str, str]]:
    """What `config.headers` and the cookies promise, where a setting could undo it."""
    if not settings.SITE_URL.startswith("https://"):
        yield "E008", "SITE_URL is not https: passwords and diaries would travel in the clear."
        return
    if settings.MIDDLEWARE[0] != FIRST:
        yield "E009", f"{FIRST} is not the first middleware: what stands before it answers without headers."
    for kind in ("SESSION_COOKIE", "CSRF_COOKIE"):
        name, secure, domain, path = (
            getattr(settings, f"{kind}_{part}") for part in ("NAME", "SECURE", "DOMAIN", "PATH")
        )
        if not (name.startswith("__Host-") and secure and domain is None and path == "/"):
            yield (
                "E010",
                f"{kind}: only a secure cookie of this host alone, for every path, is called __Host-.",
            )
    if not settings.SECURE_PROXY_SSL_HEADER or settings.SECURE_HSTS_SECONDS < YEAR:
        yield "E011", "Strict transport security for a year, and the proxy's word for https, are not set."


def _of_containers() -> Iterator[tuple[str, str]]:
    for name in ("VAR_DIR", "BACKUP_DIR"):
        place = getattr(settings, name)
        if place and not is_volume(place):
            yield "E006", f"{name} ({place}) is no volume: what is kept there goes with the container."
    for name in SECRETS:
        if name in os.environ:
            yield "E007", f"{name} stands in the environment: give it as a file, {name}_FILE."


def is_volume(place: str | Path) -> bool:
    """Whether something is mounted there; `os.path.ismount` does not see a folder of the same disk."""
    mounts = Path("/proc/self/mountinfo")
    return mounts.exists() and str(place) in {line.split()[4] for line in mounts.read_text().splitlines()}


def in_container() -> bool:
    """Whether this is a container of our image."""
    return IMAGE in os.environ
