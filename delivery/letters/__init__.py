"""The words of mail and push: one file a language, read once, alike in every language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings

from base.content import STRICT, Fault, Text, parse, translations_agree, usable, validate

FOLDER = Path(__file__).parent
MAIN = "en"
SIGNED = frozenset({"author", "reviewer", "reviewed_on", "review_by"})
# Said in some languages only: elsewhere rules go by the words of their own files.
OPTIONAL = ("digest.rules.",)


@dataclass(frozen=True, slots=True)
class Button:
    """A link drawn as a button; `to` names the value that holds its address."""

    __pydantic_config__ = STRICT
    label: Text
    to: Text


@dataclass(frozen=True, slots=True)
class Letter:
    """One kind of letter, with placeholders.

    `code` shows the code large, `notice` adds when and from where, `ask` that nothing happens to who did not ask.
    """

    __pydantic_config__ = STRICT
    subject: Text
    preview: Text
    heading: Text
    body: tuple[Text, ...]
    button: Button | None = None
    code: bool = False
    notice: bool = False
    ask: bool = False


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
    """The words of a language; English for one we do not write in. Raises ContentError with every fault."""
    code = language if language in dict(settings.LANGUAGES) else MAIN
    raw = usable(*parse(FOLDER / f"{code}.yaml"))
    letters = usable(*validate(f"{code}.yaml", raw["letters"], dict[str, Letter]))
    sentences = {path: text for path, text in _leaves(raw) if isinstance(text, str)}
    return Words(language, MappingProxyType(letters), MappingProxyType(sentences))


def faults(folder: Path = FOLDER) -> list[Fault]:
    """What is wrong with each language's file, and every difference between them."""
    files, found = dict[str, Mapping[str, Any]](), list[Fault]()
    for code, _ in settings.LANGUAGES:
        raw, wrong = parse(folder / f"{code}.yaml")
        found += wrong or validate(f"{code}.yaml", raw.get("letters", {}), dict[str, Letter])[1]
        files[code] = {} if wrong else _needed(raw)
    for code in files.keys() - {MAIN}:
        found += translations_agree(f"{code}.yaml", files[MAIN], files[code])
    return sorted(found, key=str)


def _needed(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {path: text for path, text in _leaves(raw) if not path.startswith(OPTIONAL)}


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
