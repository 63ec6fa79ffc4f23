"""The paper's legs: a place lies on the side of the page where the reader, facing the person, sees it."""

import re

import pytest

from care.report.charts import BACK, FRONT, leg_map

CALF = {"site": "calf", "side": "left", "nights": 3}
WORDS = {"left": "L", "right": "R", "front": "front", "back": "back", "whole_leg": "grey"}
TEXT = re.compile(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]+)</text>')
# The middle between the legs of either view, and between the views.
MIDDLE = {"front": 64, "back": 190}
VIEWS = 127


def written(svg: str) -> dict[str, list[float]]:
    """Where each text stands, left to right."""
    found: dict[str, list[float]] = {}
    for x, _, text in TEXT.findall(svg):
        found.setdefault(text, []).append(float(x))
    return {text: sorted(places) for text, places in found.items()}


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("site", [*FRONT, *BACK])
def test_a_place_lies_on_its_own_side(site: str, side: str) -> None:
    (place,) = written(leg_map([{"site": site, "side": side, "nights": 17}], WORDS))["17"]
    view = "front" if site in FRONT else "back"
    assert (place < VIEWS) == (view == "front")
    readers_left = side == ("right" if view == "front" else "left")
    assert (place < MIDDLE[view]) == readers_left


@pytest.mark.parametrize("side", ["left", "right", "both"])
def test_a_leg_without_a_place_is_shaded_as_a_whole_on_both_views(side: str) -> None:
    drawn = leg_map([{"site": "leg", "side": side, "nights": 17}, CALF], WORDS)
    legs = re.findall(r'<path [^>]*fill="([^"]+)"', drawn)
    shaded = [fill != "white" for fill in legs]  # front right, front left, back left, back right
    assert shaded == [side != "left", side != "right", side != "right", side != "left"]
    assert len(written(drawn)["17"]) == sum(shaded)
    assert "grey" in written(drawn)


def test_the_letters_stand_under_their_legs() -> None:
    found = written(leg_map([], WORDS))
    front_right, back_right = found["R"]
    front_left, back_left = found["L"]
    assert front_right < MIDDLE["front"] < front_left
    assert back_left < MIDDLE["back"] < back_right
