"""A flag as people are shown it."""

from typing import Any

from insights.models import Flag
from insights.safety.rulebook import load


def flag_document(flag: Flag, language: str = "en") -> dict[str, Any]:
    """The flag with its words in `language`, else in the language that has them.

    A flag keeps the rule and version that raised it, even when today's rule would say otherwise.
    """
    rule = load().rule(flag.rule)
    words = rule.text.get(language, rule.text["en"])
    return {
        "id": str(flag.pk),
        "rule": flag.rule,
        "version": flag.rule_version,
        "level": flag.level,
        "title": words.title,
        "message": words.message.get(flag.level) or next(iter(words.message.values())),
        "say": words.on_the_phone,
        "call": rule.service(flag.level),
        "signed_off": words.signed_off,
        "side": flag.side or None,
        "items": flag.items,
        "night": flag.night.isoformat(),
        "raised_at": flag.raised_at.isoformat(),
    }
