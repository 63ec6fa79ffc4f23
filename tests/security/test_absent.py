"""What the sources do without: each construct with an example, which the search has to find."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVER = ("accounts", "api", "base", "care", "config", "delivery", "insights", "journal", "privacy")
# Their own files, on somebody's own machine: they start programs and draw made-up people.
ON_ONES_OWN_MACHINE = ("config/embedded/", "tools/simulation/", "tools/management/commands/demo.py")

# Calls of Python by their dotted name, and words of TypeScript and Svelte.
CALLS = {
    "runs text as code": ("eval(text)", r"(eval|exec|compile|__import__)"),
    "builds a query from text": ("Night.objects.raw(text)", r".*\.(raw|extra)|RawSQL"),
    "revives objects": (
        "pickle.loads(body)",
        r"(pickle|marshal|shelve|dill)\..*|yaml\.(unsafe_load|full_load)",
    ),
    "asks a shell": ("os.system(text)", r"os\.(system|popen)|subprocess\.getoutput"),
    "trusts text as markup": ("mark_safe(text)", r"(.*\.)?(mark_safe|SafeString|format_html_join)"),
    "builds a template from text": (
        "engine.from_string(text)",
        r"(?!Vapid02).*\.from_string|(django\.template\.)?Template",
    ),
    "draws lots where a code is wanted": ("random.choice(letters)", r"random\.\w+"),
    "uses a broken digest": ("hashlib.md5(text)", r"hashlib\.(md5|sha1)"),
    "follows redirects": ("requests.get(url)", r"(requests|httpx)\.\w+"),
    "skips a certificate": ("ssl._create_unverified_context()", r"ssl\._create_unverified_context"),
}
WORDS = {
    "html from text": ("{@html note}", r"\{@html|\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write"),
    "code from text": ("new Function(text)", r"\beval\(|new Function\("),
    "expressions from text": ("new RegExp(text)", r"new RegExp\((?!`)"),
    "keys of a prototype": ("target.__proto__ = found", r"__proto__|\.prototype\["),
    "no paste": ("<input onpaste={refuse}", r"onpaste|onbeforeinput=\{[^}]*preventDefault"),
    "another host": ("fetch('https://elsewhere.example/x')", r"(fetch|import|src=)\(?['\"]https?://"),
    "answers other windows": (
        "window.addEventListener('message', take)",
        r"window\.addEventListener\('message'",
    ),
}


@cache
def calls() -> dict[str, list[str]]:
    """Every call of the server's sources: its dotted name, and the files it stands in."""
    found: dict[str, list[str]] = {}
    for folder in SERVER:
        for file in sorted((ROOT / folder).rglob("*.py")):
            where = str(file.relative_to(ROOT))
            if not where.startswith(ON_ONES_OWN_MACHINE):
                for name in called(file.read_text()):
                    found.setdefault(name, []).append(where)
    return found


def called(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@cache
def app() -> dict[str, str]:
    return {
        str(file.relative_to(ROOT)): file.read_text()
        for file in sorted((ROOT / "pwa" / "src").rglob("*"))
        if file.suffix in (".ts", ".svelte", ".html")
    }


@pytest.mark.parametrize("what", CALLS)
def test_nothing_of_the_server(what: str) -> None:
    example, pattern = CALLS[what]
    assert [name for name in called(example) if re.fullmatch(pattern, name)]
    assert {name: files for name, files in calls().items() if re.fullmatch(pattern, name)} == {}


@pytest.mark.parametrize("what", WORDS)
def test_nothing_of_the_app(what: str) -> None:
    example, pattern = WORDS[what]
    assert re.search(pattern, example)
    assert [file for file, text in app().items() if re.search(pattern, text)] == []


def test_there_are_sources_to_search() -> None:
    assert len(calls()) > 1000
    assert len(app()) > 300


def test_a_program_is_started_without_a_shell() -> None:
    asked = [
        f"{file}: {ast.unparse(node)}"
        for folder in SERVER
        for file in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.keyword) and node.arg == "shell"
    ]
    assert asked == []
