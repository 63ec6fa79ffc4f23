"""A function says what it gives and which errors it raises: in its type, in its docstring."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPS = ("base", "accounts", "journal", "insights", "care", "delivery", "privacy", "api", "config", "tools")
Function = ast.FunctionDef
# What calls these knows what they raise: routes answer by the document, forms and commands by Django's rules.
CALLED_BY_FRAMEWORKS = re.compile(r"\.(get|put|post|patch|delete|handle|clean_\w+)$")
BARE = re.compile(r"\b(dict|Mapping)\[str, (Any|object)\]")
# Reads that still answer with a bare mapping; a name leaves this list when it is typed, and none is added.
UNTYPED = {
    "care/queries/background.py": 2,
    "care/queries/insight.py": 2,
    "care/queries/page.py": 1,
    "care/queries/plans.py": 1,
    "care/queries/report.py": 2,
    "delivery/queries/notification_preferences.py": 1,
    "insights/comparison_queries.py": 1,
    "insights/queries.py": 1,
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def public(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """Functions and methods that others call, by their dotted name."""
    for node in tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        owner = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for each in inner:
            if (
                isinstance(each, Function)
                and not f"{owner}{each.name}".startswith("_")
                and each.name[0] != "_"
            ):
                yield f"{owner}{each.name}", each


def raised(function: Function) -> Iterator[str]:
    """Names of the error classes that a function itself raises, and does not catch."""
    caught = {id(each) for node in ast.walk(function) if isinstance(node, ast.Try) for each in _within(node)}
    for node in ast.walk(function):
        if isinstance(node, ast.Raise) and node.exc is not None and id(node) not in caught:
            error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            name = ast.unparse(error).rpartition(".")[2]
            if name[0].isupper():
                yield name


def _within(block: ast.Try) -> Iterator[ast.AST]:
    """What stands in a block whose handlers take every error of the class that is raised there."""
    handled = {
        name for handler in block.handlers for name in re.findall(r"\w+", ast.unparse(handler.type or block))
    }
    for line in block.body:
        for node in ast.walk(line):
            if isinstance(node, ast.Raise) and set(re.findall(r"\w+", ast.unparse(node))) & handled:
                yield node


def told(function: Function) -> str:
    return ast.get_docstring(function) or ""


def test_an_error_that_is_raised_is_told() -> None:
    """By the name of its class, or by the status that a route answers with."""
    silent = [
        f"{file}: {name} raises {error}"
        for file, tree in modules()
        for name, function in public(tree)
        if not CALLED_BY_FRAMEWORKS.search(name)
        for error in raised(function)
        if error not in told(function)
        and not (file.startswith(("api/", "config/")) and re.search(r"\b4\d\d\b", told(function)))
    ]
    assert silent == []


def aliases(tree: ast.Module) -> dict[str, str]:
    """Names that a module gives to types."""
    return {
        target.id: ast.unparse(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def reads(file: str) -> bool:
    """Whether a module is one of those that others ask: services, queries, the engine."""
    path = Path(file)
    return (
        path.stem in ("services", "queries")
        or path.stem.endswith("_queries")
        or bool({"services", "queries", "engine"} & set(path.parts[:-1]))
    )


def bare(tree: ast.Module) -> list[str]:
    """Functions whose mapping says nothing of what it holds."""
    known = aliases(tree)
    given = {name: ast.unparse(function.returns) for name, function in public(tree) if function.returns}
    spelt = {
        name: re.sub(r"\w+", lambda word: known.get(word[0], word[0]), type_) for name, type_ in given.items()
    }
    return [name for name, type_ in spelt.items() if BARE.search(type_)]


def test_a_mapping_that_is_returned_says_what_it_holds() -> None:
    found = {file: len(names) for file, tree in modules() if reads(file) and (names := bare(tree))}
    assert found == UNTYPED


def test_both_would_find_a_fault() -> None:
    tree = ast.parse(
        'Row = dict[str, Any]\n\ndef rows() -> list[Row]:\n    """All."""\n    raise ValueError("none")\n'
    )
    [(_, function)] = public(tree)

    assert bare(tree) == ["rows"]
    assert [error for error in raised(function) if error not in told(function)] == ["ValueError"]
