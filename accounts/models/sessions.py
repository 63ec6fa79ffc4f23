"""Open sessions, each with whose it is, so that they can end with the account; and why one ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from accounts.managers import SessionManager
from accounts.models.people import User

if TYPE_CHECKING:
    from accounts.sessions import SessionStore


class Session(AbstractBaseSession):
    """Django's session, its user, and when it was last used.

    A session that is ended by anything but its own sign-out is emptied and stays, nobody's, with the reason until it
    would have run out: a phone that comes back late is told why it is signed out.
    """

    class Ended(models.TextChoices):
        IDLE = "idle"
        AGE = "age"
        ELSEWHERE = "elsewhere"
        TOO_MANY = "too_many"
        PASSWORD = "password"  # noqa: S105  the word, none
        FACTOR = "factor"
        ADDRESS = "address"
        ROLE = "role"
        ADMINISTRATOR = "administrator"
        CLOSED = "closed"
        ERASED = "erased"

    # The row outlives the account: a phone that comes back later is told that it was erased.
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="sessions")
    used_at = models.DateTimeField(default=timezone.now)
    ended = models.CharField(max_length=16, choices=Ended, default="", blank=True)

    objects: ClassVar[SessionManager] = SessionManager()

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
