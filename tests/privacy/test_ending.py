"""How accounts end: closed from outside, silent too long, and never brought back."""

from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Patient, User
from delivery import services as delivery
from delivery.models import Device, Message, Push, Schedule
from journal import closing
from journal.limits import load as limits
from journal.models import Change, Closure, Night, Tombstone
from privacy import services
from tests.cast import Caller, person
from tests.delivery.rows import end

PHONE = "11111111-1111-4111-8111-111111111111"
OTHER = "99999999-9999-4999-8999-999999999999"
DAY = timedelta(days=1)


def edit(at: datetime, key: str = "2026-11-20") -> dict[str, Any]:
    change = {"id": PHONE, "kind": "night", "key": key, "op": "put", "data": {"pain": True}}
    return {"cursor": None, "device": PHONE, "changes": [{**change, "edited_at": at.isoformat()}]}


class TestTheLatePhone:
    """A phone that was offline while its account was erased elsewhere."""

    pytestmark = pytest.mark.usefixtures("frozen")

    def test_it_is_told_why_and_brings_nothing_back(self, alice: Caller, now: datetime) -> None:
        phone = Client()
        phone.force_login(alice.user)
        alice.send("delete", "me")

        answer = phone.post("/api/v1/patients/me/sync", edit(now), content_type="application/json")

        assert (answer.status_code, answer.json()["code"]) == (401, "account_erased")
        assert not User.objects.exists()
        assert not Change.objects.exists()

    def test_an_app_client_is_told_too(self, alice: Caller, nobody: Client) -> None:
        body = {"email": alice.user.email, "password": "a long enough one"}
        signed = nobody.post("/_allauth/app/v1/auth/login", body, content_type="application/json").json()
        token = {"X-Session-Token": signed["meta"]["session_token"]}
        assert nobody.get("/api/v1/me", headers=token).status_code == 200

        services.erase(user=alice.user, now=datetime.now().astimezone())

        assert nobody.get("/api/v1/me", headers=token).json()["code"] == "account_erased"

    def test_a_session_that_merely_ended_says_so(self, alice: Caller) -> None:
        alice.http.cookies["session"] = "gone"
        assert alice.get("me").json()["code"] == "session_expired"


class TestAfterARestore:
    """Yesterday's backup knows nothing of today's erasure; the list kept beside it does."""

    def test_what_was_erased_is_erased_again(
        self, alice: Caller, bob: Caller, night: dict[str, Any], tmp_path: Path, now: datetime,
        monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(closing, "FORGOTTEN", listed := tmp_path / "forgotten")
        for caller in (alice, bob):
            caller.send("put", "patients/me/nights/2026-11-21", night)
        backup, told = tmp_path / "backup.json", StringIO()
        call_command(
            "dumpdata",
            "accounts",
            "account",
            "journal",
            "insights",
            output=str(backup),
            exclude=["accounts.accesslogentry"],
        )
        with django_capture_on_commit_callbacks(execute=True):
            services.erase(user=alice.user, now=now)
        assert not Night.objects.filter(patient=alice.patient.pk).exists()

        Tombstone.objects.all().delete()  # the backup is older than the tombstone
        call_command("loaddata", str(backup), verbosity=0)
        assert Night.objects.filter(patient=alice.patient.pk).exists()
        call_command("forget_again", str(listed), stdout=told)

        assert told.getvalue() == "1 named, 1 were back and are erased again\n"
        assert list(Patient.objects.all()) == [bob.patient]
        assert not Night.objects.filter(patient=alice.patient.pk).exists()
        assert Tombstone.objects.get().patient == alice.patient.pk

    def test_an_account_without_a_diary_is_on_the_list_too(self, tmp_path: Path, theo: Caller) -> None:
        theo.patient.delete()
        listed, told = tmp_path / "forgotten", StringIO()
        listed.write_text(f"{theo.user.pk}\n{OTHER}\n")

        call_command("forget_again", str(listed), stdout=told)

        assert told.getvalue() == "2 named, 1 were back and are erased again\n"
        assert not User.objects.filter(pk=theo.user.pk).exists()

    def test_a_list_with_a_wrong_line_erases_nobody(self, alice: Caller, tmp_path: Path) -> None:
        listed = tmp_path / "forgotten"
        listed.write_text(f"{alice.patient.pk}\nAlice\n")
        with pytest.raises(CommandError, match="line 2"):
            call_command("forget_again", str(listed))
        assert Patient.objects.exists()


class TestClosed:
    """`close_account`: what is on its way stops at once."""

    @pytest.fixture
    def closed(self, alice: Caller, tess: Caller, night: dict[str, Any], frozen: datetime) -> Caller:
        alice.send("put", "patients/me/nights/2026-11-21", {**night, "checks": {"strip.breath": True}})
        alice.user.reminder_at = "08:00"
        alice.user.save()
        device = Device.objects.create(
            user=alice.user, endpoint="https://push.example/1", p256dh="a", auth="b"
        )
        Push.objects.create(
            device=device, kind="reminder", period="2026-11-21", chosen_at=frozen, due_at=frozen
        )
        delivery.plan(now=frozen)
        delivery.notify(user=alice.user, kind="password_changed", now=frozen)
        told = StringIO()
        call_command("close_account", "Alice@example.com", "--reason", "deceased", stdout=told)
        assert told.getvalue() == f"closed; erased on {(frozen + limits().closed_days * DAY).date()}\n"
        return alice

    def test_no_mail_push_or_schedule_is_left_waiting(self, closed: Caller, frozen: datetime) -> None:
        mine = Message.objects.filter(user=closed.user)
        assert {row.state for row in mine} == {Message.State.SUPPRESSED}
        assert not Device.objects.exists()
        assert not Push.objects.exists()
        delivery.plan(now=frozen + 30 * DAY)
        assert not Schedule.objects.filter(user=closed.user).exists()
        assert {row.state for row in mine} == {Message.State.SUPPRESSED}

    def test_nobody_signs_in_any_more(self, closed: Caller) -> None:
        assert closed.get("me").json()["code"] == "session_expired"

    def test_a_therapist_sees_closed_and_no_alert(
        self, closed: Caller, tess: Caller, frozen: datetime
    ) -> None:
        (row,) = tess.get("caseload").json()["results"]
        erase_on = Closure.objects.get().erase_on.isoformat()
        assert (row["section"], row["closed"], row["flags"]) == ("closed", erase_on, [])
        assert row["why"] == [f"Closed; to be erased on {erase_on}."]
        delivery.plan(now=frozen + 7 * DAY)
        assert "flagged" not in str(tess.get("caseload").json()["results"])

    def test_nothing_is_written_into_it(self, closed: Caller, tess: Caller) -> None:
        answer = tess.send("post", f"patients/{closed.patient.pk}/notes", {"text": "a note", "shared": False})
        assert (answer.status_code, answer.json()["code"]) == (403, "closed")

    def test_it_is_erased_in_time_without_a_mail(self, closed: Caller, frozen: datetime) -> None:
        last = frozen + limits().closed_days * DAY
        assert services.erase_due(now=last - DAY) == 0
        assert services.erase_due(now=last) == 1
        assert not User.objects.filter(pk=closed.user.pk).exists()
        assert not Message.objects.filter(kind="account_erased").exists()


def test_closing_nobodys_account_is_one_plain_line(db: None) -> None:
    with pytest.raises(CommandError, match="no account"):
        call_command("close_account", "nobody@example.com", "--reason", "deceased")


def test_a_withdrawn_agreement_ends_in_erasure_after_its_days(alice: Caller, now: datetime) -> None:
    services.withdraw(user=alice.user, now=now)
    over = now + limits().withdrawn_days * DAY
    assert services.erase_due(now=over - DAY) == 0
    assert services.erase_due(now=over) == 1
    assert Message.objects.get(recipient=alice.user.email).kind == "account_erased"


class TestSilence:
    """Thirty months, day by day; in the short run a day a week, and each one near a turn."""

    BORN = datetime.fromisoformat("2026-01-05T09:00:00+00:00")
    ASKED, WARNED, SIGN_OF_LIFE = 366, 731, 740
    TURNS = (ASKED, WARNED, SIGN_OF_LIFE, WARNED + limits().notice_days)
    EVERY = pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.full)])

    @pytest.fixture
    def silent(self, db: None) -> dict[str, Caller]:
        with time_machine.travel(self.BORN, tick=False):
            return {code: person(f"{code}@example.com", language=code) for code in ("en", "de", "es")}

    def days(self, every: int, *, first: int = 0) -> list[int]:
        near = {turn + by for turn in self.TURNS for by in (-1, 0, 1, 2)}
        return [day for day in range(first, int(30 * 365.25 / 12)) if day % every == 0 or day in near]

    def walk(self, days: list[int], *, each: Any = None) -> list[tuple[int, str, str]]:
        """Every letter with its day. A day's tick comes again until it does nothing; sent mail is tidied away."""
        letters = []
        for day in days:
            now = self.BORN + day * DAY
            with time_machine.travel(now, tick=False):
                if each is not None:
                    each(day, now)
                while services.handle_inactivity(now=now) + services.erase_due(now=now):
                    pass
                fresh = Message.objects.filter(state=Message.State.PENDING)
                letters += [(day, row.kind, row.recipient) for row in fresh]
                end(fresh)
                if day % 7 == 0:
                    delivery.forget_old(now=now)
        return letters

    @EVERY
    def test_one_question_then_quiet_then_notice_then_erasure(
        self, silent: dict[str, Caller], every: int
    ) -> None:
        letters = self.walk(self.days(every))

        for caller in silent.values():
            mine = [(day, kind) for day, kind, to in letters if to == caller.user.email]
            assert [kind for _, kind in mine] == ["still_there", "erasure_notice", "account_erased"]
            asked, warned, erased = (day for day, _ in mine)
            assert (asked, warned) == (self.ASKED, self.WARNED)
            assert erased == warned + limits().notice_days + 1
        assert not User.objects.exists()
        assert not Message.objects.exists()

    @EVERY
    def test_a_sign_of_life_begins_it_all_again(self, silent: dict[str, Caller], every: int) -> None:
        caller = silent["en"]

        def sign_in(day: int, now: datetime) -> None:
            if day == self.SIGN_OF_LIFE:
                User.objects.filter(pk=caller.user.pk).update(last_login=now)

        letters = self.walk(self.days(every, first=700), each=sign_in)

        mine = [kind for _, kind, to in letters if to == caller.user.email]
        assert mine == ["still_there", "erasure_notice"]
        assert list(User.objects.all()) == [caller.user]

    def test_the_letters_say_no_word_of_health_in_subject_or_preview(self, silent: dict[str, Caller]) -> None:
        now = self.BORN + 370 * DAY
        services.handle_inactivity(now=now)
        said = {row.recipient[:2]: row.subject for row in Message.objects.all()}
        assert said == {"en": "Are you still there?", "de": "Sind Sie noch da?", "es": "¿Sigue ahí?"}
