"""What a person agrees to before a diary is kept: every version ever shown, from `texts.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

FILE = Path(__file__).with_name("texts.yaml")
LISTS, SENTENCES = {"points", "withdrawing"}, {"title", "box"}


@dataclass(frozen=True, slots=True)
class Text:
    """One version in one language; `{days}` in `withdrawing` is how long it can be taken back."""

    title: str
    points: tuple[str, ...]
    box: str
    withdrawing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One wording in every language."""

    version: str
    text: Mapping[str, Text]


def faults(raw: Any) -> list[str]:
    """Everything wrong with the file's content, each as `key: what`."""
    versions = raw.get("versions") if isinstance(raw, dict) else None
    if not isinstance(versions, list) or not versions:
        return ["versions: missing; the file must hold a list of versions, newest first"]
    names = [str(one.get("version")) for one in versions]
    found = []
    if len(set(names)) != len(names) or names != sorted(names, reverse=True):
        found.append("versions: each must have its own date, newest first")
    for one in versions:
        for language, _ in settings.LANGUAGES:
            text = one.get("text", {}).get(language)
            found += [f"{one.get('version')}.{language}: {what}" for what in _wrong(text)]
    return found


def _wrong(text: Any) -> list[str]:
    if not isinstance(text, dict) or set(text) != LISTS | SENTENCES:
        return [f"needs exactly {', '.join(sorted(LISTS | SENTENCES))}"]
    wrong = [name for name in SENTENCES if not isinstance(text[name], str) or not text[name].strip()]
    wrong += [
        name for name in LISTS if not text[name] or not all(isinstance(line, str) for line in text[name])
    ]
    return [f"{name} is empty or no text" for name in sorted(wrong)]


@cache
def versions() -> Mapping[str, Version]:
    """By their date, the one in force first; ValueError listing every fault."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    if wrong := faults(raw):
        raise ValueError(f"{FILE.name}: " + "; ".join(wrong))
    read = [
        Version(one["version"], {code: _text(said) for code, said in one["text"].items()})
        for one in raw["versions"]
    ]
    return {one.version: one for one in read}


def current() -> Version:
    """The one that is asked for now."""
    return next(iter(versions().values()))


def _text(raw: Mapping[str, Any]) -> Text:
    return Text(raw["title"], tuple(raw["points"]), raw["box"], tuple(raw["withdrawing"]))
