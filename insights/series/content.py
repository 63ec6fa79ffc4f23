"""The numbers and sentences about a person's own series, read once from `content.yaml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import Field

from base.content import (
    STRICT,
    Confidence,
    Fault,
    Number,
    Scalar,
    Signed,
    Text,
    differences,
    placeholders,
    read,
    translations_agree,
    usable,
)
from base.languages import LANGUAGES
from insights.engine import associations, experiments, trends

FILE = Path(__file__).with_name("content.yaml")

Metric = Literal[
    "worst_pain",
    "pain_nights",
    "episodes",
    "sleep_minutes",
    "sleep_efficiency",
    "awakenings",
    "minutes_awake",
    "quality",
    "peg",
]
METRICS: tuple[Metric, ...] = get_args(Metric)
Obstacle = Literal["unsuitable", "does_not_fit", "blocked", "flagged", "notice", "length", "baseline"]
Refusal = Literal[Obstacle, "another", "over"]
Stop = Literal["flagged", "worse", "helps", "futile"]
Ending = Literal[Stop, "blocked", "notice", "asked", "complete"]
Positive = Annotated[int, Field(gt=0, strict=True)]
Values = TypeVar("Values")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One metric of the trends: its words, its smallest meaningful change and the change believed beforehand.

    A value a ``step``; ``times`` turns it into the unit spoken of; ``steps`` and ``values`` replace the
    general ones.
    """

    __pydantic_config__ = STRICT
    name: Text
    unit: Text
    decimals: Annotated[int, Field(ge=0, le=2)]
    better: Literal["lower", "higher"]
    meaningful: Annotated[Number, Field(gt=0)]
    prior_sd: Annotated[Number, Field(gt=0)]
    source: Text
    confidence: Confidence
    step: Literal["nights", "weeks"] = "nights"
    times: Annotated[Number, Field(gt=0)] = 1.0
    steps: Positive | None = None
    values: Positive | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendWords:
    """The words of the trends in one language, but for those of each metric."""

    __pydantic_config__ = STRICT
    steps: dict[Literal["nights", "weeks"], Text]
    ways: dict[Literal["up", "down"], Text]
    point: Text
    date: Text
    months: tuple[Text, ...]
    sentences: dict[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends(TrendWords):
    """The trends' part of the file."""

    __pydantic_config__ = STRICT
    numbers: dict[str, Scalar]
    metrics: dict[Metric, Measure]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """From this many calendar nights since the first on, findings are judged at this level."""

    __pydantic_config__ = STRICT
    nights: Positive
    level: Annotated[Number, Field(gt=0, lt=1)]


@dataclass(frozen=True, slots=True)
class Associations:
    """The day factors' part of the file."""

    __pydantic_config__ = STRICT
    checkpoints: tuple[Checkpoint, ...]
    numbers: dict[str, Scalar]
    sentences: dict[str, Text]


@dataclass(frozen=True, slots=True)
class Experiments:
    """The experiments' part of the file."""

    __pydantic_config__ = STRICT
    numbers: dict[str, Scalar]
    block: Positive
    lengths: tuple[Positive, ...]
    unsuitable: tuple[Text, ...]
    before: dict[int | Literal["always"], Text]
    sentences: dict[str, Text]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A part of the file that is sentences alone."""

    __pydantic_config__ = STRICT
    sentences: dict[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content(Signed):
    """The whole file."""

    __pydantic_config__ = STRICT
    version: Text
    trends: Trends
    associations: Associations
    experiments: Experiments
    refusals: Spoken
    endings: Spoken
    changes: Spoken


@dataclass(frozen=True, slots=True)
class Named:
    """A metric's words in one language."""

    __pydantic_config__ = STRICT
    name: Text
    unit: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenTrends(TrendWords):
    """The words of the trends in one language."""

    __pydantic_config__ = STRICT
    metrics: dict[Metric, Named]


@dataclass(frozen=True, slots=True)
class SpokenExperiments:
    """The words of the experiments in one language."""

    __pydantic_config__ = STRICT
    before: dict[int | Literal["always"], Text]
    sentences: dict[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation(Signed):
    """All that the file says, in another language: its numbers stand in the file alone."""

    __pydantic_config__ = STRICT
    trends: SpokenTrends
    associations: Spoken
    experiments: SpokenExperiments
    refusals: Spoken
    endings: Spoken
    changes: Spoken

    def of(self, content: Content) -> Content:
        """The content, saying this."""
        trends, spoken = content.trends, self.trends
        metrics = {
            name: replace(one, name=spoken.metrics[name].name, unit=spoken.metrics[name].unit)
            for name, one in trends.metrics.items()
        }
        said = {part: getattr(self, part) for part in ("refusals", "endings", "changes")}
        words = {field.name: getattr(spoken, field.name) for field in fields(TrendWords)}
        return replace(
            content,
            # Whoever signs a translation signs its words, not the numbers that nobody has signed yet.
            reviewer=self.reviewer if content.signed else None,
            reviewed_on=self.reviewed_on if content.signed else None,
            trends=replace(trends, metrics=metrics, **words),
            associations=replace(content.associations, sentences=self.associations.sentences),
            experiments=replace(
                content.experiments, before=self.experiments.before, sentences=self.experiments.sentences
            ),
            **said,
        )


@cache
def load(path: Path = FILE) -> tuple[Content | None, tuple[Fault, ...]]:
    """The content, and everything wrong with it; faults from `read` and from rules the shapes cannot say."""
    found, faults = read(path, Content)
    if found is not None:
        faults = [*faults, *_missing(path, found), *_placeholders(path, found)]
        for language in LANGUAGES[1:]:
            faults += _translated(path.with_name(f"{path.stem}.{language}.yaml"), found)[1]
    return found, tuple(faults)


@cache
def content(language: str = LANGUAGES[0]) -> Content:
    """The content in a language, for callers that come after the system checks; English for one we do not write
    in. Raises ContentError."""
    found = usable(*load())
    if language not in LANGUAGES[1:]:
        return found
    return usable(*_translated(FILE.with_name(f"{FILE.stem}.{language}.yaml"), found)).of(found)


def _translated(path: Path, found: Content) -> tuple[Translation | None, list[Fault]]:
    """A translation and what it lacks."""
    other, faults = read(path, Translation)
    if other is None:
        return None, faults
    for part in ("trends", "associations", "experiments", "refusals", "endings", "changes"):
        first, second = getattr(found, part).sentences, getattr(other, part).sentences
        faults += translations_agree(path.name, first, second, f"{part}.sentences")
    faults += differences(path.name, "trends.metrics", found.trends.metrics, other.trends.metrics)
    for part in ("steps", "ways"):
        first, second = getattr(found.trends, part), getattr(other.trends, part)
        faults += differences(path.name, f"trends.{part}", first, second)
    faults += differences(path.name, "experiments.before", found.experiments.before, other.experiments.before)
    return other, faults


def values(shape: type[Values], numbers: Mapping[str, Scalar], **given: Any) -> Values:
    """A frozen dataclass filled from the numbers of the same names, whole ones as int."""
    filled = {}
    for field in fields(shape):  # type: ignore[arg-type]
        convert = int if field.type is int else float
        known = field.name in given
        filled[field.name] = given[field.name] if known else convert(numbers[field.name].value)
    return shape(**filled)


# What each part must hold: the engine's rules by field name, and the sentences with the words they may use.
_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("trends", (*(field.name for field in fields(trends.Rules)), "longest", "shift_factor", "shift_edge")),
    (
        "associations",
        (*(field.name for field in fields(associations.Rules) if field.name != "level"), "reliable"),
    ),
    (
        "experiments",
        (*(field.name for field in fields(experiments.Rules)), "usual_nights", "baseline"),
    ),
)
_CHANGE = {"name", "nights", "steps", "change", "low", "high", "unit", "values", "needed", "window"}
_COUNTS = {"label", "with_painful", "with_nights", "without_painful", "without_nights"}
_ARMS = {"on", "off", "on_nights", "off_nights", "effect", "low", "high"}
_WORDS: tuple[tuple[str, dict[str, set[str]]], ...] = (
    ("trends", dict.fromkeys((*get_args(trends.Label), "unchanged"), _CHANGE)),
    ("trends", {"step": {"date", "way", "size", "unit"}}),
    ("trends", {"counts": {"painful", "answered"}, "line": {"name", "low", "high", "unit"}}),
    ("associations", {verdict: {*_COUNTS, "effect", "low", "high"} for verdict in ("more", "fewer")}),
    (
        "associations",
        {"none": _COUNTS, "too_few": {"label"}, "before": {"first", "nights"}, "caution": set()},
    ),
    ("experiments", dict.fromkeys(get_args(experiments.Verdict), _ARMS)),
    ("experiments", {"chance": {"chance"}, "used": {"used_on", "said_on", "used_off", "said_off", "cace"}}),
    ("experiments", {"gone": set()}),
    ("refusals", {name: set() for name in get_args(Refusal)}),
    ("endings", {name: set() for name in get_args(Ending)}),
    ("changes", {name: set() for name in ("method", "nights", "both")}),
    ("changes", {name: {"name", "since"} for name in ("appeared", "left", "stronger", "weaker")}),
    ("changes", {"none": {"since"}, "remade": {"since", "was_engine", "engine", "was_content", "content"}}),
)


def _missing(path: Path, found: Content) -> Iterator[Fault]:
    """Numbers, metrics and sentences that the code will ask for."""
    for part, names in _RULES:
        have = getattr(found, part).numbers
        yield from differences(path.name, f"{part}.numbers", set(names), set(have))
    for part in dict.fromkeys(part for part, _ in _WORDS):
        needed = {name for where, words in _WORDS if where == part for name in words}
        yield from differences(path.name, f"{part}.sentences", needed, set(getattr(found, part).sentences))
    yield from differences(path.name, "trends.metrics", set(METRICS), set(found.trends.metrics))
    lengths = {"always", *found.experiments.lengths}
    yield from differences(path.name, "experiments.before", lengths, set(found.experiments.before))
    looks = [look.nights for look in found.associations.checkpoints]
    if not looks or looks != sorted(set(looks)):
        yield Fault(path.name, "associations.checkpoints", "must rise", "Put the earliest look first.")


def _placeholders(path: Path, found: Content) -> Iterator[Fault]:
    """Words in braces that nothing will fill."""
    for part, allowed in _WORDS:
        sentences = getattr(found, part).sentences
        for name, words in allowed.items():
            for word in sorted(placeholders(sentences.get(name, "")) - words):
                hint = f"Use only {', '.join(sorted(words)) or 'plain text'}."
                yield Fault(path.name, f"{part}.sentences.{name}", f"{{{word}}} is unknown", hint)
