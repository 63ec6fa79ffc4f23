"""Guessing at sign-in: counted in rows, by account and by address, and never to the owner's cost."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client, override_settings

from accounts import limits
from accounts.checks import proxies_are_counted
from accounts.models import RateLimit
from accounts.services import forget_old_limits
from tests.cast import Caller

PASSWORD = "a long enough one"
LOGIN = "/_allauth/app/v1/auth/login"
BEHIND_ONE_PROXY = override_settings(TRUSTED_PROXIES=1)


@pytest.fixture(autouse=True)
def morning(frozen: Any) -> Iterator[Any]:
    with time_machine.travel(frozen, tick=False) as clock:
        yield clock


def try_to_sign_in(
    email: str, password: str, http: Client | None = None, host: str = "", xff: str = ""
) -> Any:
    body = {"email": email, "password": password}
    headers = {name: value for name, value in {"host": host, "x-forwarded-for": xff}.items() if value}
    return (http or Client()).post(LOGIN, body, content_type="application/json", headers=headers)


def guess(alice: Caller, times: int, host: str = "") -> list[int]:
    return [try_to_sign_in(alice.user.email, "a wrong one", host=host).status_code for _ in range(times)]


def test_guesses_are_delayed_longer_and_longer(alice: Caller, morning: Any) -> None:
    assert guess(alice, 6) == [400] * 5 + [429]
    refused = try_to_sign_in(alice.user.email, PASSWORD)
    waits = []
    for _ in range(12):
        waits.append(int(try_to_sign_in(alice.user.email, "a wrong one").headers["Retry-After"]))
        morning.shift(waits[-1])
        assert guess(alice, 1) == [400]
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_tries")
    assert refused["Content-Type"] == "application/problem+json"
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (2, 15 * 60 + 1)


def test_another_host_is_not_answered_and_counts_nothing_anew(alice: Caller) -> None:
    hosts = [f"localhost:{port}" for port in range(1000, 1010)]
    assert [guess(alice, 1, host=host) for host in hosts] == [[400]] * 10
    assert RateLimit.objects.count() == 0
    assert Client().get("/", headers={"host": "localhost:1000"}).status_code == 302


def test_an_emptied_cache_forgets_no_guess(alice: Caller) -> None:
    guess(alice, 5)
    cache.clear()
    assert guess(alice, 1) == [429]


def test_nobody_locks_the_owner_out_of_a_known_device(alice: Caller) -> None:
    phone = Client()
    assert try_to_sign_in(alice.user.email, PASSWORD, phone).status_code == 200
    guess(alice, 10)
    assert try_to_sign_in(alice.user.email, PASSWORD).status_code == 429
    assert try_to_sign_in(alice.user.email, PASSWORD, phone).status_code == 200


def test_a_known_device_is_known_for_its_people_alone(alice: Caller, bob: Caller) -> None:
    phone = Client()
    try_to_sign_in(bob.user.email, PASSWORD, phone)
    guess(alice, 6)
    assert try_to_sign_in(alice.user.email, PASSWORD, phone).status_code == 429
    phone.cookies["device"] = "forged"
    assert try_to_sign_in(bob.user.email, PASSWORD, phone).status_code == 200


@BEHIND_ONE_PROXY
def test_behind_a_proxy_one_persons_guesses_are_not_anothers(alice: Caller, bob: Caller) -> None:
    for number in range(limits.SIGN_INS.amount - 1):
        try_to_sign_in(f"nobody{number}@example.com", "wrong", xff="9.9.9.9, 6.6.6.6")
    theirs = [try_to_sign_in(alice.user.email, PASSWORD, xff=f"{n}, 6.6.6.6") for n in "12"]
    ours = try_to_sign_in(bob.user.email, PASSWORD, xff="6.6.6.6, 7.7.7.7")
    assert ([one.status_code for one in theirs], ours.status_code) == ([200, 429], 200)


def test_a_claimed_address_is_ignored_without_a_proxy(alice: Caller) -> None:
    statuses = [
        try_to_sign_in(f"n{number}@example.com", "wrong", xff=f"1.1.1.{number}").status_code
        for number in range(limits.SIGN_INS.amount + 1)
    ]
    assert statuses == [400] * limits.SIGN_INS.amount + [429]


@pytest.mark.parametrize("route", ["auth/code/request", "auth/password/request"])
def test_mailed_codes_are_counted_by_account(alice: Caller, route: str) -> None:
    path, body = f"/_allauth/app/v1/{route}", {"email": alice.user.email}
    statuses = [Client().post(path, body, content_type="application/json").status_code for _ in range(6)]
    assert (statuses[-1], statuses.count(429)) == (429, 1)


def test_an_account_is_signed_in_in_so_many_places(alice: Caller, morning: Any) -> None:
    tokens = []
    for _ in range(limits.SESSIONS + 2):
        morning.shift(60)
        tokens.append(try_to_sign_in(alice.user.email, PASSWORD).json()["meta"]["session_token"])
    still = [Client().get("/api/v1/me", headers={"X-Session-Token": token}).status_code for token in tokens]
    assert still == [401] * 2 + [200] * limits.SESSIONS


def test_old_rows_are_removed(alice: Caller, now: Any) -> None:
    guess(alice, 1)
    assert forget_old_limits(now=now) == 0
    assert forget_old_limits(now=now + timedelta(seconds=limits.LONGEST + 1)) == 3


@pytest.mark.parametrize(("secure", "proxies", "faults"), [(True, 0, 1), (True, 1, 0), (False, 0, 0)])
def test_a_site_with_tls_says_how_many_proxies_it_has(secure: bool, proxies: int, faults: int) -> None:
    with override_settings(SECURE_SITE=secure, TRUSTED_PROXIES=proxies):
        assert len(proxies_are_counted()) == faults
