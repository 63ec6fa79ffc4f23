"""Whatever the order in which answers, edits, replies and their takings back arrive, the same warnings stand."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.insights.safety.history import draw, replica, slow_judge
from tests.insights.safety.history.draw import History
from tests.insights.safety.history.phone import on_phone

PLACES = ("a", "b", "server", "shuffled")
FEW = [500, pytest.param(20_000, marks=pytest.mark.full)]


def history(seed: int) -> History:
    rng = random.Random(seed)
    return draw.play(draw.events(rng), rng)


def expected(one: History) -> dict[tuple[str, str], str]:
    return slow_judge.stands(one.known, one.now, one.today)


def shortest(seed: int, fails: Callable[[History], bool]) -> list[Any]:
    """The failing history with every event left out that is not needed for it."""
    rng = random.Random(seed)
    events, state = draw.events(rng), rng.getstate()

    def play(some: list[Any]) -> History:
        rng.setstate(state)
        return draw.play(some, rng)

    shrinking = True
    while shrinking:
        shrinking = False
        for at in range(len(events)):
            fewer = events[:at] + events[at + 1 :]
            if fails(play(fewer)):
                events, shrinking = fewer, True
                break
    return events


@pytest.mark.parametrize("number", FEW)
def test_every_place_shows_what_the_order_rules_say(number):
    for seed in range(number):
        one = history(seed)
        for place in PLACES:
            said = replica.stands(one, place)
            if said != expected(one):
                fails = lambda each: replica.stands(each, place) != expected(each)  # noqa: B023, E731
                events = shortest(seed, fails)
                pytest.fail(
                    f"seed {seed}, {place}: {said}, not {expected(one)}\n" + "\n".join(map(str, events))
                )


@pytest.mark.parametrize("number", FEW)
def test_the_phone_shows_the_same(number, tmp_path):
    drawn = [history(seed) for seed in range(number)]
    for place, said in on_phone(drawn, ("a", "shuffled"), tmp_path).items():
        wrong = [seed for seed, one in enumerate(drawn) if said[seed] != expected(one)]
        assert wrong == [], (place, said[wrong[0]], expected(drawn[wrong[0]]))


def test_the_histories_reach_what_they_are_to_judge():
    drawn = [history(seed) for seed in range(300)]
    outcomes = {reply["outcome"] for one in drawn for reply in one.known.replies}
    assert outcomes == {*draw.USUAL, *draw.CRISIS, "taken_back"}
    assert sum(bool(expected(one)) for one in drawn) > 150
    assert {level for one in drawn for level in expected(one).values()} >= {
        "emergency",
        "same_day",
        "within_days",
    }
