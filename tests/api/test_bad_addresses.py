"""Bad input that is text of another kind: where to go next, mail addresses, cells of a spreadsheet."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from delivery.models import Message
from tests.api.test_sign_in import WORD, allauth
from tests.cast import Caller


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "https://evil.example/admin/",
        "javascript:alert(1)",
        "/admin/../../evil",
        " //evil.example",
        "/admin/\r\nLocation: https://evil.example",
        "//evil.example/admin/",
        "",
    ],
)
def test_b24_nobody_is_sent_elsewhere(nobody: Client, db: None, target: str) -> None:
    answer = nobody.get("/admin/login/", {"next": target})
    where = answer.headers["Location"]
    assert answer.status_code == 302
    assert where == "/sign-in?next=/admin/"


def test_b24_a_page_of_the_administration_is_remembered(nobody: Client, db: None) -> None:
    answer = nobody.get("/admin/login/", {"next": "/admin/accounts/user/"})
    assert answer.headers["Location"] == "/sign-in?next=/admin/accounts/user/"


def signed_up(http: Client, address: str) -> int:
    return int(allauth(http, "app", "auth/signup", {"email": address, "password": WORD}).status_code)


@pytest.mark.parametrize("twin", ["ALICE@example.com", "Alice@Example.COM", "alice@EXAMPLE.com"])
def test_b26_an_address_is_one_account_however_it_is_written(
    alice: Caller, nobody: Client, twin: str
) -> None:
    """The answer is the same as for a free address; the owner is told, and no second account is made."""
    free = signed_up(nobody, "free@example.com")
    assert signed_up(Client(), twin) == free
    assert User.objects.filter(email__iexact="alice@example.com").count() == 1


@pytest.mark.parametrize("other", ["alice+legs@example.com", "a.lice@example.com", "аlice@example.com"])
def test_b26_addresses_that_only_look_alike_are_other_accounts(
    alice: Caller, nobody: Client, other: str
) -> None:
    """A tag or a dot may be another mailbox, a Cyrillic letter always is: none opens Alice's diary."""
    assert signed_up(nobody, other) in (400, 401)
    assert not User.objects.filter(email=other, patient__pk=alice.patient.pk).exists()
    assert User.objects.filter(pk=alice.user.pk, email="alice@example.com").exists()


@pytest.mark.parametrize(
    "address",
    [
        "alice@example.com, bob@example.com",
        "a@b\r\nBcc: c@d.example",
        "a\u2028b@c.example",
        "a" * 400 + "@b.example",
        "alice@",
        "@example.com",
        "alice@example.com\x00",
        "alice@exa mple.com",
        "alice@example.com.",
    ],
)
def test_b25_b26_what_is_no_address_is_refused_and_gets_no_mail(
    nobody: Client, db: None, address: str
) -> None:
    assert signed_up(nobody, address) == 400
    assert (User.objects.count(), Message.objects.count(), mail.outbox) == (0, 0, [])


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0", '=HYPERLINK("x")']


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("text", [*FORMULAS, "a,=1", 'say "=1"'])
def test_b27_no_cell_of_a_table_is_a_formula(alice: Caller, text: str) -> None:
    body: dict[str, Any] = {"note": text, "episodes": [{"id": EPISODE, "intensity": 7, "note": text}]}
    assert alice.send("put", "patients/me/nights/2026-11-21", body).status_code == 200
    alice.send("post", "patients/me/events", {"on": "2026-11-20", "kind": "other", "text": text.strip()})
    answer = alice.get("patients/me/export?format=csv")

    held = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))

    for name in held.namelist():
        lines = held.read(name).decode()
        for row in csv.reader(io.StringIO(lines, newline="")):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    assert ",7," in held.read("episodes.csv").decode()
    assert json.dumps(text)[1:-1].split("\\")[0] in held.read("nights.csv").decode()


EPISODE = "01938f6e-8a3c-7c11-9a51-2f1f6f0c2b10"
