"""Reads the content once, collects every fault, and hands out one checked value for the whole process."""

from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from base.content import ContentError, Fault, collect
from base.languages import FIRST, LANGUAGES
from insights.engine.parameters import Parameters

from .checks import background_faults, pattern_faults, sentence_faults, settings_faults
from .shapes import (
    NULL,
    Background,
    Content,
    Display,
    Headings,
    Pattern,
    Scalar,
    Sentences,
    Settings,
    rates_of,
)

HERE = Path(__file__).parent
SENTENCES = {code: "sentences.yaml" if code == FIRST else f"sentences.{code}.yaml" for code in LANGUAGES}
NOT_PATTERNS = {"background.yaml", "headings.yaml", "engine.yaml", *SENTENCES.values()}


@dataclass(slots=True)
class _Draft:
    """The files as far as they could be read; `names` are those of all pattern files, readable or not."""

    names: set[str] = field(default_factory=set)
    patterns: dict[str, Pattern] = field(default_factory=dict)
    background: Background | None = None
    headings: Headings | None = None
    sentences: dict[str, Sentences] = field(default_factory=dict)
    settings: Settings | None = None


@cache
def load(folder: Path = HERE) -> Content:
    """The content of `folder`. Raises ContentError with every fault."""
    draft, found = _read(folder)
    if found:
        raise ContentError(found)
    return _assembled(draft)


def faults(folder: Path = HERE) -> list[Fault]:
    """Every fault in the content of `folder`; an empty list means it can be loaded."""
    return _read(folder)[1]


def _read(folder: Path) -> tuple[_Draft, list[Fault]]:
    draft, found = _Draft(), list[Fault]()
    draft.background = collect(folder / "background.yaml", Background, found)
    draft.headings = collect(folder / "headings.yaml", Headings, found)
    for language, name in SENTENCES.items():
        if sentences := collect(folder / name, Sentences, found):
            draft.sentences[language] = sentences
    draft.settings = collect(folder / "engine.yaml", Settings, found)
    for path in sorted(folder.glob("*.yaml")):
        if path.name not in NOT_PATTERNS:
            draft.names.add(path.stem)
            if pattern := collect(path, Pattern, found):
                draft.patterns[path.name] = pattern
    return draft, found + _across(draft)


def _across(draft: _Draft) -> list[Fault]:
    """Faults between files, as far as both sides could be read."""
    background = draft.background
    if background is None:
        return []
    # By their files, readable or not: a broken pattern must not be reported as missing besides.
    ids = draft.names
    found = list(background_faults(background, ids))
    for file, pattern in draft.patterns.items():
        found += pattern_faults(pattern, file, background, draft.headings)
    if NULL not in ids:
        found.append(Fault(f"{NULL}.yaml", "", "is missing", "No clear pattern is a pattern file too."))
    for language, sentences in draft.sentences.items():
        found += sentence_faults(sentences, SENTENCES[language], set(background.items))
    if draft.settings:
        groups = {item.split(".")[0] for item in background.items}
        found += settings_faults(draft.settings, ids, groups)
    return found


def _assembled(draft: _Draft) -> Content:
    background, headings, settings = draft.background, draft.headings, draft.settings
    if not (
        background and headings and settings and len(draft.sentences) == len(LANGUAGES)
    ):  # _read has reported them
        raise ContentError(_across(draft))
    by_id = {pattern.id: pattern for pattern in draft.patterns.values()}
    null = by_id.pop(NULL)
    patterns = {name: by_id[name] for name in background.mix if name != NULL}
    return Content(
        patterns=patterns,
        null=null,
        background=background,
        headings=headings,
        sentences=draft.sentences,
        settings=settings,
        parameters=Parameters(**_numbers(settings.match, Parameters)),
        display=Display(**_numbers(settings.display, Display)),
        rates=rates_of(patterns, null, background),
    )


def _numbers(scalars: dict[str, Scalar], shape: type[Any]) -> dict[str, Any]:
    """Values by name, whole where the shape wants a whole number."""
    types = get_type_hints(shape)
    return {one.name: types[one.name](scalars[one.name].value) for one in fields(shape)}
