"""Each row of the gate table: what closes it, what just does not, what is not asked, what opens it again."""

from typing import Any

import pytest

from insights.safety.rulebook import load as load_rules
from insights.tips import load
from insights.tips.clauses import FlagOpen
from tests.insights.tips.diaries import ASKED_NO, FEET, FOOT, LEG, Flag, chosen, days_ago, diary, night, well

ELEVATION = "t16"


def gates(record: dict[str, Any], tip: str, **given: Any) -> tuple[str, ...]:
    block = chosen(record, **given).blocked.get(tip)
    return block.gates if block else ()


def states(record: dict[str, Any], tip: str, **given: Any) -> str:
    block = chosen(record, **given).blocked.get(tip)
    return block.state if block else "offered"


def test_with_every_question_answered_no_only_stockings_wait_for_their_check() -> None:
    assert chosen(well()).blocked_by == {"t18": "unless_checked"}


def test_with_nothing_asked_warmth_cold_raising_squeezing_and_rubbing_wait() -> None:
    blocked = chosen(diary()).blocked
    assert set(blocked) == {"t13", "t14", "t15", "t16", "t17", "t18"}


PAD_CLOSES = {
    "hanging the leg down helped on two nights": well(
        night(0, sites=LEG, actions={"dangle": "helped"}), night(3, sites=LEG, actions={"dangle": "helped"})
    ),
    "raising made it worse on two nights": well(
        night(0, sites=LEG, actions={"elevate": "worse"}), night(3, sites=LEG, actions={"elevate": "worse"})
    ),
    "raising made the foot worse once": well(night(0, sites=FOOT, actions={"elevate": "worse"})),
    "one foot was cold": well(night(0, checks={"foot.cold_one": True})),
    "the sore leg was cold": well(night(0, sites=FOOT, signs={"cold": True})),
    "one leg was pale, side said": well(night(0, sites=FEET, signs={"pale": "left"})),
    "a foot sore": well(night(5, checks={"foot.wound_new": True})),
    "claudication": well(who={"claud": True}),
    "known artery disease": well(who={"vascdis": True}),
    "a leg bypass": well(who={"bypass": True}),
    "diabetes with calf pain": well(night(0, sites=LEG), who={"diabetes": True}),
}
PAD_STAYS_OPEN = {
    "hanging helped on one night": well(night(0, sites=LEG, actions={"dangle": "helped"})),
    "raising made the calf worse once": well(night(0, sites=LEG, actions={"elevate": "worse"})),
    "both feet were cold": well(night(0, sites=FEET, signs={"cold": True})),
    "diabetes with thigh pain": well(
        night(0, sites=[{"site": "thigh", "side": "left"}]), who={"diabetes": True}
    ),
    "a sore that lapsed": well(night(91, checks={"foot.wound_new": True})),
}


@pytest.mark.parametrize("why", PAD_CLOSES)
def test_poor_blood_flow_closes(why: str) -> None:
    assert gates(PAD_CLOSES[why], ELEVATION) == ("g_pad",)


@pytest.mark.parametrize("why", PAD_STAYS_OPEN)
def test_poor_blood_flow_stays_open_when(why: str) -> None:
    assert states(PAD_STAYS_OPEN[why], ELEVATION) == "offered"


@pytest.mark.parametrize("rule", ["RF10", "RF10b", "RF11"])
def test_an_open_blood_flow_message_closes(rule: str) -> None:
    assert gates(well(), ELEVATION, flags=[Flag(rule, "within_days")]) == ("g_pad",)


def test_the_shown_artery_pattern_closes() -> None:
    assert gates(well(), ELEVATION, shown=["pad"]) == ("g_pad",)


@pytest.mark.parametrize("missing", ["claud", "vascdis", "diabetes"])
def test_a_blood_flow_question_never_asked_keeps_raising_back_and_is_asked(missing: str) -> None:
    record = well(night(0, sites=LEG), who={missing: None})
    block = chosen(record).blocked[ELEVATION]
    assert block.state == "unknown"
    assert f"who.{missing}" in block.ask


def test_questions_are_asked_one_after_the_other() -> None:
    first = chosen(diary()).blocked["t15"].ask
    then = chosen(diary(who={"diabetes": True})).blocked["t15"].ask
    assert "who.diabetes" in first
    assert "feel.numb" not in first
    assert "who.diabetes" not in then
    assert {"feel.numb", "site.foot"} <= set(then)


def test_two_dangling_nights_far_apart_do_not_add_up_once_lapsed() -> None:
    record = well(night(0, actions={"dangle": "helped"}), night(91, actions={"dangle": "helped"}))
    assert states(record, ELEVATION) == "offered"


def test_a_new_item_keeps_the_older_one_alive() -> None:
    record = well(night(60, actions={"dangle": "helped"}), night(140, actions={"dangle": "helped"}))
    assert gates(record, ELEVATION) == ("g_pad",)


@pytest.mark.parametrize(
    ("days", "state"), [(1, "offered"), (182, "offered"), (183, "closed"), (-1, "closed")]
)
def test_a_normal_check_of_the_blood_flow_lasts_six_months(days: int, state: str) -> None:
    record = well(who={"claud": True}, dates={"circulation_checked": days_ago(days)})
    assert states(record, ELEVATION) == state


def test_what_is_logged_after_the_check_counts_again() -> None:
    nights = [night(ago, sites=LEG, actions={"dangle": "helped"}) for ago in (0, 2)]
    before = well(*nights, dates={"circulation_checked": days_ago(0)})
    after = well(*nights, dates={"circulation_checked": days_ago(5)})
    assert (states(before, ELEVATION), states(after, ELEVATION)) == ("offered", "closed")


def test_no_check_covers_an_urgent_message_that_is_still_open() -> None:
    record = well(dates={"circulation_checked": days_ago(1)})
    assert gates(record, ELEVATION, flags=[Flag("RF09", "same_day")]) == ("g_pad",)


@pytest.mark.parametrize("rule", ["RF04b", "RF25"])
def test_an_open_clot_message_closes(rule: str) -> None:
    assert gates(well(), "t10", flags=[Flag(rule, "within_days")]) == ("g_dvt",)


@pytest.mark.parametrize(("q", "state"), [(0.249, "offered"), (0.25, "closed")])
def test_the_clot_score_closes_from_a_quarter(q: float, state: str) -> None:
    assert states(well(), "t10", dvt_q=q) == state


@pytest.mark.parametrize(
    ("record", "state"),
    [
        (well(night(0, checks={"dvt.new_swelling": "left"})), "closed"),
        (well(night(6, checks={"dvt.new_swelling": True}), night(0)), "offered"),
        (diary(night(7, checks={"dvt.new_swelling": True})), "offered"),
        (well(night(1, sites=LEG, signs={"warm": True})), "closed"),
        (well(night(1, sites=FEET, signs={"warm": True})), "offered"),
        (well(night(0, sites=LEG, signs={"swell_one": True})), "closed"),
    ],
)
def test_the_newest_word_on_swelling_and_warmth_of_a_week_decides(record: dict[str, Any], state: str) -> None:
    assert states(record, "t10") == state


def test_long_standing_swelling_does_not_close_but_a_newer_swelling_does() -> None:
    old = {"swelling_longstanding_unchanged": True}
    same = diary(night(3, checks=old, signs={"swell_one": True}, sites=LEG))
    newer = diary(night(3, checks=old), night(0, checks={"dvt.new_swelling": True}))
    assert states(same, "t10") == "offered"
    assert gates(newer, "t10") == ("g_dvt",)


def test_swelling_not_asked_this_week_keeps_rubbing_back_but_not_a_walk() -> None:
    record = well()
    record["nights"] = [night(8, checks={"dvt.new_swelling": False})]
    blocked = chosen(record).blocked
    assert blocked["t13"].state == "unknown"
    assert "dvt.new_swelling" in blocked["t13"].ask
    assert "t10" not in blocked


def test_one_tap_on_none_of_these_answers_swelling() -> None:
    record = well()
    record["nights"][0]["checks"] = {"strip.swelling": False, "inf.spreading_red": False}
    assert states(record, "t13") == "offered"


@pytest.mark.parametrize(
    ("hint", "state"),
    [
        ({}, "offered"),
        ({"signs": {"warm": True}}, "closed"),
        ({"dur": "constant"}, "closed"),
        ({"checks": {"dvt.tender_calf": "left"}}, "closed"),
    ],
)
def test_calf_pain_on_walking_is_not_kept_from_a_walk_by_a_clot_never_hinted_at(
    hint: dict[str, Any], state: str
) -> None:
    record = well(night(3, sites=LEG, onset="walk", **hint), who={"claud": True})
    assert states(record, "t10", dvt_q=0.9) == state
    assert states(well(who={"claud": True, "priorvte": True}), "t10", dvt_q=0.9) == "closed"


def test_calf_pain_on_walking_still_asks_of_swelling_before_rubbing() -> None:
    record = diary(night(0, sites=LEG, onset="walk"), who={**ASKED_NO, "claud": True})
    blocked = chosen(record, dvt_q=0.9).blocked
    assert "t10" not in blocked
    assert blocked["t13"].state == "unknown"
    assert "dvt.new_swelling" in blocked["t13"].ask


@pytest.mark.parametrize("site", ["foot", "toes", "heel", "calf", "leg"])
def test_diabetes_with_pain_in_a_leg_closes_like_pain_in_its_foot(site: str) -> None:
    record = well(night(1, sites=[{"site": site, "side": "left"}]), who={"diabetes": True})
    assert gates(record, ELEVATION) == ("g_pad",)


def test_a_ruled_out_clot_opens_for_seven_days() -> None:
    record = well(night(15, checks={"dvt.new_swelling": True}), dates={"clot_ruled_out": days_ago(7)})
    later = well(dates={"clot_ruled_out": days_ago(8)})
    assert states(record, "t10", dvt_q=0.9) == "offered"
    assert states(later, "t10", dvt_q=0.9) == "closed"


NUMB = [night(ago, feel=["numb"], sites=FEET) for ago in (0, 1, 2)]


@pytest.mark.parametrize(
    ("record", "state"),
    [
        (well(*NUMB), "closed"),
        (well(*NUMB[:2]), "offered"),
        (well(who={"neuropathy": True}), "closed"),
        (
            well(night(0, feel=["numb"], sites=[{"site": "thigh", "side": "left"}]), who={"diabetes": True}),
            "closed",
        ),
        (well(night(0, feel=[], sites=[]), who={"diabetes": True}), "offered"),
        (well(who={"neuropathy": None}), "unknown"),
    ],
)
def test_feet_that_feel_less_close(record: dict[str, Any], state: str) -> None:
    assert states(record, "t15") == state


def test_a_check_of_feeling_opens_cold_but_never_warmth() -> None:
    record = well(who={"neuropathy": True}, dates={"feeling_checked": days_ago(10)})
    assert states(record, "t15") == "offered"
    assert gates(record, "t14") == ("g_neuro",)


@pytest.mark.parametrize(
    ("who", "dates", "state"),
    [
        ({}, {"injury": days_ago(3)}, "closed"),
        ({}, {"injury": days_ago(4)}, "offered"),
        ({"injury": True}, {}, "closed"),
        ({"injury": True}, {"injury": days_ago(5)}, "offered"),
        ({"injury": True}, {"injury": days_ago(30)}, "closed"),
        ({"injury": None}, {}, "offered"),
    ],
)
def test_an_injury_closes_for_three_days(who: dict[str, Any], dates: dict[str, str], state: str) -> None:
    assert states(well(who=who, dates=dates), "t11") == state


@pytest.mark.parametrize(
    ("dates", "state"),
    [({}, "closed"), ({"due": days_ago(-84)}, "closed"), ({"due": days_ago(-85)}, "offered")],
)
def test_late_pregnancy_or_unknown_weeks_close_lying_flat_and_raising(
    dates: dict[str, str], state: str
) -> None:
    record = well(who={"pregnant": True}, dates=dates)
    assert states(record, "t03") == states(record, "t16") == state
    assert "t01" not in chosen(record).blocked


@pytest.mark.parametrize(
    ("who", "dates"),
    [
        ({"pregnant": True}, {}),
        ({"postpartum6w": True}, {}),
        ({}, {"birth": days_ago(42)}),
        ({}, {"pregnancy_ended": days_ago(42)}),
    ],
)
def test_pregnancy_and_six_weeks_after_close_supplements(who: dict[str, Any], dates: dict[str, str]) -> None:
    assert gates(well(who=who, dates=dates), "t38") == gates(well(who=who, dates=dates), "t42") == ("g_preg",)


@pytest.mark.parametrize("rule", ["RF15", "RF16", "RF16b", "RF17", "RF18"])
def test_an_infection_message_closes_rubbing_and_warmth(rule: str) -> None:
    flags = [Flag(rule, "same_day")]
    assert gates(well(), "t13", flags=flags) == gates(well(), "t14", flags=flags) == ("g_infect",)


@pytest.mark.parametrize("date", ["birth", "pregnancy_ended"])
def test_six_weeks_after_birth_are_over_on_the_forty_third_day(date: str) -> None:
    assert states(well(dates={date: days_ago(43)}), "t38") == "offered"


def test_in_pregnancy_one_sore_leg_is_not_rubbed() -> None:
    assert gates(well(night(0, sites=LEG), who={"pregnant": True}), "t13") == ("g_preg",)


def test_a_no_to_the_wider_question_answers_pregnancy() -> None:
    record = well(who={"pregnant": None, "postpartum6w": None, "pregoest": False})
    assert states(record, ELEVATION) == "offered"


@pytest.mark.parametrize(
    ("who", "tip", "gate"),
    [
        ({"heart_failure": True}, "t34", "g_heart"),
        ({"kidney": True}, "t34", "g_kidney"),
        ({"anticoag": True}, "t42", "g_anticoag"),
        ({"reflux": True}, "t17", "reflux"),
    ],
)
def test_a_known_condition_closes(who: dict[str, Any], tip: str, gate: str) -> None:
    assert gates(well(who=who), tip) == (gate,)


def test_stockings_wait_for_a_check_and_for_whole_skin() -> None:
    checked = well(dates={"circulation_checked": days_ago(5)})
    sore = well(night(0, checks={"foot.wound_new": True}), dates={"circulation_checked": days_ago(0)})
    assert states(checked, "t18") == "offered"
    assert gates(sore, "t18") == ("g_skin",)


@pytest.mark.parametrize("rule", ["RF12b", "RF13"])
def test_a_nerve_message_takes_every_tip(rule: str) -> None:
    choice = chosen(well(), flags=[Flag(rule, "same_day")], shown=["sciatica", "cramp"])
    assert choice.ids == []
    assert set(choice.blocked_by.values()) == {"g_nerve", "unless_checked"}


def test_a_gate_that_a_message_closes_is_closed_by_every_milder_message_of_its_kind() -> None:
    """A rule that gives way to none but a gate's own rules says the same, more mildly."""
    for gate in load().gates.values():
        closing = {rule for clause in gate.any if isinstance(clause, FlagOpen) for rule in clause.rules}
        milder = {
            rule.id for rule in load_rules().rules if rule.gives_way_to and rule.gives_way_to <= closing
        }

        assert milder <= closing, gate.id
