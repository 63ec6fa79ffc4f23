"""What an administrator may do to an account: the changes themselves.

Only `privacy.services.administer` calls these: it asks for a reason, writes the log and tells the person.
"""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts.models import Session, User
from accounts.queries import has_second_factor
from accounts.services.sessions import end_other_sessions
from base.security_log import Event, note


class NotPossible(Exception):
    """The act cannot be done to this account; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@transaction.atomic
def set_active(*, person: User, active: bool) -> None:
    """Open the account for sign-in, or close it and end every session; repeatable."""
    person.is_active = active
    person.save(update_fields=["is_active"])
    if not active:
        end_other_sessions(user=person, kept=None, reason=Session.Ended.ADMINISTRATOR)


@transaction.atomic
def take_factors_away(*, person: User) -> None:
    """Every second factor with its recovery codes; who signs or administers cannot until there is another."""
    Authenticator.objects.filter(user=person).delete()
    note(Event.FACTOR_REMOVED, person.pk, by="administrator")
    end_other_sessions(user=person, kept=None, reason=Session.Ended.FACTOR)


@transaction.atomic
def correct_address(*, person: User, address: str, now: datetime) -> None:
    """Put another address in place of all others, to be confirmed by who can sign in without it.

    NotPossible for an account that nothing but its mailbox opens: whoever holds the new one would be let in.
    """
    fresh = address.strip().lower()
    try:
        validate_email(fresh)
    except ValidationError:
        raise NotPossible("bad_address") from None
    # Both tables: an address that somebody has not confirmed yet is theirs too.
    if EmailAddress.objects.filter(email__iexact=fresh).exists() or User.objects.filter(email=fresh).exists():
        raise NotPossible("address_taken")
    passkeys = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)
    if not (person.has_usable_password() or passkeys.exists()):
        raise NotPossible("only_mail_opens_it")
    # All of them: one that was left, and verified, would still be sent codes.
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=fresh, verified=False, primary=True)
    person.email, person.address_corrected_at = fresh, now
    person.save(update_fields=["email", "address_corrected_at"])
    note(Event.ADDRESS_CHANGED, person.pk, by="administrator")
    end_other_sessions(user=person, kept=None, reason=Session.Ended.ADDRESS)


@transaction.atomic
def name_signer(*, person: User, named: bool) -> None:
    """Let them sign content, or no longer. NotPossible without a second factor."""
    if named and not has_second_factor(person):
        raise NotPossible("second_factor_needed")
    person.is_signer = named
    person.save(update_fields=["is_signer"])
    note(Event.ROLE_CHANGED, person.pk, role="signer", now="held" if named else "lost")


@transaction.atomic
def name_administrator(*, person: User, named: bool) -> None:
    """Let them run the site, or no longer. NotPossible without a second factor."""
    if named and not has_second_factor(person):
        raise NotPossible("second_factor_needed")
    person.is_staff = named
    # Taken away with the role, never given: a superuser passes every check of permissions.
    person.is_superuser = person.is_superuser and named
    person.save(update_fields=["is_staff", "is_superuser"])
    note(Event.ROLE_CHANGED, person.pk, role="admin", now="held" if named else "lost")
    if not named:
        end_other_sessions(user=person, kept=None, reason=Session.Ended.ROLE)
