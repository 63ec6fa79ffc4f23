"""Stopping mail without signing in, and choosing it when signed in."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.services import remove_account
from delivery import services, unsubscribe
from delivery.mail import Mail
from delivery.message_kinds import CASELOAD_DIGEST, WEEKLY_SUMMARY, Kind
from delivery.models import Message, RefusedAddress, Stream, StreamChoice
from delivery.queries.outbox import reader_now, wants
from journal.models import Night
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def path(caller: Caller, stream: Stream = Stream.SUMMARY) -> str:
    return unsubscribe.link(caller.user.pk, stream).removeprefix("http://localhost:8000")


def gets(caller: Caller, kind: Kind = WEEKLY_SUMMARY, on: date = date(2026, 11, 22)) -> bool:
    caller.user.refresh_from_db()
    reader = reader_now(Message(user=caller.user, kind=kind.name), on)
    return reader is not None and wants(reader, kind)


def test_one_click_stops_the_mail_at_once_without_signing_in(alice: Caller, nobody: Client) -> None:
    answer = nobody.post(path(alice), ONE_CLICK)

    assert answer.status_code == 200
    assert not gets(alice)
    assert alice.user.email not in answer.content.decode()
    assert alice.user.mail_summary == "off"


def test_one_click_works_with_csrf_enforced_and_from_another_site(alice: Caller) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(path(alice), ONE_CLICK, headers={"Origin": "https://mail.example"})
    assert (answer.status_code, gets(alice)) == (200, False)


def test_stopping_twice_is_the_same(alice: Caller, nobody: Client) -> None:
    first, again = nobody.post(path(alice), ONE_CLICK), nobody.post(path(alice), ONE_CLICK)
    assert (first.status_code, again.status_code, gets(alice)) == (200, 200, False)


def test_looking_at_the_page_changes_nothing(alice: Caller, nobody: Client) -> None:
    answer = nobody.get(path(alice))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert gets(alice)
    assert not StreamChoice.objects.exists()


def test_a_scanner_that_only_heads_changes_nothing(alice: Caller, nobody: Client) -> None:
    nobody.head(path(alice))
    assert gets(alice)


def test_each_stream_stops_on_its_own(tess: Caller, nobody: Client) -> None:
    nobody.post(path(tess, Stream.DIGEST), ONE_CLICK)
    assert (gets(tess, CASELOAD_DIGEST), gets(tess, WEEKLY_SUMMARY)) == (False, True)

    nobody.post(path(tess, Stream.SUMMARY), ONE_CLICK)
    assert tess.get("me").json()["mail_summary"] == "off"


def test_a_pause_ends_by_itself(alice: Caller, nobody: Client) -> None:
    nobody.post(path(alice), {"action": "pause"})
    assert not gets(alice)
    assert gets(alice, on=date(2026, 12, 21))


def test_who_stopped_by_mistake_switches_on_again(alice: Caller, nobody: Client) -> None:
    nobody.post(path(alice), ONE_CLICK)
    nobody.post(path(alice), {"action": "resume"})
    assert gets(alice)
    assert alice.user.mail_summary == "weekly"


def test_the_link_of_an_account_that_is_gone_still_answers(alice: Caller, nobody: Client) -> None:
    gone = path(alice)
    remove_account(user=alice.user)
    assert [nobody.get(gone).status_code, nobody.post(gone, ONE_CLICK).status_code] == [200, 200]


@pytest.mark.parametrize("change", ["cut", "swapped", "nonsense"])
def test_a_link_we_never_made_does_nothing(alice: Caller, bob: Caller, nobody: Client, change: str) -> None:
    mine, his = path(alice), path(bob)
    broken = {
        "cut": mine[:-1],
        "swapped": mine.rpartition(".")[0] + "." + his.rpartition(".")[2],
        "nonsense": "/api/v1/mail/unsubscribe/x",
    }[change]
    assert [nobody.get(broken).status_code, nobody.post(broken, ONE_CLICK).status_code] == [404, 404]
    assert gets(alice)


def test_links_outlive_a_new_secret_key(alice: Caller, nobody: Client, settings: Any) -> None:
    old = path(alice)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another one"
    assert (nobody.post(old, ONE_CLICK).status_code, gets(alice)) == (200, False)


@pytest.mark.parametrize(("language", "words"), [("de", "abbestellen"), ("es", "Dejar"), ("en", "Stop")])
def test_the_page_speaks_the_accounts_language(
    alice: Caller, nobody: Client, language: str, words: str
) -> None:
    alice.user.language = language
    alice.user.save()
    assert words in nobody.get(path(alice)).content.decode()


def test_preferences_say_what_stands(tess: Caller) -> None:
    assert tess.get("mail/preferences").json() == {
        "summary": {"on": True, "cadence": "weekly", "paused_until": None},
        "digest": {"on": True, "cadence": "weekly", "paused_until": None},
        "hour": 8,
        "shows_symptoms": False,
        "ask": False,
        "address_refused_at": None,
    }


def test_a_patient_has_no_digest(alice: Caller) -> None:
    assert alice.get("mail/preferences").json()["digest"] is None


def test_streams_are_switched_and_paused(alice: Caller) -> None:
    body = {"summary": {"on": True, "paused_until": "2026-12-24"}}
    assert alice.send("patch", "mail/preferences", body).json()["summary"]["paused_until"] == "2026-12-24"

    answer = alice.send("patch", "mail/preferences", {"summary": {"on": False}}).json()
    assert (answer["summary"]["on"], gets(alice)) == (False, False)

    answer = alice.send("patch", "mail/preferences", {"summary": {"on": True}}).json()
    assert (answer["summary"]["on"], gets(alice)) == (True, True)


@pytest.mark.parametrize("until", ["2026-11-22", "2028-01-01", "2026-13-01", "tomorrow"])
def test_a_pause_ends_within_a_year(alice: Caller, until: str) -> None:
    body = {"summary": {"paused_until": until}}
    answer = alice.send("patch", "mail/preferences", body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "summary.paused_until")


def test_a_therapist_chooses_the_hour_and_how_often_without_waking_a_stopped_stream(tess: Caller) -> None:
    tess.send("patch", "mail/preferences", {"summary": {"on": False}})
    answer = tess.send(
        "patch", "mail/preferences", {"digest": {"on": True, "cadence": "daily"}, "hour": 20}
    ).json()
    assert (answer["digest"]["cadence"], answer["hour"], answer["summary"]["on"]) == ("daily", 20, False)


@pytest.mark.parametrize("body", [{"hour": 24}, {"hour": "8"}, {"summary": {"cadence": "daily"}}])
def test_an_hour_that_is_none_and_a_daily_summary_are_refused(tess: Caller, body: dict[str, Any]) -> None:
    assert tess.send("patch", "mail/preferences", body).status_code == 422


def test_a_patient_cannot_have_mail_every_day(alice: Caller) -> None:
    alice.send("patch", "mail/preferences", {"digest": {"cadence": "daily"}})
    alice.user.refresh_from_db()
    assert alice.user.mail_summary == "weekly"


def test_unknown_fields_are_refused(alice: Caller) -> None:
    assert alice.send("patch", "mail/preferences", {"digests": {}}).status_code == 422


def test_the_question_about_symptoms_is_asked_after_seven_nights_and_once(alice: Caller, now: Any) -> None:
    for step in range(7):
        assert alice.get("mail/preferences").json()["ask"] is False
        day = date(2026, 11, 10) + timedelta(days=step)
        Night.objects.create(patient=alice.patient, date=day, timezone="UTC", pain=True, received_at=now)
    assert alice.get("mail/preferences").json()["ask"] is True

    answer = alice.send("patch", "mail/preferences", {"shows_symptoms": False}).json()

    assert (answer["ask"], answer["shows_symptoms"]) == (False, False)


def test_both_forms_of_the_mail_can_be_seen_side_by_side(alice: Caller) -> None:
    for step in range(7):
        day = date(2026, 11, 9) + timedelta(days=step)
        alice.send("put", f"patients/me/nights/{day}", {"timezone": "UTC", "pain": True})
    forms = alice.get("mail/preview").json()
    assert "All 7 nights were logged." in forms["neutral"]["text"]
    assert "pain" not in forms["neutral"]["text"]
    assert "Mon 9 Nov: pain" in forms["open"]["text"]
    assert "data:image/png;base64," in forms["open"]["html"]
    assert [one["alt"].split()[0] for one in forms["open"]["pictures"]] == ["Mon"]
    assert forms["neutral"]["pictures"] == []


def test_a_refused_address_is_told_and_can_be_tried_again(alice: Caller, now: Any) -> None:
    RefusedAddress.objects.create(address=alice.user.email, refused_at=now)
    assert alice.get("mail/preferences").json()["address_refused_at"] == now.isoformat()

    answer = alice.send("patch", "mail/preferences", {"address_works": True}).json()
    assert answer["address_refused_at"] is None


@pytest.mark.parametrize("route", ["mail/preferences", "mail/preview"])
def test_nobody_is_asked_to_sign_in(nobody: Client, route: str) -> None:
    assert nobody.get(f"/api/v1/{route}").status_code == 401


def test_bob_sees_and_changes_only_his_own(alice: Caller, bob: Caller) -> None:
    bob.send("patch", "mail/preferences", {"summary": {"on": False}, "shows_symptoms": True})
    assert gets(alice)
    assert alice.get("mail/preferences").json()["shows_symptoms"] is False


class TestLastMails:
    """The page that stands in for a mail catcher on one's own machine."""

    @pytest.fixture
    def message(self, db: None, now: Any) -> Message:
        page = '<p style="color:red">Hello</p>'
        return services.enqueue(
            recipient="a@example.com", user=None, kind="login_code", mail=Mail("Code", "123", page), now=now
        )

    def test_it_lists_and_shows_them(self, message: Message, nobody: Client) -> None:
        assert nobody.get("/dev/inbox").json() == {"inbox": "/dev/mail"}
        assert "Code" in nobody.get("/dev/mail").content.decode()
        shown = nobody.get(f"/dev/mail/{message.pk}")
        assert shown.content.decode() == message.html
        assert "sandbox" in shown.headers["Content-Security-Policy"]
        assert "script-src" not in shown.headers["Content-Security-Policy"].replace("script-src 'self'", "")
        assert nobody.get(f"/dev/mail/{message.pk}?as=text").content == b"123"

    def test_it_is_not_there_on_a_real_site(self, message: Message, nobody: Client, settings: Any) -> None:
        settings.LOCAL_INBOX = False
        assert nobody.get("/dev/inbox").json() == {"inbox": None}
        for address in ("/dev/mail", f"/dev/mail/{message.pk}"):
            assert nobody.get(address).status_code == 404

    def test_it_is_not_there_for_another_machine(self, message: Message, nobody: Client) -> None:
        assert nobody.get("/dev/mail", REMOTE_ADDR="192.0.2.1").status_code == 404
        assert nobody.get("/dev/mail", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 404
