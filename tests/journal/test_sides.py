"""Which leg hurt: every place and side goes out as FHIR as it was said, and through an import unchanged."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal import vocabulary
from tests.api.test_portability import out, take
from tests.cast import Caller, person
from tests.draws import draws

pytestmark = pytest.mark.usefixtures("frozen")
# SNOMED CT, written here a second time: 272741003 is laterality, with its three values.
LATERALITY = {
    "left": "272741003=7771000",
    "right": "272741003=24028007",
    "both": "272741003=51440002",
}
STRUCTURES = {
    "buttock": "46862004", "thigh": "68367000", "calf": "53840002", "foot": "56459004", "toes": "29707007",
    "groin": "26893007", "hip": "29836001", "knee": "72696002", "ankle": "344001", "heel": "76853006",
    "leg": "61685007",
}  # fmt: skip
SITES = sorted(set(vocabulary.load().ids("site")) - {"line"})
PLACES = [(site, side) for site in SITES for side in LATERALITY]
NIGHTS = st.lists(
    st.lists(st.sampled_from(PLACES), unique=True, min_size=1, max_size=6), min_size=1, max_size=4
)


def keep(caller: Caller, nights: list[list[tuple[str, str]]]) -> None:
    for number, places in enumerate(nights, start=1):
        sites = [{"site": site, "side": side} for site, side in places]
        episode = {"id": str(UUID(int=number, version=4)), "intensity": number, "sites": sites}
        day = date(2026, 11, 22) - timedelta(days=number)
        answer = caller.send("put", f"patients/me/nights/{day}", {"episodes": [episode]})
        assert answer.status_code == 200, answer.content


def body_sites(caller: Caller) -> Iterator[tuple[int, dict[str, str], str]]:
    """Strength, codes by system and words of every pain that has a place."""
    for entry in json.loads(out(caller, "fhir"))["entry"]:
        resource: dict[str, Any] = entry["resource"]
        if "bodySite" in resource:
            codes = {one["system"]: one["code"] for one in resource["bodySite"]["coding"]}
            yield resource["component"][0]["valueQuantity"]["value"], codes, resource["bodySite"]["text"]


def expected(nights: list[list[tuple[str, str]]]) -> set[tuple[int, str, str | None]]:
    """Our own code and SNOMED CT's expression of each place, by the strength of its night."""
    return {
        (
            number,
            f"{site}-{side}",
            f"{STRUCTURES[site]}:{LATERALITY[side]}" if site in STRUCTURES else None,
        )
        for number, places in enumerate(nights, start=1)
        for site, side in places
    }


def found(caller: Caller) -> list[tuple[int, str, str | None]]:
    return [
        (number, codes["urn:stillnight:vocabulary:site"], codes.get("http://snomed.info/sct"))
        for number, codes, _ in body_sites(caller)
    ]


def carried(alice: Caller, bob: Caller, nights: list[list[tuple[str, str]]]) -> bool:
    """Whether every place went out by its codes, once, and came into another diary the same."""
    keep(alice, nights)
    hers = found(alice)
    take(bob, out(alice))
    went_out = (len(hers), set(hers)) == (sum(map(len, nights)), expected(nights))
    return went_out and sorted(body_sites(bob), key=str) == sorted(body_sites(alice), key=str)


def test_every_place_and_side_keeps_its_leg(alice: Caller, bob: Caller) -> None:
    assert {*STRUCTURES} <= {*SITES}
    assert carried(alice, bob, [PLACES[start::10] for start in range(10)])


def test_the_words_beside_the_code_name_the_same_leg(alice: Caller) -> None:
    keep(alice, [[("calf", side)] for side in LATERALITY])
    words = {codes["urn:stillnight:vocabulary:site"]: text for _, codes, text in body_sites(alice)}
    assert {place: text.rpartition(", ")[2] for place, text in words.items()} == {
        f"calf-{side}": vocabulary.load().label("side", side) for side in LATERALITY
    }


@pytest.mark.django_db
@given(nights=NIGHTS)
@draws(10)
def test_any_diary_keeps_its_legs_out_and_in_again(nights: list[list[tuple[str, str]]]) -> None:
    assert carried(person(f"{uuid4()}@example.com"), person(f"{uuid4()}@example.com"), nights)
