"""What each pattern is compared on, and what it rests on."""

from collections.abc import Iterator

from insights.profiles.loader import load
from insights.profiles.shapes import Pattern
from tools.reference.markdown import document, named, table

TELLING = 2.0  # a rate so many times the background's, or a part of it so small, is listed


def page() -> str:
    """Every pattern with its most telling rates."""
    content = load()
    usual = {item: entry.rate for item, entry in content.background.items.items()}
    parts = ("\n".join(_pattern(pattern, usual)) for pattern in (*content.patterns.values(), content.null))
    return document("Patterns", content.say("en").statement, *parts)


def _pattern(pattern: Pattern, usual: dict[str, float]) -> Iterator[str]:
    words = pattern.words("en")
    yield from (f"## {pattern.id}", "", f"{words.full_name}. {words.summary}", "")
    if pattern.shown_with:
        yield f"- Shown with the words of: {', '.join(pattern.shown_with)}"
    if (least := pattern.least_warning) is not None:
        yield f"- At least: {least.rule}, {least.level}"
    yield f"- Speaks against it: {'; '.join(pattern.words('en').against) or 'nothing in words'}"
    for anchor in pattern.anchors:
        yield f"- {anchor.text} ({', '.join(anchor.sources) or anchor.basis})"
    rows = [
        (named(item), f"{rate.rate:.2f}", f"{usual[item]:.2f}", rate.confidence)
        for item, rate in sorted(pattern.rates.items(), key=lambda one: -one[1].rate / usual[one[0]])
        if rate.rate >= TELLING * usual[item] or usual[item] >= TELLING * rate.rate
    ]
    if rows:
        yield from ("", table(("answer", "rate", "usual", "known"), rows))
