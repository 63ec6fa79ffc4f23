"""Nights become counts: what is asked, what is painful, and what each look can see."""

from datetime import date, timedelta

import numpy as np
import pytest

from insights.engine.cells import Encoder
from insights.engine.counts import count, earlier, latest
from insights.engine.layout import layout
from insights.profiles.loader import load

LAYOUT = layout(load().rates.items)
START = date(2026, 10, 1)


def dated(*nights, start=START):
    return [{"date": (start + timedelta(days=n)).isoformat(), **night} for n, night in enumerate(nights)]


def painful(*episodes, **parts):
    return {"pain": True, "episodes": list(episodes), **parts}


def counted(*nights, health=None, today=None):
    diary = {"nights": dated(*nights), "health": health}
    cells = Encoder(LAYOUT).encode([diary])
    day = today or START + timedelta(days=len(nights))
    return count(cells, latest(cells, np.array([day.toordinal()]), 56), LAYOUT)


def answered(counts, item):
    """(nights with yes, nights asked) of the only look."""
    column = LAYOUT.column[item]
    return counts.yes[0, column] / 2, counts.asked[0, column]


def test_several_episodes_are_one_night_and_their_ticks_are_joined():
    counts = counted(painful({"feel": ["ache"]}, {"feel": ["ache", "burning"]}))

    assert answered(counts, "feel.ache") == (1, 1)
    assert answered(counts, "feel.burning") == (1, 1)
    assert answered(counts, "feel.numb") == (0, 1)
    assert counts.painful[0] == 1


def test_a_single_choice_comes_from_the_first_episode_that_answered():
    counts = counted(painful({"dur": None}, {"dur": "gt1h"}, {"dur": "lt10m"}))

    assert answered(counts, "dur.gt1h") == (1, 1)
    assert answered(counts, "dur.lt10m") == (0, 1)


def test_an_empty_list_is_asked_and_null_is_not():
    counts = counted(painful({"feel": [], "sites": []}), painful({"feel": None}), painful({}))

    assert answered(counts, "feel.ache") == (0, 1)
    assert answered(counts, "site.calf") == (0, 1)
    assert answered(counts, "site.line") == (0, 0)
    assert answered(counts, "side.both") == (0, 0)


def test_radiating_is_a_question_of_its_own():
    counts = counted(painful({"sites": None, "radiates": True}))

    assert answered(counts, "site.line") == (1, 1)
    assert answered(counts, "site.calf") == (0, 0)


def test_a_site_that_is_not_compared_still_answers_the_question():
    counts = counted(painful({"sites": [{"site": "groin", "side": "left"}]}))

    assert answered(counts, "site.thigh") == (0, 1)
    assert counts.left[0] == 1


@pytest.mark.parametrize(
    ("onset", "sides", "down", "up"),
    [
        ("side_left", ["left"], 1, 0),
        ("side_left", ["right"], 0, 1),
        ("side_right", ["both"], 0.5, 0.5),
        ("side_right", ["left", "right"], 0.5, 0.5),
        ("side_right", [], 0.5, 0.5),
        ("back", ["left"], 0, 0),
    ],
)
def test_a_lying_side_is_read_against_the_painful_leg(onset, sides, down, up):
    sites = [{"site": "calf", "side": side} for side in sides]

    counts = counted(painful({"onset": onset, "sites": sites}))

    assert answered(counts, "onset.painside_down") == (down, 1)
    assert answered(counts, "onset.painside_up") == (up, 1)


def test_help_is_counted_on_nights_it_was_tried_never_on_painful_nights():
    tried = painful({"actions": {"elevate": "no_change", "walk": "helped", "stand": None}})
    worse = painful({"actions": {"elevate": "worse", "walk": "worse"}})

    counts = counted(tried, worse, painful({}), painful({"actions": {}}))

    assert answered(counts, "help.elevate") == (0, 2)
    assert answered(counts, "worse.elevate") == (1, 2)
    assert answered(counts, "help.walk") == (1, 2)
    assert answered(counts, "help.stand") == (0, 0)


def test_day_factors_split_into_painful_and_quiet_nights():
    counts = counted(
        painful(day={"longsit": True}),
        {"pain": False, "day": {"longsit": True, "caffeine": False}},
        {"pain": False, "day": {"longsit": None}},
        {"pain": None, "day": {"longsit": True}},
    )

    quiet = list(LAYOUT.days).index(LAYOUT.column["day.longsit"])
    assert answered(counts, "day.longsit") == (1, 1)
    assert (counts.quiet_yes[0, quiet] / 2, counts.quiet_asked[0, quiet]) == (1, 1)
    assert counts.logged[0] == 3


def test_a_leg_named_in_a_sign_is_a_yes():
    counts = counted(painful({"signs": {"swell_one": "left", "warm": False, "red": None}}))

    assert answered(counts, "sign.swell_one") == (1, 1)
    assert answered(counts, "sign.warm") == (0, 1)
    assert answered(counts, "sign.red") == (0, 0)


def test_episodes_make_a_night_painful_when_pain_was_not_said():
    counts = counted({"pain": None, "episodes": [{"feel": ["ache"]}]})

    assert (counts.painful[0], counts.logged[0]) == (1, 1)


def test_age_is_taken_at_the_last_night():
    sixty = counted({"pain": False}, health={"birth_year": 1966})
    younger = counted({"pain": False}, health={"birth_year": 1967})
    unsaid = counted({"pain": False}, health={"birth_year": None})

    column = LAYOUT.column["who.age60"]
    assert [one.who[0, column] for one in (sixty, younger, unsaid)] == [2, 0, -1]


def test_a_repeat_is_a_painful_night_answered_like_the_painful_night_before():
    said = painful({"feel": ["ache"], "sites": [{"site": "calf", "side": "left"}]}, day={"hot": True})
    other_day = painful(*said["episodes"], day={"hot": False})
    other_leg = painful({"feel": ["ache"], "sites": [{"site": "calf", "side": "right"}]})

    counts = counted(said, {"pain": False}, other_day, other_leg, said)

    assert counts.repeats[0] == 1


def test_only_the_last_days_up_to_today_are_read():
    nights = [{"pain": True}] * 80

    counts = counted(*nights, today=START + timedelta(days=59))

    assert counts.logged[0] == 56


def test_an_earlier_look_sees_what_it_would_have_seen_then():
    nights = dated(*[painful({"feel": ["ache"] if n % 3 else []}) for n in range(70)])
    cells = Encoder(LAYOUT).encode([{"nights": nights}, {"nights": nights[:5]}])
    today = np.full(2, (START + timedelta(days=69)).toordinal())

    now = latest(cells, today, 56)
    before = earlier(cells, now, today, 56, every=3)

    for number, looks in enumerate(before, start=1):
        cut = Encoder(LAYOUT).encode([{"nights": nights[: len(nights) - 3 * number]}])
        then = count(cut, latest(cut, cut.days[-1:], 56), LAYOUT)
        found = count(cells, looks, LAYOUT)
        assert np.array_equal(found.yes[:1], then.yes)
        assert np.array_equal(found.repeats[:1], then.repeats)
    # The last night of the oldest look lies within the window; the short diary has no earlier look in it.
    assert len(before) == 55 // 3
    assert all(looks.diary.tolist() == [0] for looks in before)


def test_no_diaries_are_no_counts():
    cells = Encoder(LAYOUT).encode([])

    assert count(cells, latest(cells, np.array([], int), 56), LAYOUT).yes.shape == (0, len(LAYOUT.items))
