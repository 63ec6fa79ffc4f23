"""What a message says, put together when it is sent."""

import logging
from collections import ChainMap
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import User
from accounts.queries import lacks_factor
from base import isolation
from delivery.compose.digest import compose_digest, has_exceptions
from delivery.mail import Mail
from delivery.message_kinds import CASELOAD_DIGEST, WEEKLY_SUMMARY
from delivery.models import Message
from delivery.queries.caseload import records_of
from delivery.recipient import Recipient
from delivery.weekly.compose import compose_summary
from delivery.weekly.facts import Week, Worth, worth_sending
from delivery.weekly.queries import Asked, weeks

log = logging.getLogger(__name__)

Weeks = Mapping[UUID, Week]
NOTHING_TO_SAY = "nothing_to_say"


def weeks_of(messages: Sequence[Message], *, now: datetime) -> Weeks:
    """The weeks that these messages tell of, by patient; without those that cannot be read.

    Whose week is missing is read once more by itself when the mail is put together, and raises there.
    """
    weekly = [message for message in messages if message.kind == WEEKLY_SUMMARY.name and message.user]
    # All weeks cost as many queries as one. Only when they cannot be read together is each read by itself, so that
    # the week at fault holds up no other.
    together = list(isolation.each([weekly], partial(_weeks_of, now), _not_together))
    alone = [] if together else isolation.each([[one] for one in weekly], partial(_weeks_of, now), _left_out)
    return dict(ChainMap(*together, *alone))


def _weeks_of(now: datetime, messages: Sequence[Message]) -> dict[UUID, Week]:
    return weeks([_asked(message, message.user, now) for message in messages if message.user is not None])


def _not_together(messages: Sequence[Message], fault: Exception) -> None:
    log.warning("%d weeks cannot be read together: %s", len(messages), isolation.name_of(fault))


def _left_out(messages: Sequence[Message], fault: Exception) -> None:
    """Nothing yet: see `weeks_of`."""


def compose(message: Message, user: User | None, found: Weeks, *, now: datetime) -> Mail | str:
    """The mail, or in one word why there is none. `user` is the account as it is now."""
    if message.kind == WEEKLY_SUMMARY.name:
        return _summary(message, user, found, now)
    if message.kind == CASELOAD_DIGEST.name:
        return _digest(user, now)
    return Mail(message.subject, message.text, message.html)


def _summary(message: Message, user: User | None, found: Weeks, now: datetime) -> Mail | str:
    if user is None or not hasattr(user, "patient"):
        return "account_closed"
    if user.resting:
        return "resting"
    week = found.get(user.patient.pk)
    if week is None or (user.mail_shows_symptoms and not week.nights):
        # The reader asked for the open form after these weeks were read.
        week = weeks([_asked(message, user, now)])[user.patient.pk]
    if worth_sending(week) is Worth.NOTHING:
        return NOTHING_TO_SAY
    return compose_summary(Recipient.of(user), week)


def _asked(message: Message, user: User, now: datetime) -> Asked:
    today = now.astimezone(ZoneInfo(user.timezone)).date()
    return Asked(user.patient.pk, date.fromisoformat(message.period), today, user.mail_shows_symptoms)


def _digest(user: User | None, now: datetime) -> Mail | str:
    if user is None or not user.is_therapist:
        return "not_a_therapist"
    # The desk stays shut without a second factor; its digest must not tell by mail what the desk would not show.
    if lacks_factor(user):
        return "second_factor_needed"
    records = records_of(user, now=now)
    if not has_exceptions(records):
        return NOTHING_TO_SAY
    return compose_digest(Recipient.of(user), records)
