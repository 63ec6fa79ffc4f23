"""Whom a mail is for, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import User
from base.languages import forms, say_date


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone who reads mail: how to speak to them and in which zone they live."""

    id: UUID
    language: str
    timezone: str
    shows_symptoms: bool = False

    @classmethod
    def of(cls, user: User) -> "Recipient":
        """The recipient that an account describes."""
        return cls(user.pk, user.language, user.timezone, user.mail_shows_symptoms)

    def day(self, on: date) -> str:
        """A date without its year, such as 16 November."""
        return say_date(on, self.language, forms(self.language).day)

    def weekday(self, on: date) -> str:
        """A date with its weekday, as it stands inside a sentence."""
        return say_date(on, self.language, forms(self.language).weekday)

    def short(self, on: date) -> str:
        """A date in few letters, such as Mon 16 Nov."""
        return say_date(on, self.language, forms(self.language).short)

    def moment(self, at: datetime) -> str:
        """An instant where the reader lives."""
        local = at.astimezone(ZoneInfo(self.timezone))
        return f"{self.weekday(local.date())}, {local:%H:%M} ({self.timezone})"
