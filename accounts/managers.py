"""The reading words of people: who can be seen by whom."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.sessions.base_session import BaseSessionManager
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import (  # noqa: F401  named in the bases below
        Consent,
        Invitation,
        RateLimit,
        Session,
        User,
        VisitLink,
    )


class UserManager(BaseUserManager["User"]):
    """Makes people; addresses are kept in lower case so that one person is one account."""

    def get_queryset(self) -> models.QuerySet[User]:
        """Every user comes with their diary's owner: nearly every request needs both."""
        return super().get_queryset().select_related("patient")

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> User:
        """Create an active user; ValueError without an address."""
        if not email:
            raise ValueError("email: an address is needed")
        user = self.model(email=email.lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> User:
        """Create someone who runs the site; they see accounts and content, no health data."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **facts)

    def get_by_natural_key(self, username: str | None) -> User:
        """Addresses compare without case."""
        return self.get(email=(username or "").lower())


class SessionManager(BaseSessionManager["Session"]):
    """Sessions, each with its user, on whose role its lifetime hangs."""

    def get_queryset(self) -> models.QuerySet[Session]:
        """One question for both."""
        return super().get_queryset().select_related("user")


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Consents; being in force is read from the row each time, never remembered."""

    def in_force(self, on: date) -> Self:
        """Active and not past their last day."""
        lasts = Q(until_date__isnull=True) | Q(until_date__gte=on)
        return self.filter(lasts, state="active")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations; whether one is open is read from the row each time."""

    def open(self, now: datetime) -> Self:
        """Neither used, withdrawn nor run out."""
        return self.filter(closed_at__isnull=True, expires_at__gt=now)


class VisitLinkQuerySet(models.QuerySet["VisitLink"]):
    """Visit links; whether one is open is read from the row each time."""

    def open(self, now: datetime) -> Self:
        """Neither revoked nor run out."""
        return self.filter(closed_at__isnull=True, expires_at__gt=now)


class RateLimitQuerySet(models.QuerySet["RateLimit"]):
    """Counted uses."""

    def of(self, rule: str, subject: str) -> Self:
        """The row of one subject (its digest) under one rule."""
        return self.filter(rule=rule, subject=subject)
