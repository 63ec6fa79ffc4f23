"""Runs of rows: as lines of a terminal, and as lines of a file that outlives them."""

import json
import os
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.faults.judge import INVARIANTS, Violation
from tests.faults.site_process import ROOT

RESULTS = ROOT / "tests" / "faults" / "runs.jsonl"
LOGS = ROOT / "var"
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one row on one database; `kept` writes were acknowledged, `shown` notes called saved."""

    row: str
    what: str
    database: str
    seed: int
    kept: int
    calls: int
    shown: int
    browsers: int
    recovery: float | None
    violations: Sequence[Violation] = field(default_factory=list)

    @property
    def broken(self) -> list[Violation]:
        """Invariants that did not hold at all."""
        return [one for one in self.violations if not one.late]

    @property
    def late(self) -> list[Violation]:
        """Answers that came, though not in time: a busy machine gives them too."""
        return [one for one in self.violations if one.late]

    def line(self) -> str:
        """For the terminal, with the first violations under it."""
        recovery = "never" if self.recovery is None else f"{self.recovery:5.1f} s"
        names = "".join(sorted({one.invariant for one in self.broken}))
        held = f"VIOLATED {names}" if names else "held"
        late = f", {len(self.late)} answers late" if self.late else ""
        head = (
            f"{self.row:5} {self.database:9} {self.what:50} {self.kept:5} kept of {self.calls:5}"
            f" {self.shown:3} shown  recovered {recovery}  {held}{late}\n"
        )
        found = [*self.broken[:SHOWN], *self.late[:1]]
        return head + "".join(f"        {one.invariant}: {one.shown}\n" for one in found)


def summary(runs: Sequence[Run]) -> str:
    """How many violations of each invariant."""
    kept, broken = sum(run.kept for run in runs), [run for run in runs if run.broken]
    lines = [f"\n{len(runs)} runs, {len(broken)} with violations; {kept} writes acknowledged"]
    for letter, text in INVARIANTS.items():
        found = sum(one.invariant == letter for run in runs for one in run.broken)
        lines.append(f"  {letter}  {text}: {found or 'no'} violations")
    return "\n".join([*lines, f"  {sum(len(run.late) for run in runs)} answers came late", ""])


def keep(run: Run, file: Path) -> None:
    """One more line of the file, with the moment, the release it was run on, and how busy the machine was."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    at, load = datetime.now(UTC).isoformat(timespec="seconds"), round(os.getloadavg()[0])
    found = {
        "broken": dict(Counter(one.invariant for one in run.broken)),
        "late": len(run.late),
        "at": at,
        "commit": commit,
        "load": load,
    }
    with file.open("a") as lines:
        lines.write(
            json.dumps({name: value for name, value in asdict(run).items() if name != "violations"} | found)
            + "\n"
        )


def kept(file: Path) -> list[dict[str, Any]]:
    """All lines, oldest first."""
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
