"""The next question is the open one that tells the living patterns apart best."""

import numpy as np
import pytest

from insights.engine.hypotheses import hypotheses
from insights.engine.layout import layout
from insights.engine.questions import by_telling, most_telling
from insights.profiles.loader import load

CONTENT = load()
RATES = CONTENT.rates
LAYOUT = layout(RATES.items)
HYPOTHESES = hypotheses(RATES, LAYOUT, CONTENT.parameters)
ASK = CONTENT.settings.ask


def belief(**weights):
    return np.array([weights.get(name, 0.0) for name in (*RATES.patterns, "none")])


def open_but(*asked):
    return np.array([item not in asked for item in RATES.items])


def entropy(shares):
    shares = np.array([share for share in shares if share > 0])
    return -(shares * np.log(shares)).sum()


def expected_gain(weights, item):
    """Entropy before minus entropy expected after the answer: the long way round."""
    total = 0.0
    for answer in (True, False):
        rates = np.append(RATES.by_pattern, RATES.null[None], axis=0)[:, LAYOUT.column[item]]
        joint = weights * (rates if answer else 1 - rates)
        total += joint.sum() * entropy(joint / joint.sum())
    return entropy(weights) - total


def test_restless_legs_or_cramp_is_told_by_the_urge():
    item = most_telling(RATES, LAYOUT, open_but(), belief(rls=0.5, cramp=0.5), ["feel", "sign", "rel", "who"])

    assert item == "feel.urge"


def test_a_question_already_answered_is_not_asked_again():
    weights = belief(rls=0.5, cramp=0.5)
    first = most_telling(RATES, LAYOUT, open_but(), weights, ASK)

    assert first is not None
    assert most_telling(RATES, LAYOUT, open_but(first), weights, ASK) != first


@pytest.mark.parametrize("pair", [("pad", "venous"), ("rls", "neuropathy"), ("sciatica", "lumbar")])
def test_among_ticks_it_is_the_one_with_the_largest_expected_gain(pair):
    weights = belief(**dict.fromkeys(pair, 0.4), none=0.2)
    groups = ["feel", "sign", "who", "rel"]
    items = [item for item in RATES.items if item.split(".")[0] in groups]

    found = most_telling(RATES, LAYOUT, open_but(), weights, groups)

    assert found == max(items, key=lambda item: expected_gain(weights, item))


def test_nothing_is_asked_when_nothing_is_open_or_nothing_is_alive():
    assert most_telling(RATES, LAYOUT, open_but(*RATES.items), belief(rls=1, cramp=1), ASK) is None
    assert most_telling(RATES, LAYOUT, open_but(), belief(), ASK) is None


def test_what_helped_and_the_day_are_never_asked_for():
    every_pair = [(a, b) for a in RATES.patterns for b in RATES.patterns if a < b]

    asked = {most_telling(RATES, LAYOUT, open_but(), belief(**{a: 0.5, b: 0.5}), ASK) for a, b in every_pair}

    assert not {item.split(".")[0] for item in asked if item} & {"help", "worse", "day"}


def test_open_items_are_listed_by_how_much_a_yes_would_count():
    found = by_telling(HYPOTHESES, RATES.items, RATES.patterns.index("rls"), open_but("feel.urge"), 1.4)

    floor = CONTENT.parameters.rate_floor
    rates = np.clip([RATES.by_pattern[RATES.patterns.index("rls")], RATES.background], floor, 1 - floor)
    ratios = np.abs(np.log(rates[0] / rates[1]))[[LAYOUT.column[item] for item in found]]
    assert list(ratios) == sorted(ratios, reverse=True)
    assert ratios.min() >= np.log(1.4)
    assert "feel.urge" not in found
    assert "who.famrls" in found
