"""One poisoned thing holds up only itself: a week, a mail, a schedule, a diary that cannot be read."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import Patient, User
from delivery import services
from delivery.models import Message, Schedule
from delivery.queries.quarantine import quarantined
from insights import services as insights
from insights.models import AnalysisState, Insight
from journal.models import Diary, Night
from tests.cast import Caller, person
from tests.delivery.rows import letter, weekly
from tests.delivery.sink import Sink
from tests.security.people import administrator

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SOUND: dict[str, Any] = {"date": "2026-11-18", "pain": False, "episodes": []}
TWO_LINES = "alice@example.com\nBcc: mallory@example.com"
DAMAGED = {"date": "2026-11-18", "pain": True, "episodes": "not a list"}


def in_the_open(caller: Caller, now: datetime) -> Message:
    """A weekly mail that tells of symptoms, so that the nights themselves are read for it."""
    User.objects.filter(pk=caller.user.pk).update(mail_shows_symptoms=True)
    message = weekly(caller, now)
    Night.objects.filter(patient=caller.patient).update(document=SOUND)
    return message


def damage(patient: Patient) -> None:
    Night.objects.filter(patient=patient).update(document=DAMAGED)


def run(work: Any, now: datetime, hours: int = 6) -> None:
    """Once an hour."""
    for hour in range(hours):
        work(now=now + hour * HOUR)


def test_a_week_that_cannot_be_read_is_quarantined_and_the_other_mails_go(
    sink: Sink, alice: Caller, bob: Caller, now: datetime
) -> None:
    poisoned, other = in_the_open(alice, now), in_the_open(bob, now)
    damage(alice.patient)
    letter(now, "carol@example.com")

    services.relay(now=now)
    assert sorted(sink.recipients) == ["bob@example.com", "carol@example.com"]

    run(services.relay, now)
    poisoned.refresh_from_db()
    other.refresh_from_db()
    assert (other.state, poisoned.state, poisoned.attempts) == ("sent", "quarantine", 3)
    assert quarantined()["mail"] == 1


def test_a_mail_that_cannot_be_written_never_begins_a_conversation(sink: Sink, now: datetime) -> None:
    broken = letter(now)
    Message.objects.filter(pk=broken.pk).update(recipient=TWO_LINES)
    letter(now, "bob@example.com")

    run(services.relay, now)

    broken.refresh_from_db()
    assert (sink.recipients, broken.state) == (["bob@example.com"], "quarantine")


def test_released_it_is_tried_again(sink: Sink, now: datetime) -> None:
    broken = letter(now)
    Message.objects.filter(pk=broken.pk).update(recipient=TWO_LINES)
    run(services.relay, now)
    Message.objects.update(recipient=broken.recipient)

    assert services.release_quarantine(now=now + 7 * HOUR) == 1
    services.relay(now=now + 7 * HOUR)

    assert sink.recipients == [broken.recipient]
    assert quarantined()["mail"] == 0


def test_a_zone_that_is_none_holds_up_nobody_elses_week(alice: Caller, bob: Caller) -> None:
    services.plan(now=MONDAY - 24 * HOUR)
    User.objects.filter(pk=alice.user.pk).update(timezone="Nowhere/None")
    newcomer = person("carol@example.com")
    User.objects.filter(pk=newcomer.user.pk).update(timezone="Nowhere/None")

    run(services.plan, MONDAY)

    assert [row.user for row in Message.objects.all()] == [bob.user]
    assert quarantined()["schedule"] == Schedule.objects.exclude(user=bob.user).count() == 2

    User.objects.filter(pk=alice.user.pk).update(timezone="Europe/London")
    run(services.plan, MONDAY + 6 * HOUR, 7 * 24)
    assert Message.objects.filter(user=alice.user).exists()


@pytest.fixture
def diaries(now: datetime) -> list[Caller]:
    """Six people whose diaries moved, the third of which is damaged."""
    people = [person(f"reader{number}@example.com") for number in range(6)]
    for one in people:
        weekly(one, now)
        Night.objects.filter(patient=one.patient).update(document=SOUND)
        Diary.objects.update_or_create(patient=one.patient, defaults={"revision": 1})
    damage(people[2].patient)
    return people


def test_a_diary_that_cannot_be_read_is_quarantined_and_its_chunk_goes_on(
    diaries: list[Caller], now: datetime
) -> None:
    assert insights.analyse_changed(now=now) == 6
    assert Insight.objects.count() == 5

    run(insights.analyse_changed, now + HOUR)
    assert AnalysisState.objects.get(patient=diaries[2].patient).failures == 3
    assert quarantined()["diary"] == 1
    assert insights.analyse_changed(now=now + 9 * HOUR) == 0


def test_it_is_read_again_as_soon_as_it_moves(diaries: list[Caller], now: datetime) -> None:
    run(insights.analyse_changed, now)
    mended = diaries[2].patient
    Night.objects.filter(patient=mended).update(document=SOUND)
    Diary.objects.filter(patient=mended).update(revision=2)

    insights.analyse_changed(now=now + 9 * HOUR)

    assert Insight.objects.filter(patient=mended).exists()
    assert quarantined()["diary"] == 0


def test_who_runs_the_site_sees_what_is_quarantined_and_releases_it(
    diaries: list[Caller], now: datetime, capsys: Any
) -> None:
    run(insights.analyse_changed, now)
    _, http = administrator()

    page = http.get("/admin/insights/analysisstate/").content.decode()

    assert str(diaries[2].patient.pk) in page
    assert str(diaries[1].patient.pk) not in page
    call_command("release_quarantine")
    assert capsys.readouterr().out == "1 released\n"
