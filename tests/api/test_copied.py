"""An episode made by "Same as" says which night it repeats, until one of the repeated answers is edited."""

from typing import Any

import pytest

from tests.api.test_sync import change, cramp, sync
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
UID = "01938f6e-8a3c-7c11-9a51-2f1f6f0c2b10"
PATH = "patients/me/nights/2026-11-21"
COPY = {
    "id": UID,
    "onset": "back",
    "feel": ["ache"],
    "sites": [{"site": "calf", "side": "left"}],
    "copied_from": "2026-11-20",
}


@pytest.fixture
def copied(alice: Caller) -> Caller:
    answer = alice.send("put", PATH, {"timezone": "Europe/London", "pain": True, "episodes": [COPY]})
    assert answer.status_code == 200, answer.json()
    return alice


def source(caller: Caller) -> Any:
    (episode,) = caller.get(PATH).json()["episodes"]
    return episode.get("copied_from")


def test_it_is_kept_and_travels_to_every_phone(alice: Caller) -> None:
    data = cramp(copied_from="2026-11-20")
    assert sync(alice, change("episode", UID, data))["results"][0]["status"] == "applied"
    assert source(alice) == "2026-11-20"
    (seen,) = [one for one in sync(alice)["changes"] if one["kind"] == "episode"]
    assert seen["data"]["copied_from"] == "2026-11-20"


@pytest.mark.parametrize(
    ("edit", "kept"),
    [
        ({"intensity": 6}, True),
        ({"note": "again"}, True),
        ({"signs": {"knot": True}}, True),
        ({"sites": [{"site": "calf", "side": "left", "intensity": 6}]}, True),
        ({"onset": "back"}, True),
        ({"onset": "prone"}, False),
        ({"onset": None}, False),
        ({"feel": ["ache", "burning"]}, False),
        ({"dur": "lt10m"}, False),
        ({"radiates": False}, False),
        ({"sites": [{"site": "calf", "side": "right"}]}, False),
    ],
)
def test_an_edit_of_what_was_copied_ends_it_and_no_other(
    copied: Caller, edit: dict[str, Any], kept: bool
) -> None:
    copied.send("patch", PATH, {"episodes": [{"id": UID, **edit}]})
    assert source(copied) == ("2026-11-20" if kept else None)


def test_a_whole_night_put_again_with_another_place_is_no_copy_any_more(copied: Caller) -> None:
    moved = {**COPY, "sites": [{"site": "shin", "side": "left"}]}
    copied.send("put", PATH, {"timezone": "Europe/London", "pain": True, "episodes": [moved]})
    assert source(copied) is None


def test_a_night_that_is_no_date_is_named(alice: Caller) -> None:
    body = {"timezone": "Europe/London", "episodes": [{**COPY, "copied_from": "yesterday"}]}
    answer = alice.send("put", PATH, body)
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == ["episodes.0.copied_from"]
