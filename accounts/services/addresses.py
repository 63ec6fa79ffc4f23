"""What the proof of a mailbox changes for its account."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Agreement, Session, User
from accounts.services.sessions import end_other_sessions
from base.security_log import Event, note

CHOSE_WORD = "chose_password"


def signed_up(*, request: HttpRequest, user: User, **_: Any) -> None:
    """allauth's word that this session made the account and chose its password."""
    request.session[CHOSE_WORD] = str(user.pk)


@transaction.atomic
def address_confirmed(*, request: HttpRequest, email_address: EmailAddress, **_: Any) -> None:
    """allauth's word that an address was confirmed: mail to it opens the account again.

    A password that was chosen before anybody had read the mailbox is good only for who knows it: whoever signs up
    with the address of another must not be let into what that person keeps there later.
    """
    User.objects.filter(pk=email_address.user_id).update(address_corrected_at=None)
    # The very object that is signed in next: its session is bound to the password as it is now.
    user = email_address.user
    unproven = user.last_login is None and user.has_usable_password()
    if unproven and not _knows_password(request, user):
        user.set_unusable_password()
        user.save(update_fields=["password"])
        note(Event.PASSWORD_CHANGED, user.pk, by="first_confirmation")
        # It was agreed to by whoever signed up: the owner is asked.
        Agreement.objects.filter(user=user, ended_at__isnull=True).update(ended_at=timezone.now())
        end_other_sessions(user=user, kept=request.session.session_key, reason=Session.Ended.PASSWORD)


def _knows_password(request: HttpRequest, user: User) -> bool:
    """Whether this session chose the account's password, or has given it."""
    given = any(one["method"] == "password" for one in get_authentication_records(request, user))
    return given or request.session.get(CHOSE_WORD) == str(user.pk)
