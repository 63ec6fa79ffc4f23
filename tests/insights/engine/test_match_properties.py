"""What may not change a comparison, and what must."""

import random
from copy import deepcopy
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.comparison import compare, compare_many
from insights.comparison.compare import matcher
from insights.engine.cells import Encoder
from insights.engine.counts import count, latest
from insights.profiles.loader import load
from tests.draws import draws
from tests.insights.engine.strategies import TODAY, diaries
from tests.insights.examples.diaries import START, examples, night
from tools.simulation.people import LAST_NIGHT, people

MIRROR = {"left": "right", "right": "left", "side_left": "side_right", "side_right": "side_left"}
PATTERNS = [name for name in examples() if name not in ("nobody", "early", "pad_untried")]


@given(diaries(), st.randoms(use_true_random=False))
@draws(40)
def test_the_order_in_which_nights_arrive_changes_nothing(diary, shuffler):
    shuffled = diary | {"nights": shuffler.sample(diary["nights"], len(diary["nights"]))}

    assert compare(shuffled, today=TODAY) == compare(diary, today=TODAY)


@given(st.lists(diaries(longest=12), min_size=2, max_size=5))
@draws(25)
def test_a_diary_compared_alone_or_among_others_is_the_same(many):
    together = compare_many(many, [TODAY] * len(many))

    assert together == [compare(one, today=TODAY) for one in many]


def test_a_thousand_diaries_are_compared_as_each_alone():
    several = list(examples().values())
    crowd = random.Random(4).choices(several, k=1000)

    found = compare_many([one["diary"] for one in crowd], [one["today"] for one in crowd])

    alone = {one["diary"]["patient"]: compare(one["diary"], today=one["today"]) for one in several}
    assert found == [alone[one["diary"]["patient"]] for one in crowd]


@given(diaries())
@draws(40)
def test_left_and_right_exchanged_throughout_change_nothing(diary):
    mirrored = deepcopy(diary)
    for episode in (one for kept in mirrored["nights"] for one in kept.get("episodes", [])):
        episode["onset"] = MIRROR.get(episode["onset"], episode["onset"])
        for place in episode["sites"] or []:
            place["side"] = MIRROR.get(place["side"], place["side"])

    assert compare(mirrored, today=TODAY) == compare(diary, today=TODAY)


@given(diaries())
@draws(40)
def test_an_item_that_was_not_asked_changes_nothing_whether_null_or_absent(diary):
    bare = deepcopy(diary)
    bare["health"]["who"] = without_none(bare["health"]["who"])
    for night_ in bare["nights"]:
        night_["day"] = without_none(night_["day"])
        for number, episode in enumerate(night_.get("episodes", [])):
            episode["signs"] = without_none(episode["signs"])
            night_["episodes"][number] = without_none(episode)

    assert compare(bare, today=TODAY) == compare(diary, today=TODAY)


def without_none(answers):
    return {key: value for key, value in answers.items() if value is not None}


@given(diaries())
@draws(40)
def test_q_is_a_share_and_none_takes_what_no_pattern_has(diary):
    content = load()
    engine = matcher(content)
    cells = Encoder(engine.layout).encode([diary])
    found = engine.match(count(cells, latest(cells, np.array([TODAY.toordinal()]), 56), engine.layout))

    assert np.all((found.q >= 0) & (found.q <= 1))
    # Pairs count twice in the sum of q, so with what is left for none it lies between one and two.
    assert 1 - 1e-6 <= found.q.sum() + found.none[0] <= 2 + 1e-6


@pytest.mark.parametrize("name", PATTERNS)
@pytest.mark.parametrize("kind", [0, 1])
def test_more_of_the_same_night_never_lowers_its_pattern(name, kind):
    example = examples()[name]
    said = example["nights"][kind]
    if not said["pain"]:
        said = example["nights"][0]
    whole = [night(said, START + timedelta(days=number), number) for number in range(40)]
    growing = [{"health": example["diary"]["health"], "nights": whole[:end]} for end in range(1, 41)]

    found = compare_many(growing, [START + timedelta(days=40)] * 40)

    scores = [next(one.score for one in each.profiles if one.id == name) for each in found]
    # The habit of ticking is rounded to a grid; one step of it can cost up to a deciban once.
    assert min(np.diff(scores)) > -1
    assert np.all(np.maximum.accumulate(scores) - scores < 1)


def test_the_three_shown_reasons_carry_the_resemblance():
    """Asked and answered or never asked: without its three strongest terms a shown pattern is mostly lost."""
    engine = matcher(load())
    made_up = [person.diary for person in people(120, 28, seed=71)]
    cells = Encoder(engine.layout).encode(made_up)
    counts = count(cells, latest(cells, np.full(120, LAST_NIGHT.toordinal()), 56), engine.layout)
    found = engine.match(counts)
    shown = np.flatnonzero(found.q.max(axis=1) >= 0.6)
    top, chance = found.q.argmax(axis=1), np.random.default_rng(5)

    strongest = {look: np.argsort(-found.weight[look, :, top[look]])[:3] for look in shown}
    any_three = {look: chance.choice(len(engine.terms), 3, replace=False) for look in shown}

    before = found.q[shown, top[shown]]
    lost = before - engine.match(without(counts, strongest)).q[shown, top[shown]]
    lost_by_chance = before - engine.match(without(counts, any_three)).q[shown, top[shown]]
    assert len(shown) > 40
    assert lost.mean() > 0.3
    assert lost_by_chance.mean() < 0.1


def without(counts, dropped):
    """The counts as if those terms' questions had never been asked."""
    bare = {name: getattr(counts, name).copy() for name in counts.__slots__}
    terms = matcher(load()).terms
    for look, numbers in dropped.items():
        for term in (terms[number] for number in numbers):
            columns = list(term.columns)
            if term.kind == "side":
                bare["left"][look] = bare["right"][look] = 0
            bare["who"][look, columns] = -1
            bare["yes"][look, columns] = bare["asked"][look, columns] = 0
    return type(counts)(**bare)


def test_no_question_counts_more_than_sixfold_either_way():
    engine = matcher(load())
    several = list(examples().values())
    cells = Encoder(engine.layout).encode([one["diary"] for one in several])
    today = np.array([one["today"].toordinal() for one in several])

    found = engine.match(count(cells, latest(cells, today, 56), engine.layout))

    assert np.abs(found.weight).max() == pytest.approx(10 * np.log10(6), rel=1e-5)
    assert found.weight.sum(axis=1) == pytest.approx(found.score, abs=1e-3)
