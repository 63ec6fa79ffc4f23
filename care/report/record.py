"""Four lines for the clinician's own record, made from a report. Pure."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from base.plurals import counted
from care.report.words import words
from insights.course_words import verdict_text
from journal import vocabulary

MOST = 3
SPAN = 2


def record_lines(report: Mapping[str, Any], language: str) -> list[str]:
    """Who and when; where, when and warned of what; what was tried and what it resembles; whence it comes."""
    said = words().language(language)
    period, counts = report["period"], report["nights"]
    born = report["birth_year"]
    gaps = report["not_asked"]
    facts = {
        "name": report["name"] or said["unnamed"],
        "born": f", {said['born'].format(year=born)}" if born else "",
        "from": period["from"],
        "to": period["to"],
        **counts,
        "course": verdict_text(report["verdict"], language).whole,
        "place": places_text(report["map"]["now"][:MOST], language) or said["unknown"],
        "hour": _hour(report["hours"], said),
        "position": _position(report["positions"], language, said),
        "signs": signs_text(report["signs"], language) or said["none"],
        "background": _background(report["background"], said),
        "flags": ", ".join(flag["title"] for flag in report["flags"]) or "0",
        # A question that several rules wait for is one question.
        "gaps": len({item for rule in gaps["rules"] for item in rule["items"]}) if gaps else 0,
        "tried": "; ".join(tried_line(one, said) for one in report["tried"][:MOST]) or said["none"],
        "patterns": ", ".join(map(_pattern, report["patterns"])) or said["none"],
        "date": report["printed_on"],
    }
    return [said[f"record_{line}"].format(**facts) for line in (1, 2, 3, 4)]


def number(value: float | None, said: Mapping[str, str]) -> str:
    """A figure without needless zeros, with the reader's decimal point, or that it was not said."""
    return said["unknown"] if value is None else f"{value:g}".replace(".", said["point"])


def tried_line(one: Mapping[str, Any], said: Mapping[str, str]) -> str:
    """What was tried, on how many nights, how often it helped or made worse."""
    parts = [said["tried_on"].format(**counted(n=one["nights"]))]
    parts += [said["helped"].format(helped=one["helped"], told=one["told"])] if one["told"] else []
    parts += [said["worse"].format(n=one["worse"])] if one["worse"] else []
    return f"{one['label'].rstrip('.')}: {', '.join(parts)}"


def signs_text(signs: Sequence[Mapping[str, Any]], language: str) -> str:
    """Each sign with its nights, by leg where one was named."""
    known, legs = vocabulary.load(), defaultdict(list)
    for one in signs:
        leg = f"{known.label('side', one['side'], language)} " if one["side"] else ""
        legs[one["label"]].append(f"{leg}({one['nights']})")
    return "; ".join(f"{label} {', '.join(nights)}" for label, nights in legs.items())


def background_text(
    lines: Sequence[Mapping[str, Any]],
    day: Callable[[str], str],
    cut: Callable[[str], str] = str,
    most: int = 99,
) -> list[tuple[str, str]]:
    """The health background by the day on which it was said, the latest first; of many changes the latest `most`."""
    told: dict[str, list[str]] = {}
    for one in lines:
        told.setdefault(one["told_on"] or "", []).append(_said_of(one, day, cut, most))
    return [(day(on) if on else "", "; ".join(told[on])) for on in sorted(told, reverse=True)]


def _said_of(one: Mapping[str, Any], day: Callable[[str], str], cut: Callable[[str], str], most: int) -> str:
    value = one["value"] or (day(one["on"]) if one["on"] else "")
    changes = [
        " ".join(filter(None, (day(event["on"]), event["label"], cut(event["text"]))))
        for event in one["events"][-most:]
    ]
    more = len(one["events"]) - len(changes)
    events = ", ".join(changes + ([f"+{more}"] if more else []))
    return str(one["label"]) + (f": {value}" if value else "") + (f" ({events})" if events else "")


def _background(lines: Sequence[Mapping[str, Any]] | None, said: Mapping[str, str]) -> str:
    if lines is None:
        return said["not_shared"]
    told = [
        f"{text} ({said['told'].format(date=on)})" if on else text for on, text in background_text(lines, str)
    ]
    return "; ".join(told) or said["none"]


def _pattern(one: Mapping[str, Any]) -> str:
    """The pattern's name with the warnings that stand beside it."""
    messages = " ".join(warning["message"] for warning in one["warnings"])
    return f"{one['name']} ({messages.rstrip('.')})" if messages else str(one["name"])


def places_text(sites: Sequence[Mapping[str, Any]], language: str) -> str:
    """Places with their leg and nights."""
    known = vocabulary.load()
    return ", ".join(
        f"{known.label('site', one['site'], language)} {known.label('side', one['side'], language)} ({one['nights']})"
        for one in sites
    )


def _hour(hours: Sequence[int], said: Mapping[str, str]) -> str:
    """The two hours on end with the most onsets."""
    # Around the clock: the two hours may be the last of one date and the first of the next.
    spans = [sum(hours[(start + step) % len(hours)] for step in range(SPAN)) for start in range(len(hours))]
    if not any(spans):
        return said["unknown"]
    start = spans.index(max(spans))
    return said["hour_span"].format(**{"from": f"{start:02}", "to": f"{(start + SPAN) % len(hours):02}"})


def _position(positions: Sequence[Mapping[str, Any]], language: str, said: Mapping[str, str]) -> str:
    known = vocabulary.load()
    return known.label("onset", positions[0]["onset"], language) if positions else said["unknown"]
