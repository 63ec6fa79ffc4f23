"""Who gets what, for every route and every relation to a record: `authz.csv` is the whole answer.

A cell is the status each caller gets. A new route fails here until someone has decided on its line.
"""

import csv
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import services as accounts
from journal.models import Change
from tests.api.authz.bodies import BODIES, QUERIES
from tests.api.authz.people import CANARIES, Scene, scene
from tests.api.authz.routes import routes
from tests.paper import text_of

TABLE = Path(__file__).with_name("authz.csv")
STRANGERS = ["other", "elsewhere", "admin", "ended", "expired", "invited", "accepted"]
OPEN_DOORS = ["full", "summary", "carer"]
RELATIONS = ["nobody", "self", *OPEN_DOORS, *STRANGERS]


def table() -> dict[tuple[str, str], dict[str, str]]:
    with TABLE.open(encoding="utf-8") as lines:
        return {(row["route"], row["method"]): row for row in csv.DictReader(lines)}


def of_a_patient(route: str) -> bool:
    return "<str:patient>" in route


@pytest.fixture
def stage(db: None, frozen: Any) -> Scene:
    return scene()


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside leaves no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(stage: Scene, relation: str, route: str, method: str, ids: Mapping[str, str] | None = None) -> Any:
    known = ids or stage.ids
    path = "/" + re.sub(r"<\w+:(\w+)>", lambda name: known.get(name[1], "1"), route) + QUERIES.get(route, "")
    body = (
        {} if method == "GET" else {"data": BODIES.get((route, method)), "content_type": "application/json"}
    )
    return getattr(stage.callers[relation], method.lower())(path, **body)


def said(answer: Any) -> str:
    """Body and headers as their reader reads them: a paper is opened, everything else is text."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = text_of(body) if body.startswith(b"%PDF") else body.decode("utf-8", "replace")
    return text + str(dict(answer.headers))


def leaks(answer: Any, relation: str) -> list[str]:
    text = said(answer)
    return [canary for canary, readers in CANARIES.items() if relation not in readers and canary in text]


def test_every_route_has_its_line_and_every_line_its_route() -> None:
    assert {route for route in routes() if not route[0].startswith("^")} == set(table())


@pytest.mark.parametrize("relation", RELATIONS)
def test_each_caller_gets_what_the_table_says_and_no_foreign_word(stage: Scene, relation: str) -> None:
    wrong = []
    for (route, method), row in table().items():
        with undone():
            answer = ask(stage, relation, route, method)
            if str(answer.status_code) != row[relation]:
                wrong.append(f"{method} {route}: {answer.status_code}, not {row[relation]}")
            wrong += [f"{method} {route} shows {canary}" for canary in leaks(answer, relation)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("relation", OPEN_DOORS)
def test_after_revocation_every_door_is_shut_at_once(stage: Scene, relation: str) -> None:
    accounts.end_consent(consent=stage.consents[relation], now=timezone.now())
    wrong = []
    for route, method in filter(lambda line: of_a_patient(line[0]), table()):
        with undone():
            answer = ask(stage, relation, route, method)
            if answer.status_code != 404:
                wrong.append(f"{method} {route}: {answer.status_code}")
            wrong += [f"{method} {route} shows {canary}" for canary in leaks(answer, "ended")]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("relation", STRANGERS)
def test_a_record_one_may_not_see_answers_as_one_that_does_not_exist(stage: Scene, relation: str) -> None:
    unknown = {**stage.ids, "patient": str(uuid.uuid4())}
    wrong = []
    for route, method in filter(lambda line: of_a_patient(line[0]), table()):
        with undone():
            there = ask(stage, relation, route, method)
            nowhere = ask(stage, relation, route, method, unknown)
            if (there.status_code, there.content) != (nowhere.status_code, nowhere.content):
                wrong.append(f"{method} {route}")
    assert not wrong, "\n".join(wrong)


def test_the_canaries_are_there_to_be_found(stage: Scene) -> None:
    """Whoever may see a text does see it somewhere; else its silence elsewhere would prove nothing."""
    seen = dict.fromkeys(("self", "full"), "")
    for relation in seen:
        for route, method in table():
            if method == "GET" and route.startswith("api/v1/"):
                seen[relation] += said(ask(stage, relation, route, method))
    missing = [
        name for name, readers in CANARIES.items() for one in seen if one in readers and name not in seen[one]
    ]
    assert not missing, missing


def test_refused_writes_change_nothing(stage: Scene) -> None:
    before = Change.objects.count()
    for route, method in filter(lambda line: of_a_patient(line[0]) and line[1] != "GET", table()):
        for relation in ("nobody", *STRANGERS):
            ask(stage, relation, route, method)
    assert Change.objects.count() == before
