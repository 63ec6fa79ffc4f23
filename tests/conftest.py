"""The cast and the walls: Alice keeps a diary, Bob keeps another, Tess is Alice's therapist, Theo is nobody's."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.test import Client, TransactionTestCase

from accounts.models import User
from tests import prepared
from tests.cast import Caller, person
from tests.draws import SHORT
from tests.states import guard

# What keeps, merges or moves the record.
RECORD = tuple(Path(__file__).parent / name for name in ("journal", "privacy/rights", "api/test_sync.py"))
BROWSER, FLOWS = (Path(__file__).parent / name for name in ("browser", "flows"))
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "alice"}
# Files with a browser that take longest, the longest first: begun last, one of them would be left alone on the
# machine at the end.
LONGEST = tuple(
    Path(__file__).parent / name
    for name in (
        "browser/test_for_everyone.py",
        "browser/test_asked.py",
        "browser/test_faults.py",
        "browser/test_arms.py",
        "browser/test_security.py",
        "browser/test_sheet.py",
        "browser/test_desk_walk.py",
        "browser/test_desk.py",
        "browser/test_in_view.py",
        "browser/test_next_day.py",
        "browser/test_update.py",
        "browser/test_kill_switch.py",
        "browser/test_taken_back.py",
        "browser/test_shell.py",
        "browser/test_fresh_proof.py",
        "browser/test_tonight.py",
        "browser/test_hand_over.py",
        "browser/test_numbers.py",
        "browser/test_pattern_warnings.py",
    )
)
assert all(path.is_file() for path in LONGEST), "a file that is named here has gone"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    """Passwords of made-up people need not be slow to guess, and no client reads every static file anew.

    The short run draws fewer examples.
    """
    if not hasattr(config, "workerinput"):
        prepared.open_place()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True
    # How long an example takes is the machine's affair: tests are not timed.
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile(SHORT if "not full" in config.option.markexpr else "untimed")


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last process of the run takes away what all shared."""
    if not hasattr(config, "workerinput"):
        prepared.close_place()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first, and the flows together, which share a site.

    Tests that touch the database are marked, so that they run on SQLite and on PostgreSQL.
    """
    order = {path: number for number, path in enumerate(LONGEST)}
    items.sort(key=lambda item: (not item.path.is_relative_to(FLOWS), order.get(item.path, len(order))))
    for item in items:
        if item.get_closest_marker("browser") and not item.path.is_relative_to(BROWSER):
            raise pytest.UsageError(f"{item.nodeid} drives a browser: it belongs in tests/browser")
        here = DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())) or item.get_closest_marker(
            "django_db"
        )
        if here and not item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.database)
            if any(item.path.is_relative_to(place) for place in RECORD):
                item.add_marker(pytest.mark.record)


def pytest_sessionstart() -> None:
    """Emptying the tables after a test with transactions is, to the database, the erasure of everybody."""
    empty = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def erase_everybody(self: TransactionTestCase) -> None:
        User.objects.update(being_erased=True)
        empty(self)

    TransactionTestCase._fixture_teardown = erase_everybody  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database, with a guard on every step between states."""
    with django_db_blocker.unblock():
        guard()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def alice(db: None) -> Caller:
    return person("alice@example.com", name="Alice Fenwick")


@pytest.fixture
def bob(db: None) -> Caller:
    return person("bob@example.com", name="Bob Marlow")


@pytest.fixture
def tess(alice: Caller) -> Caller:
    return person("tess@example.com", name="Tess Okafor", therapist_of=alice)


@pytest.fixture
def theo(db: None) -> Caller:
    return person("theo@example.com", name="Theo Brandt", is_therapist=True)


@pytest.fixture
def nobody() -> Client:
    return Client()


@pytest.fixture
def night() -> dict[str, Any]:
    """The night of the contract: woken by a cramp in the left calf, lying on it."""
    return {
        "timezone": "Europe/London",
        "pain": True,
        "episodes": [
            {
                "id": "01938f6e-8a3c-7c11-9a51-2f1f6f0c2b10",
                "started_at": "2026-11-22T02:10:00+00:00",
                "intensity": 7,
                "onset": "side_left",
                "when": "woken",
                "dur": "lt10m",
                "feel": ["cramping"],
                "sites": [{"site": "calf", "side": "left"}],
                "radiates": False,
                "signs": {"knot": True, "swell_one": False},
                "actions": {"stretch": "helped", "massage": "no_change"},
                "returns": False,
                "note": "",
            }
        ],
        "sleep": {
            "into_bed_at": "2026-11-21T22:40:00+00:00",
            "tried_to_sleep_at": "2026-11-21T23:05:00+00:00",
            "minutes_to_fall_asleep": 25,
            "awakenings": 3,
            "minutes_awake": 40,
            "final_awakening_at": "2026-11-22T06:30:00+00:00",
            "out_of_bed_at": "2026-11-22T06:50:00+00:00",
            "quality": 3,
            "refreshed": 2,
        },
        "day": {"longsit": True, "caffeine": False},
        "checks": {"dvt.new_swelling": False},
        "tips_tried": [{"tip": "t01", "helped": True}],
        "note": "",
        "recorded_at": "2026-11-22T07:02:11+00:00",
    }


@pytest.fixture
def frozen(now: datetime) -> Any:
    """The morning after the night of 21 November 2026."""
    with time_machine.travel(now, tick=False):
        yield now
