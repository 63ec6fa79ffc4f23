"""Administrators, stolen sessions and codes by mail, as an attack meets them."""

import re
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from accounts.mfa_encryption import encrypt
from accounts.models import User
from delivery.models import Message

JSON = "application/json"
WORD = "a long enough one"


def give_factor(user: User) -> str:
    """An authenticator app for the account; its secret."""
    secret = str(generate_totp_secret())
    Authenticator.objects.create(user=user, type="totp", data={"secret": encrypt(secret)})
    return secret


def totp(secret: str) -> str:
    """The six digits of this half minute, of which enough is left to type them."""
    if (left := 30 - time.time() % 30) < 3:
        time.sleep(left)
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def administrator(email: str = "ada@example.com", *, factor: bool = True) -> tuple[User, Client]:
    """Someone who runs the site, and their signed-in browser."""
    user = User.objects.create_superuser(email, WORD, name="Ada")
    if factor:
        give_factor(user)
    http = Client()
    http.force_login(user)
    return user, http


def stale(http: Client) -> Client:
    """The same session, twenty minutes after whoever it belongs to last proved who they are."""
    session = http.session
    session["proved_at"] = session["proved_at"] - 1200
    session.save()
    return http


def allauth(http: Client, method: str, path: str, body: object = None, client: str = "browser") -> Any:
    """A request to sign-in's own routes."""
    call = getattr(http, method)
    return call(f"/_allauth/{client}/v1/{path}", data=body, content_type=JSON)


def code_in(message: Message) -> str:
    """The code that a mail holds."""
    found = re.search(r"\b([A-Z0-9]{4}-[A-Z0-9]{4}|[A-Z0-9]{6})\b", message.text)
    assert found, message.text
    return found.group(1)
