"""The words and numbers around the rules: whom to call where, card sentences, and which questions come when."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from base.content import Fault, usable
from insights.safety.page import Page, open_file
from insights.safety.questions import Questions
from insights.safety.questions import questions as questions_of
from insights.safety.rulebook import CALLS, HOME, LEVELS, labels


@dataclass(frozen=True, slots=True)
class Service:
    """Whom to call: a name in each language and a number, null where each person has their own.

    `how` says more where a name is not enough; `also` are further lines of the same kind, tried in order.
    """

    kind: str
    number: str | None
    verified: bool
    source: str
    names: Mapping[str, str]
    how: Mapping[str, str]
    signed_off: Mapping[str, Any]
    also: tuple["Service", ...] = ()


@dataclass(frozen=True, slots=True)
class Sentences:
    """Card sentences of one language by key, and who signed them (None: nobody yet)."""

    text: Mapping[str, str]
    signed_off: Any


def services(country: str) -> Mapping[str, Service]:
    """Services of an ISO 3166 country by kind; an unknown country names none, only "your local number"."""
    known = _whole().services
    return known.get(country.lower(), known["default"])


def sentences(language: str) -> Sentences:
    """Card sentences in a language, in English where there are none."""
    known = _whole().sentences
    return known.get(language, known["en"])


def questions() -> Questions:
    """The question sets of `strip.yaml`."""
    return _whole().questions


def faults() -> list[Fault]:
    """What is wrong with these files, for `manage.py check`."""
    return read(HOME)[1]


@dataclass(frozen=True, slots=True)
class Content:
    services: Mapping[str, Mapping[str, Service]]
    sentences: Mapping[str, Sentences]
    questions: Questions


@functools.cache
def _whole() -> Content:
    return usable(*read(HOME))


def read(home: Path) -> tuple[Content, list[Fault]]:
    """The content of a folder and all faults found while reading it."""
    found: list[Fault] = []
    countries = {
        path.stem: _country(open_file(path, found)) for path in sorted((home / "services").glob("*.yaml"))
    }
    if "default" not in countries:
        found.append(Fault("services", "default", "is missing: an unknown country would name nothing"))
    words = open_file(home / "words.yaml", found)
    languages = {language: _sentences(page) for language, page in words.translations()}
    words.done()
    return Content(countries, languages, _questions(open_file(home / "strip.yaml", found))), found


def _country(page: Page) -> dict[str, Service]:
    if f"{page.take('country', str)}.yaml" != page.file:
        page.fault("must be the name of the file", "country")
    page.words("zones", optional=True)
    listed = page.page("services")
    kinds = {kind: _service(listed.page(kind), kind) for kind in CALLS}
    listed.done()
    page.done()
    return kinds


def _service(page: Page, kind: str) -> Service:
    page.may_be_empty("number")
    number = page.data.get("number")
    # A text in the file: as a number it would lose the zeros that it begins with.
    if number is not None and not (isinstance(number, str) and number.isdigit()):
        page.fault("must be digits in quotes, or null", "number")
    verified, source = page.take("verified", bool, False), page.take("source", str) or ""
    names, how, signed = _service_words(page)
    also = tuple(_service(other, kind) for other in page.pages("also", optional=True))
    page.done()
    return Service(kind, number, verified, source, names, how, signed, also)


def _service_words(page: Page) -> tuple[dict[str, str], dict[str, str], dict[str, Any]]:
    names, how, signed = {}, {}, {}
    for language, text in page.translations():
        names[language], signed[language] = text.take("name", str) or "", text.data.get("signed_off")
        how[language] = text.take("how", str, "")
        text.done()
    return names, how, signed


def _sentences(page: Page) -> Sentences:
    text = {key: page.take(key, str) or "" for key in page.data if key != "signed_off"}
    for level in LEVELS:
        for key in (f"level.{level}", f"do.{level}"):
            if key not in text:
                page.fault("is missing", key)
    return Sentences(text, page.data.get("signed_off"))


def _questions(page: Page) -> Questions:
    read = questions_of(page)
    page.take("rows", list)
    none_of_these = page.page("none_of_these")
    labels(none_of_these)
    none_of_these.done()
    page.done()
    return read
