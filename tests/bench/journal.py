"""Ten years of nights, two episodes each: listing, trends, import, and a long offline queue; on both databases.

Run alone with `python -m tests.bench.journal`; every figure is taken in a process of its own, on a fresh database.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from config.embedded import postgres
from tests.bench.results import Result, Results, result, show

NIGHTS = 3_650
FEW = 100
CHANGES = 60
ROUNDS = 15
PHONE = "11111111-1111-4111-8111-111111111111"
HERE = "--here"


def measure() -> Results:
    """Every figure on SQLite and on PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="sn-journal-") as folder:
        found = _asked("SQLite", {"VAR_DIR": folder})
        with postgres.server() as address:
            found |= _asked("PostgreSQL", {"VAR_DIR": folder, "DATABASE_URL": address})
    return found


def _asked(database: str, settings: dict[str, str]) -> Results:
    environment = {**os.environ, "SECRET_KEY": "bench-only", **settings}
    command = [sys.executable, "-m", "tests.bench.journal", HERE]
    told = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout
    return {f"{name}, {database}": row for name, row in json.loads(told.splitlines()[-1]).items()}


def here() -> Results:
    """The figures on the database of this process, which is empty."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command

    from api.warm_up import make_ready

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    make_ready()
    few, many = _person("few@bench.test"), _person("many@bench.test")
    _import(few, FEW)
    taken = _import(many, NIGHTS)
    return {
        "import of ten years": taken,
        "last 100 of ten years": _listing(few, many),
        **{f"trends over ten years, {metric}": _trends(many, metric) for metric in METRICS},
        "heatmap over ten years": _get(many, "heatmap", "no promise"),
        "associations over ten years": _get(many, "associations", "no promise"),
        "sync of 60 offline changes": _sync(few),
    }


METRICS = ("worst_pain", "pain_nights", "sleep_minutes", "sleep_efficiency")


def _person(email: str) -> Any:
    from tests.cast import person

    return person(email)


def _import(caller: Any, nights: int) -> Result:
    body = "\n".join(json.dumps(_night(back)) for back in range(nights, 0, -1)).encode()
    start = time.perf_counter()
    answer = caller.http.post(
        "/api/v1/patients/me/import",
        data=body,
        content_type="application/x-ndjson",
        headers={"host": "localhost"},
    )
    took = time.perf_counter() - start
    assert answer.json()["counts"] == {"added": nights}, answer.json()["counts"]
    return result(nights / took, "nights/s", "at least 500", nights=nights, seconds=round(took, 2))


def _listing(few: Any, many: Any) -> Result:
    """The newest page of ten years over the same page of a diary that has no more."""
    ours, floor = [], []
    for _ in range(ROUNDS * 2):
        floor.append(_timed(few, "nights"))
        ours.append(_timed(many, "nights"))
    detail = {"ours_ms": round(1000 * median(ours), 1), "floor_ms": round(1000 * median(floor), 1)}
    return result(median(ours) / median(floor), "x floor", "at most 2, a diary of 100 nights", **detail)


def _trends(many: Any, metric: str) -> Result:
    return _get(many, f"trends?metric={metric}", "at most 60")


def _get(caller: Any, path: str, against: str) -> Result:
    _timed(caller, path)
    taken = [_timed(caller, path) for _ in range(ROUNDS)]
    return result(1000 * median(taken), "ms median", against, slowest_ms=round(1000 * max(taken), 1))


def _timed(caller: Any, path: str) -> float:
    start = time.perf_counter()
    answer = caller.get(f"patients/me/{path}", host="localhost")
    took = time.perf_counter() - start
    assert answer.status_code == 200, answer.content[:300]
    return took


def _sync(caller: Any) -> Result:
    taken = []
    for turn in range(ROUNDS):
        body = {"device": PHONE, "changes": _changes(turn)}
        start = time.perf_counter()
        answer = caller.send("post", "patients/me/sync", body, host="localhost")
        taken.append(time.perf_counter() - start)
        assert {row["status"] for row in answer.json()["results"]} <= {"applied", "merged"}
    return result(1000 * median(taken), "ms median", "at most 300", slowest_ms=round(1000 * max(taken), 1))


def _changes(turn: int) -> list[dict[str, Any]]:
    at = datetime.now(UTC).isoformat()
    found = []
    for number in range(CHANGES // 3):
        day = _day(1 + number).isoformat()
        episode = {
            "date": day,
            "intensity": (turn + number) % 11,
            "sites": [{"site": "calf", "side": "left"}],
        }
        for kind, key, data in (
            ("episode", str(uuid.uuid4()), episode),
            ("day", f"{day}/longsit", {"value": bool(turn % 2)}),
            ("check", f"{day}/inf.fever", {"value": False}),
        ):
            change = {"id": str(uuid.uuid4()), "kind": kind, "key": key, "op": "put", "base": None}
            found.append({**change, "edited_at": at, "data": data})
    return found


def _day(back: int) -> Any:
    return (datetime.now(UTC) - timedelta(days=back)).date()


def _night(back: int) -> dict[str, Any]:
    dice, day = random.Random(back), _day(back)
    bed = datetime(day.year, day.month, day.day, 22, 30, tzinfo=UTC)
    episodes = [
        {
            "id": str(uuid.UUID(int=back * 2 + place, version=4)),
            "started_at": (bed + timedelta(hours=3 + place)).isoformat(),
            "intensity": dice.randint(0, 10),
            "onset": dice.choice(["back", "side_left", "side_right"]),
            "sites": [{"site": "calf", "side": dice.choice(["left", "right"])}],
            "actions": {"stretch": dice.choice(["helped", "no_change"])},
        }
        for place in range(2)
    ]
    sleep = {
        "into_bed_at": bed,
        "tried_to_sleep_at": bed + timedelta(minutes=20),
        "final_awakening_at": bed + timedelta(hours=8),
        "out_of_bed_at": bed + timedelta(hours=8, minutes=dice.randint(1, 50)),
    }
    return {
        "date": day.isoformat(),
        "timezone": "Europe/London",
        "pain": True,
        "episodes": episodes,
        "sleep": {
            **{name: moment.isoformat() for name, moment in sleep.items()},
            "minutes_to_fall_asleep": dice.randint(5, 60),
            "awakenings": 3,
            "minutes_awake": dice.randint(5, 60),
        },
        "day": {"longsit": dice.random() < 0.5, "caffeine": dice.random() < 0.5},
        "recorded_at": (bed + timedelta(hours=9)).isoformat(),
    }


if __name__ == "__main__":
    if HERE in sys.argv:
        print(json.dumps(here()))
    else:
        show(measure())
