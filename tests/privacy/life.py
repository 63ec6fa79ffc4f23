"""A site's life on a database of its own, as one process each: `python -m tests.privacy.life VERB`.

`live` makes people, says what their record is, writes nights until it reads a line, and then does what a backup of
that time does not know: weekly mails go out, one person is erased, one more signs up. `look` says what there is.
"""

import hashlib
import json
import sys
import threading
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts import services  # noqa: E402
from accounts.models import User  # noqa: E402
from delivery import services as delivery  # noqa: E402
from delivery.due import week_before  # noqa: E402
from delivery.models import Message, Schedule  # noqa: E402
from journal import services as journal  # noqa: E402
from journal.documents import NightParts  # noqa: E402
from journal.models import Change, Night  # noqa: E402
from journal.queries import epoch  # noqa: E402
from privacy import services as privacy  # noqa: E402

WORD = "plum-tree-91"
DAY = timedelta(days=1)


def person(name: str) -> User:
    user = services.make_person(email=f"{name}@example.com", password=WORD, name=name)
    services.open_patient_record(user=user)
    return user


def write(user: User, number: int) -> None:
    day = timezone.now().date() - DAY * (1 + number % 300)
    parts = NightParts.model_validate({"timezone": "UTC", "pain": True, "note": f"note {number}"})
    journal.put_night(patient=user.patient, date=day, parts=parts, now=timezone.now())


def live() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    alice, bob = person("alice"), person("bob")
    for number in range(30):
        write(alice, number)
    one_week_waits_and_one_falls_due(alice)
    say({"alice": digest(alice), "epoch": str(epoch())})
    over = threading.Event()
    threading.Thread(target=_wait_for_a_line, args=(over,), daemon=True).start()
    number = 0
    while not over.is_set():
        write(bob, number)
        number += 1
        over.wait(0.02)
    weekly()
    privacy.erase(user=bob, now=timezone.now(), goodbye=False)
    person("carol")
    say({"written": number})


def _wait_for_a_line(over: threading.Event) -> None:
    sys.stdin.readline()
    over.set()


def one_week_waits_and_one_falls_due(alice: User) -> None:
    """What a backup may hold of mail that goes out soon after it."""
    now = timezone.now()
    delivery.plan(now=now)
    monday = week_before(now, "UTC") - 14 * DAY
    delivery.enqueue(
        recipient=alice.email, user=alice, kind="weekly_summary", now=now, period=monday.isoformat()
    )
    Schedule.objects.filter(user=alice, stream="summary").update(due_at=now - timedelta(hours=1))


def weekly() -> None:
    delivery.plan(now=timezone.now())
    delivery.relay(now=timezone.now())


HOST_AND_PORT = urlsplit(settings.SITE_URL).netloc


def look() -> None:
    weekly()
    alice = User.objects.get(email="alice@example.com")
    body = {"email": alice.email, "password": WORD}
    path = "/_allauth/app/v1/auth/login"
    answer = Client().post(path, body, content_type="application/json", headers={"host": HOST_AND_PORT})
    say(
        {
            "alice": digest(alice),
            "people": sorted(User.objects.values_list("email", flat=True)),
            "epoch": str(epoch()),
            "sign_in": answer.status_code,
            "waiting": Message.objects.filter(state__in=("pending", "retry", "sending")).count(),
        }
    )


def digest(user: User) -> str:
    """Of the record: every change and every night, in order."""
    changes = Change.objects.filter(patient=user.patient).order_by("seq")
    nights = Night.objects.filter(patient=user.patient).order_by("date")
    record = [list(changes.values_list("seq", "key", "data")), list(nights.values_list("date", "document"))]
    return hashlib.sha256(json.dumps(record, default=str, sort_keys=True).encode()).hexdigest()


def say(found: dict[str, Any]) -> None:
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    {"live": live, "look": look}[sys.argv[1]]()
