"""The order rules' numbers, from `ledger.yaml`: how long an answer silences, and what breaks the silence."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from base.content import Fault, usable
from insights.safety.page import open_file
from insights.safety.rulebook import HOME, LEVELS

__all__ = ["LEVELS", "OrderRules", "load", "read"]


@dataclass(frozen=True, slots=True)
class OrderRules:
    """Each is explained in the file."""

    silent_days: int
    clot_days: int
    clot_rules: frozenset[str]
    second_scan_day: int
    worse_by: int
    never_silent: frozenset[str]
    fold_days: int
    put_off_days: int
    still_after: int
    gone: Mapping[str, str]
    puts_off: frozenset[str]
    without_leg: frozenset[str]
    legless_levels: frozenset[str]

    def silence(self, rule: str) -> timedelta:
        """How long "seen" silences this rule."""
        # Shorter for clots and veins: a first negative scan is repeated at 6 to 8 days.
        return timedelta(days=self.clot_days if rule in self.clot_rules else self.silent_days)


@functools.cache
def load() -> OrderRules:
    """The shipped numbers. ContentError listing every fault."""
    return usable(*read(HOME))


def faults() -> list[Fault]:
    """What is wrong with the file, for `manage.py check`."""
    return read(HOME)[1]


def read(home: Path) -> tuple[OrderRules, list[Fault]]:
    """The numbers of a folder's `ledger.yaml` and all faults found while reading it."""
    found: list[Fault] = []
    page = open_file(home / "ledger.yaml", found)
    gone = page.page("gone")
    lowered = {level: gone.take(level, str) for level in list(gone.data)}
    for level, lower in lowered.items():
        if level not in LEVELS or lower not in LEVELS or LEVELS.index(lower) <= LEVELS.index(level):
            gone.fault("must lower a level to a lower one", level)
    rules = OrderRules(
        silent_days=page.take("silent_days", int),
        clot_days=page.take("clot_days", int),
        clot_rules=frozenset(page.words("clot_rules")),
        second_scan_day=page.take("second_scan_day", int),
        worse_by=page.take("worse_by", int),
        never_silent=frozenset(page.words("never_silent")),
        fold_days=page.take("fold_days", int),
        put_off_days=page.take("put_off_days", int),
        still_after=page.take("still_after", int),
        gone=lowered,
        puts_off=frozenset(page.words("puts_off")),
        without_leg=frozenset(page.words("without_leg")),
        legless_levels=frozenset(page.words("legless_levels")),
    )
    page.done()
    return rules, found
