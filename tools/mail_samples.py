"""One of every mail in every language, for made-up people held in memory: no database is asked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from delivery.compose.digest import Need, Record, compose_digest
from delivery.compose.letter import compose_letter
from delivery.mail import Mail
from delivery.message_texts import words
from delivery.recipient import Recipient
from delivery.weekly.compose import compose_summary
from delivery.weekly.facts import DAYS, TREND_DAYS, Found, Todo, Week, told
from insights.comparison import compare
from insights.course import NightPain, Verdict, answered, verdict
from tools.simulation.people import LAST_NIGHT, people

READER = UUID("00000000-0000-4000-8000-000000000001")
ADDRESS = "patient@demo.test"
ZONE = "Europe/London"
# Fixed, so that two previews differ only where the mails do.
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SEED = 43


@dataclass(frozen=True, slots=True)
class Sample:
    """A mail and what its files are called."""

    name: str
    mail: Mail


def samples() -> Iterator[Sample]:
    """Every kind in every language."""
    week = made_up_week(SEED)
    for language, _ in settings.LANGUAGES:
        yield from _letters(language)
        yield from _summaries(language, week)
        yield Sample(f"caseload_digest.{language}", compose_digest(_reader(language), _records()))


def made_up_week(seed: int) -> Week:
    """The last week of a made-up person, with the comparison that the engine makes of it."""
    monday, view = LAST_NIGHT - timedelta(days=LAST_NIGHT.weekday()), made_up_view(seed)
    todo = Todo.first(view, visit=None, note=False, arm=None)
    diary = _diary(seed)
    course = verdict(answered(diary["nights"]), LAST_NIGHT)
    return told(monday, _nights(diary, monday), Found.of(view), todo, course)


def made_up_view(seed: int) -> dict[str, Any]:
    """That comparison, as its patient may see it."""
    return compare(_diary(seed), today=LAST_NIGHT + timedelta(days=1)).for_patient()


def _diary(seed: int) -> dict[str, Any]:
    (person,) = people(1, 2 * TREND_DAYS, seed)
    return person.diary


def _nights(diary: dict[str, Any], monday: date) -> list[dict[str, Any]]:
    first = (monday + timedelta(days=DAYS - TREND_DAYS)).isoformat()
    return [night for night in diary["nights"] if night["date"] >= first]


def _reader(language: str, *, shows_symptoms: bool = False) -> Recipient:
    return Recipient(READER, language, ZONE, shows_symptoms)


def _summaries(language: str, week: Week) -> Iterator[Sample]:
    open_reader = _reader(language, shows_symptoms=True)
    quiet = Week(week.monday, (), logged=0, logged_before=4)
    yield Sample(f"weekly_summary.{language}", compose_summary(_reader(language), week))
    yield Sample(f"weekly_summary-open.{language}", compose_summary(open_reader, week))
    for todo in (
        Todo("visit", on=NOW.date() + timedelta(days=3)),
        Todo("note"),
        Todo("with"),
        Todo("without"),
    ):
        mail = compose_summary(open_reader, replace(week, todo=todo))
        yield Sample(f"weekly_summary-open-{todo.kind}.{language}", mail)
    yield Sample(f"weekly_summary-short.{language}", compose_summary(_reader(language), quiet))


def _records() -> list[Record]:
    """A caseload in which each need stands, with strengths before and now that earn it."""
    rows = (
        (Need.FLAGGED, 3, 3, 12),
        (Need.WORSE, 2, 6, 13),
        (Need.WORSE, 7, 7, 9),
        (Need.SILENT, 4, 4, 0),
        (Need.STEADY, 6, 3, 14),
        (Need.STEADY, 4, 4, 11),
    )
    return [
        Record(UUID(int=number, version=4), number + 1, need, _verdict(before, now, logged), logged, 14)
        for number, (need, before, now, logged) in enumerate(rows)
    ]


def _verdict(before: int, now: int, logged: int) -> Verdict:
    nights = {
        LAST_NIGHT - timedelta(days=ago): NightPain(True, float(now if ago < 14 else before))
        for ago in (*range(logged), *range(14, 42))
    }
    return verdict(nights, LAST_NIGHT)


def _letters(language: str) -> Iterator[Sample]:
    said, reader = words(language), _reader(language)
    site = settings.SITE_URL
    values = {
        "name": "Tess Okafor",
        "email": ADDRESS,
        "from_email": "robin@demo.test",
        "to_email": ADDRESS,
        "deleted_email": "robin@demo.test",
        "code": "K7PX3M",
        "link": f"{site}/join#K7PX3M",
        "password_reset_url": f"{site}/reset#key=made-up",
        "signup_url": f"{site}/sign-up",
        "scope": said.say("scopes.summary"),
        "when": reader.moment(NOW),
        "browser": "Firefox 140, Android",
        "what": said.say("admin_acts.end_sessions"),
        "reason": "asked for on the telephone",
        "day": reader.day(NOW.date() + timedelta(days=30)),
    }
    for kind in said.letters:
        yield Sample(f"{kind}.{language}", compose_letter(kind, language, values))
