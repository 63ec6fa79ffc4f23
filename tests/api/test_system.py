"""Whether the site works, in the words of /readyz and the figures of /metrics."""

import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from api import readiness
from base import broker
from delivery import services
from delivery.mail import Mail
from delivery.models import Breaker, Message
from tests.cast import Caller
from tests.delivery.rows import end

pytestmark = [pytest.mark.usefixtures("frozen"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _tried_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test asks for itself, beside a broker that answers."""
    monkeypatch.setattr(readiness, "KEPT", -1)
    monkeypatch.setattr(broker, "answers", lambda: True)


def figure(http: Client, name: str) -> float:
    text = http.get("/metrics").content.decode()
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.M)
    assert found is not None, name
    return float(found[1])


def letter(at: datetime, state: str = "pending") -> None:
    row = services.enqueue(
        recipient="a@example.com", user=None, kind="login_code", mail=Mail("a", "b", ""), now=at
    )
    if state != "pending":
        end(Message.objects.filter(pk=row.pk), state)


def test_a_site_whose_worker_never_worked_is_not_ready(nobody: Client) -> None:
    answer = nobody.get("/readyz")
    assert (answer.status_code, answer.json()["worker"], answer.json()["canary_age"]) == (503, False, None)
    assert figure(nobody, "stillnight_canary_age_seconds") == float("inf")


@pytest.mark.parametrize(("ago", "status"), [(89, 200), (91, 503)])
def test_ready_means_that_work_was_done_lately(nobody: Client, now: datetime, ago: int, status: int) -> None:
    services.record_heartbeat(now=now - timedelta(seconds=ago))
    answer = nobody.get("/readyz")
    assert (answer.status_code, answer.json()["canary_age"]) == (status, ago)
    assert figure(nobody, "stillnight_canary_age_seconds") == ago


def test_mail_that_waits_and_mail_nobody_knows_of_are_told(nobody: Client, now: datetime) -> None:
    services.record_heartbeat(now=now)
    letter(now - timedelta(minutes=20))
    letter(now - timedelta(minutes=5), "retry")
    letter(now - timedelta(hours=9), "unknown")
    Breaker.objects.create(pk=1, open_until=now + timedelta(minutes=1))

    said = nobody.get("/readyz").json()

    assert (said["ready"], said["outbox_oldest"], said["mail_unknown"], said["mail_server"]) == (
        True,
        1200,
        1,
        False,
    )
    assert figure(nobody, "stillnight_outbox_oldest_seconds") == 1200
    assert figure(nobody, 'stillnight_mails{state="unknown"}') == 1
    assert figure(nobody, 'stillnight_mails{state="failed"}') == 0
    assert figure(nobody, "stillnight_mail_breaker_open") == 1


def test_refusals_and_parked_changes_are_counted(alice: Caller, nobody: Client) -> None:
    refused, parked = 'stillnight_refusals_total{status="401"}', "stillnight_parked_changes_total"
    nobody.get("/api/v1/me")
    before = figure(nobody, refused), figure(nobody, parked)
    nobody.get("/api/v1/me")
    body = {"cursor": None, "device": "01938f6e-8a3c-7c11-9a51-2f1f6f0c2b10", "changes": [{"id": "x"}]}
    assert alice.send("post", "patients/me/sync", body).json()["results"][0]["status"] == "rejected"
    assert (figure(nobody, refused), figure(nobody, parked)) == (before[0] + 1, before[1] + 1)


def test_the_backups_age_is_that_of_its_stamp(nobody: Client, settings: Any, tmp_path: Path) -> None:
    assert b"backup_age" not in nobody.get("/metrics").content
    settings.BACKUP_STAMP = str(tmp_path / "done")
    assert figure(nobody, "stillnight_backup_age_seconds") == float("inf")
    (tmp_path / "done").touch()
    os.utime(tmp_path / "done", (0, 0))
    assert figure(nobody, "stillnight_backup_age_seconds") > 86_400


def test_figures_are_for_this_machine_or_the_tokens_bearer(nobody: Client, settings: Any) -> None:
    away: Any = {"REMOTE_ADDR": "192.0.2.1"}
    assert nobody.get("/metrics", **away).status_code == 404
    settings.METRICS_TOKEN = "a long secret"
    assert (
        nobody.get("/metrics", headers={"Authorization": "Bearer a long secret"}, **away).status_code == 200
    )
    assert nobody.get("/metrics", headers={"Authorization": "Bearer guess"}, **away).status_code == 404


def test_to_others_only_readiness_is_told(nobody: Client, now: datetime) -> None:
    services.record_heartbeat(now=now)
    answer: Any = nobody.get("/readyz", REMOTE_ADDR="192.0.2.1")
    assert answer.json() == {"ready": True, "database": True, "broker": True, "worker": True}


def test_a_database_that_takes_no_writes_is_not_ready(nobody: Client, now: datetime) -> None:
    services.record_heartbeat(now=now)
    if connection.vendor == "sqlite":
        refuse = "CREATE TRIGGER full BEFORE INSERT ON delivery_probe BEGIN SELECT RAISE(ABORT, 'full'); END"
    else:
        refuse = "CREATE RULE full_disk AS ON INSERT TO delivery_probe DO INSTEAD NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(refuse)

    answer = nobody.get("/readyz")

    assert (answer.status_code, answer.json()["database"]) == (503, False)
    assert figure(nobody, "stillnight_database_writable") == 0


def test_a_broker_that_does_not_answer_is_told(
    nobody: Client, now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(readiness, "KEPT", -1)
    settings.REDIS_URL = f"redis+socket://{tmp_path}/none"
    services.record_heartbeat(now=now)
    assert nobody.get("/readyz").json()["broker"] is False
    assert figure(nobody, "stillnight_broker_answers") == 0


def test_whoever_finds_a_weakness_is_told_whom_to_tell(nobody: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:safe@example.org"
    answer = nobody.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    left = datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert (fields["Contact"], fields["Preferred-Languages"]) == ("mailto:safe@example.org", "en, de, es")
    assert fields["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"
    assert timedelta(days=28) < left <= timedelta(days=366)
