"""When something is due for someone, reckoned in their own zone. Pure: instants and names in, instants out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MONDAY = 0


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Every Monday or every day at a local time of day."""

    timezone: str
    at: time
    weekly: bool

    def after(self, instant: datetime) -> datetime:
        """The first due instant later than `instant`."""
        # From the day before: a time of day that a clock change leaves out can fall on the next date.
        return next(due for due in self._from(self._local(instant) - DAY) if due > instant)

    def latest(self, instant: datetime) -> datetime:
        """The last due instant not later than `instant`."""
        found = None
        for due in self._from(self._local(instant) - WEEK - DAY):
            if due > instant:
                break
            found = due
        assert found is not None  # noqa: S101  ten days hold a Monday
        return found

    def _from(self, day: date) -> Iterator[datetime]:
        """Due instants of this date and later. A local time that a clock change leaves out comes an hour later."""
        zone = ZoneInfo(self.timezone)
        while True:
            if not self.weekly or day.weekday() == MONDAY:
                # In UTC: Python compares two datetimes of one zone by wall clock, which repeats an hour each autumn.
                yield datetime.combine(day, self.at, tzinfo=zone).astimezone(UTC)
            day += DAY

    def _local(self, instant: datetime) -> date:
        return instant.astimezone(ZoneInfo(self.timezone)).date()


def week_before(instant: datetime, timezone: str) -> date:
    """The Monday that begins the last full local week before `instant`."""
    today = instant.astimezone(ZoneInfo(timezone)).date()
    return today - timedelta(days=today.weekday()) - WEEK
