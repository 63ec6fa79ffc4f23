"""The weekly mail: what it says, in which order, and when it is silent."""

import struct
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from accounts.access import PatientAccess
from care.models import Note
from delivery.compose.charts import strip_png, trend_png
from delivery.recipient import Recipient
from delivery.weekly.compose import compose_summary
from delivery.weekly.facts import (
    DAYS,
    TREND_DAYS,
    Found,
    Mark,
    Todo,
    Week,
    Worth,
    counted,
    told,
    worth_sending,
)
from delivery.weekly.queries import Asked, weeks
from insights.course import NightPain, verdict
from insights.course_queries import verdict_of
from insights.models import Experiment, Insight
from journal import services as journal
from journal.documents import parse_diary
from journal.models import Entry, Night
from journal.queries import night_documents
from tests.cast import Caller
from tools.mail_samples import made_up_week
from tools.simulation.people import people

MONDAY = date(2026, 11, 16)
TODAY = MONDAY + timedelta(days=7)
READER = Recipient(UUID(int=1), "en", "Europe/London")
OPEN = replace(READER, shows_symptoms=True)


def night(day: date, *strengths: int | None, pain: bool | None = True) -> dict[str, Any]:
    spells = [{"intensity": strength} for strength in strengths]
    return {"date": day.isoformat(), "pain": pain, "episodes": spells, "sleep": None}


def days(start: date, count: int) -> list[date]:
    return [start + timedelta(days=step) for step in range(count)]


def test_the_neutral_mail_counts_nights_and_says_no_more() -> None:
    week = told(
        MONDAY, [night(day, 6) for day in days(MONDAY, 3)], Found("cramp", "Night muscle cramp"), Todo()
    )
    mail = compose_summary(READER, week)
    assert "3 of 7 nights were logged." in mail.text
    assert mail.images == ()
    for word in ("pain", "cramp", "6/10", "worse", "better", "flare"):
        assert word not in (mail.text + mail.html).lower()


def test_the_open_mail_says_its_things_in_order() -> None:
    mail = compose_summary(OPEN, made_up_week(43), charts=False)
    order = [
        "nights with pain, typically",
        "The seven nights",
        "What was found",
        "One thing to do",
        "Stop this mail",
    ]
    places = [mail.text.index(words) for words in order]
    assert places == sorted(places)


def test_the_open_mail_says_the_verdict_and_that_a_flare_is_worth_discussing() -> None:
    last = MONDAY + timedelta(days=6)
    quiet = {last - timedelta(days=ago): NightPain(False, 0.0) for ago in range(7, 42)}
    flare = quiet | {last - timedelta(days=ago): NightPain(True, 8.0) for ago in range(6)}
    texts = [
        compose_summary(OPEN, replace(made_up_week(43), verdict=verdict(nights, last)), charts=False).text
        for nights in (quiet, flare)
    ]
    assert "Worse, flare: new pain." in texts[1]
    assert "6 of 13 nights with pain, typically 8/10." in texts[1]
    assert ["Worth discussing." in text.split("The seven nights")[0] for text in texts] == [False, True]


def test_not_logged_is_never_drawn_or_said_as_none() -> None:
    week = told(
        MONDAY, [night(MONDAY, pain=False), night(MONDAY + timedelta(days=1), pain=None)], Found(), Todo()
    )
    assert [one.mark for one in week.nights] == [Mark.NONE, Mark.LOGGED, *[Mark.UNLOGGED] * 5]
    text = compose_summary(OPEN, week, charts=False).text
    assert (text.count(": no pain"), text.count(": not logged"), text.count("pain not answered")) == (1, 5, 1)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Found("cramp", "Night muscle cramp"), "somewhat resemble one pattern: Night muscle cramp"),
        (Found("cramp", "Night muscle cramp", strong=True), "clearly resemble one pattern"),
        (Found(needed=1), "one more night"),
        (Found(needed=4), "4 more nights"),
        (Found(), "Nothing clear yet"),
    ],
)
def test_one_thing_found_or_how_many_nights_it_takes(found: Found, words: str) -> None:
    week = replace(made_up_week(43), found=found)
    text = compose_summary(OPEN, week, charts=False).text
    assert words in text


def test_a_pattern_that_needs_a_warning_is_named_with_its_words() -> None:
    found = Found("pad", "Poor artery flow", warnings=(("RF09", "same_day"),))
    mail = compose_summary(OPEN, replace(made_up_week(43), found=found), charts=False)
    for form in (mail.text, mail.html):
        assert "Poor artery flow" in form
        assert "Call your doctor today" in form


@pytest.mark.parametrize(
    ("todo", "words"),
    [
        (Todo("visit", on=date(2026, 11, 26)), "Your visit is on Thursday 26 November"),
        (Todo("note"), "A note was left for you"),
        (Todo("with"), "Tonight is a night with the tip"),
        (Todo("without"), "Tonight is a night without the tip"),
        (Todo("question", item="who.diabetes"), "in the app: diabetes"),
        (Todo("question", item="who.unknown"), "it waits in the app."),
        (Todo(), "Note tonight as well"),
    ],
)
def test_one_thing_to_do(todo: Todo, words: str) -> None:
    assert words in compose_summary(OPEN, replace(made_up_week(43), todo=todo), charts=False).text


@pytest.mark.parametrize(
    ("this", "before", "worth"),
    [(1, 0, Worth.FULL), (7, 7, Worth.FULL), (0, 1, Worth.SHORT), (0, 0, Worth.NOTHING)],
)
def test_silence_is_a_rule_with_a_name(this: int, before: int, worth: Worth) -> None:
    dates = [*days(MONDAY, this), *days(MONDAY - timedelta(days=7), before)]
    assert worth_sending(counted(MONDAY, dates)) is worth


def test_a_week_without_nights_gets_a_short_word_and_no_praise_or_shame() -> None:
    mail = compose_summary(OPEN, counted(MONDAY, days(MONDAY - timedelta(days=7), 2)))
    assert "No night was logged last week." in mail.text
    for word in ("great", "well done", "sorry", "missed", "failed", "!"):
        assert word not in mail.text.lower()


class TestPictures:
    """PNG charts."""

    def test_they_are_pictures_of_the_mails_width(self) -> None:
        week = made_up_week(43)
        for png in (strip_png(week.nights), trend_png(week.series, week.monday)):
            assert png[:8] == b"\x89PNG\r\n\x1a\n"
            assert struct.unpack(">I", png[16:20])[0] == 552
            assert len(png) < 30_000

    def test_a_night_without_an_answer_leaves_a_gap(self) -> None:
        none: list[float | None] = [None] * TREND_DAYS
        assert trend_png(none, MONDAY) != trend_png([0.0] * TREND_DAYS, MONDAY)

    def test_they_are_the_same_each_time(self) -> None:
        week, other = made_up_week(43), told(MONDAY, [night(MONDAY, 9)], Found(), Todo())
        first = strip_png(week.nights), trend_png(week.series, week.monday)
        assert first != (strip_png(other.nights), trend_png(other.series, other.monday))
        assert first == (strip_png(week.nights), trend_png(week.series, week.monday))

    def test_nobody_who_did_not_ask_makes_matplotlib_load(self) -> None:
        import subprocess
        import sys

        script = (
            "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'\n"
            "import django; django.setup()\n"
            "import delivery.tasks, tools.mail_samples, config.urls\n"
            "assert not {'matplotlib', 'mjml', 'http_ece', 'scipy.stats'} & set(sys.modules), sys.modules.keys()"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-500:]


class TestFromTheDatabase:
    """The batched reading against the documents of the journal, one person at a time."""

    def test_many_weeks_are_read_as_one_by_one(self, alice: Caller, bob: Caller, now: datetime) -> None:
        for person, made in zip((alice, bob), people(2, 40, seed=12), strict=True):
            diary = parse_diary(made.diary)
            for one in diary["nights"]:
                day = date.fromisoformat(one["date"]) if isinstance(one["date"], str) else one["date"]
                _write(person, made.diary["nights"], day, now)

        found = weeks([Asked(person.patient.pk, MONDAY, TODAY, symptoms=True) for person in (alice, bob)])

        for person in (alice, bob):
            first = MONDAY + timedelta(days=DAYS - TREND_DAYS)
            access = PatientAccess.whole(person.patient)
            slow = night_documents(access, first=first, last=MONDAY + timedelta(days=6))
            said = verdict_of(access, today=TODAY)
            assert found[person.patient.pk] == told(MONDAY, slow, Found(), Todo(), said)

    def test_the_neutral_week_needs_the_same_queries_for_many(
        self, alice: Caller, bob: Caller, django_assert_num_queries: Any
    ) -> None:
        asked = [Asked(person.patient.pk, MONDAY, TODAY, symptoms=False) for person in (alice, bob)]
        with django_assert_num_queries(1):
            weeks(asked)

    def test_the_open_week_needs_six_queries_for_many(
        self, alice: Caller, bob: Caller, django_assert_num_queries: Any
    ) -> None:
        asked = [Asked(person.patient.pk, MONDAY, TODAY, symptoms=True) for person in (alice, bob)]
        with django_assert_num_queries(6):
            weeks(asked)

    def test_deleted_nights_are_not_counted(self, alice: Caller, now: datetime) -> None:
        Night.objects.create(
            patient=alice.patient, date=MONDAY, timezone="UTC", received_at=now, deleted_at=now
        )
        (week,) = weeks([Asked(alice.patient.pk, MONDAY, TODAY, symptoms=False)]).values()
        assert week.logged == 0

    def test_the_latest_comparison_is_told(self, alice: Caller, now: datetime) -> None:
        _reading(alice, date(2026, 11, 1), now, profiles=[])
        _reading(alice, date(2026, 11, 20), now)
        week = _week(alice)
        assert (week.found.pattern, week.found.strong) == ("cramp", True)
        assert week.todo == Todo("question", item="who.diabetes")


class TestOneThingToDo:
    """What cannot wait comes first; each thing alone, then the next before it."""

    def test_each_comes_before_the_next(self, alice: Caller, tess: Caller, now: datetime) -> None:
        assert _week(alice).todo.kind == "log"
        _reading(alice, date(2026, 11, 20), now)
        assert _week(alice).todo.kind == "question"
        _experiment(alice, now, on=True)
        assert _week(alice).todo.kind == "with"
        _note(alice, tess, at=now)
        assert _week(alice).todo.kind == "note"
        _visit(alice, "2026-11-26", now)
        assert _week(alice).todo == Todo("visit", on=date(2026, 11, 26))

    @pytest.mark.parametrize(("on", "kind"), [(True, "with"), (False, "without")])
    def test_tonights_arm_is_the_one_that_was_drawn(
        self, alice: Caller, now: datetime, on: bool, kind: str
    ) -> None:
        _experiment(alice, now, on=on)
        assert _week(alice).todo.kind == kind

    def test_a_paused_experiment_plans_nothing(self, alice: Caller, now: datetime) -> None:
        _experiment(alice, now, on=True)
        Experiment.objects.update(state="paused")
        assert _week(alice).todo.kind == "log"

    @pytest.mark.parametrize("why", ["private", "old", "own"])
    def test_a_note_that_was_not_left_for_them_is_not_told(
        self, alice: Caller, tess: Caller, now: datetime, why: str
    ) -> None:
        author = alice if why == "own" else tess
        at = now - timedelta(days=14) if why == "old" else now
        _note(alice, author, at=at, shared=why != "private")
        assert _week(alice).todo.kind == "log"

    @pytest.mark.parametrize("on", ["2026-11-22", "2026-11-30"])
    def test_a_visit_that_is_past_or_far_is_not_told(self, alice: Caller, now: datetime, on: str) -> None:
        _visit(alice, on, now)
        assert _week(alice).todo.kind == "log"


def _week(person: Caller) -> Week:
    (week,) = weeks([Asked(person.patient.pk, MONDAY, TODAY, symptoms=True)]).values()
    return week


def _reading(person: Caller, day: date, now: datetime, **differs: Any) -> None:
    view = {
        "profiles": [{"id": "cramp", "name": "Cramp", "shown": True, "verdict": "strong"}],
        "nights_needed": 0,
        "next_question": {"item": "who.diabetes", "why": ""},
    }
    facts = {"revision": 1, "engine": "1", "content": "1", "computed_at": now}
    Insight.objects.create(
        patient=person.patient,
        day=day,
        comparison={"patient": {**view, **differs}, "shown": [], "q": {}},
        **facts,
    )


def _experiment(person: Caller, now: datetime, *, on: bool) -> None:
    arms = [{"date": TODAY.isoformat(), "on": on}]
    Experiment.objects.create(
        patient=person.patient, tip="t01", seed=1, arms=arms, started_at=now, state_at=now
    )


def _note(person: Caller, author: Caller, *, at: datetime, shared: bool = True) -> None:
    Note.objects.create(
        patient=person.patient,
        author=author.user,
        author_name="Tess",
        text="x",
        shared=shared,
        written_at=at,
        changed_at=at,
    )


def _visit(person: Caller, on: str, now: datetime) -> None:
    said = {"on": on, "kind": "visit", "text": ""}
    Entry.objects.create(patient=person.patient, kind="event", key=on, edited_at=now, device="d", data=said)


def _write(person: Caller, nights: list[dict[str, Any]], day: date, now: datetime) -> None:
    from journal.documents import NightDocument, read

    (raw,) = (one for one in nights if one["date"] == day.isoformat())
    parts = read(NightDocument, {key: value for key, value in raw.items() if key != "date"})
    journal.put_night(patient=person.patient, date=day, parts=parts, now=now)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Thursday 26 November"), ("de", "Donnerstag, 26. November"), ("es", "jueves 26 de noviembre")],
)
def test_a_weekday_is_written_as_it_stands_inside_a_sentence(language: str, said: str) -> None:
    assert Recipient(UUID(int=1), language, "Europe/London").weekday(date(2026, 11, 26)) == said
