"""When safety answers were given, and how a night read at an earlier instant: for whoever judges by instants."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any, cast

from django.db.models import Q

from accounts.models import Patient
from journal.mappings import NightMapping
from journal.models import Change, Episode, Night

CHECKS = ("check", "sign")
SEPARATELY = 50


def told_nights(patient: Patient, *, first: date, last: date | None = None) -> list[NightMapping]:
    """Documents of the nights of these dates, oldest first, each with `given`: answer ids and their instants.

    An answer saved as it was keeps its instant. Instants are UTC to the millisecond, so that they sort as text.
    """
    nights = Night.objects.of(patient).between(first, last).order_by("date")
    rows = list(nights.values_list("document", "stamps"))
    # An episode is stamped as a whole: since when one of its signs says yes is known to its history alone.
    signed = [one["id"] for document, _ in rows for one in document["episodes"] if any(_yeses(one))]
    signs = _sign_instants(_changes(patient, kind="episode", key__in=signed)) if signed else {}
    told = ({**document, "given": _given(document, stamps, signs)} for document, stamps in rows)
    return cast(list[NightMapping], list(told))


def earlier_tellings(patient: Patient, nights: Collection[NightMapping]) -> Iterator[NightMapping]:
    """Each of these nights as it read at the instants at which a yes was given that it holds no more."""
    held = {night["date"]: night for night in nights}
    for on, rows in _by_night(_changes(patient, **_of_nights(patient, held))).items():
        if on in held:
            yield from _earlier(held[on], rows)


def nothing_told(on: str) -> NightMapping:
    """A night of which nothing is left."""
    return {"date": on, "pain": None, "checks": {}, "signs": {}, "episodes": []}


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _of_nights(patient: Patient, held: Mapping[str, NightMapping]) -> dict[str, Any]:
    """Pain, checks and signs of the nights by their key, episodes by the night they are or were last in."""
    days = [date.fromisoformat(on) for on in held]
    here = Q(night__date__in=days) | Q(night=None)  # a deletion that came first names no night
    uids = Episode.objects.filter(here, patient=patient).values_list("uid", flat=True)
    named = Q(kind="episode", key__in=[str(uid) for uid in uids]) | Q(kind="night", key__in=list(held))
    # A condition for each of many nights is more than a database reads: then one span, of which the rest is left.
    spans = [(on, on) for on in held] if len(held) <= SEPARATELY else [(min(held), max(held))]
    for first, last in spans:
        # "0" follows "/" in ASCII, so the span ends with the last key of the last day.
        named |= Q(kind__in=CHECKS, key__gte=f"{first}/", key__lt=f"{last}0")
    return {"named": named}


def _changes(patient: Patient, *, named: Any = None, **rest: Any) -> list[Change]:
    """Changes in the order in which they count, whether they stand or not."""
    rows = Change.objects.filter(patient=patient, **rest)
    # As stamps are ordered; what one device said in one millisecond counts as it was received.
    return list((rows.filter(named) if named is not None else rows).order_by("edited_at", "device", "seq"))


def _by_night(rows: Iterable[Change]) -> Mapping[str, list[Change]]:
    """Changes by night; with those of an episode the one by which it left, deleted or moved to another night."""
    found: dict[str, list[Change]] = defaultdict(list)
    home: dict[str, str] = {}
    for row in rows:
        on = _night_of(row)
        if row.kind == "episode":
            left, home[row.key] = home.get(row.key, ""), on
            if left not in ("", on):
                found[left].append(row)
        if on:
            found[on].append(row)
    return found


def _night_of(row: Change) -> str:
    return str((row.data or {}).get("date") or "") if row.kind == "episode" else row.key[:10]


def _given(
    document: NightMapping, stamps: Mapping[str, Any], signs: Mapping[tuple[str, str], str]
) -> dict[str, str]:
    given: dict[str, str] = {}
    for unit, (_, at, _, live) in stamps.items():
        kind, _, id = unit.partition("/")
        if live and kind in CHECKS:
            given[id if kind == "check" else f"sign.{id}"] = instant(datetime.fromisoformat(at))
    for episode in document["episodes"]:
        for id in episode.get("signs") or {}:
            told = signs.get((episode["id"], id))
            if told is not None:
                given[f"sign.{id}"] = max(told, given.get(f"sign.{id}", ""))
    return given


def _sign_instants(rows: Iterable[Change]) -> dict[tuple[str, str], str]:
    """Since when each sign of each episode has said what it says."""
    said: dict[tuple[str, str], tuple[Any, str]] = {}
    for row in rows:
        for id, value in ((row.data or {}).get("signs") or {}).items():
            if said.get((row.key, id), (None,))[0] != value:
                said[row.key, id] = (value, instant(row.edited_at))
    return {name: at for name, (_, at) in said.items()}


def _earlier(night: NightMapping, rows: Iterable[Change]) -> Iterator[NightMapping]:
    """The night after each instant at which a yes was said that the night holds no more."""
    units: dict[tuple[str, str], Change] = {}
    # What was sent at once was said at once, in whatever order it was written down.
    for _, at_once in groupby(rows, key=lambda row: row.edited_at):
        lost = False
        for row in at_once:
            if row.op == "put" and _night_of(row) == night["date"]:
                units[row.kind, row.key] = row
                lost = lost or _lost(night, row)
            else:
                units.pop((row.kind, row.key), None)
        if lost:
            yield _as_of(night, units.values())


def _lost(night: NightMapping, row: Change) -> bool:
    data = row.data or {}
    if row.kind == "night":
        return False
    if row.kind == "episode":
        held: dict[str, Any] = next((one for one in night["episodes"] if one["id"] == row.key), {})
        return any((held.get("signs") or {}).get(id) != data["signs"][id] for id in _yeses(data))
    answers = night["checks"] if row.kind == "check" else night["signs"]
    return data.get("value") not in (None, False) and answers.get(row.key[11:]) != data["value"]


def _yeses(episode: Mapping[str, Any]) -> list[str]:
    return [id for id, value in (episode.get("signs") or {}).items() if value not in (None, False)]


def _as_of(night: NightMapping, rows: Iterable[Change]) -> NightMapping:
    checks: dict[str, Any] = {}
    signs: dict[str, Any] = {}
    episodes: list[dict[str, Any]] = []
    given: dict[str, str] = {}
    pain: bool | None = None
    for row in rows:
        data, at = row.data or {}, instant(row.edited_at)
        if row.kind == "night":
            pain = data.get("pain")
            continue
        if row.kind == "episode":
            episodes.append({**data, "id": row.key})
            given.update({f"sign.{id}": max(at, given.get(f"sign.{id}", "")) for id in _yeses(data)})
            continue
        id = row.key[11:]
        (checks if row.kind == "check" else signs)[id] = data.get("value")
        given[id if row.kind == "check" else f"sign.{id}"] = at
    return {
        **night,
        # An episode is evidence of pain, whatever was said of the night before it.
        "pain": True if episodes else pain,
        "checks": checks,
        "signs": signs,
        "episodes": episodes,
        "given": given,
    }
