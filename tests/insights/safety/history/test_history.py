"""Whatever the order in which answers, edits, replies and their takings back arrive, the same warnings stand."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.insights.safety.history import draw, replica, slow_judge
from tests.insights.safety.history.draw import History
from tests.insights.safety.history.phone import on_phone

PLACES = ("a", "b", "server", "shuffled")
FEW = [500, pytest.param(20_000, marks=[pytest.mark.full, pytest.mark.timeout(3600)])]


def history(seed: int) -> History:
    rng = random.Random(seed)
    return draw.play(draw.events(rng), rng)


def expected(one: History) -> dict[tuple[str, str], str]:
    return slow_judge.stands(one.known, one.now, one.offset)


def agrees(said: dict[tuple[str, str], str], one: History) -> bool:
    """Whether what a place shows is what must stand; of what is doubtful it may show more, never less.

    A swollen leg told twice of one night is one telling with the worst pain of both: it may stand higher.
    """
    must, doubtful = expected(one), slow_judge.doubtful(one.known, one.now, one.offset)
    sure = {key: level for key, level in said.items() if key in must or key not in doubtful}
    rank = slow_judge.LEVELS.index
    as_high = all(rank(said[key]) <= rank(must[key]) for key in must if key in said)
    loose = {*doubtful, *(key for key in must if key[0] in ("RF03", "RF03b"))}
    exact = all(said[key] == must[key] for key in must if key in said and key not in loose)
    return sure.keys() == must.keys() and as_high and exact


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


def shows(one: History, place: str) -> bool:
    return agrees(replica.stands(one, place), one)


def explained(seed: int, place: str) -> str:
    """A history that fails: what the place says, what must stand, and the events that it takes."""
    one = history(seed)
    events = shortest(seed, lambda each: not shows(each, place))
    said = f"seed {seed}, {place}: {replica.stands(one, place)}, not {expected(one)}"
    return "\n".join([said, *map(str, events)])


@pytest.mark.parametrize("number", FEW)
def test_every_place_shows_what_the_order_rules_say(number):
    drawn = ((seed, history(seed)) for seed in range(number))
    wrong = ((seed, place) for seed, one in drawn for place in PLACES if not shows(one, place))

    first = next(wrong, None)

    assert first is None, explained(*first)


@pytest.mark.parametrize("number", FEW)
def test_the_phone_shows_the_same(number, tmp_path):
    drawn = [history(seed) for seed in range(number)]
    for place, said in on_phone(drawn, tmp_path).items():
        wrong = [seed for seed, one in enumerate(drawn) if not agrees(said[seed], one)]
        assert wrong == [], (place, said[wrong[0]], expected(drawn[wrong[0]]))


def test_the_histories_reach_what_they_are_to_judge():
    drawn = [history(seed) for seed in range(600)]
    outcomes = {reply["outcome"] for one in drawn for reply in one.known.replies}
    assert outcomes == {*draw.USUAL, *draw.CRISIS, "taken_back"}
    judged = [expected(one) for one in drawn]
    assert sum(map(bool, judged)) > 300
    assert {level for each in judged for level in each.values()} >= {"emergency", "same_day", "within_days"}
    assert {rule for each in judged for rule, _ in each} >= {"RF01", "RF03", "RF03b", "RF13", "RF25", "RF31"}
    assert any({("RF03", "left"), ("RF03", "right")} <= each.keys() for each in judged)
    ids = {said["id"] for one in drawn for said in one.known.answers}
    assert ids == {*draw.LEGLESS, *draw.LEGGED, slow_judge.ROW["id"], slow_judge.WHOLE_NIGHT}
    assert {said["phone"] for one in drawn for said in one.known.answers} == {*draw.PHONES, draw.CARER}
    assert any(len({step["offset"] for step in one.script}) > 1 for one in drawn)
    assert any(slow_judge.doubtful(one.known, one.now, one.offset) for one in drawn), "a silence ends"
    assert any(
        yes.worst and slow_judge.was_seen(yes, one.known) and not slow_judge.seen(yes, one.known, None)
        for one in drawn
        for yes in one.known.yeses()
    ), "worse pain or a spread breaks a silence"
