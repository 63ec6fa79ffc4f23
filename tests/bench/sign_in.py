"""Whether the time of an answer tells if an address has an account: medians of known by unknown addresses."""

import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import requests

from tests.bench.results import Results, result
from tests.site import Site, running_site

ROUNDS = 40
REST_S = 0.5  # the letter of the last call is sent meanwhile: its work is no part of the next answer
ROUTES: Mapping[str, dict[str, Any]] = {
    "auth/signup": {"password": "correct horse battery"},
    "auth/login": {"password": "a wrong one for all"},
    "auth/password/request": {},
    "auth/code/request": {},
}


def measure() -> Results:
    """Both in turn, each from an address of its own, so that no limit and no slow moment falls on one of them."""
    took: dict[tuple[str, bool], list[float]] = defaultdict(list)
    with (
        tempfile.TemporaryDirectory(prefix="sn-") as folder,
        running_site(Path(folder), TRUSTED_PROXIES="1", LOG_LEVEL="ERROR") as site,
    ):
        for number, (route, known, email) in enumerate(_calls()):
            time.sleep(REST_S)
            took[route, known].append(_seconds(site, route, email, number))
    return {
        f"{route.removeprefix('auth/')}: known by unknown": _ratio(took[route, True], took[route, False])
        for route in ROUTES
    }


def _calls() -> Iterator[tuple[str, bool, str]]:
    """The unknown address of a sign-up is a known one in the next round; who comes first changes each time."""
    for number in range(ROUNDS + 1):
        for route in ROUTES:
            fresh = _address(number) if route == "auth/signup" else f"nobody{number}@example.org"
            pair = (
                [(route, True, _address(number - 1)), (route, False, fresh)]
                if number
                else [(route, False, fresh)]
            )
            yield from pair if number % 2 else pair[::-1]


def _address(number: int) -> str:
    return f"kim{number}@example.org"


def _seconds(site: Site, route: str, email: str, number: int) -> float:
    body = {"email": email, **ROUTES[route]}
    caller = {"X-Forwarded-For": f"10.{number // 65_536}.{number // 256 % 256}.{number % 256}"}
    started = time.perf_counter()
    answer = requests.post(f"{site.url}/_allauth/app/v1/{route}", json=body, headers=caller, timeout=60)
    took = time.perf_counter() - started
    if answer.status_code not in (400, 401):
        raise RuntimeError(f"{route} answered {answer.status_code}: {answer.text[:200]}")
    return took


def _ratio(known: list[float], unknown: list[float]) -> dict[str, Any]:
    medians = median(known), median(unknown)
    detail = {"known_ms": round(1000 * medians[0]), "unknown_ms": round(1000 * medians[1]), "rounds": ROUNDS}
    return result(medians[0] / medians[1], "ratio", "0.9 to 1.1", **detail)
