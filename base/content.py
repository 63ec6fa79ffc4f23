"""Content files, read strictly: YAML in, frozen values out, every fault at once with its file and key."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Literal, TypeVar, cast, get_args

import yaml
from pydantic import ConfigDict, Field, GetCoreSchemaHandler, TypeAdapter, ValidationError
from pydantic_core import CoreSchema, core_schema

from base.languages import LANGUAGES

T = TypeVar("T")

# Given to every content dataclass: a key nobody asked for is a fault, not a note.
STRICT = ConfigDict(extra="forbid", strict=True)
Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
Confidence = Literal["firm", "fair", "weak"]
Number = Annotated[float, Field(allow_inf_nan=False)]


class _EachLanguage:
    """A key for each language of the site and no other; what is missing is named by its own key."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        said = core_schema.typed_dict_field(handler.generate_schema(get_args(source)[1]))
        return core_schema.typed_dict_schema(dict.fromkeys(LANGUAGES, said), extra_behavior="forbid")


InEachLanguage = Annotated[dict[str, T], _EachLanguage()]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a content file: where, what, and what its author can do about it."""

    file: str
    key: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.key or 'file'}: {self.message}. {self.hint}".rstrip(". ")


class ContentError(ValueError):
    """Content that cannot be used; `faults` says why, all of it at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Signature:
    """Who checked a text, and on which day."""

    __pydantic_config__ = STRICT
    name: Text
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who wrote a text, who checked it (None until a clinician signs) and when it is due again."""

    author: Text
    reviewer: Text | None
    reviewed_on: date | None
    review_by: date

    @property
    def signed(self) -> bool:
        """Whether a name and a date stand under it."""
        return self.reviewer is not None and self.reviewed_on is not None


@dataclass(frozen=True, slots=True)
class Scalar:
    """A number with where it comes from, how firmly it is known, and what it does."""

    __pydantic_config__ = STRICT
    value: Number
    source: Text
    confidence: Confidence
    why: Text


class _Loader(yaml.CSafeLoader):
    """YAML without a silence: of two equal keys of one mapping PyYAML would keep the last.

    Keys are equal when JSON writes them alike, so 28 and "28" are. A key is a word: `on` is no yes.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        # What a mapping is merged with may be said anew by its own keys; merging twice is itself said twice.
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:bool":
                key_node.tag = "tag:yaml.org,2002:str"
            merge = key_node.tag == "tag:yaml.org,2002:merge"
            key = key_node.value if merge else self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int | float | None):
                raise _wrong_key(f"{key!r} is no word", key_node)
            written = key if isinstance(key, str) else json.dumps(key)
            if written in seen:
                raise _wrong_key(f"{written!r} is there twice", key_node)
            seen.add(written)
        return super().construct_mapping(node, deep=deep)


def _wrong_key(message: str, node: yaml.Node) -> yaml.YAMLError:
    return yaml.constructor.ConstructorError(None, None, message, node.start_mark)


def parse(path: Path) -> tuple[Any, list[Fault]]:
    """The plain data of a file, or None and why it cannot be read."""
    try:
        # S506: the loader is a SafeLoader.
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
        # Only to fail here, where the file is known: what JSON cannot say would fail later without its name.
        _as_json(data)
    except OSError as error:
        return None, [Fault(path.name, "", f"cannot be read: {error.strerror}", "Put the file back.")]
    except (ValueError, TypeError, yaml.YAMLError) as error:
        return None, [Fault(path.name, "", f"is not YAML: {error}", "Correct the line it names.")]
    return data, []


def _as_json(data: Any) -> str:
    """Plain data as JSON, days as text. TypeError or ValueError for what JSON cannot say."""
    return json.dumps(data, default=_day)


def _day(value: Any) -> str:
    if isinstance(value, date):
        return str(value)
    raise TypeError(f"{value!r} is neither text nor number, list nor mapping")


def read(path: Path, shape: type[T]) -> tuple[T | None, list[Fault]]:
    """The file as `shape`, a dataclass or any type pydantic knows, or None and every fault found in it."""
    data, found = parse(path)
    return (None, found) if found else validate(path.name, data, shape)


def collect(path: Path, shape: type[T], faults: list[Fault]) -> T | None:
    """As `read`, for several files together: what is wrong is appended to `faults`."""
    value, found = read(path, shape)
    faults.extend(found)
    return value


def validate(file: str, data: Any, shape: type[T]) -> tuple[T | None, list[Fault]]:
    """Data of a file as `shape`, or None and every fault found in it."""
    try:
        # Through JSON, because only there does strictness still let a list be a tuple and a text a date.
        return _adapter(cast(Any, shape)).validate_json(_as_json(data), strict=True), []
    except ValidationError as error:
        return None, [_fault(file, one["loc"], one["msg"]) for one in error.errors()]


def usable(value: T | None, faults: Iterable[Fault]) -> T:
    """What was read. Raises ContentError with every fault, if there is any."""
    found = tuple(faults)
    if value is None or found:
        raise ContentError(found)
    return value


def differences(file: str, key: str, needed: Iterable[Any], have: Iterable[Any]) -> Iterator[Fault]:
    """A fault for each name that is missing, and for each that nothing will use."""
    wanted, given = set(map(str, needed)), set(map(str, have))
    for name in sorted(wanted - given):
        yield Fault(file, f"{key}.{name}".strip("."), "is missing", "Add it beside the others.")
    for name in sorted(given - wanted):
        yield Fault(file, f"{key}.{name}".strip("."), "is not used", "Correct the name or take it out.")


def translations_agree(
    file: str, first: Mapping[str, Any], other: Mapping[str, Any], key: str = ""
) -> Iterator[Fault]:
    """Faults of a translation: sentences by key must be those of the first language, with the same words in
    braces."""
    yield from differences(file, key, first, other)
    for name in sorted(set(first) & set(other)):
        yield from same_words(file, f"{key}.{name}".strip("."), first[name], other[name])


def in_each_language(file: str, key: str, texts: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults of what is said by language, a text or texts of any depth: each language says all of it, each text
    with the words in braces of the first, and there is no other language."""
    yield from differences(file, key, LANGUAGES, texts)
    first = dict(leaves(texts.get(LANGUAGES[0], {})))
    for code in LANGUAGES:
        if code in texts:
            yield from translations_agree(file, first, dict(leaves(texts[code])), f"{key}.{code}")


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that holds no others, with its path."""
    if is_dataclass(node) and not isinstance(node, type):
        node = {each.name: getattr(node, each.name) for each in fields(node)}
    if isinstance(node, list | tuple):
        node = dict(enumerate(node))
    if not isinstance(node, Mapping):
        yield path, node
        return
    for key, value in node.items():
        yield from leaves(value, f"{path}.{key}".strip("."))


def same_words(file: str, key: str, first: Any, other: Any) -> Iterator[Fault]:
    """The fault of a translated sentence: it says nothing where the first language does, its braces cannot be
    filled, or the words in them are others. What is no sentence is the same in every language."""
    if not isinstance(first, str) or not isinstance(other, str):
        if first != other:
            yield Fault(file, key, f"is {other!r}", f"It is {first!r} in the first language.")
    elif first.strip() and not other.strip():
        yield Fault(file, key, "says nothing", "Translate what the first language says.")
    elif (wrong := broken(other)) is not None:
        yield Fault(file, key, f"cannot be filled: {wrong}", "Double a brace that is meant as one.")
    elif broken(first) is None and placeholders(first) != placeholders(other):
        named = ", ".join(sorted(placeholders(first))) or "none"
        yield Fault(file, key, "has other words in braces", f"Use those of the first language: {named}.")


def broken(text: Any) -> str | None:
    """What is wrong with the braces of a sentence."""
    try:
        list(Formatter().parse(text if isinstance(text, str) else ""))
    except ValueError as error:
        return str(error)
    return None


def placeholders(text: Any) -> frozenset[str]:
    """The words in braces of a sentence; of what is no text, or has braces that are `broken`, none."""
    if not isinstance(text, str) or broken(text) is not None:
        return frozenset()
    named = [(name, forms) for _, name, forms, _ in Formatter().parse(text) if name is not None]
    return frozenset(name for name, _ in named).union(*(placeholders(forms) for _, forms in named))


def _fault(file: str, where: tuple[int | str, ...], message: str) -> Fault:
    return Fault(file, ".".join(map(str, where)), message, "Compare with another file of the same kind.")


# Building a validator costs far more than using one, and there are only as many as kinds of file.
@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)
