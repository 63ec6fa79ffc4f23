"""`python -m tests.faults [smoke] [F1 F14 …]`: every row, or some, on both databases; exits 1 on a violation."""

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.faults.history import History
from tests.faults.judge import INVARIANTS, Aftermath, Violation, judge
from tests.faults.rig import AT_REST_WITHIN, Rig, rig, watching
from tests.faults.rows import ELSEWHERE, ROWS, Row
from tests.faults.writers import writing
from tests.site import eventually

CALM_S = 4.0  # under load before the fault, and after saves work again
RECOVERS_WITHIN = 90.0
SEED = 20261130


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one row on one database."""

    row: Row
    database: str
    kept: int
    calls: int
    recovery: float | None
    violations: list[Violation]


def main(arguments: list[str]) -> int:
    """Run, print, and say whether all held."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("rows", nargs="*", help="smoke, or names of rows; all where none is named")
    asked.add_argument("--database", choices=["sqlite", "postgres"], help="one of the two alone")
    asked.add_argument("--runs", type=int, default=1, help="times each row runs, each with a seed of its own")
    asked.add_argument("--seed", type=int, default=SEED)
    said = asked.parse_args(arguments)
    rows = [row for row in ROWS if _chosen(row, said.rows)]
    runs: list[Run] = []
    for database in (said.database,) if said.database else ("sqlite", "postgres"):
        wanted = [row for row in rows if database in row.where and _once(row, database, said.rows)]
        if wanted:
            runs += _on(database, wanted, said.seed, said.runs)
    _show(runs)
    return 1 if any(run.violations for run in runs) else 0


def _chosen(row: Row, names: list[str]) -> bool:
    return not names or row.name in names or ("smoke" in names and row.smoke)


def _once(row: Row, database: str, names: list[str]) -> bool:
    """In the smoke run what can happen to either database happens to SQLite's."""
    return names != ["smoke"] or database == row.where[0]


def _on(database: str, rows: list[Row], seed: int, times: int) -> list[Run]:
    with tempfile.TemporaryDirectory(prefix="sn-") as folder, rig(Path(folder), database) as where:
        return [_run(where, row, seed + number) for row in rows for number in range(times)]


def _run(where: Rig, row: Row, seed: int) -> Run:
    history = History()
    letters, weekly = where.put_mail_down(f"{row.name.lower()}-{seed}")
    with watching(where) as ready, writing(where.writers(history, f"{seed}/{row.name}")):
        time.sleep(CALM_S)
        ready.clear()
        row.do(where)
        over = time.monotonic()
        unready = not all(ready)
        eventually(lambda: history.recovered(over) is not None, RECOVERS_WITHIN)
        time.sleep(CALM_S)
    where.mails_drained(letters)
    after = Aftermath(
        records=where.records(),
        recovery=history.recovered(over),
        ready_again=eventually(where.ready, AT_REST_WITHIN),
        told_unready=unready if row.stops_saves else None,
        weekly_due=weekly,
        letters_due=letters,
        mailed=tuple(where.sink.recipients),
        damage=where.damage(),
    )
    calls = list(history)
    run = Run(
        row, where.database, len(list(history.kept())), len(calls), after.recovery, judge(history, after)
    )
    _tell(run)
    return run


def _tell(run: Run) -> None:
    recovery = "never" if run.recovery is None else f"{run.recovery:5.1f} s"
    held = (
        "held"
        if not run.violations
        else f"VIOLATED {''.join(sorted({one.invariant for one in run.violations}))}"
    )
    sys.stdout.write(
        f"{run.row.name:5} {run.database:9} {run.row.what:42} {run.kept:5} kept of {run.calls:5}"
        f"  recovered {recovery}  {held}\n"
    )
    for one in run.violations[:5]:
        sys.stdout.write(f"        {one.invariant}: {one.shown}\n")
    sys.stdout.flush()


def _show(runs: list[Run]) -> None:
    broken = [run for run in runs if run.violations]
    kept = sum(run.kept for run in runs)
    sys.stdout.write(f"\n{len(runs)} runs, {len(broken)} with violations; {kept} writes acknowledged\n")
    for letter, text in INVARIANTS.items():
        found = sum(one.invariant == letter for run in runs for one in run.violations)
        sys.stdout.write(f"  {letter}  {text}: {found or 'no'} violations\n")
    for names, why in ELSEWHERE.items():
        sys.stdout.write(f"  not here: {names}: {why}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
