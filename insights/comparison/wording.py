"""What a comparison says, in the reader's language: it is kept in English, with the counts to say it again."""

from collections.abc import Mapping
from typing import Any

from base.plurals import Count
from insights.profiles.loader import load
from insights.profiles.shapes import Sentences

# The language of what is kept.
KEPT_IN = "en"
View = dict[str, Any]


def sentence_of(
    said: Sentences, item: str, yes: float, asked: float, other: tuple[float, float] | None
) -> str:
    """What the diary says about an item; `other` are the counts after days without a factor."""
    sentence = said.items[item]
    counts = {"yes": yes, "asked": asked}
    if other:
        counts |= {"yes_other": other[0], "asked_other": other[1]}
    text = sentence.some if yes else sentence.none
    return text.format(**{name: Count(count, _spoken(count)) for name, count in counts.items()})


def in_language(view: Mapping[str, Any], language: str) -> View:
    """A kept comparison in the reader's language. Of content that is gone, what was kept stays as it is."""
    if language == KEPT_IN:
        return dict(view)
    said, question = load().say(language), view["next_question"]
    found = {
        **view,
        "profiles": [_pattern(row, language) for row in view["profiles"]],
        "statement": said.statement,
        "next_question": question and {**question, "why": said.next_question},
    }
    changed = view.get("changed")
    if changed:
        earlier = [_pattern(row, language) for row in changed["earlier"]]
        found["changed"] = {**changed, "earlier": earlier}
    return found


def name_of(pattern: str, language: str, kept: str = "") -> str:
    """A pattern's name; the kept one for a pattern that is gone."""
    content = load()
    known = content.patterns.get(pattern) or (content.null if content.null.id == pattern else None)
    return known.words(language).name if known else kept


def _pattern(row: Mapping[str, Any], language: str) -> View:
    said = load().say(language)
    sides = {side: [_reason(one, said) for one in row[side]] for side in ("for", "against")}
    return {**row, **sides, "name": name_of(row["id"], language, row["name"])}


def _reason(reason: Mapping[str, Any], said: Sentences) -> View:
    other = reason.get("other")
    try:
        text = sentence_of(said, reason["item"], reason["yes"], reason["asked"], other and tuple(other))
    except KeyError:  # kept before its counts were, or about an item that is gone
        text = reason["text"]
    return {**reason, "text": text}


def _spoken(nights: float) -> str:
    whole = int(nights)
    return str(whole) if nights == whole else f"{whole or ''}½"
