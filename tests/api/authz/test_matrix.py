"""Who gets what, for every route and every relation to a record: `authz.csv` is the whole answer.

A new route fails here until someone has decided on its line.
"""

import uuid
from collections.abc import Iterable, Mapping
from itertools import cycle, islice
from typing import Any

import pytest
from django.utils import timezone

from accounts import services as accounts
from tests.api.authz.asking import ask, leaks, said, undone, watched
from tests.api.authz.canaries import CANARIES, health_words
from tests.api.authz.people import Scene
from tests.api.authz.routes import METHODS, routes
from tests.api.authz.table import LET_IN, OPENED_TO, OUTSIDE, RELATIONS, STRANGERS, Line, lines

# Sign-in's own routes and the administration know no patients: those whom they tell apart stand for the others.
SIGN_IN_ROUTES = ("_allauth/", "admin/")
AT_SIGN_IN = ("nobody", "self", "half", "admin")
READERS = ("self", "full", "limited", "carer", "other", "elsewhere")


@pytest.fixture(scope="module")
def nowhere(prepared: Scene) -> Mapping[Line, Any]:
    """What is answered about a record that does not exist."""
    unknown, found = {**prepared.ids, "patient": str(uuid.uuid4())}, {}
    for line in of_a_patient():
        with undone():
            found[line] = ask(prepared, "other", line, unknown)
    return found


def of_a_patient() -> list[Line]:
    return [line for line in lines() if line.of_a_patient]


def chosen(relation: str) -> list[Line]:
    """Every run reads whatever can be read, and tries each write that is refused; the full run asks the rest."""
    return [
        line
        for line in lines()
        if (relation in AT_SIGN_IN or not line.route.startswith(SIGN_IN_ROUTES))
        and (line.method == "GET" or line.refuses(relation))
    ]


def faults(stage: Scene, relation: str, some: Iterable[Line], nowhere: Mapping[Line, Any]) -> list[str]:
    """Where this caller got something else than the table says, read too much, or changed what refused them."""
    wrong = []
    for line in some:
        answer, changed = watched(stage, relation, line)
        if str(answer.status_code) != line.expected(relation):
            wrong.append(f"{line}: {answer.status_code}, not {line.expected(relation)}")
        public = line.method == "GET" and line.expected("nobody") == "200"
        # The mailbox of a site on one's own machine is open to whoever sits there.
        shown = [] if line.route.startswith("dev/") else leaks(answer, relation, public=public)
        wrong += [f"{line} shows {word}" for word in shown]
        wrong += [f"{line} is refused and changes {name}" for name in changed]
        if relation in STRANGERS and line in nowhere and answer.content != nowhere[line].content:
            wrong.append(f"{line} tells that the record exists")
    return wrong


def test_every_route_has_its_line_and_every_line_its_route() -> None:
    known = [(line.route, line.method) for line in lines()]
    assert len(known) == len(set(known))
    assert routes() == set(known)


@pytest.mark.parametrize("relation", RELATIONS)
def test_each_caller_gets_what_the_table_says_and_no_foreign_word(
    stage: Scene, nowhere: Mapping[Line, Any], relation: str
) -> None:
    wrong = faults(stage, relation, chosen(relation), nowhere)
    assert not wrong, "\n".join(wrong)


@pytest.mark.full
@pytest.mark.parametrize("relation", RELATIONS)
def test_each_caller_at_every_other_line(stage: Scene, nowhere: Mapping[Line, Any], relation: str) -> None:
    asked = set(chosen(relation))
    wrong = faults(stage, relation, (line for line in lines() if line not in asked), nowhere)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("relation", OPENED_TO)
def test_after_revocation_every_door_is_shut_at_once(stage: Scene, relation: str) -> None:
    accounts.end_consent(consent=stage.consents[relation], now=timezone.now())
    wrong = []
    for line in of_a_patient():
        with undone():
            answer = ask(stage, relation, line)
        if answer.status_code != 404:
            wrong.append(f"{line}: {answer.status_code}")
        wrong += [f"{line} shows {canary}" for canary in leaks(answer, "ended")]
    assert not wrong, "\n".join(wrong)


@pytest.mark.full
def test_a_method_without_a_line_does_nothing(stage: Scene) -> None:
    """What the resolver would answer is in the table; all else is refused, to the owner too."""
    known = {(line.route, line.method) for line in lines()}
    asked = {(route, method.upper()) for route, _ in known for method in METHODS} - known
    wrong = []
    for line in (Line(route, method, "owner", "405", {}) for route, method in sorted(asked)):
        answer, changed = watched(stage, "self", line)
        refused = answer.status_code == 302 or 400 <= answer.status_code < 500
        if not refused or changed:
            wrong.append(f"{line}: {answer.status_code} {changed}")
    assert not wrong, "\n".join(wrong)


ODD = ("HEAD", "OPTIONS", "TRACE", "PROPFIND", "get")


@pytest.mark.parametrize("a_route", [1, pytest.param(len(ODD), marks=pytest.mark.full)])
@pytest.mark.parametrize(
    "relation",
    ["nobody", *(pytest.param(one, marks=pytest.mark.full) for one in ("other", "carer", "admin"))],
)
def test_a_method_that_nobody_thought_of_is_no_fault_and_tells_nothing(
    stage: Scene, relation: str, a_route: int
) -> None:
    """So many of the methods at each route, in turn."""
    wrong, odd = [], cycle(ODD)
    for route in sorted({line.route for line in lines()} - {"readyz"}):
        for line in (Line(route, method, "owner", "405", {}) for method in islice(odd, a_route)):
            with undone():
                answer = ask(stage, relation, line)
            public = route.startswith(("dev/", "api/v1/schema"))
            wrong += [f"{line}: {answer.status_code}"] if answer.status_code >= 500 else []
            wrong += (
                [] if public else [f"{line} shows {word}" for word in leaks(answer, relation, public=True)]
            )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("relation", [*OUTSIDE, *STRANGERS])
def test_no_line_about_a_record_lets_anyone_else_in(relation: str) -> None:
    """The table's own words, so that a slip of the pen opens nothing."""
    refusal = "404" if relation in STRANGERS else "401"
    let_in = [str(line) for line in of_a_patient() if line.expected(relation) != refusal]
    assert let_in == []


def test_the_canaries_are_there_to_be_found(stage: Scene) -> None:
    """Whoever may see a text does see it somewhere; else its silence elsewhere would prove nothing."""
    read = [line for line in lines() if line.method == "GET" and line.route.startswith("api/v1/")]
    mine = {"other": "me", "elsewhere": stage.ids["bob"]}
    visit = next(line for line in lines() if line.route == "api/v1/visit")
    missing = _unseen("visit", [said(ask(stage, "visit", visit))])
    for relation in READERS:
        ids = {**stage.ids, "patient": mine.get(relation, stage.ids["patient"])}
        missing |= _unseen(relation, (said(ask(stage, relation, line, ids)) for line in read))
    assert missing == set()
    insights = next(line for line in read if line.route.endswith("/insights"))
    told = said(ask(stage, "full", insights))
    assert any(word in told for word in health_words() if word.startswith("You"))


def _unseen(relation: str, told: Iterable[str]) -> set[tuple[str, str]]:
    """The canaries that this caller may read and finds in none of these answers; asks no further than it must."""
    left = {name for name, readers in CANARIES.items() if relation in readers}
    for answer in told:
        left -= {name for name in left if name in answer}
        if not left:
            break
    return {(relation, name) for name in left}


def test_every_word_of_the_table_is_used() -> None:
    assert {line.who for line in lines()} == set(LET_IN)
