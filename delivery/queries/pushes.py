"""Reads of push."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from delivery.models import Device, Push, StreamChoice
from journal.models import Diary, Night


def devices_of(user: User) -> list[Device]:
    """The user's subscribed devices, the newest first."""
    return list(Device.objects.filter(user=user).order_by("-created_at", "pk"))


def hold(user: User) -> None:
    """Let nobody else change this person's devices until the transaction ends."""
    # `list` runs the query: a queryset that nobody reads locks nothing.
    list(User.objects.select_for_update().filter(pk=user.pk).values_list("pk"))


def night_of(user: User, at: datetime) -> date:
    """The night that is written at this instant: yesterday's until the hour at which nights turn."""
    local = at.astimezone(ZoneInfo(user.timezone))
    before_turn = local.time() < user.night_turns_at
    return local.date() - timedelta(days=1) if before_turn else local.date()


def has_logged(user: User, night: date) -> bool:
    """Whether anything was written for that night."""
    return Night.objects.filter(patient__user=user, date=night, deleted_at__isnull=True).exists()


def wants_reminder(user: User, on: date) -> bool:
    """Whether the account, as it is now, wants to be reminded on this date."""
    if not user.reachable or user.resting or user.reminder_at is None:
        return False
    if Diary.objects.filter(patient__user=user, asked_at__isnull=False).exists():
        return False  # asked after long silence, and nothing written since: then it is quiet
    return not StreamChoice.objects.filter(user=user, stream="reminder", paused_until__gt=on).exists()


def due_pushes(now: datetime, limit: int) -> list[Push]:
    """Pushes whose time has come, with device and owner."""
    rows = Push.objects.filter(state=Push.State.PENDING, due_at__lte=now)
    return list(rows.select_related("device__user").order_by("due_at")[:limit])
