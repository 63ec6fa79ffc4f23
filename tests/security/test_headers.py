"""The whole set of headers stands on every answer: each route, method and caller, and each way of failing."""

import asyncio
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.limits import TooManyTries
from config.headers import EXEMPTIONS, POLICY, TRUSTED_TYPES, headers_for
from config.request_limits import SpoolBudget
from tests.api.authz.routes import GROUP
from tests.cast import Caller
from tests.config.test_request_buffering import IMPORT, broken, busy, echo, runs, serving
from tests.config.test_request_buffering import Caller as Slow
from tests.security.people import administrator
from tests.security.promised import WITHOUT_TRUSTED_TYPES, cookie_faults, faults
from tests.security.test_administration import do

pytestmark = pytest.mark.django_db
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
SAMPLES = {"int": "1", "uuid": "01938f6e-8a3c-7c11-9a51-2f1f6f0c2b10"}
# Whole documents, asked for in the full run.
LONG = {"/api/v1/schema", "/api/v1/mail/preview", "/api/v1/patients/me/report.pdf", "/readyz"}
# Files, the app's own addresses, and what matches no route.
BESIDE = (
    *("/", "/tonight", "/sw.js", "/manifest.webmanifest", "/icon.svg", "/icon-192.png", "/first-paint.js"),
    *(
        "/first-paint.css",
        "/index.html",
        "/static/admin/css/base.css",
        "/static/api/docs.css",
        "/static/no.css",
    ),
    *("/assets/no-12345678.js", "/no.js", "/api/none", "/admin/none/", "/_allauth/app/v1/account/phone"),
    *("/%00", "/%ff", "/..%2f..%2fetc/passwd", "/api/docs?script="),
)


def paths() -> set[str]:
    """One address for each URL pattern, and those beside them."""
    return {*_walk(get_resolver().url_patterns, "/"), *BESIDE}


def _walk(patterns: list[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = before + GROUP.sub(r"<str:\1>", str(pattern.pattern)).removesuffix("$")
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and "^" not in route:
            yield re.sub(r"<(?:(\w+):)?(\w+)>", _sample, route)


def _sample(found: re.Match[str]) -> str:
    kind, name = found.groups()
    return "me" if name == "patient" else SAMPLES.get(kind, "x")


def wrong(http: Client, method: str, path: str, **options: Any) -> list[str]:
    """What is wrong with one answer and its cookies, each with where."""
    answer = http.generic(method, path, **options)
    empty = not answer.getvalue()
    said = faults(path.partition("?")[0], answer.status_code, answer.headers, empty=empty)
    for name, cookie in answer.cookies.items():
        said += cookie_faults(name, cookie, server=False)
    return [f"{method} {path} {answer.status_code}: {one}" for one in said]


@pytest.fixture
def visitor() -> Client:
    """It is told of a fault of ours as a person would be: by the answer."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.mark.parametrize("method", METHODS)
def test_strangers_are_answered_with_all_headers_everywhere(method: str, visitor: Client) -> None:
    known = paths()
    assert len(known) > 150
    assert [one for path in known - LONG for one in wrong(visitor, method, path)] == []


@pytest.mark.parametrize("asked", [False, pytest.param(True, marks=pytest.mark.full)], ids=["quick", "long"])
def test_so_is_a_patient(asked: bool, alice: Caller) -> None:
    chosen = LONG if asked else {path for path in paths() if path.startswith("/api/v1/")} - LONG
    assert [one for path in chosen for one in wrong(alice.http, "GET", path)] == []


def test_so_is_an_administrator(alice: Caller) -> None:
    _, http = administrator()
    shown = {path for path in paths() if path.startswith("/admin")} | {
        f"/admin/accounts/user/{alice.user.pk}/change/"
    }
    assert [one for path in shown for one in wrong(http, "GET", path)] == []


def test_what_was_done_is_told_without_a_cookie_of_its_own(alice: Caller) -> None:
    _, http = administrator()
    answer = do(http, "end_sessions", alice.user)
    assert (answer.status_code, "messages" in answer.cookies) == (302, False)
    assert b"Done:" in http.get(answer.headers["Location"]).content


def raising(fault: Exception) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise fault

    return fail


def send(
    path: str, body: bytes = b"", kind: str = "application/json", **options: Any
) -> Callable[[Client], Any]:
    method = options.pop("method", "POST")
    return lambda http: http.generic(method, path, body, content_type=kind, **options)


LOGIN = "/_allauth/app/v1/auth/login"
# Each with the status that proves that it did fail so.
FAILING: dict[str, tuple[int, Callable[[Client], Any]]] = {
    "not JSON": (400, send(LOGIN, b"{")),
    "another host": (400, send(LOGIN, b"{}", headers={"host": "localhost:1"})),
    "a host that is none": (400, send("/tonight", method="GET", headers={"host": "a b"})),
    "a page of another host": (302, send("/tonight", method="GET", headers={"host": "localhost:1"})),
    "not signed in": (401, send("/api/v1/me", method="GET")),
    "a token forged elsewhere": (403, send("/_allauth/browser/v1/auth/login", b"{}")),
    "nothing here": (404, send("/api/none", method="GET")),
    "no such method": (405, send("/api/v1/vocabulary")),
    "not acceptable": (406, send("/api/v1/schema", method="GET", headers={"accept": "image/png"})),
    "nor this": (405, send("/api/v1/me", method="OPTIONS")),
    "too large": (413, send(LOGIN, b"[" + b"1," * (1 << 20) + b"1]")),
    "another type": (415, send("/api/v1/push/receipts", b"a=b", "text/plain")),
    "wrong fields": (422, send("/api/v1/push/receipts", b"{}")),
    "a bad path": (404, send("/api/%00", method="GET")),
}


@pytest.mark.parametrize("way", FAILING)
def test_each_way_of_failing_has_them_too(way: str, visitor: Client) -> None:
    status, ask = FAILING[way]
    answer = ask(visitor)
    path = answer.wsgi_request.path
    assert (answer.status_code, faults(path, status, answer.headers)) == (status, [])


BREAKING = {500: ValueError("a bug"), 503: OperationalError("locked"), 429: TooManyTries(7)}


@pytest.mark.parametrize("status", BREAKING)
@pytest.mark.parametrize(
    ("path", "broken_part"), [("/readyz", "api.system.readiness"), (LOGIN, "api.sign_in.parse")]
)
def test_faults_of_ours_have_them_too(
    status: int, path: str, broken_part: str, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broken_part, raising(BREAKING[status]))
    answer = visitor.get(path) if path == "/readyz" else visitor.post(path, b"{}", "application/json")
    assert answer.status_code >= 429
    assert faults(path, answer.status_code, answer.headers) == []


@pytest.mark.parametrize(
    ("status", "caller", "app"),
    [
        (413, Slow(headers={"content-length": str(1 << 30)}), serving(echo)),
        (
            413,
            Slow(path=IMPORT, headers={"transfer-encoding": "chunked"}, pieces=(b"x" * 700_000,) * 2),
            serving(echo),
        ),
        (408, Slow(pieces=(b"{",), headers={"content-length": "9"}, finishes=False), serving(echo)),
        (500, Slow(), serving(broken)),
        (503, Slow(), serving(busy)),
        (503, Slow(pieces=(b"x" * 200_000,)), serving(echo, budget=SpoolBudget(1))),
    ],
    ids=["too large", "too large in pieces", "too slow", "broken", "database", "no room"],
)
@runs
async def test_what_the_server_itself_refuses_has_them_too(status: int, caller: Slow, app: Any) -> None:
    await caller.ask(app)
    assert (caller.status, faults(caller.path, caller.status, caller.answered)) == (status, [])
    assert "stillnight" in caller.answered["server"].lower()


@pytest.mark.parametrize("proto", ["http", "https"])
def test_what_a_server_itself_refuses_speaks_of_strict_transport_by_https_alone(
    proto: str, settings: Any
) -> None:
    settings.SECURE_SITE, settings.SECURE_HSTS_SECONDS = True, 365 * 24 * 3600
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    caller = Slow(headers={"content-length": str(1 << 30), "x-forwarded-proto": proto})

    asyncio.run(caller.ask(serving(echo)))

    assert faults(caller.path, caller.status, caller.answered, server=proto == "https") == []
    assert ("strict-transport-security" in caller.answered) is (proto == "https")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/sw.js", 'text/javascript; charset="utf-8"'),
        ("/icon.svg", "image/svg+xml; charset=utf-8"),
        ("/api/v1/me", "application/problem+json"),
        ("/tonight", "text/html; charset=utf-8"),
    ],
)
def test_the_content_type_is_what_it_is(path: str, kind: str, nobody: Client) -> None:
    answer = nobody.get(path)
    answer.close()
    assert answer.headers["Content-Type"] == kind


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PROPFIND"])
def test_odd_methods_are_answered_alike_everywhere(method: str, nobody: Client, alice: Caller) -> None:
    asked = [(http, path) for http in (nobody, alice.http) for path in paths()]
    answers = [
        (path, http.generic(method, path, b"[", content_type="application/json")) for http, path in asked
    ]

    assert len({(answer.content, answer.headers["Allow"]) for _, answer in answers}) == 1
    assert {answer.status_code for _, answer in answers} == {405}
    assert [
        one for path, answer in answers for one in faults(path.partition("?")[0], 405, answer.headers)
    ] == []


SPOILED: dict[str, dict[str, str | None]] = {
    "no policy": {"Content-Security-Policy": None},
    "another opener policy": {"Cross-Origin-Opener-Policy": "unsafe-none"},
    "no resource policy": {"Cross-Origin-Resource-Policy": None},
    "no permissions policy": {"Permissions-Policy": None},
    "another referrer policy": {"Referrer-Policy": "unsafe-url"},
    "a guessed type": {"X-Content-Type-Options": ""},
    "in any frame": {"X-Frame-Options": "ALLOWALL"},
    "the server's name": {"Server": "granian"},
    "answers for others": {"Access-Control-Allow-Origin": "*"},
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_header_that_is_lost_is_seen(name: str, visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoiled(path: str, *, secure: bool) -> dict[str, str]:
        changed = {**headers_for(path, secure=secure), **SPOILED[name]}
        return {header: value for header, value in changed.items() if value is not None}

    monkeypatch.setattr("config.headers.headers_for", spoiled)
    assert wrong(visitor, "GET", "/api/none")
    assert wrong(visitor, "GET", "/tonight")


@pytest.mark.parametrize(
    ("directive", "value"),
    [
        *((name, "") for name in ("default-src", "object-src", "base-uri", "frame-ancestors", "form-action")),
        *((name, "") for name in TRUSTED_TYPES),
        ("script-src", "'self' 'unsafe-inline'"),
        ("script-src", "'self' https://x.example"),
        ("style-src", "'unsafe-inline'"),
        ("img-src", "*"),
        ("trusted-types", "svelte-trusted-html stillnight-worker default"),
    ],
)
def test_a_directive_that_is_lost_or_wide_is_seen(
    directive: str, value: str, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.headers.POLICY", {**POLICY, directive: value})
    assert wrong(visitor, "GET", "/tonight")


def test_an_answer_of_the_api_that_may_be_kept_is_seen(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.headers.NO_STORE", "max-age=60")
    assert wrong(visitor, "GET", "/api/none")
    assert wrong(visitor, "GET", "/no.js")


def test_no_source_map_is_served(nobody: Client, settings: Any) -> None:
    settings.WHITENOISE_AUTOREFRESH = False  # as on a server, which lists its files when it starts
    bundle = "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js"
    found, without = nobody.get(bundle), nobody.get(f"{bundle}.map")
    found.close()
    assert (found.status_code, without.status_code) == (200, 404)


def test_a_forged_token_is_told_in_the_form_that_the_app_reads(visitor: Client) -> None:
    answer = visitor.post("/_allauth/browser/v1/auth/login", "{}", "application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


def test_the_document_names_each_exemption_with_its_reason() -> None:
    assert all(len(one.reason) > 40 for one in EXEMPTIONS)
    without = [one.pages for one in EXEMPTIONS if not one.changes.get("require-trusted-types-for", "kept")]
    assert "|".join(sorted(without, key=len, reverse=True)) == WITHOUT_TRUSTED_TYPES.pattern
