"""An import reader: a list of nights, a line each, with a first line that says so."""

from collections.abc import Callable

from tests.recipes.tree import Tree

MODULE = '''"""Nights as lines: `NIGHTS`, then a date and whether it hurt, yes or no."""

from collections.abc import Iterator

from journal.intake.rows import Found, Row, night_row

SAID = {"yes": True, "no": False}


def rows(body: bytes) -> Found:
    """Every line after the first as a night."""
    lines = body.decode("utf-8", errors="replace").splitlines()[1:]
    return Found(len(lines), _rows(lines))


def _rows(lines: list[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        day, _, pain = line.partition(" ")
        yield night_row(number, {"date": day, "pain": SAID.get(pain)})
'''
FILES = "journal/intake/files.py"


def write(tree: Tree) -> None:
    tree.write("journal/intake/lines.py", MODULE)


def list_it(tree: Tree) -> None:
    tree.replace(
        FILES, 'Literal["json", "csv", "apple_health"]', 'Literal["json", "csv", "apple_health", "lines"]'
    )
    tree.replace(FILES, "import apple, own,", "import apple, lines, own,")
    tree.replace(
        FILES,
        "# The first that knows",
        """def _lines(file: IO[bytes]) -> ProgressStream[Found]:
    yield from ()
    return lines.rows(_text(file))


# The first that knows""",
    )
    tree.after(FILES, "READERS = (\n", '    Reader("lines", (".nights",), (b"NIGHTS",), _lines),\n')


def offer(tree: Tree) -> None:
    tree.replace("pwa/src/routes/import/ImportPage.svelte", 'accept="', 'accept=".nights,')


def try_it(tree: Tree) -> None:
    tree.after(
        "tests/journal/test_readers.py", "EXAMPLES = {\n", '    "lines": "NIGHTS\\n2026-11-20 no\\n",\n'
    )


STEPS: tuple[Callable[[Tree], None], ...] = (write, list_it, offer, try_it)
CHECKS = ("pytest tests/journal/test_readers.py",)
MISSED = ("write", "list_it", "offer", "try_it")
