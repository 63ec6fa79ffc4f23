"""Signing in and what guards it, as Django and allauth tell of it, written to the security log."""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from accounts.models import User
from accounts.queries import owner_of
from base.security_log import Event, Outcome, note


def install() -> None:
    """From now on each of them is logged."""
    for signal, receiver in (
        (user_logged_in, signed_in),
        (user_logged_out, signed_out),
        (user_login_failed, password_wrong),
        (account.user_signed_up, signed_up),
        (account.authentication_step_completed, proved),
        (account.login_code_rejected, code_wrong),
        (account.password_reset_code_rejected, code_wrong),
        (account.email_verification_code_rejected, code_wrong),
        (account.password_changed, password_changed),
        (account.password_set, password_changed),
        (account.password_reset, password_reset),
        (account.email_changed, address_changed),
        (account.email_confirmed, address_confirmed),
        (mfa.authenticator_added, factor_added),
        (mfa.authenticator_reset, factor_added),
        (mfa.authenticator_removed, factor_removed),
        (mfa.authentication_failed, factor_wrong),
    ):
        signal.connect(receiver, dispatch_uid=f"security log: {receiver.__name__}")


def signed_up(*, user: User, **_: Any) -> None:
    """An account was made; its address is not confirmed yet."""
    note(Event.SIGN_UP, user.pk)


def signed_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    """With everything that the account asks for."""
    ways = [str(one.get("type") or one["method"]) for one in get_authentication_records(request, user)]
    note(Event.SIGN_IN, user.pk, by=".".join(dict.fromkeys(ways)))


def signed_out(*, user: User | None, **_: Any) -> None:
    """Of their own will."""
    if user is not None:
        note(Event.SIGN_OUT, user.pk)


def password_wrong(*, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """At the sign-in, or where someone signed in has to prove who they are."""
    # By the account where there is one, as a success is logged: both are found under one name.
    who = owner_of(str(credentials.get("email", "")))
    again = request is not None and request.user.is_authenticated
    note(Event.PROOF_FAILED if again else Event.SIGN_IN_FAILED, who, outcome=Outcome.FAILED, by="password")


def code_wrong(*, user: User, **_: Any) -> None:
    """A code that was mailed, typed wrong."""
    note(Event.SIGN_IN_FAILED, user.pk, outcome=Outcome.FAILED, by="mailed_code")


def proved(
    *, request: HttpRequest, user: User, method: str, reauthenticated: bool = False, **facts: Any
) -> None:
    """Who is signed in has shown again who they are."""
    if reauthenticated and request.user.is_authenticated:
        note(Event.PROOF, user.pk, by=str(facts.get("type") or method))


def password_changed(*, user: User, **_: Any) -> None:
    """By who is signed in."""
    note(Event.PASSWORD_CHANGED, user.pk, by="owner")


def password_reset(*, user: User, **_: Any) -> None:
    """By who reads the mailbox."""
    note(Event.PASSWORD_CHANGED, user.pk, by="mailed_code")


def address_changed(*, user: User, from_email_address: EmailAddress | None, **_: Any) -> None:
    """Another address signs in from now on; the first one of an account is no change."""
    if from_email_address is not None:
        note(Event.ADDRESS_CHANGED, user.pk, by="owner")


def address_confirmed(*, email_address: EmailAddress, **_: Any) -> None:
    """The code that was mailed to it was typed."""
    note(Event.ADDRESS_CONFIRMED, email_address.user_id)


def factor_added(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Or its codes were made anew."""
    note(Event.FACTOR_ADDED, user.pk, kind=str(authenticator.type))


def factor_removed(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    """By its owner."""
    note(Event.FACTOR_REMOVED, user.pk, kind=str(authenticator.type))


def factor_wrong(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    """A wrong code of the second step."""
    note(Event.FACTOR_FAILED, user.pk, outcome=Outcome.FAILED, kind=str(authenticator.type))
