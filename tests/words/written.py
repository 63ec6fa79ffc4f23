"""Every text a reader may meet, by id, in each language: read from the files that hold it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import yaml

from base.languages import LANGUAGES
from tests.words.lint import ROOT

SAFETY = ROOT / "insights" / "safety"
MESSAGES = ROOT / "pwa" / "src" / "i18n" / "messages"
LETTERS = ROOT / "delivery" / "message_texts"
NOT_TEXT = frozenset({"signed_off", "author", "reviewer", "reviewed_on", "review_by", "to"})


class Written(NamedTuple):
    """One text in every language."""

    id: str
    said: Mapping[str, str]


def everything() -> Iterator[Written]:
    yield from clinical()
    yield from _printed()
    yield from _beside("messages", {code: _json(MESSAGES / f"{code}.json") for code in LANGUAGES})
    yield from _beside("letters", {code: _yaml(LETTERS / f"{code}.yaml") for code in LANGUAGES})


def clinical() -> Iterator[Written]:
    """Warnings, questions, patterns and sentences: what a clinician signs."""
    for rule in (rule for path in sorted((SAFETY / "rules").glob("*.yaml")) for rule in _yaml(path)["rules"]):
        yield from _beside(rule["id"], rule["text"])
    yield from _beside("words", _yaml(SAFETY / "words.yaml")["text"])
    for path in (SAFETY / "strip.yaml", *sorted((SAFETY / "services").glob("*.yaml"))):
        yield from _held(path.stem, _yaml(path))
    for part in ("tips", "article"):
        texts = _yaml(ROOT / "insights" / part / "content" / "translations.yaml")["texts"]
        yield from (Written(f"{part}.{number}", said) for number, said in enumerate(texts))
    vocabulary = _yaml(ROOT / "journal" / "vocabulary" / "vocabulary.yaml")
    for name, group in vocabulary["groups"].items():
        yield Written(name, group["label"])
        for item, held in group["items"].items():
            yield Written(f"{name}.{item}", held["label"])
    for path in sorted((ROOT / "insights").rglob("*.yaml")):
        if SAFETY not in path.parents:
            yield from _held(path.stem, _yaml(path))
            yield from _translated(path)


def _printed() -> Iterator[Written]:
    """The agreement, the words of lists and paper, and those of a diary's course."""
    course = ROOT / "insights" / "course_words.yaml"
    for path in (
        course,
        *sorted(one for part in ("accounts", "care") for one in (ROOT / part).rglob("*.yaml")),
    ):
        yield from paired(f"{path.parent.name}.{path.stem}", _yaml(path))


def paired(where: str, data: Any) -> Iterator[Written]:
    """Every text of a mapping of languages, whatever it is called."""
    if isinstance(data, dict) and set(data) == set(LANGUAGES):
        yield from _beside(where, data)
    elif isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from paired(f"{where}.{key}", value)


def _translated(path: Any) -> Iterator[Written]:
    """A file with its translations beside it: `sentences.yaml`, `sentences.de.yaml`, `sentences.es.yaml`."""
    others = {code: path.with_name(f"{path.stem}.{code}.yaml") for code in LANGUAGES[1:]}
    if all(other.exists() for other in others.values()):
        said = {code: _yaml(other) for code, other in others.items()}
        yield from _beside(path.stem, {LANGUAGES[0]: _as(_yaml(path), said[LANGUAGES[1]]), **said})


def _as(whole: Any, shape: Any) -> Any:
    """Of `whole` what `shape` has too: a file may hold more than its translations."""
    if isinstance(shape, dict):
        return {key: _as(whole[key], value) for key, value in shape.items()}
    return (
        [_as(one, other) for one, other in zip(whole, shape, strict=True)]
        if isinstance(shape, list)
        else whole
    )


def _held(where: str, data: Any) -> Iterator[Written]:
    """Every `text` of a file that is a mapping of languages."""
    if isinstance(data, dict):
        if set(LANGUAGES) <= set(text if isinstance(text := data.get("text"), dict) else ()):
            yield from _beside(where, data["text"])
        for key, value in data.items():
            if key != "text":
                yield from _held(
                    f"{where}.{value['id'] if isinstance(value, dict) and 'id' in value else key}", value
                )
    elif isinstance(data, list):
        for n, value in enumerate(data):
            yield from _held(
                f"{where}.{value['id'] if isinstance(value, dict) and 'id' in value else n}", value
            )


def _beside(where: str, languages: Mapping[str, Any]) -> Iterator[Written]:
    """The texts of mappings that have the same shape in each language. KeyError where one lacks a text."""
    flat = {code: dict(_flat(languages[code])) for code in LANGUAGES}
    for key in flat[LANGUAGES[0]]:
        yield Written(f"{where}{key}", {code: flat[code][key] for code in LANGUAGES})


def _flat(data: Any, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield where, data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            if key not in NOT_TEXT:
                yield from _flat(value, f"{where}.{key}")
    elif isinstance(data, list):
        for n, value in enumerate(data):
            yield from _flat(value, f"{where}.{n}")


def _yaml(path: Any) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _json(path: Any) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def cards(language: str) -> Iterator[tuple[str, str]]:
    """What stands together on one card or page: a warning with what to say, and a pattern with its summary."""
    for rule in (rule for path in sorted((SAFETY / "rules").glob("*.yaml")) for rule in _yaml(path)["rules"]):
        said = rule["text"][language]
        yield (
            rule["id"],
            " ".join((said["title"] + ".", *said["message"].values(), said.get("on_the_phone", ""))),
        )
    for path in sorted((ROOT / "insights" / "profiles").glob("*.yaml")):
        if text := _yaml(path).get("text"):
            yield path.stem, text[language]["summary"]
