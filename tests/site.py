"""A whole site for tests: the processes that `make run` starts, on a free port, with data of its own."""

import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import psycopg
import requests
from redis import Redis

from config.run import site as run_site
from config.supervisor import Group
from tests import prepared

PATIENCE = 30.0
STARTS_WITHIN = 90.0  # worker and beat, on a machine with much else to do
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Site:
    """A running site: its address and its programs."""

    url: str
    group: Group

    def sign_in(self, email: str, password: str) -> "Visitor":
        """An app client with its session token."""
        body = {"email": email, "password": password}
        answer = requests.post(f"{self.url}/_allauth/app/v1/auth/login", json=body, timeout=20)
        answer.raise_for_status()
        return Visitor(self, answer.json()["meta"]["session_token"])


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone signed in through the app client."""

    site: Site
    token: str

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        headers = {"X-Session-Token": self.token}
        address = f"{self.site.url}/api/v1/{path}"
        return requests.request(method, address, json=body, headers=headers, timeout=20, **options)

    def get(self, path: str) -> Any:
        return self.call("GET", path).json()


@contextmanager
def running_site(var: Path, **environment: str) -> Iterator[Site]:
    """A site with the demo people, on the database the tests run on unless `DATABASE_URL` is among `environment`."""
    port = free_port()
    if "DATABASE_URL" in os.environ and "DATABASE_URL" not in environment:
        environment["DATABASE_URL"] = own_database(os.environ["DATABASE_URL"], f"site_{port}")
    if "DATABASE_URL" not in environment and prepared.PLACE in os.environ:
        prepared.copy_to(var)
    environment.setdefault("LOGINS_A_MINUTE", "600")
    environment.setdefault("SIGN_UPS_AN_HOUR", "600")
    environment.setdefault("EMAIL_URL", f"filemail:///{var}/mail")
    address = f"http://localhost:{port}"
    with run_site(port=port, var=var, foreground=False, SITE_URL=address, **environment) as group:
        assert eventually(lambda: _helpers_are_up(group, var), STARTS_WITHIN), (
            "worker or beat did not come up"
        )
        yield Site(address, group)


def _helpers_are_up(group: Group, var: Path) -> bool:
    """Whether beat has opened its timetable and the worker waits at the broker for what to do."""
    if not any((var / "beat").glob("schedule*")):
        return False
    with Redis.from_url(group.environment["REDIS_URL"].replace("redis+socket", "unix")) as broker:
        return any(client["cmd"] == "brpop" for client in broker.client_list())


@contextmanager
def switched(site: Site, **environment: str) -> Iterator[None]:
    """The site's web processes with other switches; with their own again after the block."""
    _restart_web(site, {**site.group.environment, **environment})
    try:
        yield
    finally:
        _restart_web(site, site.group.environment)


def _restart_web(site: Site, environment: Mapping[str, str]) -> None:
    site.group.restart("web", environment)
    assert eventually(lambda: _alive(site)), "the site did not come up again"


def _alive(site: Site) -> bool:
    try:
        return requests.get(f"{site.url}/healthz", timeout=2).ok
    except requests.ConnectionError:
        return False


def eventually(question: Callable[[], T], patience: float = PATIENCE) -> T:
    """The first truthy answer, or the last one when patience ends."""
    deadline = time.monotonic() + patience
    while not (answer := question()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return answer


def mended(group: Group) -> bool:
    """Start again what has fallen; whether all of it runs."""
    group.tend()
    return all(program.running for program in group.programs)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def own_database(address: str, name: str) -> str:
    """A second database on the same server, so that the tests' own stays theirs."""
    with psycopg.connect(address.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
