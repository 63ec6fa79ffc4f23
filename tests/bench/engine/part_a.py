"""The table of part A: the comparison beside its rivals on worlds that nothing was tuned on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from insights.engine.counts import Counts
from tests.bench.engine import matching
from tests.bench.engine.ceiling import told
from tests.bench.engine.cohorts import Cohort, cohort
from tests.bench.engine.knowing import Knowing
from tests.bench.engine.pictures import curves
from tests.bench.engine.rivals import Cosine, Floats, Points, Trained, tempered
from tests.bench.engine.tables import Part, at_least, at_most
from tools.simulation.settings import settings

TEST_WORLDS = tuple(range(901, 909))
TEACHING_WORLDS = tuple(range(801, 831))
HARDER_WORLDS = tuple(range(921, 925))
LENGTHS = (14, 28, 56)
OURS, REGRESSION = "this comparison", "logistic regression"
BEST, TOLD = "near-Bayes: knows how people are drawn", "this comparison, told the judged table"
HARDER: dict[str, dict[str, Any]] = {
    "as usual": {},
    "worse table (moved by .8)": {"table_sd": 0.8},
    "people differ more (sd 1.3)": {"person_sd": 1.3},
    "half of them without a pattern": {"none": 0.5},
    "every null half a mimic": {"half_mimic": 1.0},
    "30 % of ticks forgotten": {"tick_dropped": 0.3},
    "half of the items unasked": {
        "group_never": 0.35,
        "group_skipped": 0.25,
        "sign_asked": 0.55,
        "who_missing": 0.5,
    },
    "more copied nights (.57)": {"copy": (4.0, 3.0)},
    "everything of a pattern shown": {"expressed": 1.0},
    "less of a pattern shown (.45)": {"expressed": 0.45},
}


@dataclass(frozen=True, slots=True)
class Size:
    """People per world: judged, teaching the regression, in harder worlds; its inverse ridge penalty."""

    judged: int
    teaching: int
    harder: int
    strength: float


def measure(size: Size, pictures: Path) -> Part:
    """Run part A."""
    part = Part("A. Which pattern a diary resembles")
    judged = cohort(TEST_WORLDS, size.judged)
    taught = cohort(TEACHING_WORLDS, size.teaching)
    _introduce(part, judged, taught)
    claims = {nights: dict(_claims(size, judged, taught, nights)) for nights in LENGTHS}
    read = {
        nights: {name: matching.reading(one, judged) for name, one in row.items()}
        for nights, row in claims.items()
    }
    _compared(part, read)
    _ceiling(part, read)
    _pairs(part, judged, claims[14][BEST])
    _silence(part, judged)
    _honesty(part, judged, read[56][OURS].top1)
    _hardships(part, size)
    _picture(part, judged, claims, pictures)
    return part


def _introduce(part: Part, judged: Cohort, taught: Cohort) -> None:
    """Who was read, and what the columns mean."""
    part.say(
        f"{len(judged.planted)} people of worlds {TEST_WORLDS[0]}–{TEST_WORLDS[-1]}, looked at once, when "
        "everything was settled. Scalars were fitted on worlds 201–216 and chosen among on 301–310 "
        "and half of 201–216; how hard people are to read was set on 101–104, by the cosine alone; the "
        f"regression learnt from {len(taught.planted)} people of worlds {TEACHING_WORLDS[0]}–{TEACHING_WORLDS[-1]}. "
        "Nights are calendar nights, about three in four of them logged. Top-1: the highest "
        "claim is one of the person's one or two patterns."
    )
    part.say(
        "Calibration error: of the highest claim, people without a pattern included, over ten bins; beside it "
        "what perfectly calibrated claims would show with so few people, and the error among claims of .5 or "
        "more, the only ones that can ever be shown."
    )
    part.say(
        "The ceiling is the best reader that could be built who knows how made-up people are drawn, every number "
        "of it, but not which world is being read: Bayes' rule over everything that is drawn for a person "
        "(`tests/bench/engine/knowing.py`); its own claims come true as often as claimed, as far as the table "
        "can tell. A reader told the judged world's own table has more than anyone can have. That row is "
        "printed too, but nothing is judged by it."
    )


def _compared(part: Part, read: dict[int, dict[str, matching.Reading]]) -> None:
    """Every reader beside every other, and what is promised of ours."""
    rows = [
        (nights, name, one.top1, one.top2, one.ece, one.chance, one.ece_sure, one.loud_nulls)
        for nights, row in read.items()
        for name, one in row.items()
    ]
    part.table(
        (
            "nights",
            "method",
            "top-1",
            "top-2",
            "calibration error",
            "of it chance",
            "of claims ≥ .5",
            "nulls claimed ≥ .85",
        ),
        rows,
    )
    for nights, row in read.items():
        ours = row[OURS]
        part.promise(at_least(f"top-1 over cosine, {nights} nights", ours.top1 - row["cosine"].top1, 0.03))
        part.promise(
            at_least(f"top-1 over regression, {nights} nights", ours.top1 - row[REGRESSION].top1, 0.0)
        )
        part.promise(at_most(f"top-1 below near-Bayes, {nights} nights", row[BEST].top1 - ours.top1, 0.05))
        part.promise(at_most(f"calibration error, {nights} nights", ours.ece, 0.03))
        part.promise(at_most(f"nulls claimed ≥ .85, {nights} nights", ours.loud_nulls, 0.03))


def _claims(size: Size, judged: Cohort, taught: Cohort, nights: int) -> Iterator[tuple[str, Floats]]:
    counts, lessons = judged.counts(nights), taught.counts(nights)
    rates = judged.matcher.rates
    yield OURS, matching.engine(judged, nights)
    yield "cosine", tempered(Cosine(rates), taught, lessons).read(counts)
    yield "rule points", tempered(Points(rates), taught, lessons).read(counts)
    yield REGRESSION, Trained.on(taught, lessons, size.strength).read(counts)
    yield BEST, Knowing(rates.patterns).read(judged, nights)
    worlds = [slice(at * size.judged, (at + 1) * size.judged) for at in range(len(TEST_WORLDS))]
    known = [told(judged, seed, _part(counts, rows)) for seed, rows in zip(TEST_WORLDS, worlds, strict=True)]
    yield TOLD, np.vstack(known)


def _part(counts: Counts, part: slice) -> Counts:
    return Counts(*(getattr(counts, name)[part] for name in Counts.__slots__))


def _ceiling(part: Part, read: dict[int, dict[str, matching.Reading]]) -> None:
    behind = {
        name: " / ".join(f"{row[name].top1 - row[OURS].top1:.3f}" for row in read.values())
        for name in (BEST, TOLD)
    }
    part.say(
        f"Top-1 lies {behind[BEST]} below the near-Bayes reader at 14 / 28 / 56 nights, and {behind[TOLD]} below "
        "itself, had it been told the judged table."
    )


def _pairs(part: Part, judged: Cohort, best: Floats) -> None:
    areas = {nights: matching.told_apart(judged, nights) for nights in LENGTHS}
    reach = matching.areas(np.log(best[:, :-1] + 1e-12), judged)
    part.say("Telling two patterns apart (area under the curve, people with one of them alone):")
    rows = [
        ("–".join(pair), *(areas[nights][pair] for nights in LENGTHS), reach[pair]) for pair in matching.PAIRS
    ]
    part.table(("pair", *(f"{nights} nights" for nights in LENGTHS), "near-Bayes, 14 nights"), rows)
    part.promise(at_least("pad–venous, 14 nights", areas[14]["pad", "venous"], 0.98))
    part.promise(at_least("rls–neuropathy, 14 nights", areas[14]["rls", "neuropathy"], 0.96))


def _silence(part: Part, judged: Cohort) -> None:
    nulls, others = matching.ever_strong(judged, 56)
    part.say(
        "Looking every third logged night up to 56: a strong pattern that was not theirs was ever shown to "
        f"{nulls:.1%} of people without any and to {others:.1%} of the others."
    )
    part.promise(at_most("nulls ever shown a strong pattern", float(nulls), 0.04))


def _honesty(part: Part, judged: Cohort, usual: float) -> None:
    only = judged.painful_only()
    loss = usual - matching.reading(matching.engine(only, 56), only).top1
    strongest, random = matching.deletion(judged, 56, np.random.default_rng(7))
    part.say(
        f"Had everyone logged painful nights only, top-1 at 56 nights would fall by {loss:.3f}. Taking away the "
        f"three strongest answers lowers a shown claim by {strongest:.2f}, three others by {random:.2f}."
    )
    part.promise(at_most("loss for painful nights only", loss, 0.05))
    part.promise(at_least("fall without the three strongest answers", strongest, 0.3))


def _hardships(part: Part, size: Size) -> None:
    """The comparison as it is, where people are drawn otherwise than when it was tuned."""
    part.say(
        f"The same comparison where people are drawn otherwise, {size.harder * len(HARDER_WORLDS)} people of worlds "
        f"{HARDER_WORLDS[0]}–{HARDER_WORLDS[-1]}, top-1 and calibration error at 14 / 28 / 56 nights, loud nulls at "
        "56:"
    )
    rows = []
    for name, changes in HARDER.items():
        crowd = cohort(HARDER_WORLDS, size.harder, replace(settings(), **changes))
        read = [matching.reading(matching.engine(crowd, nights), crowd) for nights in LENGTHS]
        top, error = (" / ".join(f"{getattr(one, what):.3f}" for one in read) for what in ("top1", "ece"))
        rows.append((name, top, error, read[-1].loud_nulls))
    part.table(("people", "top-1", "calibration error", "nulls claimed ≥ .85"), rows)


def _picture(part: Part, judged: Cohort, claims: dict[int, dict[str, Floats]], pictures: Path) -> None:
    lines = {}
    for nights, row in claims.items():
        ours = row[OURS][:, :-1]
        right = np.take_along_axis(judged.planted, ours.argmax(axis=1)[:, None], axis=1)[:, 0]
        lines[f"{nights} nights"] = [point[:2] for point in matching.reliability(ours.max(axis=1), right)]
    path = pictures / "reliability.svg"
    curves(path, "Claimed and observed", ("claimed", "observed"), lines, diagonal=True)
    part.picture(path, "How often the highest claim was right, against what was claimed")
