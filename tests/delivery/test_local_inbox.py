"""On somebody's own machine a newcomer gets in: the code of a sign-up stands in the terminal and in the inbox."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from delivery.models import Message
from delivery.services import relay


@pytest.fixture
def _own_machine(settings: Any) -> None:
    settings.EMAIL_BACKEND = "delivery.local_inbox.Backend"


@pytest.mark.usefixtures("db", "_own_machine")
@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_the_code_that_is_printed_lets_a_newcomer_in(nobody: Client, capfd: Any, language: str) -> None:
    path = "/_allauth/app/v1/auth"
    version = nobody.get("/api/v1/agreement").json()["version"]
    body = {"email": "a@b.test", "password": "plum-tree-91", "agreement": version, "language": language}
    begun = nobody.post(f"{path}/signup", body, content_type="application/json")
    assert begun.status_code == 401, begun.json()

    relay(now=timezone.now())

    said = capfd.readouterr().out.split()
    assert said[:3] == ["code", "for", "a@b.test:"]
    token = {"X-Session-Token": begun.json()["meta"]["session_token"]}
    key = {"key": said[3]}
    answer = nobody.post(f"{path}/email/verify", key, content_type="application/json", headers=token)
    assert answer.status_code == 200
    kept = Message.objects.get(kind__startswith="email_confirmation")
    assert said[3] in nobody.get(f"/dev/mail/{kept.pk}?as=text").content.decode()
