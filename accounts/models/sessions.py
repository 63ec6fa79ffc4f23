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


class ProofCode(models.Model):
    """The code last mailed to someone without a password, who has to prove who they are; for one session, once."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="proof_code")
    session = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"proof code, {self.tries} tries"
