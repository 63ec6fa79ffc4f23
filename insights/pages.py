"""The patterns as pages anyone may read."""

from dataclasses import asdict
from typing import Any

from insights.profiles.loader import load
from insights.profiles.shapes import Pattern


def patterns(language: str) -> list[dict[str, Any]]:
    """Every pattern in short."""
    return [_short(pattern, language) for pattern in load().patterns.values()]


def pattern_page(profile: str, language: str) -> dict[str, Any] | None:
    """One pattern with its rates and what they rest on; None for an id that is none."""
    pattern = load().patterns.get(profile)
    if pattern is None:
        return None
    rates = [
        {"item": item, "rate": rate.rate, "confidence": rate.confidence}
        for item, rate in pattern.rates.items()
    ]
    return {
        **_short(pattern, language),
        "anchors": [asdict(anchor) for anchor in pattern.anchors],
        "rates": rates,
    }


def _short(pattern: Pattern, language: str) -> dict[str, Any]:
    words = pattern.words(language)
    return {
        "id": pattern.id,
        "name": words.name,
        "summary": words.summary,
        "signed": asdict(words.signed_off) if words.signed_off else None,
        "article": pattern.article,
        "claims": pattern.claims,
        "corrections": pattern.corrections,
        "against": words.against,
        "shown_with": pattern.shown_with,
        "author": pattern.author,
        "reviewer": pattern.reviewer,
        "reviewed_on": pattern.reviewed_on,
        "review_by": pattern.review_by,
    }
