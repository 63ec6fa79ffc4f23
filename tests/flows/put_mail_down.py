"""Mail for a site's outbox: `python -m tests.flows.put_mail_down NAME LETTERS WEEKLY`, in its environment."""

import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from delivery import services  # noqa: E402
from delivery.mail import Mail  # noqa: E402
from journal.models import Night  # noqa: E402
from tests.cast import person  # noqa: E402

if __name__ == "__main__":
    name, letters, weekly = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    now = timezone.now()
    monday = now.date() - timedelta(days=now.weekday() + 7)
    for number in range(letters):
        services.enqueue(
            recipient=f"{name}.letter{number}@example.com",
            user=None,
            kind="login_code",
            mail=Mail("Your code", "123456", ""),
            now=now,
        )
    for number in range(weekly):
        reader = person(f"{name}.reader{number}@example.com")
        Night.objects.create(patient=reader.patient, date=monday, timezone="UTC", received_at=now)
        services.enqueue(
            recipient=reader.user.email,
            user=reader.user,
            kind="weekly_summary",
            now=now,
            period=monday.isoformat(),
        )
