"""Alice, Bob, and one caller for each relation anyone can have to Alice's record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client

from accounts import services as accounts
from accounts.models import Consent, Patient, User
from delivery.mail import Mail
from delivery.models import RefusedAddress, Stream
from delivery.services import enqueue
from delivery.unsubscribe import token_for
from tests.api.authz.canaries import FIRST, NIGHT
from tests.api.authz.record import NOW, Record
from tests.security.people import WORD, allauth, give_factor

INVITED = "ivo@example.com"


@dataclass(frozen=True, slots=True)
class Scene:
    """Alice, everyone around her, and the ids that stand in paths."""

    alice: Patient
    callers: Mapping[str, Client]
    ids: Mapping[str, str]
    consents: Mapping[str, Consent]
    users: Mapping[str, User]


def someone(email: str, *, name: str = "", **facts: Any) -> User:
    """An account without a password, its address verified: quick to make."""
    user = User(email=email, name=name, timezone="Europe/London", last_login=NOW, **facts)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    accounts.open_patient_record(user=user)
    return user


def client_of(user: User) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(user)
    return client


def scene() -> Scene:
    """Everything in place, as of the frozen morning."""
    alice = someone("canary-address@example.com", name="canary-name")
    alice.set_password(WORD)
    alice.save()
    names = {"full": "canary-reader"}
    holders = {
        name: someone(f"{name}@example.com", name=names.get(name, name), is_therapist=name != "carer")
        for name in GRANTS
    }
    consents = {name: grant(alice.patient, holders[name]) for name, grant in GRANTS.items()}
    users = {
        "self": alice,
        **holders,
        "other": someone("bobs-address@example.com", name="bobs-name"),
        "elsewhere": someone("theo@example.com", name="bobs-reader", is_therapist=True),
        "invited": someone(INVITED, name="Ivo", is_therapist=True),
        "admin": someone("ada@example.com", name="Ada", is_staff=True),
    }
    give_factor(users["admin"])
    callers = {name: client_of(user) for name, user in users.items()}
    ids = _fill(users, consents["full"])
    User.objects.filter(pk=users["demoted"].pk).update(is_therapist=False)
    User.objects.filter(pk=users["disabled"].pk).update(is_active=False)
    callers |= {"nobody": Client(), "visit": Client(), "half": _half(alice)}
    return Scene(alice.patient, callers, ids, consents, users)


def _fill(users: Mapping[str, User], full: Consent) -> dict[str, str]:
    """Alice's record and Bob's, and what only the administration lists; the ids are of Alice's."""
    alice, bob = users["self"], users["other"]
    author = someone("wanda@example.com", name="Wanda", is_therapist=True)
    theirs = _grant("full")(bob.patient, users["elsewhere"])
    Record(bob.patient, "bobs", theirs, author, weeks=5).fill()
    ids = Record(alice.patient, "canary", full, author).fill()
    offer = accounts.Offer("full", email=INVITED)
    accounts.invite(inviter=alice, patient=alice.patient, offer=offer, now=NOW)
    letter = enqueue(
        recipient="gone@example.com", user=None, kind="login_code", mail=Mail("a", "b", ""), now=NOW
    )
    refused = RefusedAddress.objects.create(address="gone@example.com", refused_at=NOW)
    return {
        **ids,
        "number": str(letter.pk),
        "user": str(alice.pk),
        "person": str(alice.pk),
        "bob": str(bob.patient.pk),
        "verb": "end_sessions",
        "app_label": "accounts",
        "refusedaddress": str(refused.pk),
        "token": token_for(alice.pk, Stream.SUMMARY),
    }


def _half(user: User) -> Client:
    """Alice's own password was typed here; her second factor was not."""
    give_factor(user)
    http = Client()
    answer = allauth(http, "post", "auth/login", {"email": user.email, "password": WORD})
    assert answer.status_code == 401, answer.content
    return http


def _grant(scope: str, **terms: Any) -> Callable[[Patient, User], Consent]:
    return lambda patient, user: accounts.grant_consent(
        patient=patient, grantee=user, scope=scope, now=NOW, **terms
    )


def _accepted(patient: Patient, user: User) -> Consent:
    offer = accounts.Offer("full")
    made = accounts.invite(inviter=patient.user, patient=patient, offer=offer, now=NOW)
    found = accounts.accept_invitation(user=user, code=made.code, now=NOW, wish=offer)
    assert found is not None
    return found


def _ended(patient: Patient, user: User) -> Consent:
    return accounts.end_consent(consent=_grant("full")(patient, user), now=NOW)


GRANTS: Mapping[str, Callable[[Patient, User], Consent]] = {
    "full": _grant("full"),
    "limited": _grant("full", from_date=FIRST),
    "summary": _grant("summary"),
    "carer": _grant("log"),
    "accepted": _accepted,
    "ended": _ended,
    "expired": _grant("full", until_date=NIGHT),
    "demoted": _grant("full"),
    "disabled": _grant("full"),
}
