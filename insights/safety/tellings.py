"""What a diary tells the ledger: each touched night judged as of its own evening, then today.

Pure, and the same on the phone (`tellings.ts`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar, cast

from insights.safety.evaluator import Flag, evaluate
from insights.safety.ledger import Telling
from insights.safety.order import LEVELS
from insights.safety.rulebook import Rulebook, load
from journal.night import episodes_of, sites_of, worst_strength

Diary = Mapping[str, Any]
Night = Mapping[str, Any]
AsGiven = TypeVar("AsGiven", bound=Night)
SIGN = "sign."
WHOLE_LEG = "dvt.whole_leg"


def own_evening(diary: Diary, night: date, *, now: datetime, rules: Rulebook | None = None) -> list[Telling]:
    """What a night raises as of its own evening: every window ends there, whatever came later."""
    last = night.isoformat()
    nights = [one for one in diary["nights"] if one["date"] <= last]
    found = evaluate({**diary, "nights": nights}, today=night, rules=rules or load())
    return [telling(flag, nights, last, now) for flag in (*found.flags, *found.besides)]


def this_evening(
    diary: Diary,
    today: date,
    *,
    now: datetime,
    at: datetime | None = None,
    shown: Sequence[str] = (),
    rules: Rulebook | None = None,
) -> list[Telling]:
    """What stands today; a silence that has run out is over. `at` is the instant that is meant, by default `now`."""
    nights = diary["nights"]
    found = evaluate(diary, today=today, shown=shown, rules=rules or load())
    flags = (*found.flags, *found.besides)
    return [replace(telling(flag, nights, today.isoformat(), now), at=at or now) for flag in flags]


def telling(flag: Flag, nights: Sequence[Mapping[str, Any]], judged: str, now: datetime) -> Telling:
    """A flag with what breaks a silence: the pain and the places of the nights it rests on."""
    of = {night for _, night in flag.rests_on}
    rested = [night for night in nights if night["date"] in of]
    night = flag.answered_on or _last_told(nights, judged)
    given = instant(flag.answered_at) or min(now, _noon_after(night))
    strengths = [worst for one in rested if (worst := worst_strength(one)) is not None]
    return Telling(
        rule=flag.rule,
        version=str(flag.version),
        leg=flag.side or "",
        level=flag.level,
        items=tuple(flag.items),
        night=night,
        given=given,
        at=given,
        found_at=now,
        raised_at=now,
        answers=tuple(sorted(f"{on}/{id}" for id, on in flag.rests_on if _is_answer(id, on, rested))),
        worst=max(strengths, default=None),
        places=tuple(sorted({place for one in rested for place in _places(one, flag.side)})),
    )


def _last_told(nights: Sequence[Mapping[str, Any]], judged: str) -> str:
    """The night of a flag that no dated answer raised: one told or over, never the one that is still to come."""
    if any(one["date"] == judged for one in nights):
        return judged
    return (date.fromisoformat(judged) - timedelta(days=1)).isoformat()


def settled(
    known: Iterable[Telling],
    night: Mapping[str, Any],
    found: Iterable[Telling],
    *,
    now: datetime,
    rules: Rulebook | None = None,
) -> list[Telling]:
    """Tellings of this night that answers behind their row or sign have decided since, marked so.

    The row or sign still says yes, and the rule no longer follows from it, or from a sign less urgently; or a no
    to each question that lowers the rule has lowered it. An answer taken out settles nothing.
    """
    book, found = rules or load(), list(found)
    mine = [one for one in known if one.night == night["date"]]
    return [replace(one, settled_at=now) for one in mine if _decided(one, night, found, book)]


def _decided(one: Telling, night: Night, found: Sequence[Telling], book: Rulebook) -> bool:
    left = [
        each
        for each in found
        if each.rule == one.rule and (each.leg == one.leg or not (each.leg and one.leg))
    ]
    if any(LEVELS.index(each.level) <= LEVELS.index(one.level) for each in left):
        return False
    if left and _lowered(one.rule, night, book):
        return True
    ids = {id for _, id in map(split, one.answers)}
    of_row = any(row.id in ids for row in book.reading.rows)
    if not (of_row or any(id.startswith(SIGN) for id in ids)) or (of_row and left):
        return False
    return all(on == one.night and _says_yes(night, id) for on, id in map(split, one.answers))


def _lowered(rule: str, night: Night, book: Rulebook) -> bool:
    """Whether the night says no to every question that lowers the rule."""
    checks = night.get("checks") or {}
    return rule in book.lowered_by and all(checks.get(id) is False for id in book.lowered_by[rule])


def without(nights: Sequence[AsGiven], taken: Mapping[str, datetime]) -> list[AsGiven]:
    """The nights without the answers that were slips: those are not asked again."""
    return [_without(night, taken) for night in nights]


def split(answer: str) -> tuple[str, str]:
    """The night and the id of an answer."""
    night, _, id = answer.partition("/")
    return night, id


def instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _without(night: AsGiven, taken: Mapping[str, datetime]) -> AsGiven:
    given, on = night.get("given") or {}, night["date"]

    def slip(id: str) -> bool:
        at = instant(given.get(id))
        return f"{on}/{id}" in taken and at is not None and at <= taken[f"{on}/{id}"]

    if not any(split(answer)[0] == on for answer in taken):
        return night
    checks = {id: value for id, value in (night.get("checks") or {}).items() if not slip(id)}
    left = {
        **night,
        "checks": checks,
        "signs": _signs(night, slip),
        "episodes": [{**one, "signs": _signs(one, slip)} for one in episodes_of(night)],
    }
    return cast(AsGiven, left)


def _signs(part: Mapping[str, Any], slip: Any) -> dict[str, Any] | None:
    signs = part.get("signs")
    return None if signs is None else {id: value for id, value in signs.items() if not slip(SIGN + id)}


def _is_answer(id: str, on: str, nights: Iterable[Mapping[str, Any]]) -> bool:
    checks = (night.get("checks") or {} for night in nights if night["date"] == on)
    return id.startswith(SIGN) or any(id in each for each in checks)


def _says_yes(night: Mapping[str, Any], id: str) -> bool:
    if not id.startswith(SIGN):
        return (night.get("checks") or {}).get(id) not in (None, False)
    parts = (night, *episodes_of(night))
    return any((part.get("signs") or {}).get(id.removeprefix(SIGN)) not in (None, False) for part in parts)


def _places(night: Mapping[str, Any], side: str | None) -> Iterable[str]:
    """Where it hurt on this leg, and whether all of the leg was swollen."""
    for place in sites_of(night):
        if side not in ("left", "right") or place.get("side") in (None, "both", side):
            yield place["site"]
    if (night.get("checks") or {}).get(WHOLE_LEG) not in (None, False):
        yield WHOLE_LEG


def _noon_after(night: str) -> datetime:
    return datetime.combine(date.fromisoformat(night) + timedelta(days=1), time(12), tzinfo=UTC)
