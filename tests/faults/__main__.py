"""`python -m tests.faults [smoke] [F1 F14 …]`: every row, or some, on both databases; exits 1 on a violation.

With `--keep` runs are added to `runs.jsonl`, from which `python -m tests.faults.page` writes the handbook's page.
Of a site that broke an invariant the log is kept in `var`.
"""

import argparse
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.faults.judge import Aftermath, Facts, judge
from tests.faults.results import LOGS, RESULTS, Run, keep, summary
from tests.faults.rig import AT_REST_WITHIN, BROWSERS, Rig, rig, watching
from tests.faults.rows import ROWS, Row
from tests.faults.writers import writing
from tests.site import eventually

CALM_S = 3.0  # under load before the fault, and after saves work again
RECOVERS_WITHIN = 180.0
SEED = 20261130


def main(arguments: list[str]) -> int:
    """Run, print, and say whether all held."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("rows", nargs="*", help="smoke, or names of rows; all where none is named")
    asked.add_argument("--database", choices=["sqlite", "postgres"], help="one of the two alone")
    asked.add_argument("--runs", type=int, default=1, help="times each row runs, each with a seed of its own")
    asked.add_argument("--seed", type=int, default=SEED)
    asked.add_argument("--browsers", type=int, default=BROWSERS)
    asked.add_argument("--keep", action="store_true", help="add each run to those of the handbook")
    said = asked.parse_args(arguments)
    runs: list[Run] = []
    for database in (said.database,) if said.database else ("sqlite", "postgres"):
        rows = [row for row in ROWS if row.runs_on(database) and _chosen(row, database, said.rows)]
        if rows:
            runs += _on(database, rows * said.runs, said.seed, said.browsers, kept=said.keep)
    sys.stdout.write(summary(runs))
    return 1 if any(run.broken for run in runs) else 0


def _chosen(row: Row, database: str, names: list[str]) -> bool:
    return not names or row.name in names or ("smoke" in names and database in row.smoke)


def _on(database: str, rows: list[Row], seed: int, browsers: int, *, kept: bool) -> list[Run]:
    with (
        tempfile.TemporaryDirectory(prefix="sn-") as folder,
        rig(Path(folder), database, browsers=browsers) as where,
    ):
        runs = []
        for number, row in enumerate(rows):
            runs.append(_run(where, row, seed + number))
            if kept:
                keep(runs[-1], RESULTS)
        if any(run.broken for run in runs):
            shutil.copy(where.process.log, LOGS / f"faults-{database}.log")
        return runs


def _run(where: Rig, row: Row, seed: int) -> Run:
    writers = where.writers(f"{seed}/{row.name}")
    where.put_mail_down()
    with watching(where) as ready, ExitStack() as load:
        load.enter_context(writing(writers))
        if where.browsers:
            load.enter_context(where.browsers.writing(where.dice))
        time.sleep(CALM_S)
        ready.clear()
        facts = row.do(where) or Facts()
        over = time.monotonic()
        unready = not all(ready)
        eventually(lambda: where.history.recovered(over) is not None, RECOVERS_WITHIN)
        time.sleep(CALM_S)
    where.mails_drained()
    after = Aftermath(
        records=where.records(),
        recovery=where.history.recovered(over),
        ready_again=eventually(where.ready, AT_REST_WITHIN),
        told_unready=unready if row.stops_saves else None,
        weekly_due=where.weekly,
        letters_due=where.letters,
        mailed=tuple(where.sink.recipients),
        damage=where.damage(),
        phones=where.browsers.settled() if where.browsers else (),
        facts=facts,
    )
    run = Run(
        row=row.name,
        what=row.what,
        database=where.database,
        seed=seed,
        kept=len(list(where.history.kept())),
        calls=len(list(where.history)),
        shown=sum(said for phone in after.phones for _, said in phone.typed),
        browsers=len(after.phones),
        recovery=after.recovery,
        violations=judge(where.history, after),
    )
    sys.stdout.write(run.line())
    sys.stdout.flush()
    return run


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
