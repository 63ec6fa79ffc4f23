"""What is offered, in what order and why."""

from typing import Any

import pytest

from insights.tips import load
from insights.tips.choice import Offered
from tests.insights.tips.diaries import FOOT, LEG, Flag, chosen, diary, night, well

WHITELIST = {"t12", "t23", "t24", "t25"}


@pytest.mark.parametrize("pattern", sorted(set(load().choice.resembles)))
def test_a_shown_pattern_offers_exactly_its_own_unblocked_tips(pattern: str) -> None:
    choice = chosen(well(who={"smokes_now": True}), shown=[pattern])
    suiting = {tip.id for tip in load().tips.values() if pattern in tip.suits}
    assert set(choice.ids) == suiting - set(choice.blocked) - {"t44"}


def test_the_reason_names_the_pattern_and_the_persons_own_counts() -> None:
    turned = [night(ago, sites=LEG, actions={"turn": "helped"}) for ago in range(9)]
    not_helped = [night(ago, sites=LEG, actions={"turn": "no_change"}) for ago in range(9, 11)]
    untried = [night(ago, sites=LEG, actions={}) for ago in range(11, 15)]
    offers = {
        offer.tip: offer for offer in chosen(well(*turned, *not_helped, *untried), shown=["pressure"]).offered
    }
    assert offers["t02"].why == (
        "Your nights resemble this pattern: pressure from lying on one side; "
        "you marked turning over as helpful on 9 of 11 nights."
    )


def test_nothing_logged_is_said_to_be_nothing_not_zero() -> None:
    offers = {offer.tip: offer for offer in chosen(well(), shown=["pressure"]).offered}
    assert offers["t01"].why.endswith("your own nights say nothing about this tip yet.")


def test_what_helped_before_comes_first_and_what_made_it_worse_comes_last() -> None:
    better = night(0, sites=LEG) | {
        "tips_tried": [{"tip": "t06", "helped": True}, {"tip": "t01", "helped": False}]
    }
    ids = chosen(well(better), shown=["pressure"]).ids
    assert (ids[0], ids[-1]) == ("t06", "t01")


def test_only_a_person_who_smokes_now_is_told_to_stop() -> None:
    assert "t26" in chosen(well(who={"smokes_now": True}), shown=["venous"]).ids
    assert "t26" not in chosen(well(who={"smokes_now": False}), shown=["venous"]).ids
    assert "t26" not in chosen(well(), shown=["venous"]).ids


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        ("rls", ["t22", "t32"]),
        ("cramp", ["t12", "t11"]),
        ("venous", ["t16", "t43"]),
        ("neuropathy", ["t25", "t46"]),
    ],
)
def test_a_patterns_own_tips_come_before_its_others(pattern: str, first: list[str]) -> None:
    assert chosen(well(), shown=[pattern]).ids[:2] == first


def test_a_tip_on_a_medicine_is_for_who_takes_it() -> None:
    assert "t44" in chosen(well(who={"rlsdopa": True}), shown=["rls"]).ids
    assert "t44" not in chosen(well(who={"rlsdopa": False}), shown=["rls"]).ids
    assert "t44" not in chosen(well(), shown=["rls"]).ids


def test_legs_made_worse_by_their_medicine_bring_its_tip() -> None:
    assert "t44" in chosen(well(), flags=[Flag("RF38", "routine")]).ids


@pytest.mark.parametrize("tip", ["t12", "t22"])
def test_who_may_fall_gets_the_sitting_words_and_nobody_both(tip: str) -> None:
    pattern = "cramp" if tip == "t12" else "rls"

    def offer(falls: bool | None) -> Offered:
        offered = chosen(well(who={"falls": falls}), shown=[pattern]).offered
        return next(one for one in offered if one.tip == tip)

    assert offer(False).text == load().tips[tip].text
    assert offer(False).ask == ()
    assert offer(True).text == offer(None).text == load().tips[tip].safer.text  # type: ignore[union-attr]
    assert (offer(True).ask, offer(None).ask) == ((), ("who.falls",))


def test_an_open_question_is_put_in_the_card_of_its_tip_one_at_a_time() -> None:
    offered = {one.tip: one for one in chosen(diary(), shown=["cramp"]).offered}

    assert offered["t10"].ask == ("foot.cold_one",)
    assert offered["t35"].ask == ()
    assert all(len(one.ask) <= 1 for one in offered.values())


@pytest.mark.parametrize(("born", "asked"), [(1966, True), (1965, False), (None, True)])
def test_pregnancy_is_no_matter_for_those_it_cannot_concern(born: int | None, asked: bool) -> None:
    record = diary(night(0, checks={"dvt.new_swelling": False}))
    record["health"]["birth_year"] = born

    care = {one.tip: one.care for one in chosen(record, shown=["rls"]).offered}

    assert ("In pregnancy keep it moderate." in care["t31"]) == asked


def test_a_pregnancy_that_was_told_counts_at_any_age() -> None:
    record = well(who={"pregnant": True})
    record["health"]["birth_year"] = 1940

    assert chosen(record).blocked_by["t38"] == "g_preg"


def test_better_evidence_comes_first_and_advice_against_last() -> None:
    ids = chosen(well(), shown=["cramp"]).ids
    assert ids[:2] == ["t12", "t11"]
    assert ids.index("t39") < ids.index("t10") < ids.index("t05") < ids.index("t34")
    assert ids[-1] == "t38"


def test_a_short_cramp_tonight_brings_the_rescue_stretch_before_any_pattern() -> None:
    choice = chosen(well(night(0, feel=["cramping"], dur="lt10m", sites=LEG)))
    assert choice.ids[0] == "t12"
    assert choice.offered[0].basis == "tonight"
    assert choice.offered[0].why.startswith("From tonight's answers alone")


@pytest.mark.parametrize(
    ("episode", "tip"),
    [
        ({"feel": ["urge"]}, "t22"),
        ({"onset": "side_left", "sites": LEG}, "t01"),
        ({"onset": "prone"}, "t05"),
        ({"onset": "sit"}, "t09"),
        ({"actions": {"dangle": "helped"}, "sites": FOOT}, "t23"),
    ],
)
def test_tonights_answers_bring_their_tip(episode: dict[str, Any], tip: str) -> None:
    assert tip in chosen(well(night(0, **episode))).ids


def test_pain_on_the_upper_side_is_not_pain_on_the_side_lain_on() -> None:
    assert "t01" not in chosen(well(night(0, onset="side_right", sites=LEG))).ids


def test_tonights_tips_go_through_the_same_gates() -> None:
    record = well(night(0, feel=["cramping"], dur="lt10m", checks={"dvt.new_swelling": True}))
    assert "t12" not in chosen(record).ids


def test_a_shown_pattern_replaces_tonights_tips() -> None:
    assert "t22" not in chosen(well(night(0, feel=["urge"])), shown=["venous"]).ids


def test_last_weeks_cramp_is_not_tonights() -> None:
    assert "t12" not in chosen(well(night(0), night(5, feel=["cramping"], dur="lt10m"))).ids


def test_three_painful_nights_without_a_pattern_bring_general_tips() -> None:
    nights = [night(ago, feel=["ache"]) for ago in (4, 5, 6)]
    assert set(chosen(well(night(0), *nights)).ids) == {"t27", "t29", "t45"}
    assert chosen(well(night(0), *nights[1:])).ids == []


def test_an_emergency_leaves_no_tip_and_says_why() -> None:
    choice = chosen(
        well(), flags=[Flag("RF01", "emergency"), Flag("RF33", "routine")], shown=["cramp", "rls"]
    )
    assert choice.offered == ()
    assert set(choice.blocked) == set(load().tips)
    assert choice.blocked["t22"].gates == ("emergency",)


def test_a_same_day_message_leaves_only_comfort_and_no_experiment() -> None:
    choice = chosen(well(), flags=[Flag("RF09", "same_day")], shown=["cramp", "neuropathy"])
    assert {"t12", "t23", "t24", "t25"} == set(choice.ids)
    assert {offer.experiment for offer in choice.offered} == {None}


@pytest.mark.parametrize("rule", ["RF02", "RF03", "RF03b", "RF04", "RF05"])
def test_with_a_clot_message_even_the_rescue_stretch_waits(rule: str) -> None:
    choice = chosen(well(), flags=[Flag(rule, "same_day")], shown=["cramp"])
    assert "t12" not in choice.ids
    assert set(choice.ids) <= WHITELIST


def test_a_routine_message_takes_no_tip() -> None:
    assert (
        chosen(well(), flags=[Flag("RF37", "routine")], shown=["cramp"]).ids
        == chosen(well(), shown=["cramp"]).ids
    )


def test_a_foot_message_brings_the_daily_look_at_the_feet() -> None:
    assert "t25" in chosen(diary(), flags=[Flag("RF24", "same_day")]).ids


def test_a_blocked_tip_says_what_closed_it_and_what_would_open_it() -> None:
    block = chosen(well(who={"claud": True})).blocked["t16"]
    assert "calf pain that stops with rest" in block.reasons[0]
    assert block.opens == ("A clinician checks the blood flow in your legs and says it is normal.",)


def test_no_experiment_raises_a_sore_foot_of_unknown_blood_flow() -> None:
    sore_foot, sore_calf = night(0, sites=FOOT), night(0, sites=LEG)
    trials = [
        {offer.tip: offer.experiment for offer in chosen(diary(record), shown=["lumbar"]).offered}["t03"]
        for record in (sore_foot, sore_calf)
    ]
    assert trials[0] is None
    assert trials[1] is not None


def test_order_does_not_depend_on_the_order_of_nights() -> None:
    record = well(*(night(ago, sites=LEG, actions={"turn": "helped"}) for ago in range(5)))
    backwards = record | {"nights": record["nights"][::-1]}
    assert chosen(record, shown=["lumbar", "rls"]) == chosen(backwards, shown=["lumbar", "rls"])
