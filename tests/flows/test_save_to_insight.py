"""From a saved night to a fresh reading, through a real broker and a real worker, and past their faults."""

import os
import signal
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.site import Site, Visitor, eventually, mended

pytestmark = pytest.mark.database
PAST_A_TICK = 40.0


@pytest.fixture(autouse=True)
def _whole(site: Site) -> Iterator[None]:
    """Whatever a test ended is running again for the next."""
    yield
    eventually(lambda: mended(site.group))


def save_a_night(visitor: Visitor) -> Any:
    """Another episode on the last night, so that the diary moves."""
    day = (datetime.now(UTC) - timedelta(days=1)).date()
    episode = {"id": str(uuid.uuid4()), "intensity": 5, "feel": ["cramping"]}
    return visitor.call("PATCH", f"patients/me/nights/{day}", {"episodes": [episode]})


def computed_at(visitor: Visitor) -> str | None:
    found: str | None = visitor.get("patients/me/insights")["computed_at"]
    return found


def kill(site: Site, name: str) -> None:
    process = site.group.program(name).process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait(30)


def test_a_reading_follows_a_save(robin: Visitor) -> None:
    before = computed_at(robin)

    assert save_a_night(robin).status_code == 200

    assert eventually(lambda: computed_at(robin) != before)


def test_a_save_does_not_need_the_broker_and_its_reading_only_comes_later(site: Site, robin: Visitor) -> None:
    before = computed_at(robin)
    kill(site, "broker")

    assert save_a_night(robin).status_code == 200
    assert computed_at(robin) == before

    site.group.tend()
    assert eventually(lambda: computed_at(robin) != before, PAST_A_TICK)


def test_a_frozen_broker_holds_up_no_save(site: Site, robin: Visitor) -> None:
    before = computed_at(robin)
    process = site.group.program("broker").process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    try:
        assert [save_a_night(robin).status_code for _ in range(3)] == [200, 200, 200]
    finally:
        os.kill(process.pid, signal.SIGCONT)

    assert eventually(lambda: computed_at(robin) != before, PAST_A_TICK)


def test_a_killed_worker_only_delays_the_reading(site: Site, robin: Visitor) -> None:
    before = computed_at(robin)
    kill(site, "worker")
    assert save_a_night(robin).status_code == 200

    site.group.tend()

    assert eventually(lambda: computed_at(robin) != before, PAST_A_TICK)


def test_the_demo_people_see_a_pattern_with_its_reasons(robin: Visitor) -> None:
    insights = robin.get("patients/me/insights")

    assert insights["status"] == "ready"
    assert [profile["id"] for profile in insights["profiles"]] == ["cramp"]
    assert insights["profiles"][0]["for"][0]["text"].startswith("On ")


def test_the_demo_therapist_reads_the_diary_but_not_another(site: Site, robin: Visitor) -> None:
    tess = site.sign_in("therapist@demo.test", "stillnight-demo")
    patient = robin.get("me")["patient"]

    assert tess.call("GET", f"patients/{patient}/insights").json()["profiles"][0]["score"] > 0
    assert tess.call("GET", f"patients/{uuid.uuid4()}/insights").status_code == 404
