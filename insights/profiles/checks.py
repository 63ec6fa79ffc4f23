"""What must hold beyond types: ids that match, groups that sum to one, sources where a figure claims one."""

from collections.abc import Iterator
from dataclasses import fields

from base.content import Fault, broken, placeholders
from insights.engine.parameters import Parameters

from .shapes import NULL, Background, Display, Headings, Pattern, Sentences, Settings

EXCLUSIVE = ("onset", "when", "dur", "side")
# Rates are written to two decimals, the background to three.
ROUNDING = 0.011
COUNTS = {"yes", "asked", "yes_other", "asked_other"}


def pattern_faults(
    pattern: Pattern, file: str, background: Background, headings: Headings | None
) -> Iterator[Fault]:
    """Faults of one pattern against the background's items and the headings.

    A pattern may say nothing of a day factor, as most know nothing of it; the null pattern says all.
    """
    if f"{pattern.id}.yaml" != file:
        yield Fault(file, "id", f"is {pattern.id!r}", "The id is the file's name.")
    may_lack = set() if pattern.id == NULL else {item for item in background.items if item.startswith("day.")}
    wanted = set(background.items) - may_lack | (set(pattern.rates) & may_lack)
    yield from _same_ids(file, "rates", set(pattern.rates), wanted)
    yield from _sums(file, {item: rate.rate for item, rate in pattern.rates.items()})
    for number, anchor in enumerate(pattern.anchors):
        if bool(anchor.sources) == bool(anchor.basis):
            yield Fault(file, f"anchors.{number}", "needs sources or a basis", "Give one of the two.")
    firm = any(rate.confidence == "firm" for rate in pattern.rates.values())
    if firm and not any(anchor.sources for anchor in pattern.anchors):
        yield Fault(file, "anchors", "no source for a firm rate", "Name the source or lower the confidence.")
    least = pattern.least_warning
    if bool(pattern.shown_with) != bool(least) or (least and least.rule not in pattern.shown_with):
        hint = "A pattern shown with warnings names one of them as the least; no other pattern does."
        yield Fault(file, "least_warning", "does not fit shown_with", hint)
    for strange in sorted(set(pattern.defining) - set(pattern.rates)):
        yield Fault(file, "defining", f"unknown item {strange!r}", "Use items of the rates.")
    unknown = set(pattern.headings) - set(headings.headings if headings else pattern.headings)
    for heading in sorted(unknown):
        yield Fault(file, "headings", f"unknown heading {heading!r}", "Use one of headings.yaml.")


def background_faults(background: Background, patterns: set[str]) -> Iterator[Fault]:
    """Faults of the background: its groups and its mix."""
    file = "background.yaml"
    yield from _sums(file, {item: entry.rate for item, entry in background.items.items()})
    yield from _same_ids(file, "mix", set(background.mix), patterns)
    # Decimal shares add up as binary fractions, a hair beside the whole.
    if abs(sum(background.mix.values()) - 100) > 1e-9 or min(background.mix.values(), default=0) < 0:
        yield Fault(file, "mix", "does not sum to 100", "The mix is in percent.")


def sentence_faults(sentences: Sentences, file: str, items: set[str]) -> Iterator[Fault]:
    """Faults of the sentences of a language: one per item, no unknown placeholder."""
    yield from _same_ids(file, "items", set(sentences.items), items)
    for item, sentence in sentences.items.items():
        for text in (sentence.some, sentence.none):
            strange = placeholders(text) - COUNTS
            if strange or broken(text) is not None:
                yield Fault(
                    file,
                    f"items.{item}",
                    broken(text) or f"unknown {sorted(strange)}",
                    f"Placeholders are {sorted(COUNTS)}; double a brace that is meant as one.",
                )


def settings_faults(settings: Settings, patterns: set[str], groups: set[str]) -> Iterator[Fault]:
    """Faults of engine.yaml: scalars missing or unknown, thresholds out of order, ids that do not exist."""
    file = "engine.yaml"
    expected = {field.name for field in fields(Parameters)}
    yield from _same_ids(file, "match", set(settings.match), expected)
    yield from _same_ids(file, "display", set(settings.display), {field.name for field in fields(Display)})
    for key, ids in (("painful_needed", settings.painful_needed), ("never_shown", settings.never_shown)):
        for unknown in sorted(set(ids) - patterns):
            yield Fault(file, key, f"unknown pattern {unknown!r}", "Use the id of a pattern file.")
    for reused in sorted(set(settings.retired) & patterns):
        yield Fault(file, "retired", f"{reused!r} is in use again", "Give the new pattern an id of its own.")
    for unknown in sorted(set(settings.ask) - groups):
        yield Fault(file, "ask", f"unknown group {unknown!r}", "Use the first half of an item's id.")
    shown, strong = settings.display.get("shown"), settings.display.get("strong")
    if shown and strong and not 0 < shown.value <= strong.value <= 1:
        yield Fault(file, "display", "shown and strong are out of order", "0 < shown ≤ strong ≤ 1.")
    yield from _range_faults(settings)


def _range_faults(settings: Settings) -> Iterator[Fault]:
    for name, scalar in settings.match.items():
        if not name.startswith("prior_") and scalar.value <= 0:
            yield Fault(
                "engine.yaml", f"match.{name}", "is not above zero", "Only the priors may be negative."
            )
    for name in ("mixture", "discount"):
        share = settings.match.get(name)
        if share and share.value > 1:
            yield Fault("engine.yaml", f"match.{name}", "is above one", "It is a share.")


def _same_ids(file: str, key: str, given: set[str], wanted: set[str]) -> Iterator[Fault]:
    for missing in sorted(wanted - given):
        yield Fault(file, f"{key}.{missing}", "is missing", "Every file names every id.")
    for unknown in sorted(given - wanted):
        yield Fault(file, f"{key}.{unknown}", "is unknown", "Ids are those of background.yaml and the files.")


def _sums(file: str, rates: dict[str, float]) -> Iterator[Fault]:
    for group in EXCLUSIVE:
        total = sum(rate for item, rate in rates.items() if item.startswith(f"{group}."))
        if abs(total - 1) > ROUNDING:
            yield Fault(
                file, f"rates.{group}", f"sums to {total:.3f}", "One of these holds, so they sum to 1."
            )
