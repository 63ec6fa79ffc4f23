"""The words of mail and push: one file a language, read once, alike in every language."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from base.content import (
    STRICT,
    Fault,
    Signed,
    Text,
    collect,
    leaves,
    read,
    translations_agree,
    usable,
)
from base.languages import LANGUAGES

FOLDER = Path(__file__).parent
MAIN = LANGUAGES[0]
# A sentence, sentences in order, or sentences by name; a form that says nothing is an empty one.
Sentence = str | tuple[Text, ...]
Sentences = dict[str, Sentence | dict[str, Sentence | dict[str, Sentence]]]


@dataclass(frozen=True, slots=True)
class Button:
    """A link drawn as a button; `to` names the value that holds its address."""

    __pydantic_config__ = STRICT
    label: Text
    to: Literal["link", "password_reset_url", "signup_url"]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFile(Signed):
    """The whole file of a language."""

    __pydantic_config__ = STRICT
    frame: Sentences
    letters: dict[str, Letter]
    scopes: Sentences
    browser_unknown: Text
    summary: Sentences
    digest: Sentences
    admin_acts: Sentences
    push: Sentences
    page: Sentences

    @property
    def said(self) -> dict[str, Any]:
        """Every value by its path, but who signed the file."""
        signature = {each.name for each in fields(Signed)}
        return {path: value for path, value in leaves(self) if path not in signature}


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
    code = language if language in LANGUAGES else MAIN
    found = usable(*read(FOLDER / f"{code}.yaml", LetterFile))
    sentences = {path: text for path, text in found.said.items() if isinstance(text, str)}
    return Words(language, MappingProxyType(found.letters), MappingProxyType(sentences))


def faults(folder: Path = FOLDER) -> list[Fault]:
    """What is wrong with each language's file, and every difference between them."""
    found: list[Fault] = []
    read_files = {code: collect(folder / f"{code}.yaml", LetterFile, found) for code in LANGUAGES}
    files = {code: file.said for code, file in read_files.items() if file is not None}
    for code in files if MAIN in files else ():
        found += translations_agree(f"{code}.yaml", files[MAIN], files[code])
    return sorted(found, key=str)
