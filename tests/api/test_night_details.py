"""Sleep in parts, several spells, days filled in afterwards, medicines of both kinds, factors made one."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from journal import entries, entry_queries, services
from journal.documents import NightParts
from journal.models import Night
from tests.cast import Caller, person
from tests.conftest import NOW
from tests.draws import draws

LAST = date(2026, 11, 21)
PATH = f"patients/me/nights/{LAST}"
PARTS = [
    {
        "tried_to_sleep_at": "2026-11-21T08:10:00+00:00",
        "final_awakening_at": "2026-11-21T12:00:00+00:00",
        "awakenings": 1,
    },
    {
        "tried_to_sleep_at": "2026-11-21T19:30:00+00:00",
        "final_awakening_at": "2026-11-21T21:45:00+00:00",
        "quality": 2,
    },
]


@pytest.mark.usefixtures("frozen")
class TestOneNight:
    """What a night may hold."""

    def test_a_split_sleep_keeps_its_parts_in_their_order(self, alice: Caller) -> None:
        alice.send("put", PATH, {"sleep": PARTS})
        kept = alice.get(PATH).json()["sleep"]
        assert [
            {name: part[name] for name in wanted} for part, wanted in zip(kept, PARTS, strict=True)
        ] == PARTS

    def test_one_part_again_is_no_list_of_leftovers(self, alice: Caller) -> None:
        alice.send("put", PATH, {"sleep": PARTS})
        alice.send("put", PATH, {"sleep": PARTS[:1]})
        kept = alice.get(PATH).json()["sleep"]
        assert len(kept if isinstance(kept, list) else [kept]) == 1

    def test_several_spells_stand_side_by_side(self, alice: Caller, night: dict[str, Any]) -> None:
        first = night["episodes"][0]
        later = {**first, "id": "01938f6e-8a3c-7c11-9a51-2f1f6f0c2b11", "intensity": 3}
        alice.send("put", PATH, night)
        alice.send("patch", PATH, {"episodes": [later]})
        assert sorted(one["intensity"] for one in alice.get(PATH).json()["episodes"]) == [3, 7]

    @pytest.mark.parametrize(("back", "status"), [(1, 200), (399, 200), (402, 422)])
    def test_a_missed_day_is_filled_in_up_to_a_limit_and_marked_late(
        self, alice: Caller, back: int, status: int
    ) -> None:
        body = {"pain": False, "recorded_at": NOW.isoformat()}
        answer = alice.send("put", f"patients/me/nights/{LAST - timedelta(days=back)}", body)
        assert answer.status_code == status
        assert answer.json().get("late") is (None if status == 422 else back > 2)

    def test_a_preventive_medicine_is_an_event_and_a_rescue_belongs_to_its_spell(
        self, alice: Caller, night: dict[str, Any]
    ) -> None:
        spell = {**night["episodes"][0], "actions": {"medicine": "helped"}}
        alice.send("put", PATH, {**night, "episodes": [spell]})
        assert alice.get("patients/me/events").json()["results"] == []

        event = {"on": str(LAST), "kind": "medicine_start", "text": "at bedtime"}
        alice.send("post", "patients/me/events", event)

        assert [row["kind"] for row in alice.get("patients/me/events").json()["results"]] == [
            "medicine_start"
        ]
        assert alice.get(PATH).json()["episodes"][0]["actions"] == {"medicine": "helped"}

    def test_a_night_worker_moves_the_hour_at_which_nights_turn(self, alice: Caller) -> None:
        assert alice.send("patch", "me", {"night_turns_at": "18:30"}).json()["night_turns_at"] == "18:30"
        assert alice.send("patch", "me", {"night_turns_at": "25:00"}).status_code == 422


said = st.sampled_from([None, True, False])


class TestMerging(TestCase):
    """Two factors made one, against a second way to work it out."""

    @draws(40, suppress_health_check=[HealthCheck.too_slow])
    @given(days=st.lists(st.tuples(said, said), min_size=1, max_size=6), turned=st.booleans())
    def test_keeps_the_older_slug_and_a_yes_wins(
        self, days: list[tuple[bool | None, bool | None]], turned: bool
    ) -> None:
        patient = person("alice@example.com").patient
        old = entries.add_factor(patient=patient, label="Tea", now=NOW)
        new = entries.add_factor(patient=patient, label="Green tea", now=NOW)
        for back, answers in enumerate(days):
            given_ = dict(zip(("own.tea", "own.green-tea"), answers, strict=True))
            parts = NightParts.model_validate({"timezone": "UTC", "pain": False, "day": given_})
            services.put_night(patient=patient, date=LAST - timedelta(days=back), parts=parts, now=NOW)

        one, other = (new, old) if turned else (old, new)
        kept = entries.merge_factors(patient=patient, one=one, other=other, now=NOW)

        assert kept == old
        for back, answers in enumerate(days):
            told = [answer for answer in answers if answer is not None]
            night = Night.objects.get(patient=patient, date=LAST - timedelta(days=back))
            assert night.document["day"].get("own.tea") == (any(told) if told else None)
            assert night.document["day"].get("own.green-tea") is None
        rows = {row["slug"]: row for row in entry_queries.all_factors(patient)}
        assert (rows["own.tea"]["retired"], rows["own.green-tea"]["merged_into"]) == (False, "own.tea")
