"""Made-up merges with their outcome, written to `merge_vectors.json`; `pwa/tests/merge.test.ts` has the merges too.

    python -m tests.journal.vectors

`merges`: any order, repetition or split of `changes` leaves `record`, the winning change of each unit.
`stamps`: an edit dated `edited_at` by a phone whose clock said `sent_at` at `now` is stamped `stamped`.
"""

import json
import random
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("merge_vectors.json")
START = datetime(2026, 11, 22, tzinfo=UTC)
NIGHT = "2026-11-21"
NAMED = ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222")
EPISODE = "01938f6e-8a3c-7c11-9a51-2f1f6f0c2b10"
Vector = dict[str, Any]


def vectors(seed: int = 5) -> dict[str, list[Vector]]:
    """The whole file."""
    dice = random.Random(seed)
    merges = [
        _merge("the later edit wins", [_change(_at(1), 0, 3), _change(_at(2), 1, 5)]),
        _merge(
            "a millisecond decides",
            [_change(_at(1), 1, 3), _change(_at(1) + timedelta(milliseconds=1), 0, 5)],
        ),
        _merge("at one instant the greater device wins", [_change(_at(1), 0, 3), _change(_at(1), 1, 5)]),
        _merge("a later delete wins", [_change(_at(1), 0, 3), _change(_at(2), 1, None)]),
        _merge("a later edit undoes a delete", [_change(_at(2), 0, 3), _change(_at(1), 1, None)]),
        *(_merge(f"history {number}", _history(dice)) for number in range(40)),
    ]
    return {"merges": merges, "stamps": _stamps()}


def _history(dice: random.Random) -> list[Vector]:
    devices = [str(uuid.UUID(int=dice.getrandbits(128), version=4)) for _ in range(dice.randint(2, 4))]
    places = [("episode", EPISODE), ("day", f"{NIGHT}/longsit"), ("check", f"{NIGHT}/inf.fever")]
    found: dict[tuple[str, str, str], Vector] = {}
    for _ in range(dice.randint(3, 12)):
        place, device = dice.choice(places), dice.choice(devices)
        at = START + timedelta(milliseconds=dice.choice([0, 1, 500, dice.randint(-(10**9), 10**9)]))
        data = {"date": NIGHT, "intensity": dice.randint(0, 10)} if place[0] == "episode" else {"value": True}
        change = _said(place, device, at, None if dice.random() < 0.3 else data)
        found[place[1], device, change["edited_at"]] = change
    return list(found.values())


def _merge(name: str, changes: list[Vector]) -> Vector:
    ranked = sorted(
        changes, key=lambda change: (datetime.fromisoformat(change["edited_at"]), change["device"])
    )
    return {
        "name": name,
        "changes": changes,
        "record": list({(one["kind"], one["key"]): one for one in ranked}.values()),
    }


def _stamps() -> list[Vector]:
    day = timedelta(days=1)
    cases = [
        ("a right clock is taken at its word", -day, timedelta(0)),
        ("a clock ahead is set back by its own error", 399 * day, 400 * day),
        ("a clock behind is set forward by its own error", -401 * day, -400 * day),
        ("without its clock a phone is never in the future", 400 * day, None),
    ]
    rows = []
    for name, edited, clock in cases:
        stamped = START + min(edited - (clock or timedelta(0)), timedelta(0))
        rows.append(
            {
                "name": name,
                "now": START.isoformat(),
                "edited_at": (START + edited).isoformat(),
                "sent_at": (START + clock).isoformat() if clock is not None else None,
                "stamped": stamped.isoformat(),
            }
        )
    return rows


def _change(at: datetime, device: int, intensity: int | None) -> Vector:
    data = None if intensity is None else {"date": NIGHT, "intensity": intensity}
    return _said(("episode", EPISODE), NAMED[device], at, data)


def _said(place: tuple[str, str], device: str, at: datetime, data: Vector | None) -> Vector:
    op = "put" if data is not None else "delete"
    return {
        "kind": place[0],
        "key": place[1],
        "op": op,
        "data": data,
        "edited_at": at.isoformat(timespec="milliseconds"),
        "device": device,
    }


def _at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), indent=1) + "\n", encoding="utf-8")
