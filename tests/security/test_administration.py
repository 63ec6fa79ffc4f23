"""An administrator acts by verbs, each told to the person; none of them opens anybody's diary."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import Session, User
from accounts.queries import may_sign
from delivery.models import Message
from journal.models import Tombstone
from privacy.services import VERBS, Act, NotPossible, administer
from tests.cast import Caller
from tests.security.people import WORD, administrator, allauth, code_in, give_factor, stale

pytestmark = pytest.mark.django_db


def do(http: Client, verb: str, person: User, **said: str) -> Any:
    path = reverse("admin:do", args=[person.pk, verb])
    return http.post(path, {"reason": "asked for on the telephone", **said})


def told(person: Caller) -> list[dict[str, Any]]:
    rows = person.get("patients/me/access").json()["results"]
    return [row for row in rows if row["role"] == "admin"]


def test_a_password_alone_opens_no_administration(alice: Caller) -> None:
    _, http = administrator(factor=False)
    assert http.get("/admin/").status_code == 302
    assert http.get("/admin/login/").headers["Location"] == "/security"


def test_a_proof_of_twenty_minutes_ago_does_not_either(alice: Caller) -> None:
    _, http = administrator()
    assert http.get("/admin/").status_code == 200
    assert stale(http).get("/admin/accounts/user/").status_code == 302
    where = http.get("/admin/login/?next=/admin/accounts/user/").headers["Location"]
    assert where == "/security?next=/admin/accounts/user/"


def test_nothing_of_allauths_or_djangos_is_registered() -> None:
    assert {model._meta.label for model in admin.site._registry} == {
        "accounts.User", "delivery.Message", "delivery.RefusedAddress", "delivery.Schedule", "insights.AnalysisState",
    }  # fmt: skip


@pytest.mark.parametrize("model", ["account/emailaddress", "mfa/authenticator", "usersessions/usersession"])
def test_no_address_or_factor_is_typed_for_another(alice: Caller, model: str) -> None:
    _, http = administrator()
    body = {"user": alice.user.pk, "email": "rogue@evil.test", "verified": "on"}
    assert http.post(f"/admin/{model}/add/", body).status_code == 404
    assert not EmailAddress.objects.filter(email="rogue@evil.test").exists()


@pytest.mark.parametrize(
    "path", ["accounts/user/{}/change/", "accounts/user/{}/delete/", "accounts/user/add/"]
)
def test_no_form_edits_adds_or_deletes_an_account(alice: Caller, path: str) -> None:
    _, http = administrator()
    body = {"email": "rogue@evil.test", "is_superuser": "on", "is_therapist": "on", "post": "yes"}
    assert http.post("/admin/" + path.format(alice.user.pk), body).status_code in (403, 404)
    kept = User.objects.get(pk=alice.user.pk)
    assert (kept.email, kept.is_superuser, kept.is_therapist) == ("alice@example.com", False, False)


@pytest.mark.parametrize("path", ["message/{}/delete/", "message/add/", "refusedaddress/add/"])
def test_the_mail_about_an_act_is_not_kept_back(alice: Caller, path: str) -> None:
    _, http = administrator()
    do(http, "end_sessions", alice.user)
    [mail] = Message.objects.filter(kind="admin_act")
    body = {"post": "yes", "address": alice.user.email}
    assert http.post("/admin/delivery/" + path.format(mail.pk), body).status_code == 403
    assert Message.objects.filter(pk=mail.pk).exists()


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        ("delivery/message", "text__contains=A"),
        ("delivery/message", "text__regex=."),
        ("delivery/message", "html__startswith=<"),
        ("delivery/message", "user__password__startswith=argon2"),
        ("accounts/user", "password__startswith=argon2"),
        ("accounts/user", "pseudonym__gt=0"),
        ("accounts/user", "name__startswith=A"),
        ("insights/analysisstate", "patient__user__name__startswith=A"),
    ],
)
def test_no_filter_tells_what_no_page_shows(alice: Caller, model: str, lookup: str) -> None:
    """By what a filter finds, a mailed code would be read letter by letter, and whoever reads it signed in."""
    allauth(Client(), "post", "auth/code/request", {"email": "alice@example.com"})
    _, http = administrator()
    answers = [http.get(f"/admin/{model}/?{asked}") for asked in (lookup, lookup + "zzz")]
    assert {answer.status_code for answer in answers} == {400}
    assert http.get("/admin/delivery/message/?state__exact=pending&kind__exact=login_code").status_code == 200


@pytest.mark.parametrize(
    "reason",
    [
        "",
        " ",
        ".",
        "\u200b \u00a0",
        "\u3164",
        "see https://evil.example/unlock",
        "write to me@evil.test",
        "x" * 201,
    ],
)
def test_no_act_without_a_reason_that_can_be_read(alice: Caller, reason: str) -> None:
    _, http = administrator()
    assert do(http, "erase", alice.user, reason=reason).status_code == 422
    assert User.objects.filter(pk=alice.user.pk).exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_wants_a_reason_and_is_not_done_to_oneself(alice: Caller, verb: str) -> None:
    ada, http = administrator()
    assert do(http, verb, alice.user, reason=" ", address="new@example.com").status_code == 422
    assert do(http, verb, ada, address="new@example.com").status_code == 422
    assert not Message.objects.exists()
    assert User.objects.filter(is_active=True).count() == 2


@pytest.mark.parametrize(
    "verb", ["disable", "end_sessions", "take_factors_away", "correct_address", "name_signer"]
)
def test_the_person_is_told_by_mail_and_in_the_app(alice: Caller, verb: str) -> None:
    give_factor(alice.user)
    EmailAddress.objects.create(user=alice.user, email="other@example.com", verified=True)
    _, http = administrator()

    assert do(http, verb, alice.user, address="new@example.com").status_code == 302

    mails = Message.objects.filter(kind="admin_act")
    new = {"new@example.com"} if verb == "correct_address" else set()
    assert {mail.recipient for mail in mails} == {"alice@example.com", "other@example.com"} | new
    assert all("asked for on the telephone" in mail.text for mail in mails)
    User.objects.filter(pk=alice.user.pk).update(is_active=True)
    alice.http.force_login(User.objects.get(pk=alice.user.pk))
    [row] = told(alice)
    assert (row["what"], row["reason"], row["name"]) == (f"admin.{verb}", "asked for on the telephone", "Ada")


def test_sessions_end_with_disabling_and_the_lost_factor(alice: Caller) -> None:
    give_factor(alice.user)
    _, http = administrator()
    do(http, "take_factors_away", alice.user)
    assert alice.get("me").status_code == 401
    assert not Authenticator.objects.filter(user=alice.user).exists()
    alice.http.force_login(alice.user)
    do(http, "disable", alice.user)
    assert not Session.objects.filter(user=alice.user).exists()
    assert (
        allauth(Client(), "post", "auth/login", {"email": "alice@example.com", "password": WORD}).status_code
        != 200
    )
    do(http, "enable", alice.user)
    assert (
        allauth(Client(), "post", "auth/login", {"email": "alice@example.com", "password": WORD}).status_code
        == 200
    )
    assert alice.get("me").status_code == 401


def test_a_corrected_address_lets_nobody_in_by_mail(alice: Caller) -> None:
    _, http = administrator()
    do(http, "correct_address", alice.user, address="rogue@evil.test")
    thief = Client()
    allauth(thief, "post", "auth/code/request", {"email": "rogue@evil.test"})
    allauth(thief, "post", "auth/password/request", {"email": "rogue@evil.test"})
    kinds = set(Message.objects.filter(recipient="rogue@evil.test").values_list("kind", flat=True))
    assert kinds == {"admin_act", "address_held"}


def test_no_chain_of_verbs_lets_the_new_mailbox_in(alice: Caller) -> None:
    """A passkey alone opens it; its address is corrected, and then the passkey is taken away as lost."""
    alice.user.set_unusable_password()
    alice.user.save()
    Authenticator.objects.create(user=alice.user, type="webauthn", data={})
    _, http = administrator()
    for verb in ("correct_address", "take_factors_away", "disable", "enable"):
        assert do(http, verb, alice.user, address="rogue@evil.test").status_code == 302
    thief = Client()
    for route in ("auth/code/request", "auth/password/request"):
        allauth(thief, "post", route, {"email": "rogue@evil.test"})
    allauth(Client(), "post", "auth/signup", {"email": "rogue@evil.test", "password": "another long one"})
    kinds = set(Message.objects.filter(recipient="rogue@evil.test").values_list("kind", flat=True))
    assert kinds == {"admin_act", "address_held"}


def test_a_corrected_address_counts_once_its_owner_confirms_it_with_the_password(alice: Caller) -> None:
    _, http = administrator()
    do(http, "correct_address", alice.user, address="new@example.com")
    phone = Client()
    assert (
        allauth(phone, "post", "auth/login", {"email": "new@example.com", "password": WORD}).status_code
        == 401
    )
    code = code_in(Message.objects.get(kind__startswith="email_confirmation"))
    assert allauth(phone, "post", "auth/email/verify", {"key": code}).status_code == 200
    assert User.objects.get(pk=alice.user.pk).address_corrected_at is None


def test_an_account_that_only_mail_opens_gets_no_other_mailbox(alice: Caller) -> None:
    alice.user.set_unusable_password()
    alice.user.save()
    _, http = administrator()
    assert do(http, "correct_address", alice.user, address="rogue@evil.test").status_code == 422
    assert User.objects.get(pk=alice.user.pk).email == "alice@example.com"


def test_erasing_leaves_a_tombstone_and_tells_every_address(alice: Caller) -> None:
    EmailAddress.objects.create(user=alice.user, email="other@example.com", verified=True)
    _, http = administrator()
    assert do(http, "erase", alice.user).status_code == 302
    assert Tombstone.objects.filter(patient=alice.patient.pk).exists()
    assert not User.objects.filter(pk=alice.user.pk).exists()
    told = Message.objects.filter(kind="account_erased_by_admin").values_list("recipient", flat=True)
    assert set(told) == {"alice@example.com", "other@example.com"}


def test_a_signer_needs_a_second_factor_and_gains_nothing_else(alice: Caller, bob: Caller) -> None:
    _, http = administrator()
    assert do(http, "name_signer", bob.user).status_code == 422
    give_factor(bob.user)
    do(http, "name_signer", bob.user)
    named = User.objects.get(pk=bob.user.pk)
    assert may_sign(named)
    assert (named.is_staff, named.is_therapist) == (False, False)
    assert bob.get(f"patients/{alice.patient.pk}/nights").status_code == 404
    assert bob.http.get("/admin/").status_code == 302
    do(http, "take_factors_away", named)
    assert not may_sign(User.objects.get(pk=bob.user.pk))


def test_losing_the_therapists_role_ends_what_hung_on_it(alice: Caller, tess: Caller) -> None:
    _, http = administrator()
    do(http, "end_therapist", tess.user)
    assert tess.get(f"patients/{alice.patient.pk}/nights").status_code == 401
    [consent] = alice.get("patients/me/consents").json()["results"]
    assert consent["state"] == "ended"
    kinds = set(Message.objects.values_list("kind", flat=True))
    assert {"admin_act", "consent_revoked", "access_closed"} <= kinds


def test_an_administrator_reads_no_diary_and_acts_only_in_the_administration(alice: Caller) -> None:
    _, http = administrator()
    for noun in ("nights", "insights", "health", "report", "access"):
        assert http.get(f"/api/v1/patients/{alice.patient.pk}/{noun}").status_code == 404
    page = http.get(f"/admin/accounts/user/{alice.user.pk}/change/").content.decode()
    assert "Take a lost second factor away" in page
    assert "Alice Fenwick" not in page


def test_all_or_nothing(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, _ = administrator()
    monkeypatch.setattr("privacy.services.administering.write_letter", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        administer("disable", Act(alice.user, ada, "why", timezone.now()))
    assert User.objects.get(pk=alice.user.pk).is_active
    with pytest.raises(NotPossible):
        administer("disable", Act(ada, ada, "why", timezone.now()))


def test_the_first_administrator_gets_in_once_a_factor_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    user = services.make_admin(email="root@example.com", password=WORD)
    http = Client()
    http.force_login(user)
    assert http.get("/admin/login/").headers["Location"] == "/security"
    give_factor(user)
    assert http.get("/admin/").status_code == 200
