"""Whether a night hurt and its worst strength are kept with it, whatever is changed, deleted or brought back."""

from typing import Any

import pytest

from journal.models import Night
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
PATH = "patients/me/nights/2026-11-21"


def kept() -> tuple[int | None, int | None]:
    """The column, and the same figure from the episodes themselves."""
    night = Night.objects.get()
    said = night.episodes.filter(deleted=False, intensity__isnull=False).values_list("intensity", flat=True)
    return night.worst, max((one for one in said if one is not None), default=None)


def with_strengths(night: dict[str, Any], *strengths: int | None) -> dict[str, Any]:
    [spell] = night["episodes"]
    spells = [
        {**spell, "id": f"01938f6e-8a3c-7c11-9a51-{number:012}", "intensity": strength}
        for number, strength in enumerate(strengths)
    ]
    return {**night, "episodes": spells}


@pytest.mark.parametrize("strengths", [(3, 7, 5), (7,), (None, 2), (None,)])
def test_it_is_the_strongest_that_was_said(
    alice: Caller, night: dict[str, Any], strengths: tuple[int | None, ...]
) -> None:
    alice.send("put", PATH, with_strengths(night, *strengths))
    worst = max((one for one in strengths if one is not None), default=None)
    assert kept() == (worst, worst)


def test_it_follows_every_change(alice: Caller, night: dict[str, Any]) -> None:
    alice.send("put", PATH, with_strengths(night, 3, 7))
    alice.send("put", PATH, with_strengths(night, 3))
    assert kept() == (3, 3)
    alice.send("patch", PATH, {"episodes": with_strengths(night, 3, 3, 9)["episodes"][2:]})
    assert kept() == (9, 9)
    alice.send("delete", PATH)
    alice.send("post", f"{PATH}/restore")
    assert kept() == (9, 9)


def test_an_episode_says_by_itself_that_the_night_hurt(alice: Caller, night: dict[str, Any]) -> None:
    spell = {
        **night["episodes"][0],
        "intensity": 4,
        "sites": [{"site": "calf", "side": "left", "intensity": 6}],
    }
    alice.send("patch", PATH, {"episodes": [spell]})
    held = Night.objects.read().get()
    assert (held.pain, held.hurt, held.worst) == (None, True, 6)


def test_a_painless_night_has_no_strength_but_zero_and_one_left_open_has_none(alice: Caller) -> None:
    alice.send("put", PATH, {"pain": False})
    alice.send("put", "patients/me/nights/2026-11-20", {"note": "slept"})
    read = Night.objects.read().order_by("-date").values_list("hurt", "worst")
    assert list(read) == [(False, 0), (None, None)]
