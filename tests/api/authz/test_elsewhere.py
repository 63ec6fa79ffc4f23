"""What leaves by other ways than an answer: mail, files and the log hold no word of a patient's.

A push carries fixed words alone (`tests/delivery/test_push.py` reads one as a phone does).
"""

import logging
from itertools import cycle, islice
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from accounts import services as accounts
from delivery import services as delivery
from delivery.models import Message
from delivery.services import composing
from tests.api.authz.asking import ask, leaks, undone
from tests.api.authz.canaries import CANARIES
from tests.api.authz.people import Scene
from tests.api.authz.table import OPENED_TO, STRANGERS, Line, lines
from tests.paper import text_of

EXPORT = "api/v1/patients/<str:patient>/export"
OTHERS = ("full", "elsewhere", "nobody")
THERAPISTS = ["full", "summary", "accepted", "ended", "expired", "invited", "elsewhere"]
# Columns that hold what the program writes: ids, dates, choices, codes; and people's names beside their accounts.
WRITTEN = {
    "date", "item", "tip", "rule", "rule_version", "headline", "kind", "key", "device", "state", "reason",
    "timezone",
    "op", "digest", "onset", "when", "dur", "told_by", "author_name", "therapist_name", "blocked_by", "answered",
    "stamps",
    "engine", "content", "scope", "accepted_as", "language", "version", "side", "origin", "outcome", "level",
}  # fmt: skip


@pytest.mark.parametrize("others", [1, pytest.param(len(OTHERS), marks=pytest.mark.full)])
def test_the_log_names_nobody_whoever_asks_for_whatever(
    stage: Scene, caplog: pytest.LogCaptureFixture, others: int
) -> None:
    """Whose record it is asks at every line; so many of the others, in turn."""
    caplog.set_level(logging.DEBUG)
    in_turn = cycle(OTHERS)
    for line in lines():
        for relation in ("self", *islice(in_turn, others)):
            with undone():
                ask(stage, relation, line)
    written = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert caplog.records
    assert [canary for canary in CANARIES if canary in written] == []


@pytest.mark.parametrize("relation", [*OPENED_TO, *STRANGERS])
@pytest.mark.parametrize("form", ["csv", "json", "fhir", "pdf"])
def test_no_export_leaves_but_to_its_owner(stage: Scene, relation: str, form: str) -> None:
    path = f"/{EXPORT}?format={form}".replace("<str:patient>", stage.ids["patient"])
    answer = stage.callers[relation].get(path)
    assert answer.status_code in (403, 404)
    assert leaks(answer, relation) == []


@pytest.mark.parametrize("relation", THERAPISTS)
@pytest.mark.parametrize("revoked", [False, True])
def test_a_digest_names_nobody_and_counts_only_what_is_open(
    stage: Scene, relation: str, revoked: bool
) -> None:
    consent = stage.consents.get(relation)
    if revoked and consent is not None:
        accounts.end_consent(consent=consent, now=timezone.now())
    user = stage.users[relation]
    queued = Message(kind="caseload_digest", recipient=user.email, user=user, period="2026-11-16")
    mail = composing.compose(queued, user, {}, now=timezone.now())
    written = mail if isinstance(mail, str) else mail.subject + mail.text + mail.html + str(mail.headers)
    assert [canary for canary in CANARIES if canary in written] == []
    assert (stage.ids["patient"] in written) is (relation in OPENED_TO and not revoked)


def test_letters_about_a_consent_show_its_holder_no_patient(stage: Scene) -> None:
    now = timezone.now()
    delivery.tell_of_consent(consent=stage.consents["full"], given=False, now=now)
    grantee = stage.consents["full"].grantee
    told = "".join(one.subject + one.text + one.html for one in Message.objects.filter(user=grantee))
    assert told
    assert [canary for canary in CANARIES if canary in told] == []


@pytest.mark.parametrize("relation", ["self", "full", "summary"])
def test_the_paper_holds_what_its_reader_may_read_and_no_more(stage: Scene, relation: str) -> None:
    answer = ask(
        stage, relation, Line("api/v1/patients/<str:patient>/report.pdf", "GET", "summary", "200", {})
    )
    text = text_of(answer.content)
    assert "canary-name" in text
    assert ("canary-late-event" in text) is (relation != "summary")
    assert leaks(answer, relation) == []


def test_every_text_of_a_record_holds_a_canary(stage: Scene) -> None:
    """A new column of free text fails here until a canary stands in it, or it is named as written by us."""
    silent = []
    for model in apps.get_models():
        if model._meta.app_label not in ("accounts", "journal", "insights", "care"):
            continue
        rows = _of_alice(model, stage)
        for field in model._meta.concrete_fields:
            if (
                not isinstance(field, models.TextField | models.CharField)
                or field.name in WRITTEN
                or field.choices
            ):
                continue
            values = [str(getattr(row, field.attname)) for row in rows]
            if any(values) and not any("canary" in value for value in values):
                silent.append(f"{model.__name__}.{field.name}: {values[0][:40]}")
    assert silent == []


def _of_alice(model: Any, stage: Scene) -> list[Any]:
    owned = any(field.name == "patient" and field.is_relation for field in model._meta.concrete_fields)
    return list(model._base_manager.filter(patient=stage.alice)) if owned else []
