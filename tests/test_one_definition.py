"""Each idea of `docs/architecture.md` has one home: nothing else reads the fields it is made of."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.me import DIALLED

ROOT = Path(__file__).resolve().parents[1]
READERS = ("insights", "care", "delivery", "api", "privacy")
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PAGES = (
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs" / "adr").glob("*.md")),
)
MADE_UP = {"tools/simulation/diary.py"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for app in READERS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def fields_read(tree: ast.Module) -> Iterator[str]:
    """Every `mapping["name"]` that is read and every `mapping.get("name")`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            key: ast.expr | None = node.slice
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get" and node.args:
            key = node.args[0]
        else:
            continue
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value


def fields_asked(path: Path) -> Iterator[str]:
    """Every name that a call is given as one of its arguments."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for argument in node.args if isinstance(node, ast.Call) else ():
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def words_of(tree: ast.Module) -> set[object]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def test_whether_and_how_badly_a_night_hurt_is_read_in_one_place() -> None:
    found = {
        (file, field)
        for file, tree in sources()
        if file not in MADE_UP
        for field in fields_read(tree)
        if field in ("pain", "intensity")
    }
    assert found == set()


def test_the_phone_reads_how_badly_a_night_hurt_in_one_place() -> None:
    """Its twin of `journal/night.py`; elsewhere a strength is only shown, or set by a finger."""
    judged = re.compile(r"intensity >=|\(\{ intensity \}\)|pain === null &&")
    found = {
        str(path.relative_to(ROOT / "pwa" / "src"))
        for path in (ROOT / "pwa" / "src").rglob("*.[ts]*")
        if path.suffix in (".ts", ".svelte") and judged.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"night/reading.ts"}


def test_time_asleep_is_worked_out_in_one_place() -> None:
    """The demo and the simulator make sleeps up; rows, files and documents carry them as they are."""
    found = {
        str(path.relative_to(ROOT))
        for app in (*READERS, "journal")
        for path in (ROOT / app).rglob("*.py")
        if {"tried_to_sleep_at", "minutes_awake"} <= set(fields_asked(path))
    }
    assert found == {"journal/sleep.py"}


def test_better_and_worse_are_said_of_pain_by_the_verdict_alone() -> None:
    """Besides the verdict, only the weekly score is called better or worse."""
    saying = {file for file, tree in sources() if "better" in words_of(tree)}
    assert saying == {
        "api/response_schemas/desk.py",
        "care/peg.py",
        "care/sections.py",
        "insights/course.py",
        "insights/course_words.py",
    }


def test_a_verdict_is_made_by_one_function() -> None:
    makers = {
        file
        for file, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Verdict"
        # Gates of tips and the safety rules have verdicts of their own.
        if not file.startswith(("insights/tips/", "insights/safety/"))
    }
    assert makers == {"insights/course.py"}


def test_content_is_read_by_one_reader() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for app in (*READERS, "journal", "accounts", "base")
        for path in (ROOT / app).rglob("*.py")
        if re.search(r"yaml\.(safe_)?load\(", path.read_text(encoding="utf-8"))
    }
    assert readers == {"base/content.py"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = set(
        re.findall(r"`((?:\w[\w-]*/)+\w[\w-]*\.(?:py|ya?ml|csv|ts|svelte|md))`", page.read_text("utf-8"))
    )
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_a_number_that_is_dialled_is_written_alike_on_the_phone_and_here() -> None:
    phone = (ROOT / "pwa/src/warnings/place.svelte.ts").read_text(encoding="utf-8")
    [pattern] = re.findall(r"DIALLED = String\.raw`([^`]+)`", phone)
    assert f"^({pattern})?$" == DIALLED
