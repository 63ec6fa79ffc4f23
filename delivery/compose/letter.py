"""Letters: one short message with perhaps a code or a button."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from delivery.mail import Mail, one_line
from delivery.message_texts import words


def compose_letter(kind: str, language: str, values: Mapping[str, str]) -> Mail:
    """The letter of that kind; `values` fill its placeholders. KeyError when one is missing."""
    said = words(language)
    letter = said.letters[kind]
    plain = {name: _safe(value) for name, value in values.items()}
    context: dict[str, Any] = {
        "language": language,
        "subject": one_line(letter.subject.format(**plain)),
        "preview": letter.preview,
        "heading": letter.heading.format(**plain),
        "body": [paragraph.format(**plain) for paragraph in letter.body],
        "code": plain["code"] if letter.code else "",
        "button": letter.button.label if letter.button else "",
        "button_url": values[letter.button.to] if letter.button else "",
        "small": [],
        "footer": said.say("frame.footer"),
    }
    if letter.notice:
        context["small"] += [said.say("frame.notice", **_origin(plain)), said.say("frame.not_you")]
    if letter.ask:
        context["small"].append(said.say("frame.ignore"))
    text = render_to_string("delivery/letter.txt", context)
    return Mail(context["subject"], text, render_to_string("delivery/letter.html", context))


def _safe(value: str) -> str:
    # A link is not shortened: `one_line` cuts at 200 characters, and half a link opens nothing.
    return one_line(value) if "://" not in value else value


def _origin(values: Mapping[str, str]) -> dict[str, str]:
    return {"when": values["when"], "browser": values["browser"]}
