import ast
import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

import tools.simulation
from journal.documents import parse_diary
from tools.simulation.people import LAST_NIGHT, people
from tools.simulation.settings import rates, settings

PLAIN = replace(
    settings(),
    none=0.0,
    pair=0.0,
    table_sd=0.0,
    cell_lost=0.0,
    expressed=1.0,
    person_sd=0.0,
    style_sd=0.0,
    family_sd=0.0,
    tick_dropped=0.0,
    tick_added=0.0,
    group_never=0.0,
    group_skipped=0.0,
    sign_asked=1.0,
    copy=(1.0, 1000.0),
)


FEELS = [item.removeprefix("feel.") for item in rates().items if item.startswith("feel.")]


def by_chance(share, number):
    """How far a share of so many draws may stray: five standard errors, whatever the seed."""
    return 5 * np.sqrt(share * (1 - share) / number)


@pytest.fixture(scope="module")
def crowd():
    return list(people(150, 42, seed=11))


def test_every_diary_is_one_the_journal_accepts(crowd):
    for person in crowd:
        parsed = parse_diary(person.diary)
        assert len(parsed["nights"]) == len(person.diary["nights"])


def test_the_same_seed_gives_the_same_people():
    first, again = (json.dumps([person.diary for person in people(3, 20, seed=5)]) for _ in range(2))
    assert first == again
    assert first != json.dumps([person.diary for person in people(3, 20, seed=6)])


def test_fewer_people_are_the_first_of_more():
    few, more = list(people(2, 20, seed=5)), list(people(6, 20, seed=5))
    assert [person.diary for person in few] == [person.diary for person in more[:2]]


def test_nights_end_on_the_last_night_and_span_no_more_than_asked(crowd):
    for person in crowd:
        dates = [date.fromisoformat(night["date"]) for night in person.diary["nights"]]
        assert dates == sorted(set(dates))
        assert not dates or LAST_NIGHT - timedelta(days=41) <= dates[0] <= dates[-1] <= LAST_NIGHT


def test_all_kinds_of_people_are_there(crowd):
    kinds = Counter(len(person.truth.causes) for person in crowd)
    assert all(kinds[number] > 10 for number in (0, 1, 2))
    assert any(person.truth.mimics for person in crowd if not person.truth.causes)
    assert not any(person.truth.mimics for person in crowd if person.truth.causes)


def test_who_logs_painful_nights_only_has_no_other(crowd):
    only = [person for person in crowd if person.truth.pain_only]
    assert 5 < len(only) < 40
    assert all(night["pain"] for person in only for night in person.diary["nights"])


def test_groups_are_left_out_and_never_made_up(crowd):
    episodes = [one for person in crowd for night in person.diary["nights"] for one in night["episodes"]]
    for part in ("onset", "when", "dur", "feel", "sites", "radiates", "signs", "actions", "returns"):
        share = np.mean([part in one for one in episodes])
        assert 0.6 < share < 0.95, part


def test_a_second_episode_tells_no_more_than_the_first(crowd):
    pairs = [
        night["episodes"]
        for person in crowd
        for night in person.diary["nights"]
        if len(night["episodes"]) > 1
    ]
    assert pairs
    for first, second in pairs:
        assert set(second.get("feel", ())) <= set(first.get("feel", ()))
        assert first["id"] != second["id"]


@pytest.mark.parametrize("cause", ["rls", "cramp", "pad"])
def test_people_without_noise_tick_at_the_tables_rates(cause):
    alone = replace(PLAIN, mix={name: float(name == cause) + 1e-9 for name in PLAIN.mix})
    ticks: Counter[str] = Counter()
    asked = 0
    for person in people(60, 30, seed=2, world=alone):
        for night in person.diary["nights"]:
            for episode in night["episodes"][:1]:
                ticks.update(episode["feel"])
                asked += 1
    row = rates().table[rates().causes.index(cause)]
    for feel in FEELS:
        share = row[rates().items.index(f"feel.{feel}")]
        assert ticks[feel] / asked == pytest.approx(share, abs=by_chance(share, asked)), feel


def test_the_side_lain_on_follows_the_painful_leg():
    lying = replace(PLAIN, mix={name: float(name == "pressure") + 1e-9 for name in PLAIN.mix})
    below: Counter[bool] = Counter()
    for person in people(40, 30, seed=3, world=lying):
        for night in person.diary["nights"]:
            for episode in night["episodes"][:1]:
                sides = {place["side"] for place in episode["sites"]}
                if episode["onset"].startswith("side_") and sides in ({"left"}, {"right"}):
                    below[episode["onset"] == f"side_{sides.pop()}"] += 1
    share = 0.78 / 0.90
    assert below[True] / below.total() == pytest.approx(share, abs=by_chance(share, below.total()))


def test_planted_day_factors_come_before_painful_nights():
    strong = replace(PLAIN, mix={name: float(name == "posture") + 1e-9 for name in PLAIN.mix}, pain_only=0.0)
    table: Counter[tuple[bool, bool]] = Counter()
    for person in people(80, 60, seed=4, world=strong):
        assert person.truth.effects["slouch"] > 0.5
        for night in person.diary["nights"]:
            table[night["day"]["slouch"], night["pain"]] += 1
    odds = table[True, True] * table[False, False] / (table[True, False] * table[False, True])
    assert odds > 3


def test_persons_differ_from_the_table_and_from_one_another():
    truth, noisy = PLAIN, replace(PLAIN, person_sd=0.9, table_sd=0.5)
    spread = []
    for world in (truth, noisy):
        alone = replace(world, mix={name: float(name == "strain") + 1e-9 for name in world.mix})
        shares = [
            [
                np.mean(
                    [feel in one["feel"] for night in person.diary["nights"] for one in night["episodes"][:1]]
                )
                for feel in FEELS
            ]
            for person in people(40, 80, seed=8, world=alone)
        ]
        spread.append(np.std(shares, axis=0).mean())
    assert spread[1] > 1.4 * spread[0]


def test_the_simulator_shares_no_code_with_the_engine():
    folder = Path(tools.simulation.__file__).parent
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            apps = {name.split(".")[0] for name in names if name}
            assert not apps & {"insights", "journal"}, path.name
