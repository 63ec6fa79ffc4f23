"""One call of one caller, and what it told and wrote."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from tests.api.authz.bodies import BODIES, QUERIES
from tests.api.authz.canaries import BACKGROUND, CANARIES, health_words
from tests.api.authz.people import Scene
from tests.api.authz.table import OPENED_TO, Line
from tests.paper import text_of

WRITE = re.compile(r"\s*(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM)\s+\"(\w+)\"")
# A refusal counts the try, and sign-in remembers in the session how far someone has come; `readyz` tries to write.
COUNTED = {"accounts_ratelimit", "accounts_session", "delivery_probe"}
# To whom the record is open, each look is written down, also one at what is not there.
LOOKED = "accounts_look"
# One site for every browser: each handler of its own would read all static files again.
SITE = Client(enforce_csrf_checks=True).handler
CSRF = "c" * 32
# These answer 401 when a code is on its way by mail: a step, and no refusal.
STEPS = ("auth/code/request", "auth/password/request")


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside leaves no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(stage: Scene, relation: str, line: Line, ids: Mapping[str, str] | None = None) -> Any:
    """The answer that this caller gets, from a browser whose cookies this call does not change."""
    known, route, method = {**(ids or stage.ids)}, line.route, line.method
    known["object_id"] = next((known[part] for part in route.split("/")[2:3] if part in known), "1")
    path = "/" + re.sub(r"<\w+:(\w+)>", lambda name: known.get(name[1], "1"), route) + QUERIES.get(route, "")
    body = BODIES.get((route, method), {} if route.startswith("_allauth/") else None)
    if relation == "visit" and route.startswith("api/v1/visit"):
        body = {"code": stage.ids["code"]}
    said = {} if method == "GET" else {"data": body, "content_type": "application/json"}
    if route.startswith("admin/") and method == "POST":
        said = {"data": body or {}}
    browser = _browser(stage.callers[relation], route)
    known_method = getattr(browser, method.lower(), None) if method.isupper() else None
    return known_method(path, **said) if known_method else browser.generic(method, path)


def _browser(of: Client, route: str) -> Client:
    held = of.cookies.get(settings.SESSION_COOKIE_NAME)
    token = {"X-Session-Token": held.value} if held and route.startswith("_allauth/app/") else {}
    found = Client(raise_request_exception=False, headers={"X-CSRFToken": CSRF, **token})
    found.handler = SITE
    found.cookies.load(
        {name: one.value for name, one in of.cookies.items()} | {settings.CSRF_COOKIE_NAME: CSRF}
    )
    return found


def said(answer: Any) -> str:
    """Body and headers as their reader reads them: a paper is opened, everything else is text."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = text_of(body) if body.startswith(b"%PDF") else body.decode("utf-8", "replace")
    return text + str(dict(answer.headers))


def leaks(answer: Any, relation: str, *, public: bool = False) -> list[str]:
    """What it tells that this caller may not read; `public` content names the questions of the background."""
    text = said(answer)
    found = [canary for canary, readers in CANARIES.items() if relation not in readers and canary in text]
    if not public and relation not in BACKGROUND and answer.status_code < 400:
        found += [word for word in health_words() if word in text]
    return found


class Writes:
    """Tables that statements wrote to; on refusal nothing but what is counted may have changed."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Django's wrapper of every statement."""
        found = WRITE.match(sql)
        if found:
            self.tables.add(found[1])
        return execute(sql, params, many, context)

    def rows(self) -> dict[str, list[Any]]:
        """What these tables hold now."""
        moved = [one for one in apps.get_models() if one._meta.db_table in self.tables - COUNTED]
        return {one._meta.db_table: sorted(map(repr, one._base_manager.values_list())) for one in moved}


def watched(stage: Scene, relation: str, line: Line) -> tuple[Any, list[str]]:
    """The answer, and the tables that a refusal changed all the same."""
    writes = Writes()
    with undone():
        with connection.execute_wrapper(writes):
            answer = ask(stage, relation, line)
        after = writes.rows() if answer.status_code >= 400 and not line.route.endswith(STEPS) else {}
    before = writes.rows() if after else {}
    changed = [name for name, rows in after.items() if rows != before[name]]
    return answer, [name for name in changed if name != LOOKED or relation not in OPENED_TO]
