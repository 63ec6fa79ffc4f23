"""Notes: private, shared, and whose they stay."""

from typing import Any

import pytest

from accounts import services as accounts
from accounts.models import Consent
from care import services
from care.models import Note
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")


def path(alice: Caller, note: str = "") -> str:
    return f"patients/{alice.patient.pk}/notes" + (f"/{note}" if note else "")


def write(tess: Caller, alice: Caller, text: str, **more: Any) -> str:
    answer = tess.send("post", path(alice), {"text": text, **more})
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def texts(caller: Caller, alice: Caller) -> list[str]:
    return [row["text"] for row in caller.get(path(alice)).json()["results"]]


@pytest.fixture
def thea(alice: Caller, theo: Caller) -> Caller:
    """Theo, as Alice's second therapist."""
    accounts.grant_consent(patient=alice.patient, grantee=theo.user, scope=Consent.Scope.FULL)
    return theo


def test_a_private_note_is_its_authors_alone(alice: Caller, tess: Caller, thea: Caller) -> None:
    write(tess, alice, "to think over")
    assert (texts(tess, alice), texts(thea, alice), texts(alice, alice)) == (["to think over"], [], [])


def test_a_shared_note_is_read_by_the_patient_and_stays_with_them(alice: Caller, tess: Caller) -> None:
    write(tess, alice, "raise the foot of the bed", shared=True)
    held = tess.get("consents").json()["results"][0]["id"]
    tess.send("delete", f"consents/{held}")

    assert alice.get("patients/me/notes").json()["results"][0]["text"] == "raise the foot of the bed"
    assert tess.get(path(alice)).status_code == 404


def test_a_note_can_be_shared_later_and_taken_away(alice: Caller, tess: Caller) -> None:
    note = write(tess, alice, "first thought")
    tess.send("patch", path(alice, note), {"text": "second thought", "shared": True})
    shared = texts(alice, alice)
    gone = tess.send("delete", path(alice, note)).status_code
    assert (shared, gone, texts(alice, alice)) == (["second thought"], 204, [])


def test_nobody_changes_anothers_note(alice: Caller, tess: Caller, thea: Caller, bob: Caller) -> None:
    note = write(tess, alice, "as it is", shared=True)
    for caller, status in ((thea, 404), (alice, 403), (bob, 404)):
        assert caller.send("patch", path(alice, note), {"text": "changed"}).status_code == status
        assert caller.send("delete", path(alice, note)).status_code == status
    assert Note.objects.get().text == "as it is"


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "x", "author": "me"}, {"text": "x\x07"}])
def test_a_wrong_note_is_refused(alice: Caller, tess: Caller, body: dict[str, Any]) -> None:
    assert tess.send("post", path(alice), body).status_code == 422
    assert not Note.objects.exists()


def test_an_author_who_leaves_takes_private_notes_along(alice: Caller, tess: Caller) -> None:
    write(tess, alice, "private")
    write(tess, alice, "shared", shared=True)
    services.forget_author(user=tess.user)
    accounts.remove_account(user=tess.user)
    rows = alice.get("patients/me/notes").json()["results"]
    assert [(row["text"], row["author"]) for row in rows] == [("shared", "Tess Okafor")]
    assert Note.objects.count() == 1
