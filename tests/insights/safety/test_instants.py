"""A flag says which answers it rests on, about which nights, and when the newest of them was given."""

from datetime import date

from insights.safety.evaluator import evaluate

TODAY = date(2026, 11, 21)
EVENING, LATER = "2026-11-21T21:00:00+00:00", "2026-11-21T23:30:00+00:00"


def the_flag(nights, health=None):
    (flag,) = evaluate({"health": health or {}, "nights": nights}, today=TODAY).flags
    return flag


def test_a_flag_names_its_answers_by_night_and_the_newest_instant():
    yesterday = {
        "date": "2026-11-20",
        "checks": {"pe.chest_pain": True},
        "given": {"pe.chest_pain": LATER},
    }
    tonight = {"date": "2026-11-21", "checks": {"pe.collapse": True}, "given": {"pe.collapse": EVENING}}
    flag = the_flag([yesterday, tonight])
    assert flag.rests_on == (("pe.chest_pain", "2026-11-20"), ("pe.collapse", "2026-11-21"))
    assert (flag.answered_on, flag.answered_at) == ("2026-11-21", LATER)


def test_without_instants_the_night_alone_is_told():
    flag = the_flag([{"date": "2026-11-21", "checks": {"pe.chest_pain": True}}])
    assert (flag.answered_on, flag.answered_at) == ("2026-11-21", None)


def test_a_row_on_its_own_carries_its_instant():
    night = {"date": "2026-11-21", "checks": {"strip.breath": True}, "given": {"strip.breath": EVENING}}
    flag = the_flag([night])
    assert (flag.rests_on, flag.answered_at) == ((("strip.breath", "2026-11-21"),), EVENING)


def test_background_has_no_night_but_its_instant():
    flag = the_flag([], {"who": {"claud": True}, "given": {"who.claud": EVENING}})
    assert (flag.rests_on, flag.answered_on, flag.answered_at) == ((("who.claud", ""),), None, EVENING)


def test_a_sign_is_named_as_the_sign_it_was():
    flag = the_flag([{"date": "2026-11-21", "pain": False, "signs": {"swell_one": "left"}}])
    assert flag.rests_on == (("sign.swell_one", "2026-11-21"),)
