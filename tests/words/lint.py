"""Reads every word a reader may meet, and finds the phrases that diagnose, soothe or promise."""

import ast
import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
APPS = ("base", "accounts", "journal", "insights", "care", "delivery", "privacy", "api")
SKIPPED = {"node_modules", ".venv", "var", "dist", "migrations", "tests"}


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text, and the file and line it stands in."""

    file: str
    line: int
    words: str


@dataclass(frozen=True, slots=True)
class Phrase:
    pattern: re.Pattern[str]
    example: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """``used`` by a phrase only where ``around`` covers it."""

    around: re.Pattern[str]
    reason: str
    file: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A refused phrase."""

    text: Text
    phrase: str

    def __str__(self) -> str:
        return f"{self.text.file}:{self.text.line}: “{self.phrase}” in: {self.text.words.strip()[:120]}"


@cache
def phrases() -> tuple[Phrase, ...]:
    groups = yaml.safe_load((HERE / "phrases.yaml").read_text())
    entries = [entry for group in groups.values() for entry in group]
    return tuple(Phrase(re.compile(entry["pattern"], re.IGNORECASE), entry["example"]) for entry in entries)


@cache
def allowed() -> tuple[Allowed, ...]:
    entries = yaml.safe_load((HERE / "allowed.yaml").read_text())
    return tuple(
        Allowed(re.compile(entry["around"], re.IGNORECASE), entry["reason"], entry.get("file"))
        for entry in entries
    )


def refused(text: Text) -> Iterator[Found]:
    """Every refused phrase of a text that no allowance covers."""
    for phrase in phrases():
        for match in phrase.pattern.finditer(text.words):
            if not any(covers(allowance, text, match) for allowance in allowed()):
                yield Found(text, match.group())


def covers(allowance: Allowed, text: Text, match: re.Match[str]) -> bool:
    """Whether the allowance holds in this file and its words lie around the match."""
    if allowance.file not in (None, text.file):
        return False
    around = allowance.around.finditer(text.words)
    return any(each.start() <= match.start() and match.end() <= each.end() for each in around)


def texts(root: Path = ROOT) -> Iterator[Text]:
    """All that a reader may meet: content, the phone's strings, mail, PDF, and answers made in Python."""
    for path in sorted(root.rglob("*")):
        reader = READERS.get(path.suffix)
        place = path.relative_to(root)
        if reader and path.is_file() and place.parts[0] in (*APPS, "pwa") and not SKIPPED & {*place.parts}:
            for line, words in reader(path.read_text(encoding="utf-8")):
                yield Text(place.as_posix(), line, " ".join(words.split()))


def _yaml(source: str) -> Iterator[tuple[int, str]]:
    """Values only: comments and keys are for authors."""
    for document in yaml.compose_all(source, yaml.SafeLoader):
        yield from _values(document)


def _values(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.ScalarNode):
        yield node.start_mark.line + 1, node.value
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _values(child)
    elif isinstance(node, yaml.MappingNode):
        for _, child in node.value:
            yield from _values(child)


def _python(source: str) -> Iterator[tuple[int, str]]:
    """String constants that are not docstrings."""
    tree = ast.parse(source)
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.lineno, node.value


def _script(source: str) -> Iterator[tuple[int, str]]:
    """Svelte and TypeScript without comments and without message keys, line by line."""
    source = re.sub(
        r"/\*.*?\*/|<!--.*?-->", lambda match: "\n" * match.group().count("\n"), source, flags=re.S
    )
    source = re.sub(r"(?<![:'\"])//[^\n]*", "", source)
    source = re.sub(r"(['\"])[\w-]+(?:\.[\w-]+)+\1", "", source)
    source = re.sub(r"^\s*(?:'[\w.-]+'|\"[\w.-]+\"|\w+):(?= )", "", source, flags=re.M)
    yield from enumerate(source.splitlines(), start=1)


def _json(source: str) -> Iterator[tuple[int, str]]:
    """Every text value; JSON keeps no lines, so the first stands for all."""
    pending = [json.loads(source)]
    while pending:
        value = pending.pop()
        pending += (
            list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
        )
        if isinstance(value, str):
            yield 1, value


def _markup(source: str) -> Iterator[tuple[int, str]]:
    """Templates as one running text: a phrase may be broken over lines or tags."""
    yield 1, html.unescape(re.sub(r"<!--.*?-->|\{#.*?#\}|<[^>]+>", " ", source, flags=re.S))


READERS: dict[str, Callable[[str], Iterator[tuple[int, str]]]] = {
    ".yaml": _yaml,
    ".py": _python,
    ".svelte": _script,
    ".ts": _script,
    ".json": _json,
    ".webmanifest": _json,
    ".html": _markup,
    ".mjml": _markup,
    ".txt": _markup,
}
