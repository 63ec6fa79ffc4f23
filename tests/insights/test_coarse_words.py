"""Who cannot say where or how it began is heard all the same, and of the finer words nobody is told no."""

import copy
import random
from datetime import date
from typing import Any

import pytest

from insights.comparison import compare
from insights.comparison.compare import matcher
from insights.engine.cells import NO, Encoder
from insights.profiles.loader import load as patterns
from insights.safety.evaluator import evaluate
from insights.safety.pain import Kind
from insights.safety.rulebook import LEVELS, load
from insights.tips.choice import choose
from insights.tips.night_answers import Night
from journal import vocabulary
from tests.insights.safety.chance import TODAY, case

WORDS = vocabulary.load()
Diary = dict[str, Any]
SITES, POSITIONS = WORDS.covered("site")["leg"], WORDS.covered("onset")["lying"]
FINER = SITES | POSITIONS | {"painside_down", "painside_up"}


@pytest.fixture(scope="module")
def told() -> list[tuple[Diary, Diary]]:
    """Diaries, and the same told by who cannot say where, or how they lay, on some of the nights."""
    rng = random.Random(20261130)
    diaries = [case(rng)["diary"] for _ in range(300)]
    return [(diary, coarser(diary, rng)) for diary in diaries]


def coarser(diary: Diary, rng: random.Random) -> Diary:
    said = copy.deepcopy(diary)
    share = rng.choice((0.4, 1))
    for night in said["nights"]:
        for episode in night.get("episodes") or []:
            if episode.get("sites") and rng.random() < share:
                sides = dict.fromkeys(place["side"] for place in episode["sites"])
                episode["sites"] = [{"site": "leg", "side": side} for side in sides]
            if episode.get("onset") in POSITIONS and rng.random() < share:
                episode["onset"] = "lying"
    return said


def test_no_warning_is_lost(told):
    """Each rule stands as high, or one that it gives way to does."""
    book = load()
    for fine, coarse in told:
        after = {flag.rule: LEVELS.index(flag.level) for flag in evaluate(coarse, today=TODAY).flags}
        for flag in evaluate(fine, today=TODAY).flags:
            heard = [after.get(rule, len(LEVELS)) for rule in (flag.rule, *book.rule(flag.rule).gives_way_to)]
            assert min(heard) <= LEVELS.index(flag.level), (flag, coarse)


KINDS = [*(Kind(sites=(site,)) for site in sorted(SITES)), *(Kind(onset=(one,)) for one in sorted(POSITIONS))]


def test_a_rule_s_pain_is_never_no_where_the_finer_word_was_yes(told):
    for fine, coarse in told:
        for before, after in zip(episodes(fine), episodes(coarse), strict=True):
            for kind in KINDS:
                assert not (kind.fits(before) and kind.fits(after) is False), (kind, after)


def episodes(diary: Diary) -> list[Diary]:
    return [episode for night in diary["nights"] for episode in night.get("episodes") or []]


def test_a_coarse_word_decides_what_all_its_finer_words_decide():
    assert Kind(onset=tuple(POSITIONS)).fits({"onset": "lying"}) is True
    assert Kind(onset=("back", "sit")).fits({"onset": "lying"}) is None
    assert Kind(onset=("sit",)).fits({"onset": "lying"}) is False


def test_the_comparison_and_the_tips_hear_no_no(told):
    engine = matcher(patterns())
    columns = {
        engine.layout.column[item]: item
        for item in engine.layout.items
        if item.startswith(("site.", "onset.")) and item.partition(".")[2] in FINER
    }
    encoder = Encoder(engine.layout)
    for _, coarse in told:
        rows = encoder.encode([coarse]).rows
        logged = [
            night
            for night in sorted(coarse["nights"], key=lambda one: one["date"])
            if hurt(night) is not None
        ]
        for row, night in zip(rows, logged, strict=True):
            for column, item in columns.items():
                if open_(night, item):
                    assert row[column] != NO, (item, night)
                    assert Night(night).said(item) != Night({**night, "episodes": [{"sites": []}]}).said(
                        "site.calf"
                    )


def hurt(night: Diary) -> bool | None:
    return True if night.get("pain") is None and night.get("episodes") else night.get("pain")


def open_(night: Diary, item: str) -> bool:
    """Whether this night names only a coarser word for what the item asks."""
    episodes = night.get("episodes") or []
    if not hurt(night):
        return False
    if item.startswith("site."):
        return any(place["site"] == "leg" for one in episodes for place in one.get("sites") or ())
    return {one["onset"] for one in episodes if one.get("onset")} == {"lying"}


def test_a_leg_alone_is_as_good_as_no_place_to_the_comparison():
    """The side is known all the same."""
    nights = [
        {
            "date": f"2026-11-{day:02}",
            "pain": True,
            "episodes": [{"feel": ["urge"], "sites": [{"site": "leg", "side": "both"}], "onset": "lying"}],
        }
        for day in range(1, 21)
    ]
    found = {one.id: one for one in compare({"nights": nights}, today=date(2026, 11, 20)).profiles}
    assert {"site.foot", "site.toes", "onset.back"} <= set(found["pad"].not_asked)
    assert not [
        one.item
        for each in found.values()
        for one in (*each.reasons_for, *each.reasons_against)
        if one.item.startswith(("site.", "onset."))
    ]
    assert "side.both" in [one.item for one in found["rls"].reasons_for]


def test_no_tip_is_let_through_that_the_finer_word_would_block(told):
    for fine, coarse in told[:100]:
        said = [
            choose(one, today=TODAY, flags=(), shown=["rls", "cramp"], dvt_q=0.0) for one in (fine, coarse)
        ]
        opened = set(said[0].blocked) - set(said[1].blocked)
        assert not opened, (opened, coarse)
