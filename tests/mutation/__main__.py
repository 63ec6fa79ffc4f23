"""`python -m tests.mutation [so many changes a module [module …]]`: how many of them the tests of each module notice.

A change is made in a copy of the tree; those that no test noticed are named. 1 when a module is below the goal.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mutation.changes import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
GOAL, NUMBER, SEED = 0.85, 12, 20261130
WITHIN = 300  # seconds; a change that makes the tests run on for ever is noticed
SAFETY = ("tests/insights/safety", "tests/api/test_safety.py", "tests/insights/tips/test_after_flags.py")
MERGE = ("tests/journal", "tests/api/test_sync.py", "tests/api/test_night_details.py")
# Module: its files, and the tests that are to notice.
MODULES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "merge": (("journal/merge.py", "journal/merge_batch.py"), MERGE),
    "safety": (
        ("insights/safety/conditions.py", "insights/safety/evaluator.py", "insights/safety/view.py"),
        SAFETY,
    ),
    "access": (("api/access.py",), ("tests/api/authz", "tests/api/test_consents.py")),
    "outbox": (("delivery/services/outcomes.py", "delivery/services/planning.py"), ("tests/delivery",)),
    "phone's merge": (("pwa/src/store/merge.ts",), ("tests/merge.test.ts", "tests/phones.property.test.ts")),
    "phone's outbox": (
        ("pwa/src/store/outbox.ts", "pwa/src/store/apply.ts"),
        tuple(
            f"tests/{name}.test.ts"
            for name in ("outbox", "exchange", "store", "unsent", "sync", "ended", "whose", "phones.property")
        ),
    ),
    "phone's warnings": (
        ("pwa/src/warnings",),
        tuple(
            f"tests/{name}.test.ts"
            for name in (
                "warnings",
                "ledger",
                "said",
                "raising.svelte",
                "secondTap",
                "shut",
                "late",
                "unfetched",
            )
        ),
    ),
}


def main() -> int:
    """One line a module, and one for each change that nobody noticed."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER
    low = False
    with tempfile.TemporaryDirectory(prefix="mutants-", dir=ROOT / "var") as folder:
        copy = _copy(Path(folder) / "tree")
        for name in sys.argv[2:] or MODULES:
            paths, tests = MODULES[name]
            assert not _notice(copy, tests), f"{name}: its tests fail as they are"
            drawn = _drawn(copy, paths, number)
            missed = [(path, one) for path, one in drawn if not _noticed(copy, path, one, tests)]
            score = 1 - len(missed) / len(drawn)
            low |= score < GOAL
            print(f"{name}: {len(drawn) - len(missed)} of {len(drawn)} noticed, {score:.0%}", flush=True)
            for path, one in missed:
                print(f"  {path.relative_to(copy)}:{one.line}: {one.old!r} became {one.new!r}", flush=True)
    return int(low)


def _copy(place: Path) -> Path:
    names = subprocess.run(
        ("git", "ls-files", "-z"), cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    for name in filter(None, names.split("\0")):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, place / name)
    for name in (".venv", "pwa/src/api/schema.d.ts"):
        (place / name).symlink_to(ROOT / name)
    # Vite looks a linked folder up where it really is: outside what it may serve.
    packages = "pwa/node_modules"
    shutil.copytree(ROOT / packages, place / packages, symlinks=True, copy_function=os.link)
    return place


def _drawn(copy: Path, paths: tuple[str, ...], number: int) -> list[tuple[Path, Mutant]]:
    files = [file for path in paths for file in (sorted((copy / path).rglob("*.ts")) or [copy / path])]
    every = [(file, one) for file in files for one in mutants(file.name, file.read_text(encoding="utf-8"))]
    return random.Random(SEED).sample(every, min(number, len(every)))


def _noticed(copy: Path, path: Path, mutant: Mutant, tests: tuple[str, ...]) -> bool:
    before = path.read_text(encoding="utf-8")
    path.write_text(mutant.text, encoding="utf-8")
    try:
        return _notice(copy, tests)
    finally:
        path.write_text(before, encoding="utf-8")


def _notice(copy: Path, tests: tuple[str, ...]) -> bool:
    """Whether one of the tests fails."""
    phone = tests[0].endswith(".ts")
    python = (
        "-m",
        "pytest",
        "-xq",
        "-m",
        "not full and not browser",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
    )
    command = ("npx", "vitest", "run", "--bail=1") if phone else (sys.executable, *python)
    try:
        ran = subprocess.run(
            (*command, *tests),
            cwd=copy / "pwa" if phone else copy,
            env={**os.environ, "PYTHONPATH": str(copy)},
            capture_output=True,
            timeout=WITHIN,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    return ran.returncode != 0


if __name__ == "__main__":
    sys.exit(main())
