"""The weekly mail to someone who keeps a diary."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from base.languages import decimal
from delivery import unsubscribe
from delivery.compose.charts import strip_png, trend_png
from delivery.mail import Image, Mail
from delivery.message_texts import Words, words
from delivery.models import Stream
from delivery.recipient import Recipient
from delivery.weekly.facts import DAYS, Found, Todo, Week, Worth, worth_sending
from insights.comparison.wording import KEPT_IN, name_of
from insights.course import Verdict
from insights.course_words import discuss_text, verdict_text
from insights.pattern_warnings import warning_document
from journal import vocabulary

STRIP, TREND = "nights", "four-weeks"
# Fewer answers than this make no picture.
DRAWN = 4


def compose_summary(reader: Recipient, week: Week, *, charts: bool = True) -> Mail:
    """Neutral unless the reader asked for more; what changed most comes first. `charts` False leaves them undrawn."""
    said = words(reader.language)
    context = _frame(reader, week, said)
    images: tuple[Image, ...] = ()
    if worth_sending(week) is Worth.SHORT:
        context["body"] = list(said.paragraphs("summary.short"))
    elif reader.shows_symptoms:
        context |= _open(reader, week, said, context)
        images = _pictures(week, context) if charts else ()
    text = render_to_string("delivery/summary.txt", context)
    html = render_to_string("delivery/summary.html", context)
    return Mail(context["subject"], text, html, images, unsubscribe.headers(context["stop_url"]))


def _frame(reader: Recipient, week: Week, said: Words) -> dict[str, Any]:
    """What both forms of the mail hold."""
    form = {0: "none", 1: "one", DAYS: "all"}.get(week.logged, "many")
    last = week.monday.toordinal() + DAYS - 1
    return {
        "language": reader.language,
        "subject": said.say("summary.subject"),
        "preview": said.say("summary.preview"),
        "heading": said.say("summary.heading"),
        "dates": said.say(
            "summary.dates", first=reader.day(week.monday), last=reader.day(week.monday.fromordinal(last))
        ),
        "body": [said.say(f"summary.logged.{form}", n=week.logged)],
        "button": said.say("summary.button"),
        "button_url": f"{settings.SITE_URL}/week",
        "why": said.say("summary.why"),
        "stop": said.say("summary.stop"),
        "stop_url": unsubscribe.link(reader.id, Stream.SUMMARY),
        "footer": said.say("frame.footer"),
    }


def _open(reader: Recipient, week: Week, said: Words, frame: Mapping[str, Any]) -> dict[str, Any]:
    """With symptoms: the verdict, the nights, what was found, what to do; the count of nights stands by the dates."""
    marks = [said.say(f"summary.nights.{night.mark.value}") for night in week.nights]
    lines = [
        f"{reader.short(night.date)}: {mark}{_strength(night.worst)}"
        for night, mark in zip(week.nights, marks, strict=True)
    ]
    answered = sum(value is not None for value in week.series)
    return {
        **_course(week.verdict, reader.language),
        "dates": f"{frame['dates']}. {frame['body'][0]}",
        "body": [],
        "strip_heading": said.say("summary.nights.heading"),
        "strip": lines,
        "strip_alt": "; ".join(lines),
        "trend_heading": said.say("summary.trend_heading"),
        "trend_alt": said.say(
            "summary.trend_alt", answered=answered, nights=len(week.series), weeks=_by_week(week, said)
        ),
        "parts": [
            {
                "heading": said.say("summary.found.heading"),
                "text": _found(week.found, said),
                "warnings": _warnings(week.found, said),
            },
            {"heading": said.say("summary.todo.heading"), "text": _todo(week.todo, reader, said)},
        ],
    }


def _strength(worst: float | None) -> str:
    return f", {worst:.0f}/10" if worst else ""


def _course(verdict: Verdict | None, language: str) -> dict[str, Any]:
    """The verdict's title and sentences, and that it is worth discussing when nights get worse or flare."""
    if verdict is None:
        return {}
    text = verdict_text(verdict, language)
    discuss = (discuss_text(language),) if verdict.headline in ("worse", "flare") else ()
    return {"verdict": f"{text.title}.", "course": (*text.lines, *discuss)}


def _decimal(value: float, said: Words) -> str:
    return decimal(f"{value:.1f}", said.language)


def _by_week(week: Week, said: Words) -> str:
    """Averages of the four weeks, a dash for one without an answer."""
    parts = [week.series[start : start + DAYS] for start in range(0, len(week.series), DAYS)]
    given = [[value for value in part if value is not None] for part in parts]
    return "; ".join(_decimal(sum(one) / len(one), said) if one else "–" for one in given)


def _found(found: Found, said: Words) -> str:
    if found.pattern:
        name = _name(found, said)
        form = "in_app" if not name else "strong" if found.strong else "some"
        return said.say(f"summary.found.{form}", name=name)
    if found.needed:
        form = "needed_one" if found.needed == 1 else "needed"
        return said.say(f"summary.found.{form}", n=found.needed)
    return said.say("summary.found.unclear")


def _name(found: Found, said: Words) -> str:
    """The pattern in the reader's language; empty for one that is gone and was never named in it."""
    return name_of(found.pattern, said.language, found.name if said.language == KEPT_IN else "")


def _warnings(found: Found, said: Words) -> list[dict[str, Any]]:
    """The words beside the pattern; none where it is not named."""
    if not _name(found, said):
        return []
    return [warning_document(rule, level, said.language) for rule, level in found.warnings]


def _todo(todo: Todo, reader: Recipient, said: Words) -> str:
    if todo.kind == "visit" and todo.on is not None:
        return said.say("summary.todo.visit", date=reader.weekday(todo.on))
    if todo.kind == "question":
        label = _label(todo.item, said.language)
        form = "question" if label else "question_in_app"
        return said.say(f"summary.todo.{form}", label=label)
    return said.say(f"summary.todo.{todo.kind}")


def _label(item: str, language: str) -> str:
    """The question's words in the reader's language; empty when it has none."""
    group, _, name = item.partition(".")
    known = vocabulary.load().groups.get(group)
    found = known.items.get(name) if known else None
    return found.label.get(language, "") if found else ""


def _pictures(week: Week, context: dict[str, Any]) -> tuple[Image, ...]:
    images = [Image(STRIP, strip_png(week.nights), context["strip_alt"])]
    context["strip_image"] = STRIP
    if sum(value is not None for value in week.series) >= DRAWN:
        images.append(Image(TREND, trend_png(week.series, week.monday), context["trend_alt"]))
        context["trend_image"] = TREND
    return tuple(images)
