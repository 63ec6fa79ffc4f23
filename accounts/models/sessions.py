"""Open sessions, each with whose it is, so that they can end with the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from accounts.models.people import User

if TYPE_CHECKING:
    from accounts.sessions import SessionStore


class Session(AbstractBaseSession):
    """Django's session, and its user.

    When an account is erased its sessions are emptied and stay as `erased` until they would have run out: a phone
    that comes back late is told why it is signed out.
    """

    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="sessions")
    erased = models.BooleanField(default=False)

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        """What reads and writes these rows."""
        from accounts.sessions import SessionStore

        return SessionStore
