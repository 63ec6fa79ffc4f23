"""What was counted against guessing outlives the broker, the cache, a restart and another spelling of the host."""

import subprocess
import sys

import requests
from redis import Redis

from accounts.limits import ACCOUNT_TRIES
from tests.site import Site, eventually

GUESSED = {"email": "guessed@example.com", "password": "a wrong one"}
EMPTY_CACHE = "from django.core.cache import cache; cache.clear()"


def guess(site: Site, **headers: str) -> int:
    address = f"{site.url}/_allauth/app/v1/auth/login"
    return requests.post(address, json=GUESSED, headers=headers, timeout=20).status_code


def lives(site: Site) -> bool:
    try:
        return requests.get(f"{site.url}/healthz", timeout=5).ok
    except requests.ConnectionError:
        return False


def lose_all_but_the_database(site: Site) -> None:
    """As after a power cut: nothing that was kept outside the database is there any more."""
    path = site.group.environment["REDIS_URL"].removeprefix("redis+socket://")
    with Redis(unix_socket_path=path) as broker:
        broker.flushall()
    command = [sys.executable, "manage.py", "shell", "-c", EMPTY_CACHE]
    subprocess.run(command, env=dict(site.group.environment), check=True, capture_output=True)


def passed(site: Site, **headers: str) -> int:
    """How many guesses are taken one after the other until one is refused."""
    return next(count for count in range(20) if guess(site, **headers) == 429)


def test_no_loss_lets_anyone_guess_anew(site: Site) -> None:
    """Past the limit each guess waits longer than the one before; counted anew, five would pass again."""
    free = ACCOUNT_TRIES.amount
    assert passed(site) >= free

    lose_all_but_the_database(site)
    assert passed(site) < free

    site.group.restart("web", site.group.environment)
    assert eventually(lambda: lives(site), 120)
    assert passed(site) < free
    assert guess(site, Host="localhost:1000") == 400  # not answered at all, so nothing is counted anew
    assert passed(site) < free
