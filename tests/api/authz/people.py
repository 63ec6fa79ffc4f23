"""Alice's record with a canary in every text of it, and one caller for each relation anyone can have to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client

from accounts import services as accounts
from accounts.models import Consent, Patient, User
from care import services as care
from care.models import Note
from insights import services as insights
from insights.models import Experiment, Flag
from journal.documents import NightDocument, read
from journal.services import apply_edits, put_night
from tests.api.authz.edits import edit

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NIGHT = date(2026, 11, 21)
EPISODE = "01938f6e-8a3c-7c11-9a51-2f1f6f0c2b10"
EXERCISE = "x.heel-raises"
INVITED = "ivo@example.com"
MONDAY = "2026-11-16"

# What a text is called, and who may ever be shown it.
NAMED = {"self", "full", "summary", "carer", "accepted", "ended", "expired"}
CANARIES: Mapping[str, frozenset[str]] = {
    "canary-name": frozenset(NAMED),
    "canary-address": frozenset({"self"}),
    "canary-night-note": frozenset({"self", "full", "carer"}),
    "canary-episode-note": frozenset({"self", "full", "carer"}),
    "canary-factor": frozenset({"self", "full"}),
    "canary-event": frozenset({"self", "full"}),
    "canary-shared-note": frozenset({"self", "full"}),
    "canary-private-note": frozenset(),
    "canary-own-note": frozenset({"full"}),
    "canary-plan": frozenset({"self", "full"}),
    "canary-dose": frozenset({"self", "full"}),
    "canary-reason": frozenset({"self", "full"}),
    "canary-tag": frozenset({"full"}),
    "canary-offer": frozenset({"self"}),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """Alice, everyone around her, and the ids that stand in paths."""

    alice: Patient
    callers: Mapping[str, Client]
    ids: Mapping[str, str]
    consents: Mapping[str, Consent]


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
    holders = {name: someone(f"{name}@example.com", is_therapist=name != "carer") for name in GRANTS}
    consents = {name: grant(alice.patient, holders[name]) for name, grant in GRANTS.items()}
    other = someone("bob@example.com", name="Bob")
    theo = someone("theo@example.com", name="Theo", is_therapist=True)
    asked = someone(INVITED, name="Ivo", is_therapist=True)
    admin = someone("ada@example.com", name="Ada", is_staff=True)
    ids = _fill(alice.patient, consents["full"], theo)
    users = {"self": alice, **holders, "other": other, "elsewhere": theo, "invited": asked, "admin": admin}
    callers = {name: client_of(user) for name, user in users.items()}
    return Scene(alice.patient, {"nobody": Client(), **callers}, ids, consents)


def _grant(scope: str) -> Callable[[Patient, User], Consent]:
    return lambda patient, user: accounts.grant_consent(patient=patient, grantee=user, scope=scope, now=NOW)


def _accepted(patient: Patient, user: User) -> Consent:
    offer = accounts.Offer("full")
    made = accounts.invite(inviter=patient.user, patient=patient, offer=offer, now=NOW)
    found = accounts.accept_invitation(user=user, code=made.code, now=NOW, wish=offer)
    assert found is not None
    return found


def _ended(patient: Patient, user: User) -> Consent:
    return accounts.end_consent(consent=_grant("full")(patient, user), now=NOW)


def _expired(patient: Patient, user: User) -> Consent:
    until = NIGHT
    return accounts.grant_consent(patient=patient, grantee=user, scope="full", until_date=until, now=NOW)


GRANTS: Mapping[str, Callable[[Patient, User], Consent]] = {
    "full": _grant("full"),
    "summary": _grant("summary"),
    "carer": _grant("log"),
    "accepted": _accepted,
    "ended": _ended,
    "expired": _expired,
}


def _fill(alice: Patient, full: Consent, theo: User) -> dict[str, str]:
    """A diary, notes, a plan, tags, a flag and an invitation; ids by the name of their path parameter."""
    made = _diary(alice)
    flag = Flag.objects.create(
        patient=alice, rule="RF01", rule_version="1", level="emergency", night=NIGHT, raised_at=NOW
    )
    for text, shared, author in (
        ("canary-shared-note", True, theo),
        ("canary-private-note", False, theo),
    ):
        care.write_note(patient=alice, author=author, text=text, shared=shared, now=NOW)
    arms = [{"date": (NIGHT + timedelta(days=step)).isoformat(), "on": step % 4 < 2} for step in range(28)]
    trial = Experiment.objects.create(
        patient=alice, tip="t11", seed=1, arms=arms, state="paused", started_at=NOW, state_at=NOW
    )
    own: Note = care.write_note(
        patient=alice, author=full.grantee, text="canary-own-note", shared=False, now=NOW
    )
    care.set_tags(patient=alice, therapist=full.grantee, labels=["canary-tag"])
    care.mark_reviewed(patient=alice, therapist=full.grantee, now=NOW)
    exercise = care.Wanted("", "canary-plan", "canary-dose", (1, 2, 3), "", EXERCISE)
    blocked = care.Wanted("t20", "", "", (6,), "canary-reason")
    care.set_plan(consent=full, wanted=[exercise, blocked], today=NIGHT)
    offer = accounts.Offer("full", email="canary-offer@example.com")
    invitation = accounts.invite(inviter=alice.user, patient=alice, offer=offer, now=NOW).invitation
    accounts.invite(inviter=alice.user, patient=alice, offer=accounts.Offer("full", email=INVITED), now=NOW)
    return {
        "patient": str(alice.pk),
        "date": NIGHT.isoformat(),
        "flag": str(flag.pk),
        "tip": "t11",
        "experiment": str(trial.pk),
        "note": str(own.pk),
        "consent": str(full.pk),
        "invitation": str(invitation.pk),
        **made,
        "link": str(accounts.open_visit(patient=alice, scope="full", now=NOW)[0].pk),
    }


def _diary(alice: Patient) -> dict[str, str]:
    """Ten nights, a factor, an event and a week of her own; their ids."""
    episode = {"id": EPISODE, "intensity": 6, "note": "canary-episode-note"}
    for ago in range(10):
        body = {"timezone": "Europe/London", "pain": True, "note": "canary-night-note"}
        body |= {"episodes": [episode]} if ago == 0 else {}
        day = NIGHT - timedelta(days=ago)
        put_night(patient=alice, date=day, parts=read(NightDocument, body), now=NOW)
    factor = edit("factor", {"slug": "own.tea", "label": "canary-factor"}, NOW)
    event = edit("event", {"on": NIGHT.isoformat(), "kind": "visit", "text": "canary-event"}, NOW)
    answer = edit("day", {"value": True}, NOW, key=f"{NIGHT}/own.tea")
    peg = edit("peg", {"pain": 4, "enjoyment": 5, "activity": 3}, NOW, key=MONDAY)
    apply_edits(patient=alice, edits=[factor, event, answer, peg], now=NOW)
    insights.read_moved(now=NOW)
    return {
        "event": event.key,
        "factor": factor.key,
        "kind": "factor",
        "key": factor.key,
        "monday": MONDAY,
    }
