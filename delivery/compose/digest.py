"""The overview for someone who looks after others: exceptions first, nobody named."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string

from care import sections
from delivery import unsubscribe
from delivery.mail import Mail
from delivery.message_texts import Words, words
from delivery.models import Stream
from delivery.recipient import Recipient
from insights.course import Verdict
from insights.course_words import headline


class Need(Enum):
    """Why a record is looked at, by the desk's names; in the order of the mail."""

    FLAGGED = "flagged"
    WORSE = "worse"
    SILENT = "silent"
    STEADY = "steady"


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a caseload: its number in the reader's own list, never a name."""

    patient: UUID
    number: int
    need: Need
    verdict: Verdict
    nights_logged: int
    nights: int


def compose_digest(reader: Recipient, records: Sequence[Record]) -> Mail:
    """One mail for the whole caseload."""
    said = words(reader.language)
    stop_url = unsubscribe.link(reader.id, Stream.DIGEST)
    context: dict[str, Any] = {
        "language": reader.language,
        "subject": said.say("digest.subject"),
        "preview": said.say("digest.preview"),
        "heading": said.say("digest.heading"),
        "sections": [
            _section(need, records, said) for need in Need if need is not Need.STEADY and _of(need, records)
        ],
        "steady": said.count("digest.steady", len(_of(Need.STEADY, records))),
        "button": said.say("digest.button"),
        "watch": said.say("digest.watch"),
        "button_url": f"{settings.SITE_URL}/desk",
        "why": said.say("digest.why"),
        "stop": said.say("digest.stop"),
        "stop_url": stop_url,
        "footer": said.say("frame.footer"),
    }
    text = render_to_string("delivery/digest.txt", context)
    html = render_to_string("delivery/digest.html", context)
    return Mail(context["subject"], text, html, headers=unsubscribe.headers(stop_url))


def has_exceptions(records: Sequence[Record]) -> bool:
    """Whether there is anything to say."""
    return any(record.need is not Need.STEADY for record in records)


def _of(need: Need, records: Sequence[Record]) -> list[Record]:
    return [record for record in records if record.need is need]


def _section(need: Need, records: Sequence[Record], said: Words) -> dict[str, Any]:
    return {
        "heading": said.say(f"digest.sections.{need.value}"),
        "rule": _rule(need, said),
        "rows": [_row(record, said) for record in _of(need, records)],
    }


def _rule(need: Need, said: Words) -> str:
    """The published rule of a section; why a record comes first of all is said in the list only, never by mail."""
    if need is Need.FLAGGED:
        return said.say("digest.first")
    return sections.rules().published(need.value, said.language)


def _row(record: Record, said: Words) -> dict[str, str]:
    return {
        "name": said.say(
            "digest.row", number=record.number, headline=headline(record.verdict, said.language)
        ),
        "nights": said.say("digest.nights", n=record.nights_logged, nights=record.nights),
        "url": f"{settings.SITE_URL}/desk/{record.patient}",
    }
