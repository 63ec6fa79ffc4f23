"""The end of a record: closing, silence, and forgetting everything."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce, Greatest

from accounts.models import Patient, User
from journal.limits import load as limits
from journal.models import Change, Closure, Diary, Entry, Episode, Night, SleepPeriod, Tombstone

MONTH = timedelta(days=365.25 / 12)
FORGOTTEN = settings.VAR_DIR / "forgotten"


@dataclass(frozen=True, slots=True)
class Silent:
    """People nobody has heard from: to ask once, to warn of erasure, to erase."""

    ask: list[Patient]
    warn: list[Patient]
    erase: list[Patient]


@transaction.atomic
def erase_record(*, patient: Patient, now: datetime) -> None:
    """Forget the diary and all its versions; what a phone wrote before this moment stays forgotten."""
    Diary.objects.get_or_create(patient=patient)
    diary = Diary.objects.select_for_update().get(patient=patient)
    SleepPeriod.objects.filter(night__patient=patient).delete()
    for model in (Episode, Night, Entry, Change):
        model.objects.filter(patient=patient).delete()
    diary.erased_at, diary.warned_at = now, None
    diary.revision += 1
    diary.save(update_fields=["erased_at", "warned_at", "revision"])
    Tombstone.objects.update_or_create(patient=patient.pk, defaults={"erased_on": now.date()})
    transaction.on_commit(lambda: _write_down(str(patient.pk)))


@transaction.atomic
def erase_account(*, user: User, now: datetime) -> None:
    """Forget the record, then everyone and everything that hangs on the account."""
    patient = Patient.objects.filter(user=user).first()
    if patient is not None:
        erase_record(patient=patient, now=now)
    user.delete()


@transaction.atomic
def forget_again(*, patients: list[str], now: datetime) -> int:
    """After a restore from backup: erase every record that had been erased since; how many were back."""
    found = list(Patient.objects.filter(pk__in=patients).select_related("user"))
    for patient in found:
        erase_account(user=patient.user, now=now)
    return len(found)


@transaction.atomic
def close(*, patient: Patient, reason: str, now: datetime) -> Closure:
    """Stop sign-in, mail, push and alerts at once, end who may look, and set the day of erasure; repeatable."""
    erase_on = now.date() + timedelta(days=limits().closed_days)
    facts = {"reason": reason, "closed_at": now, "erase_on": erase_on}
    closure, _ = Closure.objects.get_or_create(patient=patient, defaults=facts)
    User.objects.filter(pk=patient.user_id).update(is_active=False)
    return closure


def silent(now: datetime) -> Silent:
    """By the limits: asked once after the first span; after the second warned, and erased when notice is over."""
    known = limits()
    people = Patient.objects.filter(user__is_active=True, closure__isnull=True).select_related(
        "user", "diary"
    )
    wrote = Max("changes__received_at")
    seen = people.annotate(
        heard=Greatest(Coalesce(wrote, "created_at"), Coalesce("user__last_login", "created_at"))
    )
    quiet = seen.filter(heard__lt=now - known.ask_after_months * MONTH).order_by("pk")
    gone = Q(heard__lt=now - known.erase_after_months * MONTH)
    warned = Q(diary__warned_at__gte=F("heard"))  # a notice before the last sign of life counts for nothing
    over = warned & Q(diary__warned_at__lt=now - timedelta(days=known.notice_days))
    return Silent(
        ask=list(quiet.exclude(gone)),
        warn=list(quiet.filter(gone).exclude(warned)),
        erase=list(quiet.filter(gone & over)),
    )


@transaction.atomic
def warned(*, patient: Patient, now: datetime) -> None:
    """Notice of erasure was given; the days run from here. A sign of life before then ends it."""
    Diary.objects.update_or_create(patient=patient, defaults={"warned_at": now})


def erase_due(*, now: datetime) -> int:
    """Erase accounts closed long enough, and those silent past their notice; how many."""
    closed = Patient.objects.filter(closure__erase_on__lte=now.date()).select_related("user")
    due: dict[Any, User] = {patient.pk: patient.user for patient in [*closed, *silent(now).erase]}
    for user in due.values():
        erase_account(user=user, now=now)
    return len(due)


def erased_since(first: date) -> list[str]:
    """Numbers of the records erased from that day on."""
    rows = Tombstone.objects.filter(erased_on__gte=first).order_by("erased_on", "patient")
    return [str(one) for one in rows.values_list("patient", flat=True)]


def _write_down(patient: str) -> None:
    """Beside the data too: a restored database has lost its youngest tombstones."""
    with FORGOTTEN.open("a", encoding="ascii") as file:
        file.write(f"{patient}\n")
