"""The ceiling's reader: copies are seen through, and its integrals are what they say."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from insights.engine.cells import Cells
from tests.bench.engine.cohorts import cohort
from tests.bench.engine.fresh import fresh
from tests.bench.engine.knowing import GRID, Knowing
from tests.bench.engine.matching import reading
from tests.bench.engine.rivals import Cosine
from tools.simulation.settings import settings


@pytest.fixture(scope="module")
def crowd():
    return cohort([11, 12], 60)


def doubled(crowd):
    """Everyone's nights written twice, as in a diary that copies each night once."""
    cells = crowd.cells
    rows = np.repeat(cells.rows, 2, axis=0)
    return replace(crowd, cells=Cells(rows, np.repeat(cells.days, 2), 2 * cells.starts, cells.who))


def test_a_night_answered_twice_is_counted_once(crowd):
    once, twice = fresh(crowd, 56), fresh(doubled(crowd), 56)
    told = (once.yes + once.no).sum(axis=1)
    copied = (twice.yes + twice.no).sum(axis=1)
    # Only nights too short to be known again by are counted twice.
    assert (copied >= told - 1e-9).all()
    assert copied.sum() < 1.05 * told.sum()


def test_it_gives_everyone_a_share_of_every_pattern(crowd):
    claims = Knowing(crowd.matcher.rates.patterns).read(crowd, 28)
    assert claims.shape == (120, 13)
    assert ((claims >= 0) & (claims <= 1)).all()
    assert (claims.sum(axis=1) >= 1 - 1e-9).all()


def test_it_reads_better_than_the_cosine(crowd):
    counts, rates = crowd.counts(56), crowd.matcher.rates
    best = reading(Knowing(rates.patterns).read(crowd, 56), crowd)
    assert best.top1 > reading(Cosine(rates).read(counts), crowd).top1


def test_the_spread_of_rates_is_that_of_drawn_people():
    reader, column = Knowing(("rls", "cramp")), 0
    singles, _ = reader._densities(column, 0.8, 0.3)
    s, rng = settings(), np.random.default_rng(3)
    shown = rng.random(200_000) < s.expressed
    moved = reader.rows[0, column] + rng.normal(0, s.table_sd, shown.size)
    moved = np.where(rng.random(shown.size) < s.cell_lost, reader.world.background[column], moved)
    score = np.where(shown, moved, reader.world.background[column]) + rng.normal(0.3, 0.8, shown.size)
    # Items of no family, so that nothing else comes between score and answer.
    assert not any(reader.world.items[column] in family for family in s.families.values())
    assert singles[0] @ expit(GRID) == pytest.approx(expit(score).mean(), abs=0.005)
