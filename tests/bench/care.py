"""What the therapist's desk costs: a caseload of 500 with a year of nights each, one page, one paper.

On a PostgreSQL of its own, filled, vacuumed as a server's is, and thrown away. Alone: `python -m tests.bench.care`.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from tests.bench.results import Results, result, show

PATIENTS, NIGHTS, ROUNDS = 500, 365, 25
# One row is copied to every night of everyone: one night in three without pain, one in nine not logged.
COPY_NIGHTS = """
INSERT INTO journal_night ({columns}) SELECT {values} FROM journal_night template
CROSS JOIN accounts_patient patient CROSS JOIN generate_series(0, {nights} - 1) ago
WHERE template.id = {template} AND ago % 9 <> 8 AND patient.id NOT IN (SELECT patient_id FROM journal_night)
"""
COPY_EPISODES = """
INSERT INTO journal_episode ({columns}) SELECT {values} FROM journal_episode template CROSS JOIN journal_night night
WHERE template.id = {template} AND night.pain AND night.id NOT IN (SELECT night_id FROM journal_episode)
"""
Call = Callable[[], Any]


def measure() -> Results:
    """The three figures, from a PostgreSQL of their own."""
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [
        sys.executable,
        "-m",
        "config.embedded.postgres",
        sys.executable,
        "-m",
        "tests.bench.care",
        "here",
    ]
    said = subprocess.run(command, env=own, check=True, capture_output=True, text=True).stdout
    found: Results = json.loads(said.splitlines()[-1])
    return found


def run() -> Results:
    """Each over the API, with its session, its line in the access log and its answer written out."""
    from django.test import Client

    tess, patient = fill()
    desk = Client(headers={"host": "localhost"})
    desk.force_login(tess)
    return {
        "caseload of 500": _measured(desk, "caseload", "150 ms and 15 queries"),
        "patient page": _measured(desk, f"patients/{patient.pk}/page", "120 ms"),
        "report PDF": _measured(desk, f"patients/{patient.pk}/report.pdf", "2000 ms"),
    }


def _measured(desk: Any, path: str, limit: str) -> Any:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    taken = []
    for turn in range(ROUNDS + 1):
        start = time.perf_counter()
        answer = desk.get(f"/api/v1/{path}")
        taken += [1000 * (time.perf_counter() - start)] if turn else []
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}: {answer.content[:300]!r}")
    with CaptureQueriesContext(connection) as queries:
        desk.get(f"/api/v1/{path}")
    detail = {"queries": len(queries), "slowest": round(max(taken), 1), "bytes": len(answer.content)}
    return result(median(taken), "ms, median", limit, **detail)


def fill() -> Any:
    """The therapist, and one patient with a whole diary; everyone else's nights are copies of one of hers."""
    from django.db import connection

    from accounts.models import User

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    now = datetime.now(UTC)
    tess = User.objects.create(email="tess@bench.test", is_therapist=True, name="Tess", last_login=now)
    patients = _people(tess)
    _diary(patients[0], now)
    for sql, model, changed in _copies():
        columns, values = _copied(model, changed)
        template = model.objects.filter(patient=patients[0]).latest("pk").pk
        with connection.cursor() as cursor:
            cursor.execute(sql.format(columns=columns, values=values, template=template, nights=NIGHTS))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return tess, patients[0]


def _people(tess: Any) -> list[Any]:
    from accounts.models import Consent, Patient, User

    made = [User(email=f"p{n}@bench.test", name=f"Patient {n:03}") for n in range(PATIENTS)]
    patients = Patient.objects.bulk_create(Patient(user=user) for user in User.objects.bulk_create(made))
    Consent.objects.bulk_create(
        Consent(patient=one, grantee=tess, scope="full", state="active") for one in patients
    )
    return patients


def _diary(patient: Any, now: datetime) -> None:
    from insights.services import analyse_changed
    from journal.documents import NightDocument, read
    from journal.services import put_night

    for ago in range(NIGHTS, 0, -1):
        day = now.date() - timedelta(days=ago)
        put_night(patient=patient, date=day, parts=read(NightDocument, _night(day, ago)), now=now)
    analyse_changed(now=now)


def _night(day: Any, ago: int) -> dict[str, Any]:
    start = datetime(day.year, day.month, day.day, 22, 30, tzinfo=UTC)
    spell = {
        "id": f"01938f6e-8a3c-7c11-9a51-{ago:012}",
        "started_at": (start + timedelta(hours=3 + ago % 4)).isoformat(),
        "intensity": 3 + ago % 5,
        "onset": ["back", "side_left", "side_right"][ago % 3],
        "feel": ["cramping"],
        "sites": [{"site": "calf", "side": ["left", "right"][ago % 2]}],
        "actions": {"stretch": ["helped", "no_change"][ago % 2]},
    }
    sleep = {
        "into_bed_at": start.isoformat(),
        "tried_to_sleep_at": (start + timedelta(minutes=20)).isoformat(),
        "minutes_to_fall_asleep": 15,
        "awakenings": 2,
        "minutes_awake": 30,
        "final_awakening_at": (start + timedelta(hours=8)).isoformat(),
        "out_of_bed_at": (start + timedelta(hours=8, minutes=20)).isoformat(),
    }
    painful = ago % 3 != 0
    night = {"timezone": "UTC", "pain": painful, "episodes": [spell] if painful else [], "sleep": sleep}
    return {**night, "day": {"longsit": ago % 2 == 0}, "tips_tried": [{"tip": "t11", "helped": ago % 5 > 1}]}


def _copies() -> list[tuple[str, Any, dict[str, str]]]:
    from journal.models import Episode, Night

    nights = {
        "patient_id": "patient.id",
        "date": "CURRENT_DATE - 1 - ago",
        "pain": "ago % 3 <> 0",
        "worst": "CASE WHEN ago % 3 <> 0 THEN 3 + ago % 5 END",
    }
    spells = {
        "patient_id": "night.patient_id",
        "night_id": "night.id",
        "uid": "gen_random_uuid()",
        "intensity": "night.worst",
    }
    return [(COPY_NIGHTS, Night, nights), (COPY_EPISODES, Episode, spells)]


def _copied(model: Any, changed: dict[str, str]) -> tuple[str, str]:
    """Column names of a table and the values to fill them with, from the template but for `changed`."""
    columns = [field.column for field in model._meta.concrete_fields if field.column != "id"]
    values = [changed.get(column, f'template."{column}"') for column in columns]
    return ", ".join(f'"{column}"' for column in columns), ", ".join(values)


def main(here: bool) -> None:
    """Print the figures; `here` on the database that is given, which must be empty."""
    if not here:
        show(measure())
        return
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    print(json.dumps(run()))


if __name__ == "__main__":
    main(sys.argv[1:] == ["here"])
