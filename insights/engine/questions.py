"""What has not been asked, and which open question would tell most."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from . import special
from .counts import Counts
from .hypotheses import Hypotheses
from .layout import CHOICES, Layout
from .parameters import Floats, Rates

Flags = NDArray[np.bool_]


def open_items(counts: Counts, layout: Layout) -> Flags:
    """(looks, items): True where an item was never asked on the nights it counts on."""
    asked = counts.asked.astype(bool)
    # Questions about the day are put on pain-free nights too.
    asked[:, layout.days] |= counts.quiet_asked > 0
    asked[:, layout.who] = counts.who[:, layout.who] >= 0
    # All of them are read from which leg hurt, so they are open or answered together.
    asked[:, layout.groups["side"]] = asked[:, [layout.column["side.both"]]]
    return ~asked


def by_telling(
    hypotheses: Hypotheses, items: Sequence[str], pattern: int, open_: Flags, least_ratio: float
) -> list[str]:
    """Open items of one look for one pattern, most telling first: |log rate / background|."""
    tells = np.where(open_, np.abs(hypotheses.leaning[pattern]), -1.0)
    # Stable: items that tell alike keep the order of the content on every machine.
    told = np.argsort(-tells, kind="stable")[: int((tells >= np.log(least_ratio)).sum())]
    return [items[number] for number in told.tolist()]


def most_telling(
    rates: Rates, layout: Layout, open_: Flags, belief: Floats, groups: Sequence[str]
) -> str | None:
    """The open item whose answer is expected to tell the patterns apart best, or None.

    `belief` holds the weight of every pattern and, last, of none; patterns no longer alive hold zero. A
    single choice is weighed as one question and named by its most telling answer.
    """
    if not belief.sum() > 0:
        return None
    belief = belief / belief.sum()
    table = np.concatenate([rates.by_pattern, rates.null[None]])
    single = _information(belief, np.stack([table, 1 - table], axis=-1))
    worth = single.copy()
    for group in (*CHOICES, "side"):
        worth[layout.groups[group]] = _information(belief, table[:, layout.groups[group]])
    wanted = [
        number for number, item in enumerate(rates.items) if open_[number] and item.split(".")[0] in groups
    ]
    best = max(wanted, key=lambda number: (worth[number], single[number]), default=None)
    return None if best is None or worth[best] <= 0 else rates.items[best]


def _information(belief: Floats, answers: Floats) -> Floats:
    """Mutual information between hypothesis and answer, in nats; answers (hypotheses, …, outcomes)."""
    expected = np.tensordot(belief, answers, axes=1)
    gain: Floats = special.entr(expected).sum(axis=-1) - np.tensordot(
        belief, special.entr(answers).sum(axis=-1), axes=1
    )
    return gain
