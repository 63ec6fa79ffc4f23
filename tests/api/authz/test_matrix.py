"""Who gets what, for every route and every relation to a record: `authz.csv` is the whole answer.

A cell is the status each caller gets. A new route fails here until someone has decided on its line.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from django.utils import timezone

from accounts import services as accounts
from tests.api.authz.asking import (
    OPEN_DOORS,
    OUTSIDE,
    RELATIONS,
    STRANGERS,
    ask,
    leaks,
    of_a_patient,
    said,
    table,
    undone,
    watched,
)
from tests.api.authz.canaries import CANARIES, health_words
from tests.api.authz.people import Scene
from tests.api.authz.routes import METHODS, routes

Line = tuple[str, str]
# Sign-in's own routes and the administration know no patients: those whom they tell apart stand for the others.
DOORS = ("_allauth/", "admin/")
AT_DOORS = ("nobody", "self", "full", "disabled", "half", "admin")
READERS = ("self", "full", "limited", "carer", "other", "elsewhere")


@pytest.fixture(scope="module")
def nowhere(prepared: Scene) -> Mapping[Line, Any]:
    """What is answered about a record that does not exist."""
    unknown, found = {**prepared.ids, "patient": str(uuid.uuid4())}, {}
    for route, method in filter(lambda line: of_a_patient(line[0]), table()):
        with undone():
            found[route, method] = ask(prepared, "other", route, method, unknown)
    return found


def faults(stage: Scene, relation: str, lines: Iterable[Line], nowhere: Mapping[Line, Any]) -> list[str]:
    """Where this caller got something else than the table says, read too much, or changed what refused them."""
    known, wrong = table(), []
    for route, method in lines:
        row, line = known[route, method], f"{method} {route}"
        answer, changed = watched(stage, relation, route, method)
        if str(answer.status_code) != row[relation]:
            wrong.append(f"{line}: {answer.status_code}, not {row[relation]}")
        public = method == "GET" and row["nobody"] == "200"
        # The mailbox of a site on one's own machine is open to whoever sits there.
        shown = [] if route.startswith("dev/") else leaks(answer, relation, public=public)
        wrong += [f"{line} shows {word}" for word in shown]
        wrong += [f"{line} is refused and changes {name}" for name in changed]
        if relation in STRANGERS and of_a_patient(route) and answer.content != nowhere[route, method].content:
            wrong.append(f"{line} tells that the record exists")
    return wrong


def test_every_route_has_its_line_and_every_line_its_route() -> None:
    assert routes() == set(table())
    assert all(set(row) == {"route", "method", *RELATIONS} for row in table().values())


@pytest.mark.parametrize("relation", RELATIONS)
def test_each_caller_gets_what_the_table_says_and_no_foreign_word(
    stage: Scene, nowhere: Mapping[Line, Any], relation: str
) -> None:
    lines = [line for line in table() if relation in AT_DOORS or not line[0].startswith(DOORS)]
    wrong = faults(stage, relation, lines, nowhere)
    assert not wrong, "\n".join(wrong)


@pytest.mark.full
@pytest.mark.parametrize("relation", sorted(set(RELATIONS) - set(AT_DOORS)))
def test_everyone_else_at_the_doors(stage: Scene, nowhere: Mapping[Line, Any], relation: str) -> None:
    lines = [line for line in table() if line[0].startswith(DOORS)]
    wrong = faults(stage, relation, lines, nowhere)
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


@pytest.mark.full
def test_a_method_without_a_line_does_nothing(stage: Scene) -> None:
    """What the resolver would answer is in the table; all else is refused, to the owner too."""
    known = table()
    asked = {(route, method.upper()) for route, _ in known for method in METHODS} - set(known)
    wrong = []
    for route, method in sorted(asked):
        answer, changed = watched(stage, "self", route, method)
        if answer.status_code not in (302, 403, 404, 405) or changed:
            wrong.append(f"{method} {route}: {answer.status_code} {changed}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("relation", [*OUTSIDE, *STRANGERS])
def test_no_line_about_a_record_lets_anyone_else_in(relation: str) -> None:
    """The table's own cells, so that a slip of the pen opens nothing."""
    refusals = {"404"} if relation in STRANGERS else {"401"}
    let_in = [key for key, row in table().items() if of_a_patient(key[0]) and row[relation] not in refusals]
    assert let_in == []


def test_the_canaries_are_there_to_be_found(stage: Scene) -> None:
    """Whoever may see a text does see it somewhere; else its silence elsewhere would prove nothing."""
    lines = [(route, method) for route, method in table() if method == "GET" and route.startswith("api/v1/")]
    mine = {"other": "me", "elsewhere": stage.ids["bob"]}
    seen = {"visit": said(ask(stage, "visit", "api/v1/visit", "POST"))}
    for relation in READERS:
        ids = {**stage.ids, "patient": mine.get(relation, stage.ids["patient"])}
        answers = (ask(stage, relation, *line, ids) for line in lines if not line[0].endswith(".pdf"))
        seen[relation] = "".join(said(answer) for answer in answers)
    missing = [
        (name, one)
        for name, readers in CANARIES.items()
        for one in readers & set(seen)
        if name not in seen[one]
    ]
    assert missing == []
    assert any(word in seen["full"] for word in health_words() if word.startswith("You"))
