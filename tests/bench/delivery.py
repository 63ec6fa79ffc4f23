"""How fast mail is made and sent: `python -m tests.bench.delivery`, on a PostgreSQL of its own.

Each measure answers {"name": {"value", "unit", "against", "detail"}}.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from tests.bench.results import show

PEOPLE, RELAYED, CHARTS, CHUNK = 10_000, 2_000, 100, 50
DIARIES, SEED = 50, 43
MONDAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
Result = dict[str, dict[str, Any]]


def measures() -> Result:
    """Everything, in a database that is empty before and after."""
    with _database():
        _fill(PEOPLE)
        return {**summaries(symptoms=False), **summaries(symptoms=True), **charts(), **relayed()}


def summaries(*, symptoms: bool) -> Result:
    """Weekly mails a second: queries, numbers, HTML and text, no pictures."""
    from accounts.models import User
    from delivery.recipient import Recipient
    from delivery.weekly.compose import compose_summary
    from delivery.weekly.queries import Asked, weeks

    users = list(User.objects.filter(patient__isnull=False).select_related("patient"))
    for user in users:
        user.mail_shows_symptoms = symptoms
    cpu, began, made = time.process_time(), time.perf_counter(), 0
    for start in range(0, len(users), CHUNK):
        part = users[start : start + CHUNK]
        found = weeks([Asked(user.patient.pk, MONDAY, NOW.date(), symptoms=symptoms) for user in part])
        for user in part:
            made += bool(compose_summary(Recipient.of(user), found[user.patient.pk], charts=False).html)
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    name = "weekly_summaries_open" if symptoms else "weekly_summaries_neutral"
    return _result(
        name,
        made / took,
        "mails/s",
        "at least 200/s on one core",
        mails=made,
        seconds=took,
        cpu_seconds=cpu,
        per_cpu_second=made / cpu,
    )


def charts() -> Result:
    """Milliseconds for one picture."""
    from delivery.compose.charts import strip_png, trend_png
    from tools.mail_samples import made_up_week

    week = made_up_week(SEED)

    def milliseconds(draw: Callable[[], bytes]) -> float:
        draw()
        began = time.perf_counter()
        for _ in range(CHARTS):
            draw()
        return 1000 * (time.perf_counter() - began) / CHARTS

    strip = milliseconds(lambda: strip_png(week.nights))
    trend = milliseconds(lambda: trend_png(week.series, week.monday))
    return _result("mail_chart", max(strip, trend), "ms", "at most 60 ms", strip=strip, trend=trend)


def relayed() -> Result:
    """Mails a second through the whole relay to an SMTP server in another process."""
    from django.conf import settings

    from delivery import services
    from delivery.mail import Mail
    from delivery.models import Message

    mail = Mail("Your code", "123456 " * 50, "<p>123456</p>" * 200)
    for number in range(RELAYED):
        services.enqueue(
            recipient=f"reader{number}@example.com", user=None, kind="login_code", mail=mail, now=NOW
        )
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with _server() as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        began, sent = time.perf_counter(), 0
        while part := services.relay(now=NOW):
            sent += part
        took = time.perf_counter() - began
    states = set(Message.objects.values_list("state", flat=True))
    assert (sent, states) == (RELAYED, {"sent"}), (sent, states)
    return _result("relay", sent / took, "mails/s", "at least 100/s", mails=sent, seconds=took)


def _result(name: str, value: float, unit: str, against: str, **detail: Any) -> Result:
    return {name: {"value": round(value, 2), "unit": unit, "against": against, "detail": detail}}


@contextmanager
def _database() -> Iterator[None]:
    from django.db import connection

    old = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(old, verbosity=0)


@contextmanager
def _server() -> Iterator[int]:
    """An SMTP server in a process of its own, so that only the relay is measured."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.delivery", "serve"], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(30)


def _serve() -> None:
    from tests.delivery.sink import Sink, serving

    with serving(Sink()) as port:
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        time.sleep(3600)


def _fill(people: int) -> None:
    """People with four weeks of nights each, as made-up people write them, and a whole reading of each diary."""
    from accounts.models import Patient, User
    from insights.models import Insight
    from journal.models import Night
    from tools.mail_samples import made_up_view
    from tools.simulation.people import people as made_up

    view, diaries = made_up_view(SEED), [one.diary["nights"] for one in made_up(DIARIES, 28, SEED)]
    for start in range(0, people, 500):
        numbers = range(start, min(start + 500, people))
        users = User.objects.bulk_create(
            User(email=f"p{number}@example.com", timezone="Europe/London", password="!") for number in numbers
        )
        patients = Patient.objects.bulk_create(Patient(user=user) for user in users)
        Insight.objects.bulk_create(
            Insight(
                patient=patient,
                day=MONDAY,
                revision=1,
                engine="1",
                content="1",
                computed_at=NOW,
                comparison={"patient": view},
            )
            for patient in patients
        )
        Night.objects.bulk_create(
            Night(
                patient=patient,
                date=night["date"],
                timezone="Europe/London",
                pain=night["pain"],
                received_at=NOW,
                document=night,
            )
            for row, patient in enumerate(patients)
            for night in diaries[row % DIARIES]
        )


def measure() -> Result:
    """Every figure, from a PostgreSQL of its own."""
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    python = [sys.executable, "-m"]
    command = [*python, "config.embedded.postgres", *python, "tests.bench.delivery", "here"]
    said = subprocess.run(command, env=own, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: Result = json.loads(said.splitlines()[-1])
    return found


def main(asked: list[str]) -> None:
    """Measure and print; `here` and `serve` are how it calls itself."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if asked == ["serve"]:
        _serve()
    elif asked == ["here"]:
        django.setup()
        sys.stdout.write(json.dumps(measures()) + "\n")
    else:
        show(measure())


if __name__ == "__main__":
    main(sys.argv[1:])
