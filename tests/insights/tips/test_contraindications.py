"""Table 4.2 of the clinical content: in each situation, what must never be offered, however well it suits."""

from typing import Any

import pytest

from insights.tips import load
from tests.insights.tips.diaries import FEET, FOOT, LEG, Flag, chosen, days_ago, diary, night, well

EVERY_PATTERN = tuple(pattern for pattern in load().choice.resembles if pattern != "pad")
ALL = tuple(load().tips)
SUSPECTED_CLOT = ["t10", "t11", "t12", "t13", "t14", "t18", "t31"]
POOR_FLOW = ["t03", "t14", "t15", "t16", "t17", "t18"]
LESS_FEELING = ["t14", "t15", "t18"]
HEART_OR_KIDNEY = ["t16", "t17", "t34", "t38"]

SITUATIONS: dict[str, tuple[dict[str, Any], list[Flag], float, tuple[str, ...] | list[str]]] = {
    "suspected poor artery flow": (
        well(*(night(ago, sites=FOOT, actions={"dangle": "helped"}) for ago in (0, 4))), [], 0, POOR_FLOW,
    ),
    "known poor artery flow": (well(who={"vascdis": True}), [], 0, POOR_FLOW),
    "raising made the foot worse": (
        well(night(0, sites=FOOT, actions={"elevate": "worse"})), [], 0, POOR_FLOW,
    ),
    "a blood flow message": (well(), [Flag("RF10", "within_days")], 0, POOR_FLOW),
    "a newly swollen leg": (well(night(0, checks={"dvt.new_swelling": True})), [], 0, SUSPECTED_CLOT),
    "a clot message": (well(), [Flag("RF02", "same_day")], 0, SUSPECTED_CLOT),
    "a lesser clot message": (well(), [Flag("RF04b", "within_days")], 0, SUSPECTED_CLOT),
    "a high clot score": (well(), [], 0.25, SUSPECTED_CLOT),
    "known nerve damage in the feet": (well(who={"neuropathy": True}), [], 0, LESS_FEELING),
    "numb feet": (well(*(night(ago, feel=["numb"], sites=FEET) for ago in (0, 1, 2))), [], 0, LESS_FEELING),
    "diabetes with numbness": (
        well(night(0, feel=["numb"], sites=FEET), who={"diabetes": True}), [], 0, LESS_FEELING,
    ),
    "an injury yesterday": (well(dates={"injury": days_ago(1)}), [], 0, ["t11", "t12", "t13", "t14"]),
    "infection": (well(night(0, checks={"inf.spreading_red": "left"})), [], 0, ["t13", "t14"]),
    "an infection message": (well(), [Flag("RF17", "same_day")], 0, ["t13", "t14"]),
    "pregnancy": (well(who={"pregnant": True}), [], 0, ["t38", "t42"]),
    "late pregnancy": (well(who={"pregnant": True}, dates={"due": days_ago(-20)}), [], 0, ["t03"]),
    "pregnancy with one sore leg": (well(night(0, sites=LEG), who={"pregnant": True}), [], 0, ["t13"]),
    "heart failure": (well(who={"heart_failure": True}), [], 0, HEART_OR_KIDNEY),
    "kidney disease": (well(who={"kidney": True}), [], 0, HEART_OR_KIDNEY),
    "a blood thinner": (well(who={"anticoag": True}), [], 0, ["t42"]),
    "a cauda equina message": (well(), [Flag("RF12", "emergency")], 0, ALL),
    "a message about both legs": (well(), [Flag("RF12b", "same_day")], 0, ALL),
    "a weakness message": (well(), [Flag("RF13", "same_day")], 0, ALL),
    "a fast weakness message": (well(), [Flag("RF13b", "emergency")], 0, ALL),
}  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS)
def test_never_offered_with(situation: str) -> None:
    record, flags, q, forbidden = SITUATIONS[situation]
    choice = chosen(record, flags=flags, shown=EVERY_PATTERN, dvt_q=q)
    assert not set(choice.ids) & set(forbidden)
    assert set(forbidden) <= set(choice.blocked)


def test_without_the_situation_the_same_tips_are_offered() -> None:
    forbidden = {tip for *_, tips in SITUATIONS.values() for tip in tips if tips is not ALL}
    record = well(dates={"circulation_checked": days_ago(1)})
    assert forbidden <= set(chosen(record, shown=EVERY_PATTERN).ids)


@pytest.mark.parametrize(
    ("tip", "word"), [("t39", "Never in pregnancy"), ("t14", "never hot"), ("t02", "flat on your back")]
)
def test_pregnancy_brings_its_care_line(tip: str, word: str) -> None:
    choice = chosen(well(who={"pregnant": True}), shown=EVERY_PATTERN)
    assert any(word in line for offer in choice.offered if offer.tip == tip for line in offer.care)


def test_a_blood_thinner_asks_for_gentle_rubbing() -> None:
    offers = {offer.tip: offer for offer in chosen(well(who={"anticoag": True}), shown=["cramp"]).offered}
    assert any("No deep massage" in line for line in offers["t13"].care)


def test_conditional_care_is_shown_while_its_question_is_not_asked() -> None:
    asked = {offer.tip: offer.care for offer in chosen(well(), shown=["rls"]).offered}
    not_asked = {offer.tip: offer.care for offer in chosen(diary(), shown=["rls"]).offered}
    walk = "Walk where it is light and hold on to a rail or an arm."
    assert walk not in asked["t10"]
    assert walk in not_asked["t10"]
