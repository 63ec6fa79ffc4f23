"""One mapping of a content file under reading: the rule language is read key by key, all faults at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from base.content import Fault, parse
from base.languages import LANGUAGES


@dataclass(slots=True)
class Page:
    """One mapping of a file under reading; takes keys one by one and notes what is missing or not known."""

    file: str
    key: str
    data: Any
    faults: list[Fault]
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if not isinstance(self.data, Mapping):
            self.fault("must be a mapping of keys to values")
            self.data = {}

    def fault(self, hint: str, key: str = "") -> None:
        self.faults.append(Fault(self.file, f"{self.key}.{key}".strip("."), hint))

    def take(self, key: str, kind: type | tuple[type, ...], default: Any = None) -> Any:
        """The value of a key; a default makes the key optional."""
        self.taken.add(key)
        value = self.data.get(key)
        if value is None:
            if default is None:
                self.fault("is missing", key)
            return default
        # To Python a bool is an int, and a yes in the file is no number.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            self.fault(f"must be {_name(kind)}, not {type(value).__name__}", key)
            return default
        return value

    def words(self, key: str, optional: bool = False) -> tuple[str, ...]:
        """A list of words."""
        value = self.take(key, list, [] if optional else None) or []
        if not all(isinstance(word, str) for word in value):
            self.fault("must be a list of words", key)
            return ()
        return tuple(value)

    def page(self, key: str) -> "Page":
        return Page(self.file, f"{self.key}.{key}".strip("."), self.take(key, Mapping, {}) or {}, self.faults)

    def pages(self, key: str, optional: bool = False) -> "list[Page]":
        """A list of mappings."""
        return [
            Page(self.file, f"{self.key}.{key}.{place}".strip("."), each, self.faults)
            for place, each in enumerate(self.take(key, list, [] if optional else None) or [])
        ]

    def may_be_empty(self, *keys: str) -> None:
        """Keys that must stand in the file even while they hold nothing."""
        for key in keys:
            self.taken.add(key)
            if key not in self.data:
                self.fault("must be there, null while empty", key)

    def translations(self) -> "Iterator[tuple[str, Page]]":
        """The page of each language under `text`; all are there, say the same keys and may be unsigned."""
        texts = self.page("text")
        for language in LANGUAGES:
            if language not in texts.data:
                texts.fault("is missing", language)
                continue
            inner = texts.page(language)
            inner.may_be_empty("signed_off")
            inner.check_signature()
            for key in set(texts.data.get(LANGUAGES[0]) or ()) - set(inner.data):
                inner.fault("is missing", key)
            yield language, inner
        texts.done()

    def check_signature(self) -> None:
        """A text is unsigned, or signed by someone on a day: nothing else calls it checked."""
        signed = self.data.get("signed_off")
        try:
            said = signed is None or (
                bool(signed["name"].strip()) and bool(date.fromisoformat(str(signed["on"])))
            )
        except (TypeError, KeyError, ValueError, AttributeError):
            said = False
        if not said or (signed is not None and set(signed) != {"name", "on"}):
            self.fault("must be null, or a name and a date like 2027-05-22", "signed_off")

    def done(self) -> None:
        for key in self.data:
            if key not in self.taken:
                self.fault("is not a known key", str(key))


def open_file(path: Path, found: list[Fault]) -> Page:
    """A content file with its signature: author, reviewer, review dates."""
    data, faults = parse(path)
    found.extend(faults)
    page = Page(path.name, "", {} if faults else data, found)
    page.take("author", str)
    page.may_be_empty("reviewer", "reviewed_on")
    due = page.take("review_by", str)
    try:
        date.fromisoformat(due or "")
    except ValueError:
        page.fault("must be a date like 2027-05-22", "review_by")
    return page


def _name(kind: type | tuple[type, ...]) -> str:
    kinds = kind if isinstance(kind, tuple) else (kind,)
    return " or ".join(each.__name__.lower() for each in kinds)
