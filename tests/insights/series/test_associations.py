from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from insights.engine.associations import Panel, Rules, adjusted
from insights.engine.associations import associate as judge
from insights.series.associations import associate, level, sentence
from tests.draws import draws
from tests.insights.series.cast import diary, lingering, pain

RULES = Rules(0.015, 5, 5, 5, 5, 0.7, 0.95)


def panel(seed: int, nights: int = 84, factors: int = 8, effect: float = 0.0) -> Panel:
    """Pain with gaps and factors with weekly patterns; the first factor adds ``effect`` points."""
    rng = np.random.default_rng(seed)
    weekend = (np.arange(nights) % 7 > 4).astype(float)
    columns = [lingering(rng, nights, 0.4) + 0.6 * weekend > 0.3 for _ in range(factors)]
    present = np.array(columns, dtype=float).T
    strength = np.clip(pain(rng, nights, level=2.0) + np.rint(effect * present[:, 0]), 0, 10)
    strength[rng.random(nights) < 0.25] = np.nan
    painful = np.where(np.isnan(strength), np.nan, strength > 0)
    return Panel(strength, painful, weekend, present)


def days(found: Panel, column: int = 0) -> list[dict[str, bool]]:
    return [{"longsit": bool(value)} for value in found.factors[:, column]]


def known(p: float | None) -> float:
    return -1.0 if p is None else p


def test_a_planted_factor_is_found_and_the_others_are_not():
    (found,) = judge([panel(1, effect=4.0)], [RULES])
    assert found[0].verdict == "more"
    assert 0 < known(found[0].low) < known(found[0].effect) < known(found[0].high)
    assert {one.verdict for one in found[1:]} == {"none"}


def test_a_factor_that_helps_is_fewer():
    planted = panel(2, effect=4.0)
    turned = replace(planted, factors=1 - planted.factors)
    (found,) = judge([turned], [RULES])
    assert found[0].verdict == "fewer"


def test_shuffled_factors_show_nothing_in_most_people():
    panels = [panel(seed) for seed in range(100)]
    shown = [any(one.verdict in ("more", "fewer") for one in row) for row in judge(panels, [RULES] * 100)]
    assert sum(shown) <= 7


def test_a_bad_night_that_changes_the_next_day_is_not_a_factor_of_that_night():
    rng = np.random.default_rng(3)
    panels = []
    for _ in range(100):
        strength = 4 + 2 * lingering(rng, 84, 0.5)
        after = np.concatenate([[0.0], strength[:-1] + rng.normal(0, 1, 83) > 4])
        panels.append(Panel(strength, (strength > 3).astype(float), np.zeros(84), after[:, None]))
    rules = replace(RULES, level=0.05, quiet_nights=0)
    assert sum(row[0].verdict != "none" for row in judge(panels, [rules] * 100)) <= 12


def test_people_side_by_side_answer_as_they_do_alone():
    panels = [panel(seed, nights) for seed, nights in ((1, 84), (2, 40), (3, 61))]
    together = judge(panels, [RULES] * 3)
    for one, row in zip(panels, together, strict=True):
        (alone,) = judge([one], [RULES])
        assert [known(found.p) for found in row] == pytest.approx(
            [known(found.p) for found in alone], rel=1e-9
        )
        assert [found.verdict for found in row] == [found.verdict for found in alone]


def test_a_factor_with_its_own_gaps_is_judged_on_its_own_nights():
    full = panel(4)
    holes = full.factors.copy()
    holes[::5, 1] = np.nan
    (found,) = judge([replace(full, factors=holes)], [RULES])
    (plain,) = judge([full], [RULES])
    assert found[0].p == pytest.approx(plain[0].p, rel=1e-9)
    assert sum(part[1] for part in (found[1].with_factor, found[1].without)) == np.sum(
        ~np.isnan(full.painful) & ~np.isnan(holes[:, 1])
    )


def test_a_factor_never_asked_changes_nothing_for_the_others():
    full = panel(5)
    wider = replace(full, factors=np.column_stack([full.factors, np.full(84, np.nan)]))
    (found,), (plain,) = judge([wider], [RULES]), judge([full], [RULES])
    assert found[-1].verdict == "too_few"
    assert [one.q for one in found[:-1]] == [one.q for one in plain]


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=25))
def test_the_adjustment_is_benjamini_and_hochbergs(p):
    assert adjusted(np.array(p)) == pytest.approx(false_discovery_control(np.array(p)))


def test_who_logs_painful_nights_only_is_not_judged():
    found = panel(6)
    strength = np.where(found.strength == 0, np.nan, found.strength)
    (answer,) = associate([diary(strength, day=days(found))])
    assert answer.factors[0].found.verdict == "too_few"


def test_counts_are_painful_of_logged_nights():
    (answer,) = associate(
        [diary([5, 0, 3, 0, None], day=[{"longsit": day} for day in (True, True, False, None, True)])]
    )
    found = answer.factors[0]
    assert (found.id, found.found.with_factor, found.found.without) == ("day.longsit", (1, 2), (1, 1))


@pytest.mark.parametrize(
    ("nights", "spent"), [(27, 0.0), (28, 0.015), (55, 0.015), (84, 0.015), (400, 0.015)]
)
def test_nothing_is_judged_before_the_first_checkpoint(nights, spent):
    assert level(nights) == spent


def test_the_last_logged_night_decides_the_checkpoint():
    found = panel(7, nights=40, effect=4.0)
    early, later = (associate([diary(found.strength[:n], day=days(found)[:n])])[0] for n in (27, 40))
    assert (early.level, early.factors[0].found.verdict) == (0.0, "too_few")
    assert (later.level, later.nights) == (0.015, 40)


def test_a_tip_is_a_factor_unless_it_is_reached_for_when_it_hurts():
    tried = [[{"tip": "t01"}, {"tip": "t12"}] if step % 2 else [] for step in range(30)]
    (answer,) = associate([diary(pain(np.random.default_rng(8), 30, level=2.0), tips_tried=tried)])
    assert [factor.id for factor in answer.factors] == ["t01"]


@draws(8)
@given(st.permutations(range(40)))
def test_the_order_in_which_nights_are_told_changes_nothing(order):
    found = panel(9, nights=40, effect=3.0)
    plain = diary(found.strength, day=days(found))
    told = {**plain, "nights": [plain["nights"][at] for at in order if at < len(plain["nights"])]}
    assert associate([told]) == associate([plain])


def test_own_factors_keep_their_ids():
    (answer,) = associate([diary([3.0, 0.0], day=[{"own.tea": True}, {"own.tea": False}])])
    assert answer.factors[0].id == "own.tea"


def test_an_empty_diary_has_no_factors():
    assert associate([diary([])])[0].factors == ()


def test_sentences_carry_the_counts():
    found = panel(1, effect=4.0)
    (answer,) = associate([diary(found.strength, day=days(found))])
    text = sentence(answer.factors[0], "long sitting that day")
    painful, nights = answer.factors[0].found.with_factor
    assert f"{painful} of {nights}" in text
    assert "worse" in text
