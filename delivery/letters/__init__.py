"""The words of mail and push: one file a language, read once, alike in every language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any

import yaml
from django.conf import settings

FOLDER = Path(__file__).parent
MAIN = "en"
SIGNED = frozenset({"author", "reviewer", "reviewed_on", "review_by"})
# Said in some languages only: elsewhere patterns and rules go by the words of their own files.
OPTIONAL = ("profiles.", "digest.rules.")


@dataclass(frozen=True, slots=True)
class Button:
    """A link drawn as a button; `to` names the value that holds its address."""

    label: str
    to: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One kind of letter, with placeholders.

    `code` shows the code large, `notice` adds when and from where, `ask` that nothing happens to who did not ask.
    """

    subject: str
    preview: str
    heading: str
    body: tuple[str, ...]
    button: Button | None = None
    code: bool = False
    notice: bool = False
    ask: bool = False

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "Letter":
        """From its entry in the file."""
        button = raw.get("button")
        flags = {name: raw.get(name, False) for name in ("code", "notice", "ask")}
        return cls(
            raw["subject"],
            raw["preview"],
            raw["heading"],
            tuple(raw["body"]),
            Button(**button) if button else None,
            **flags,
        )


@dataclass(frozen=True, slots=True)
class Words:
    """Everything said in one language: letters by kind, and all other sentences by their path in the file."""

    language: str
    letters: Mapping[str, Letter]
    sentences: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The sentence with its placeholders filled; KeyError for one that is not there."""
        return self.sentences[key].format(**values)

    def count(self, key: str, n: int) -> str:
        """The form of a sentence for that many."""
        form = {0: "none", 1: "one"}.get(n, "many")
        return self.say(f"{key}.{form}", n=n)

    def paragraphs(self, key: str) -> tuple[str, ...]:
        """A list of sentences."""
        return tuple(text for path, text in self.sentences.items() if path.rpartition(".")[0] == key)


@cache
def words(language: str) -> Words:
    """The words of a language; English for one we do not write in."""
    raw = _read(language if language in dict(settings.LANGUAGES) else MAIN)
    letters = {kind: Letter.read(entry) for kind, entry in raw["letters"].items()}
    sentences = {path: text for path, text in _leaves(raw) if isinstance(text, str)}
    return Words(language, MappingProxyType(letters), MappingProxyType(sentences))


@cache
def _read(language: str) -> Mapping[str, Any]:
    raw: Mapping[str, Any] = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    return raw


def faults() -> list[str]:
    """Every difference between the languages, as `file: key: what`."""
    main = dict(_leaves(_read(MAIN)))
    others = [code for code, _ in settings.LANGUAGES if code != MAIN]
    return [fault for code in others for fault in _differences(code, main, dict(_leaves(_read(code))))]


def _differences(code: str, main: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    needed = {path for path in main if not path.startswith(OPTIONAL)}
    have = {path for path in other if not path.startswith(OPTIONAL)}
    for path in sorted(needed - have):
        yield f"{code}.yaml: {path}: is missing; {MAIN}.yaml has it"
    for path in sorted(have - needed):
        yield f"{code}.yaml: {path}: is not in {MAIN}.yaml; correct the name or take it out"
    for path in sorted(needed & have):
        if _placeholders(main[path]) != _placeholders(other[path]):
            yield f"{code}.yaml: {path}: its words in braces differ from those of {MAIN}.yaml"


def _placeholders(text: object) -> set[str]:
    if not isinstance(text, str):
        return set()
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its path, but who signed the file."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if path or key not in SIGNED:
                yield from _leaves(value, f"{path}.{key}" if path else str(key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _leaves(value, f"{path}.{index}")
    else:
        yield path, node
