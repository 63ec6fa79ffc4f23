"""Whom a mail is for, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import dateformat, translation

from accounts.models import User

DAY = {"en": "j F", "de": "j. F", "es": r"j \d\e F"}
SHORT = {"en": "D j M", "de": "D, j. N", "es": "D j b"}
WEEKDAY = {"en": "l j F", "de": "l, j. F", "es": r"l j \d\e F"}


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
        return self._format(on, DAY)

    def weekday(self, on: date) -> str:
        """A date with its weekday, as it stands inside a sentence."""
        return self._format(on, WEEKDAY)

    def short(self, on: date) -> str:
        """A date in few letters, such as Mon 16 Nov."""
        return self._format(on, SHORT)

    def moment(self, at: datetime) -> str:
        """An instant where the reader lives."""
        local = at.astimezone(ZoneInfo(self.timezone))
        return f"{self.weekday(local.date())}, {local:%H:%M} ({self.timezone})"

    def _format(self, on: date, forms: dict[str, str]) -> str:
        return _said(on, self.language, forms.get(self.language, forms["en"]))


@lru_cache(maxsize=1024)
def _said(on: date, language: str, form: str) -> str:
    """Kept, because a week's dates are said to everyone."""
    with translation.override(language):
        return dateformat.format(on, form)
