"""What one night says about one question: yes, no, or not asked."""

from typing import Any

import pytest

from insights.tips.night_answers import Night, Said
from tests.insights.tips.diaries import FOOT, LEG, night

RIGHT = [{"site": "calf", "side": "right"}]


@pytest.mark.parametrize(
    ("record", "item", "answer"),
    [
        (night(0, feel=["numb"]), "feel.numb", Said(True)),
        (night(0, feel=[]), "feel.numb", Said(False)),
        (night(0, feel=None), "feel.numb", None),
        (night(0, sites=LEG), "site.calf", Said(True, "left")),
        (night(0, sites=[]), "site.calf", Said(False)),
        (night(0, sites=LEG, signs={"cold": True}), "sign.cold", Said(True, "left")),
        (night(0, sites=LEG, signs={"cold": "right"}), "sign.cold", Said(True, "right")),
        (night(0, sites=LEG + RIGHT, signs={"cold": True}), "sign.cold", Said(True, "both")),
        (night(0, signs={"cold": True}), "sign.cold", Said(True)),
        (night(0, signs={"cold": None}), "sign.cold", None),
        (night(0) | {"signs": {"cold": False}}, "sign.cold", Said(False)),
        (night(0, actions={"dangle": "helped"}), "help.dangle", Said(True)),
        (night(0, actions={"dangle": "no_change"}), "help.dangle", Said(False)),
        (night(0, actions={"dangle": "helped"}), "worse.dangle", Said(False)),
        (night(0, actions={}), "help.dangle", None),
        (night(0, actions={"dangle": None}), "help.dangle", None),
        (night(0, actions=None), "help.dangle", None),
        (night(0, checks={"foot.black": False}), "foot.black", Said(False)),
        (night(0, onset="side_left", sites=FOOT), "onset.painside_down", Said(True, "left")),
        (night(0, onset="side_right", sites=FOOT), "onset.painside_up", Said(True, "left")),
        (night(0, dur="gt1h"), "dur.lt10m", Said(False)),
        (night(0, radiates=True, sites=LEG), "site.line", Said(True, "left")),
        (night(0, radiates=False, sites=[]), "site.line", Said(False)),
        (night(0, returns=True), "rel.returns", Said(True)),
        (night(0) | {"day": {"caffeine": True}}, "day.caffeine", Said(True)),
    ],
)
def test_a_night_says(record: dict[str, Any], item: str, answer: Said | None) -> None:
    assert Night(record).said(item) == answer


def test_of_two_episodes_one_yes_is_a_yes() -> None:
    record = night(0, feel=[]) | {"episodes": [{"feel": []}, {"feel": ["numb"]}, {"feel": None}]}
    assert Night(record).said("feel.numb") == Said(True)


@pytest.mark.parametrize(("side", "one"), [("left", True), ("both", False), (None, True)])
def test_a_side_that_was_not_said_may_be_one_leg(side: Any, one: bool) -> None:
    assert Said(True, side).one_sided is one
