"""Flags raised and kept: the rule, its version and level, and what was shown when."""

from datetime import date, datetime

from accounts.models import Patient


def raise_flags(*, patient: Patient, today: date, now: datetime) -> None:
    """Evaluate every rule on the diary as it stands and keep what fires."""
