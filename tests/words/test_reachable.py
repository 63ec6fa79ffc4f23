"""What a person meets from the server is in their language: every sentence that their screens and papers hold."""

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.access import PatientAccess
from accounts.models import Patient, User
from care.queries.report import Reader, report
from care.report.paper import html
from insights.services import local_date
from tests.words.test_languages import foreign, plain

OWN = (
    *(
        "insights",
        "trends?metric=worst_pain",
        "associations",
        "safety",
        "tips",
        "experiments",
        "experiments?tip=t01",
    ),
    *("article/rls", "article/S2", "report", "heatmap", "peg", "events", "factors", "plan"),
)
PUBLIC = (
    "profiles",
    "profiles/cramp",
    "article",
    "article/circulation",
    "vocabulary",
    "agreement",
    "mail/preferences",
)
# In English, and on no screen: what is for clinicians and for whoever signs; what a tip would be measured by.
NOT_ON_SCREEN = {
    "sources",
    "anchors",
    "examinations",
    "author",
    "entry",
    "note",
    "source",
    "measure",
    "why_not",
}
NOT_OF_CORRECTIONS = {"article", "guidance"}
FEW = 3


def sentences(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text of an answer that has a few words, with where it stands."""
    if isinstance(value, str):
        if len(value.split()) > FEW:
            yield where, value
    elif isinstance(value, list):
        for one in value:
            yield from sentences(one, where)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key not in NOT_ON_SCREEN and not (key in NOT_OF_CORRECTIONS and "rule" in value):
                yield from sentences(one, f"{where}.{key}")


def answered(user: User, routes: tuple[str, ...], language: str) -> set[tuple[str, str]]:
    """What a person of this language is told, by where it stands."""
    User.objects.filter(pk=user.pk).update(language=language)
    http = Client()
    http.force_login(User.objects.get(pk=user.pk))
    told: set[tuple[str, str]] = set()
    for route in routes:
        answer = http.get(f"/api/v1/{route}", headers={"Accept-Language": language})
        assert answer.status_code == 200, (route, answer.content)
        told |= {(f"{route}{where}", text) for where, text in sentences(answer.json())}
    return told


@pytest.fixture
def patient(db: None) -> Patient:
    call_command("demo", stdout=StringIO())
    return Patient.objects.get(user__email="patient@demo.test")


@pytest.mark.parametrize("reader", ["patient", "therapist"])
def test_nothing_that_a_person_reads_is_left_in_english(patient: Patient, reader: str) -> None:
    user = User.objects.get(email=f"{reader}@demo.test")
    name = "me" if reader == "patient" else str(patient.pk)
    routes = (*PUBLIC, *(f"patients/{name}/{route}" for route in OWN))
    routes += ("caseload", f"patients/{name}/page") if reader == "therapist" else ()
    english = answered(user, routes, "en")

    for language in ("de", "es"):
        told = answered(user, routes, language)

        assert len(told) > 300
        assert told & english == set()
        assert {(where, text) for where, text in told if foreign(language).search(plain(text))} == set()


def test_the_page_for_the_visit_is_left_in_no_english(patient: Patient) -> None:
    lines: dict[str, set[str]] = {}
    today = local_date(patient, timezone.now())
    for language in ("en", "de", "es"):
        patient.user.language = language
        found = report(Reader(PatientAccess.whole(patient), language), today=today)
        page = html(found, language=language, country="GB")
        text = re.sub(r"<(style|title)\b.*?</\1>", " ", page, flags=re.S)
        lines[language] = {line.strip() for line in re.split(r"<[^>]+>|\n", text) if len(line.split()) > FEW}

    for language in ("de", "es"):
        assert len(lines[language]) > 15
        assert lines[language] & lines["en"] == set()
        assert {line for line in lines[language] if foreign(language).search(line)} == set()
