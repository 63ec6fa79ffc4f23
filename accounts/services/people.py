"""Accounts and the diaries they own."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import Patient, User


class UnknownTimezone(ValueError):
    """The name is in no zone list; never opened as a file."""


@transaction.atomic
def open_patient_record(*, user: User) -> Patient:
    """Give the account a diary of its own; the same one on every call."""
    patient, _ = Patient.objects.get_or_create(user=user)
    return patient


@transaction.atomic
def change_account(*, user: User, changes: Mapping[str, object]) -> User:
    """Set the given fields of one's own account; UnknownTimezone for a zone nobody lives in."""
    zone = changes.get("timezone")
    if zone is not None and zone not in available_timezones():
        raise UnknownTimezone(str(zone)[:64])
    for field, value in changes.items():
        setattr(user, field, value)
    # These alone: another request may be changing the other fields.
    user.save(update_fields=[*changes])
    return user


@transaction.atomic
def make_admin(*, email: str, password: str) -> User:
    """Someone who runs the site, with their address taken as verified: they hold the machine."""
    user = User.objects.create_superuser(email, password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def make_person(*, email: str, password: str | None, **facts: Any) -> User:
    """An account with a verified address, for made-up people; the same one on every call."""
    user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(
        email, password, **facts
    )
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return user


@transaction.atomic
def remove_account(*, user: User) -> None:
    """The account and all that hangs on it, its consents and agreements included, which nothing else may remove."""
    User.objects.filter(pk=user.pk).update(being_erased=True)
    user.delete()


def set_paused(*, user: User, paused: bool) -> None:
    """Pause the journal, or end its pause."""
    User.objects.filter(pk=user.pk).update(resting=paused)
    user.resting = paused
