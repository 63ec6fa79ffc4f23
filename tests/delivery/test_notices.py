"""Letters that follow something that happened, and sign-in mail through the outbox."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts import services as accounts
from accounts.models import Consent, Invitation, User
from delivery import message_texts, services
from delivery.mail import InvalidAddress
from delivery.models import KnownDevice, Message
from tests.cast import Caller

PHONE, LAPTOP = "Mozilla/5.0 (Android 15; rv:140.0) Firefox/140.0", "Mozilla/5.0 (X11; Linux) Firefox/140.0"
ALLAUTH = "/_allauth/browser/v1/auth"


def kinds() -> list[str]:
    return sorted(Message.objects.values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("scope", "by_patient", "kind"),
    [
        ("summary", False, "invitation_patient"),
        ("full", True, "invitation_therapist"),
        ("log", True, "invitation_carer"),
    ],
)
def test_an_invitation_is_recorded_and_mailed(
    alice: Caller, tess: Caller, now: datetime, scope: str, by_patient: bool, kind: str
) -> None:
    inviter, patient = (alice.user, alice.patient) if by_patient else (tess.user, None)
    offer = accounts.Offer(scope, email="new@example.com")

    made = services.invite(inviter=inviter, patient=patient, offer=offer, now=now)

    message = Message.objects.get()
    assert (message.kind, message.recipient, message.user) == (kind, "new@example.com", None)
    assert made.code in message.text
    assert f"/join#{made.code}" in message.html
    assert inviter.name in message.text
    assert inviter.name not in message.subject


def test_an_invitation_without_an_address_is_a_code_only(tess: Caller, now: datetime) -> None:
    services.invite(inviter=tess.user, patient=None, offer=accounts.Offer("full"), now=now)
    assert (Invitation.objects.count(), Message.objects.count()) == (1, 0)


def test_an_invitation_that_cannot_be_mailed_is_not_recorded(tess: Caller, now: datetime) -> None:
    offer = accounts.Offer("full", email="a@x.test, b@x.test")
    with pytest.raises(InvalidAddress):
        services.invite(inviter=tess.user, patient=None, offer=offer, now=now)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("given", [True, False])
def test_both_sides_hear_of_a_consent_and_only_the_patient_sees_a_name(
    alice: Caller, tess: Caller, now: datetime, given: bool
) -> None:
    services.tell_of_consent(consent=Consent.objects.get(), given=given, now=now)

    to_alice, to_tess = (Message.objects.get(user=person.user) for person in (alice, tess))
    assert "Tess Okafor" in to_alice.text
    assert "Alice" not in to_tess.text + to_tess.html + to_tess.subject


def test_the_last_mail_outlives_the_account(alice: Caller, now: datetime) -> None:
    services.say_goodbye(email=alice.user.email, language="de", now=now)
    accounts.remove_account(user=alice.user)
    assert Message.objects.get().subject == "Ihr Konto wurde gelöscht"


def test_a_new_device_is_told_of_but_not_the_first_nor_an_update(alice: Caller, now: datetime) -> None:
    newer = PHONE.replace("140", "141")
    seen = [
        services.notice_device(user=alice.user, browser=browser, now=now)
        for browser in (PHONE, PHONE, newer, LAPTOP, LAPTOP)
    ]
    assert seen == [False, False, False, True, False]
    assert kinds() == ["new_device"]
    assert "rv" not in "".join(KnownDevice.objects.values_list("mark", flat=True))


def test_every_letter_of_allauth_is_our_own() -> None:
    from pathlib import Path

    import allauth

    folder = Path(allauth.__file__).parent / "templates"
    theirs = {
        path.name.removesuffix("_subject.txt")
        for name in ("account", "mfa")
        for path in (folder / name / "email").glob("*_subject.txt")
    }
    assert theirs - set(message_texts.words("en").letters) == {"unknown_account"}  # nobody is mailed that


class TestSigningIn:
    """Through allauth's own routes."""

    def post(self, path: str, body: dict[str, str], language: str = "en", browser: str = PHONE) -> Any:
        http = Client(headers={"Accept-Language": language, "User-Agent": browser})
        return http.post(f"{ALLAUTH}/{path}", json.dumps(body), content_type="application/json")

    @pytest.mark.parametrize(
        ("language", "subject"),
        [
            ("en", "Your confirmation code"),
            ("de-DE,de;q=0.9", "Ihr Bestätigungscode"),
            ("es", "Su código de confirmación"),
        ],
    )
    def test_a_new_account_gets_its_code_in_its_browsers_language(
        self, db: None, language: str, subject: str
    ) -> None:
        self.post("signup", {"email": "new@example.com", "password": "a long enough one"}, language)

        message = Message.objects.get()
        assert (message.subject, message.kind) == (subject, "email_confirmation_signup")
        assert re.search(r"^    [A-Z0-9-]{6,}$", message.text, re.M)
        assert User.objects.get().language == language[:2]

    def test_an_account_that_exists_is_told_and_the_visitor_is_not(self, alice: Caller) -> None:
        known = self.post("signup", {"email": alice.user.email, "password": "a long enough one"})
        new = self.post("signup", {"email": "new@example.com", "password": "a long enough one"})
        assert known.status_code == new.status_code
        assert "account_already_exists" in kinds()

    def test_signing_in_from_a_new_browser_is_told(self, alice: Caller) -> None:
        body = {"email": alice.user.email, "password": "a long enough one"}
        for browser in (PHONE, LAPTOP):
            assert self.post("login", body, browser=browser).status_code == 200
        assert kinds() == ["new_device"]

    def test_a_code_to_sign_in_and_one_for_a_new_password(self, alice: Caller) -> None:
        self.post("code/request", {"email": alice.user.email})
        self.post("password/request", {"email": alice.user.email})
        assert kinds() == ["login_code", "password_reset_code"]

    def test_the_same_letter_asked_for_twice_is_two(self, alice: Caller, now: datetime) -> None:
        for _ in range(2):
            services.notify(user=alice.user, kind="password_changed", now=now + timedelta(seconds=1))
        assert len(kinds()) == 2
