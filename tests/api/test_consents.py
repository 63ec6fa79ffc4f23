"""Who lets whom in, and how they are shown out again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import sleep
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import OperationalError, connections
from django.test import Client

from accounts import services
from accounts.models import Consent, Invitation
from delivery.models import Message
from tests.cast import Caller, person

pytestmark = pytest.mark.usefixtures("frozen")


def invite(patient: Caller, **body: Any) -> dict[str, Any]:
    answer = patient.send("post", "patients/me/consents", {"scope": "full", **body})
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def accept(caller: Caller, code: str, **body: Any) -> Any:
    return caller.send("post", "consents/accept", {"code": code, **body})


def confirm(patient: Caller, consent: str) -> Any:
    return patient.send("post", f"patients/me/consents/{consent}/confirm")


def sees(caller: Caller, patient: Caller) -> int:
    return int(caller.get(f"patients/{patient.patient.pk}/insights").status_code)


def let_in(patient: Caller, other: Caller, **body: Any) -> str:
    made = invite(patient, **body)
    assert accept(other, made["code"]).status_code == 200
    assert confirm(patient, made["id"]).status_code == 200
    return str(made["id"])


def test_invited_accepted_confirmed_in_that_order(alice: Caller, theo: Caller) -> None:
    made = invite(alice)
    before = sees(theo, alice)
    accepted = accept(theo, made["code"]).json()
    waiting = sees(theo, alice)
    confirmed = confirm(alice, made["id"]).json()

    assert (made["state"], accepted["state"], confirmed["state"]) == ("invited", "accepted", "active")
    assert (before, waiting, sees(theo, alice)) == (404, 404, 200)


def test_the_patient_sees_the_name_and_the_address_before_confirming(alice: Caller, theo: Caller) -> None:
    made = invite(alice)
    accept(theo, made["code"])

    row = alice.get("patients/me/consents").json()["results"][0]

    assert (row["state"], row["name"], row["email"]) == ("accepted", "Theo Brandt", "theo@example.com")


def test_nobody_but_the_patient_confirms(alice: Caller, theo: Caller, bob: Caller) -> None:
    made = invite(alice)
    accept(theo, made["code"])

    assert confirm(theo, made["id"]).status_code == 404
    assert confirm(bob, made["id"]).status_code == 404
    assert sees(theo, alice) == 404


def test_a_code_is_shown_once_and_kept_only_as_a_digest(alice: Caller) -> None:
    made = invite(alice)

    row = Invitation.objects.get()
    listed = alice.get("patients/me/consents").content.decode()

    assert made["code"] not in listed
    assert made["code"].replace("-", "") not in str(row.__dict__)
    assert made["link"].endswith(f"#{made['code']}")
    assert made["qr"].startswith("data:image/svg+xml")


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " "), lambda code: f" {code} "])
def test_a_code_may_be_typed_as_people_type(alice: Caller, theo: Caller, typed: Callable[[str], str]) -> None:
    made = invite(alice)
    assert accept(theo, typed(made["code"])).status_code == 200


def test_a_code_works_once(alice: Caller, theo: Caller, bob: Caller) -> None:
    made = invite(alice)
    accept(theo, made["code"])

    assert accept(bob, made["code"]).status_code == 404
    assert accept(theo, made["code"]).status_code == 404


@pytest.mark.parametrize(("after", "status"), [(timedelta(days=6, hours=23), 200), (timedelta(days=7), 404)])
def test_a_code_lasts_seven_days(
    alice: Caller, theo: Caller, now: datetime, after: timedelta, status: int
) -> None:
    made = invite(alice)
    with time_machine.travel(now + after, tick=False):
        theo.http.force_login(theo.user)
        assert accept(theo, made["code"]).status_code == status


def test_an_unverified_address_accepts_nothing(alice: Caller, theo: Caller) -> None:
    EmailAddress.objects.filter(user=theo.user).update(verified=False)

    answer = accept(theo, invite(alice)["code"])

    assert (answer.status_code, answer.json()["code"]) == (403, "email_not_verified")


def test_an_invitation_to_one_address_is_nobody_elses(alice: Caller, theo: Caller, bob: Caller) -> None:
    made = invite(alice, email="Theo@Example.com")

    assert accept(bob, made["code"]).status_code == 404
    assert accept(theo, made["code"]).status_code == 200


def test_nobody_accepts_their_own_invitation(alice: Caller) -> None:
    answer = accept(alice, invite(alice)["code"])
    assert (answer.status_code, answer.json()["code"]) == (409, "own_invitation")


def test_a_therapists_invitation_is_confirmed_by_accepting_it(alice: Caller, theo: Caller) -> None:
    made = theo.send("post", "invitations", {"scope": "full"}).json()

    accepted = accept(alice, made["code"], scope="summary", until="2027-01-31").json()

    assert (accepted["state"], accepted["scope"], accepted["until"]) == ("active", "summary", "2027-01-31")
    assert accepted["name"] == "Theo Brandt"
    assert sees(theo, alice) == 200


def test_only_therapists_invite_patients(alice: Caller) -> None:
    assert alice.send("post", "invitations", {"scope": "full"}).status_code == 403


def test_a_withdrawn_invitation_opens_nothing(alice: Caller, theo: Caller) -> None:
    made = invite(alice)
    path = f"patients/me/consents/{made['id']}"

    assert [alice.send("delete", path).status_code for _ in range(2)] == [204, 204]
    assert accept(theo, made["code"]).status_code == 404


@pytest.mark.parametrize("side", ["patient", "therapist"])
def test_either_side_ends_it_at_once_and_may_say_so_twice(alice: Caller, theo: Caller, side: str) -> None:
    consent = let_in(alice, theo)
    ender, path = (
        (alice, f"patients/me/consents/{consent}") if side == "patient" else (theo, f"consents/{consent}")
    )

    answers = [ender.send("delete", path).status_code for _ in range(2)]

    assert answers == [204, 204]
    assert sees(theo, alice) == 404
    assert confirm(alice, consent).status_code == 409


def test_nobody_ends_what_is_not_theirs(alice: Caller, theo: Caller, bob: Caller) -> None:
    consent = let_in(alice, theo)

    assert bob.send("delete", f"consents/{consent}").status_code == 404
    assert bob.send("delete", f"patients/me/consents/{consent}").status_code == 404
    assert sees(theo, alice) == 200


def test_a_new_consent_takes_the_place_of_the_old(alice: Caller, theo: Caller) -> None:
    first = let_in(alice, theo)
    second = let_in(alice, theo, scope="summary")

    states = {row["id"]: row["state"] for row in alice.get("patients/me/consents").json()["results"]}

    assert states == {first: "ended", second: "active"}
    assert theo.get(f"patients/{alice.patient.pk}/nights").status_code == 403


def test_a_consent_ends_after_its_last_day(alice: Caller, theo: Caller) -> None:
    let_in(alice, theo, until="2026-11-24")

    with time_machine.travel(datetime.fromisoformat("2026-11-24T23:00:00+00:00"), tick=False):
        theo.http.force_login(theo.user)
        last_day = sees(theo, alice)
    with time_machine.travel(datetime.fromisoformat("2026-11-25T00:30:00+00:00"), tick=False):
        theo.http.force_login(theo.user)
        day_after = sees(theo, alice)
        held = theo.get("consents").json()["results"][0]

    assert (last_day, day_after) == (200, 404)
    assert (held["state"], held["patient"]) == ("ended", None)


def test_nights_before_the_agreed_date_stay_unseen(
    alice: Caller, theo: Caller, night: dict[str, Any]
) -> None:
    for day in ("2026-11-19", "2026-11-21"):
        alice.send("put", f"patients/me/nights/{day}", {"pain": True, "note": day})
    let_in(alice, theo, **{"from": "2026-11-20"})
    record = f"patients/{alice.patient.pk}/nights"

    seen = [row["date"] for row in theo.get(f"{record}?from=2026-11-01").json()["results"]]

    assert seen == ["2026-11-21"]
    assert theo.get(f"{record}/2026-11-19").status_code == 404


def test_a_carer_logs_and_sees_nights_and_warnings_and_nothing_else(alice: Caller, bob: Caller) -> None:
    let_in(alice, bob, scope="log")
    record = f"patients/{alice.patient.pk}"

    saved = bob.send("put", f"{record}/nights/2026-11-21", {"pain": True}).json()

    assert saved["told_by"] == "carer"
    assert bob.get(f"{record}/nights").status_code == 200
    assert bob.get(f"{record}/safety").status_code == 200
    assert bob.send("delete", f"{record}/nights/2026-11-21").status_code == 403
    assert {bob.get(f"{record}/{noun}").status_code for noun in ("insights", "health", "tips")} == {403}


def test_a_hand_over_changes_nothing_until_the_patient_confirms(
    alice: Caller, tess: Caller, theo: Caller
) -> None:
    held = tess.get("consents").json()["results"][0]["id"]
    proposed = tess.send("post", f"consents/{held}/handover", {}).json()
    accepted = accept(theo, proposed["code"])
    between = (sees(tess, alice), sees(theo, alice))

    confirm(alice, proposed["id"])

    assert accepted.json()["state"] == "accepted"
    assert between == (200, 404)
    assert (sees(tess, alice), sees(theo, alice)) == (404, 200)


def test_nobody_hands_over_whom_they_do_not_look_after(alice: Caller, tess: Caller, theo: Caller) -> None:
    held = tess.get("consents").json()["results"][0]["id"]
    assert theo.send("post", f"consents/{held}/handover", {}).status_code == 404


def test_a_consent_that_ends_before_it_begins_is_refused(alice: Caller) -> None:
    body = {"scope": "full", "from": "2026-11-20", "until": "2026-11-01"}
    answer = alice.send("post", "patients/me/consents", body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "before_from")


@pytest.mark.parametrize(
    "body",
    [{}, {"scope": "all"}, {"scope": "full", "state": "active"}, {"scope": "full", "email": "a@b\nc@d.ef"}],
)
def test_a_wrong_offer_is_named_and_makes_nothing(alice: Caller, body: dict[str, Any]) -> None:
    assert alice.send("post", "patients/me/consents", body).status_code == 422
    assert not Invitation.objects.exists()


def test_signed_out_people_are_asked_to_sign_in(nobody: Client, alice: Caller) -> None:
    paths = ["patients/me/consents", "consents", "invitations", "patients/me/access"]
    assert {nobody.get(f"/api/v1/{path}").status_code for path in paths} == {401}


@pytest.mark.django_db(transaction=True)
def test_of_many_who_accept_at_once_one_gets_in(now: datetime) -> None:
    alice = person("alice@example.com", name="Alice Fenwick")
    offer = services.Offer("full")
    made = services.invite(inviter=alice.user, patient=alice.patient, offer=offer, now=now)
    people = [person(f"racer{number}@example.com", is_therapist=True) for number in range(8)]

    def race(caller: Caller) -> bool:
        wish = services.Offer("")
        try:
            while True:
                try:
                    return bool(
                        services.accept_invitation(user=caller.user, code=made.code, now=now, wish=wish)
                    )
                except OperationalError:  # SQLite in memory turns writers away instead of making them wait
                    sleep(0.01)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(people)) as pool:
        won = list(pool.map(race, people))

    assert won.count(True) == 1
    assert Consent.objects.count() == 1


def test_an_invitation_that_names_an_address_is_mailed(alice: Caller) -> None:
    alice.send("post", "patients/me/consents", {"scope": "full", "email": "helper@example.com"})
    assert Message.objects.filter(recipient="helper@example.com").count() == 1


def test_both_sides_hear_when_a_door_opens_and_closes_and_only_then(alice: Caller, theo: Caller) -> None:
    made = invite(alice)
    accept(theo, made["code"])
    for _ in range(2):
        confirm(alice, made["id"])
    opened = sorted(Message.objects.values_list("kind", "recipient"))
    for _ in range(2):
        alice.send("delete", f"patients/me/consents/{made['id']}")
    closed = sorted(
        Message.objects.exclude(kind__in=[kind for kind, _ in opened]).values_list("kind", "recipient")
    )
    assert opened == [("access_opened", theo.user.email), ("consent_given", alice.user.email)]
    assert closed == [("access_closed", theo.user.email), ("consent_revoked", alice.user.email)]


def preview(caller: Caller, code: str) -> Any:
    return caller.send("post", "consents/preview", {"code": code})


def test_a_code_says_whose_it_is_before_it_is_used(alice: Caller, tess: Caller, theo: Caller) -> None:
    asked = theo.send("post", "invitations", {"scope": "full"}).json()["code"]
    seen = [preview(alice, asked).json() for _ in range(2)]
    assert seen[0] == seen[1]
    assert (seen[0]["asks"], seen[0]["name"], seen[0]["scope"]) == (True, "Theo Brandt", "full")
    assert sees(theo, alice) == 404
    assert accept(alice, asked).status_code == 200
    assert preview(alice, asked).status_code == 404


def test_a_code_for_another_address_shows_nothing(alice: Caller, bob: Caller, theo: Caller) -> None:
    offer = {"scope": "full", "email": theo.user.email}
    code = alice.send("post", "patients/me/consents", offer).json()["code"]
    assert preview(bob, code).status_code == 404
    assert preview(theo, code).json()["name"] == "Alice Fenwick"


def test_a_colleague_named_by_address_gets_the_code_by_mail(
    alice: Caller, tess: Caller, theo: Caller
) -> None:
    held = tess.get("consents").json()["results"][0]["id"]
    proposed = tess.send("post", f"consents/{held}/handover", {"email": theo.user.email}).json()
    letter = Message.objects.get(kind="invitation_colleague")
    assert (letter.recipient, proposed["code"] in letter.text) == (theo.user.email, True)
    assert "Alice" not in letter.text + letter.html + letter.subject
    assert preview(theo, proposed["code"]).json()["hands_over"] is True
