"""What people choose to hear."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import change_account
from delivery.models import MailQuestion, Stream, StreamChoice

PAUSE = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Choice:
    """One stream as the person wants it from now on."""

    stopped: bool = False
    paused_until: date | None = None


@transaction.atomic
def choose(*, user: UUID, stream: Stream, choice: Choice) -> None:
    """Stop, pause or resume one stream; repeatable, and nothing at all for an account that is gone.

    With the last of someone's mail streams stopped the account itself says off, and says weekly again when one
    is resumed.
    """
    # Held: two streams stopped at the same moment would each find the other on, and the account would not say off.
    found = User.objects.select_for_update(of=("self",)).filter(pk=user).first()
    if found is None:
        return
    if choice == Choice():
        StreamChoice.objects.filter(user=found, stream=stream).delete()
    else:
        StreamChoice.objects.update_or_create(
            user=found,
            stream=stream,
            defaults={"stopped": choice.stopped, "paused_until": choice.paused_until},
        )
    if stream == Stream.REMINDER:
        if choice.stopped:
            change_account(user=found, changes={"reminder_at": None})
        return
    _agree(found, resumed=not choice.stopped)


def _agree(user: User, *, resumed: bool) -> None:
    """Keep the account's own setting and the streams' in step."""
    streams = {Stream.SUMMARY, Stream.DIGEST} if user.is_therapist else {Stream.SUMMARY}
    stopped = StreamChoice.objects.filter(user=user, stream__in=streams, stopped=True)
    if stopped.count() == len(streams):
        change_account(user=user, changes={"mail_summary": User.Cadence.OFF})
        # The account alone says off: rows left behind would keep the other stream stopped when one is resumed.
        stopped.delete()
    elif resumed and user.mail_summary == User.Cadence.OFF:
        change_account(user=user, changes={"mail_summary": User.Cadence.WEEKLY})


def choose_when(*, user: User, hour: int | None, cadence: str | None) -> None:
    """At which hour mail comes, and how often to a therapist who has any; None leaves it as it is."""
    changes: dict[str, object] = {} if hour is None else {"mail_hour": hour}
    # `choose` writes through a row of its own, so the caller's copy may be older than the same request.
    user.refresh_from_db(fields=["mail_summary"])
    if cadence is not None and user.is_therapist and user.mail_summary != User.Cadence.OFF:
        changes["mail_summary"] = cadence
    if changes:
        change_account(user=user, changes=changes)


@transaction.atomic
def answer_mail_question(*, user: User, shows_symptoms: bool, now: datetime) -> None:
    """The person saw both forms of the weekly mail and chose one."""
    MailQuestion.objects.update_or_create(user=user, defaults={"answered_at": now})
    change_account(user=user, changes={"mail_shows_symptoms": shows_symptoms})
