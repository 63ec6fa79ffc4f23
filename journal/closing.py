"""The end of a record: closing, silence, and forgetting everything."""

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from accounts.models import Patient, User
from accounts.services import remove_account
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
    # The row has to be there to be locked.
    Diary.objects.get_or_create(patient=patient)
    diary = Diary.objects.select_for_update().get(patient=patient)
    SleepPeriod.objects.filter(night__patient=patient).delete()
    for model in (Episode, Night, Entry, Change):
        model.objects.filter(patient=patient).delete()
    diary.erased_at, diary.asked_at, diary.warned_at = now, None, None
    diary.revision += 1
    diary.save(update_fields=["erased_at", "asked_at", "warned_at", "revision"])
    _bury(patient.pk, now)


@transaction.atomic
def erase_account(*, user: User, now: datetime) -> None:
    """Forget the record, then everything that hangs on the account in any app; leaves a tombstone.

    What only names the account is forgotten by `privacy.services.erase`, through which everyone goes.
    """
    patient = Patient.objects.filter(user=user).first()
    if patient is not None:
        erase_record(patient=patient, now=now)
    else:
        _bury(user.pk, now)
    remove_account(user=user)


def erased_again(numbers: list[str]) -> list[User]:
    """Accounts that are there although their record's or their own number stands on the list of the erased."""
    return list(User.objects.filter(Q(patient__pk__in=numbers) | Q(pk__in=numbers)).order_by("pk"))


@transaction.atomic
def close(*, patient: Patient, reason: str, now: datetime) -> Closure:
    """Stop sign-in, mail, push and alerts at once, end who may look, and set the day of erasure; repeatable."""
    erase_on = now.date() + timedelta(days=limits().closed_days)
    facts = {"reason": reason, "closed_at": now, "erase_on": erase_on}
    # Closed again, the day of erasure stays the one that was first told.
    closure, _ = Closure.objects.get_or_create(patient=patient, defaults=facts)
    User.objects.filter(pk=patient.user_id).update(is_active=False)
    return closure


def silent(now: datetime) -> Silent:
    """By the limits: asked once after the first span; after the second warned, and erased when notice is over."""
    ask, warn, erase = _silence(now)
    return Silent(list(ask), list(warn), list(erase))


def _silence(now: datetime) -> tuple[QuerySet[Patient], QuerySet[Patient], QuerySet[Patient]]:
    """Those to ask, to warn and to erase; the last word of a diary is read only of who has long not signed in."""
    known = limits()
    asking, erasing = (now - months * MONTH for months in (known.ask_after_months, known.erase_after_months))
    living = Q(user__is_active=True, user__withdrawn_at=None, closure=None)
    away = Q(user__last_login=None) | Q(user__last_login__lt=asking)
    wrote = Change.objects.filter(patient=OuterRef("pk")).order_by("-seq").values("received_at")[:1]
    seen = Patient.objects.filter(living, away, created_at__lt=asking).select_related("user", "diary")
    heard = Greatest(Coalesce(Subquery(wrote), "created_at"), Coalesce("user__last_login", "created_at"))
    # Signing in is a sign of life as well: a diary can be read and nothing written.
    quiet = seen.annotate(heard=heard).filter(heard__lt=asking).order_by("pk")
    gone = Q(heard__lt=erasing)
    asked = Q(diary__asked_at__gte=F("heard"))
    warned = Q(diary__warned_at__gte=F("heard"))  # a notice before the last sign of life counts for nothing
    over = Q(diary__warned_at__lt=now - timedelta(days=known.notice_days))
    return (
        quiet.exclude(gone).exclude(asked),
        quiet.filter(gone).exclude(warned),
        quiet.filter(gone, warned, over),
    )


@transaction.atomic
def asked(*, patient: Patient, now: datetime) -> None:
    """The one question after long silence was put; no other follows until after a sign of life."""
    Diary.objects.update_or_create(patient=patient, defaults={"asked_at": now})


@transaction.atomic
def warned(*, patient: Patient, now: datetime) -> None:
    """Notice of erasure was given; the days run from here. A sign of life before then ends it."""
    Diary.objects.update_or_create(patient=patient, defaults={"warned_at": now})


def notice_ends(given: datetime) -> date:
    """The day from which an account may be erased after a notice given at that moment."""
    return (given + timedelta(days=limits().notice_days)).date()


def due(now: datetime) -> list[User]:
    """Accounts to erase now: closed long enough, agreement withdrawn long enough, silent past their notice."""
    closed = Patient.objects.filter(closure__erase_on__lte=now.date()).select_related("user")
    over = now - timedelta(days=limits().withdrawn_days)
    withdrawn = User.objects.filter(withdrawn_at__lte=over)
    *_, silent_too_long = _silence(now)
    people = [patient.user for patient in [*closed, *silent_too_long]] + list(withdrawn)
    # An account may be due for more than one reason.
    return list({user.pk: user for user in people}.values())


def _bury(number: UUID, now: datetime) -> None:
    """A tombstone, and its number beside the data too: a restored database has lost its youngest tombstones."""
    Tombstone.objects.update_or_create(patient=number, defaults={"erased_on": now.date()})
    # Only once committed: a line in a file is not rolled back, and would name an account that is still there.
    transaction.on_commit(lambda: _write_down(number))


def _write_down(number: UUID) -> None:
    with FORGOTTEN.open("a", encoding="ascii") as file:
        file.write(f"{number}\n")
        file.flush()
        os.fsync(file.fileno())  # the only copy outside the database
