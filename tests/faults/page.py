"""The handbook's table of faults: `python -m tests.faults.page` writes `docs/faults.md` from `runs.jsonl`."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.faults.judge import INVARIANTS
from tests.faults.results import RESULTS, kept
from tests.faults.rows import ELSEWHERE, ROWS
from tests.faults.site_process import ROOT

PAGE = ROOT / "docs" / "faults.md"
DATABASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
HEAD = """# Faults on purpose

A whole site as `make run` starts it, with two web processes, two of the worker's pool, beat, broker, database and a
mail server, is written to by twenty phones and by two people at a Chromium each. Meanwhile one fault is done to a
process or a socket. Every call is noted with what it was answered (acknowledged, refused, or nothing known), and the
whole is held against what the site says afterwards. How to run it stands in
[operations](operations.md#faults-on-purpose).

This page is written by `make faults` from `tests/faults/runs.jsonl`: runs of one machine with two cores. Recovery is
the time from the fault's end to the end of the first save that began after it. Answers that came after more than 6 s
are counted apart as late. Both say as much of the machine as of the site where its load (average of a minute) is far
above two.

## What must hold
"""


def page(lines: list[dict[str, Any]]) -> str:
    """The whole page; a row that was not run says so."""
    return "\n".join([HEAD, *_invariants(lines), "", "## Rows", "", *_rows(lines), "", *_elsewhere(), ""])


def _invariants(lines: list[dict[str, Any]]) -> Iterator[str]:
    found: Counter[str] = Counter()
    for line in lines:
        found.update(line["broken"])
    yield "| | invariant | violations |"
    yield "|---|---|---|"
    for letter, text in INVARIANTS.items():
        yield f"| {letter} | {text} | {found[letter]} |"
    yield ""
    acknowledged, shown = sum(line["kept"] for line in lines), sum(line["shown"] for line in lines)
    yield f"{len(lines)} runs, {acknowledged:,} writes acknowledged, {shown:,} notes that a browser called saved."
    yield "Each invariant is shown to be able to fail by `tests/faults/test_judge.py`."


def _rows(lines: list[dict[str, Any]]) -> Iterator[str]:
    yield "| row | fault | database | runs | writes | violations | late | recovery s | browsers | load | last run |"
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for row in ROWS:
        for database in row.where:
            runs = [line for line in lines if (line["row"], line["database"]) == (row.name, database)]
            yield f"| {row.name} | {row.what} | {DATABASES[database]} | {_figures(runs)} |"


def _figures(runs: list[dict[str, Any]]) -> str:
    if not runs:
        return "0 | | | | | | | not yet run"
    broken, late = sum(sum(run["broken"].values()) for run in runs), sum(run["late"] for run in runs)
    seconds = sorted(run["recovery"] for run in runs if run["recovery"] is not None)
    recovery = (
        f"{seconds[0]:.1f}"
        if len(seconds) == 1
        else f"{seconds[0]:.1f}–{seconds[-1]:.1f}"
        if seconds
        else "never"
    )
    last = f"{runs[-1]['at'][:10]}, {runs[-1]['commit']}"
    writes, browsers = sum(run["kept"] for run in runs), max(run["browsers"] for run in runs)
    loads = sorted({run["load"] for run in runs})
    load = "–".join(str(one) for one in dict.fromkeys((loads[0], loads[-1])))
    return f"{len(runs)} | {writes} | {broken} | {late} | {recovery} | {browsers} | {load} | {last}"


def _elsewhere() -> Iterator[str]:
    yield "## Not here"
    yield ""
    yield "| row of the plan | why, and what holds it |"
    yield "|---|---|"
    for names, why in ELSEWHERE.items():
        yield f"| {names} | {why} |"


if __name__ == "__main__":
    PAGE.write_text(page(kept(RESULTS)))
