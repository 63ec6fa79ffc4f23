"""To take everything along, and to be forgotten: of every model, for one person only."""

import io
import logging
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from accounts.models import AccessLogEntry, Session, User
from delivery import services as delivery
from delivery.models import Message
from privacy import services
from privacy.data_export import PARTS
from tests.cast import Caller
from tests.delivery.rows import end
from tests.privacy.rights import canaries
from tests.privacy.rights.canaries import NOW, Person
from tests.privacy.rights.census import ACCOUNT, CENSUS, NOT_SAID, RECORD, SAID_IN_THE_DOCUMENT

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def tess(theo: Caller) -> User:
    """Who looks after both; not `theo`'s own rows, which nobody counts."""
    return theo.user


@pytest.fixture
def ada(tess: User) -> Person:
    return canaries.person("a", tess)


@pytest.fixture
def ben(tess: User) -> Person:
    return canaries.person("b", tess)


def taken_along(user: User) -> str:
    http = Client()
    http.force_login(user)
    answer: Any = http.get("/api/v1/me/export")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as held:
        return "\n".join(held.read(name).decode() for name in held.namelist())


def withheld() -> set[str]:
    """Fields that stay here, by `app.Model.field`; of a model exported twice only what both withhold."""
    found: dict[str, set[str]] = {}
    for part in PARTS:
        label = part.model._meta.label
        found[label] = found.get(label, set(part.withheld)) & set(part.withheld)
    return {f"{label}.{name}" for label, names in found.items() for name in names}


def test_every_model_has_its_decision() -> None:
    assert {model._meta.label for model in apps.get_models()} == set(CENSUS)


def test_what_is_decided_is_what_is_exported() -> None:
    exported = {part.model._meta.label for part in PARTS}
    assert exported == {label for label, decision in CENSUS.items() if decision.export == ACCOUNT}


def test_every_withheld_field_is_one_there_is_and_has_its_reason() -> None:
    for part in PARTS:
        names = {field.name for field in part.model._meta.concrete_fields}
        assert set(part.withheld) <= names
        assert all(part.withheld.values())


def test_one_takes_along_every_word_of_ones_own_and_none_of_anyone_elses(ada: Person, ben: Person) -> None:
    text, kept_here = taken_along(ada.user), withheld() | NOT_SAID
    missing = [
        place
        for place, word in ada.held.items()
        if word not in text
        and place not in kept_here
        and not (place.rpartition(".")[0] in SAID_IN_THE_DOCUMENT and not place.endswith(".document"))
        and " of another" not in place
    ]
    assert not missing
    assert "zqb" not in text
    assert [place for place, word in ada.held.items() if place in kept_here and word in text] == []


def test_every_text_of_every_model_of_a_person_holds_a_canary(ada: Person) -> None:
    unmarked = {
        f"{label}.{one.name}"
        for label in canaries.of_people()
        for one in canaries.texts(apps.get_model(label))
        if label not in canaries.ELSEWHERE and one.name not in canaries.FACTS.get(label, {})
    }
    assert unmarked <= set(ada.held)
    assert {CENSUS[label].export for label in canaries.of_people()} >= {ACCOUNT, RECORD}


def test_who_looks_after_someone_takes_nothing_of_theirs_along(tess: User, ada: Person) -> None:
    invited = ada.user.email  # an address they wrote themselves
    assert "zqa" not in taken_along(tess).replace(invited, "")


def test_nobody_else_can_take_it_along(nobody: Client, db: None) -> None:
    assert nobody.get("/api/v1/me/export").status_code == 401


def test_after_erasing_no_word_is_left_in_any_table_file_or_log(
    ada: Person, ben: Person, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    before = sum("zqb" in row for _, row in canaries.everything_stored())
    assert any("zqa" in row for _, row in canaries.everything_stored())
    pseudonym = ada.user.pseudonym

    with caplog.at_level(logging.DEBUG), django_capture_on_commit_callbacks(execute=True):
        services.erase(user=ada.user, now=NOW)

    left = [table for table, row in canaries.everything_stored() if "zqa" in row]
    assert set(left) <= {"accounts_session", "delivery_message"}
    assert Message.objects.get(recipient=ada.held["accounts.User.email"]).kind == "account_erased"
    ended = Session.objects.get(ended="erased")
    assert (ended.user, ended.get_decoded()) == (None, {})
    assert AccessLogEntry.objects.filter(patient=pseudonym).exists()
    assert not User.objects.filter(pseudonym=pseudonym).exists()
    assert sum("zqb" in row for _, row in canaries.everything_stored()) == before
    assert "zqa" not in caplog.text
    assert not _files_with("zqa")


def test_the_last_mail_is_forgotten_too_once_it_is_sent(ada: Person) -> None:
    services.erase(user=ada.user, now=NOW)
    end(Message.objects.filter(kind="account_erased"))

    delivery.forget_old(now=NOW + timedelta(days=2))

    assert not Message.objects.filter(kind="account_erased").exists()


def _files_with(word: str) -> list[str]:
    files = [one for one in settings.VAR_DIR.rglob("*") if one.is_file() and "sqlite" not in one.name]
    return [str(one) for one in files if word.encode() in one.read_bytes()]
