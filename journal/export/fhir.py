"""The record as a FHIR R4B Bundle: one QuestionnaireResponse a night, Observations for what others can count."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import yaml

from accounts.models import Patient
from journal import vocabulary
from journal.export import rows
from journal.export.answers import answered

CODES = Path(__file__).with_name("codes.yaml")
LOINC, SNOMED, UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
OWN = "urn:stillnight:vocabulary"
PEG = ("pain", "enjoyment", "activity")
Resource = dict[str, Any]


def bundle(patient: Patient) -> Iterator[bytes]:
    """The Bundle in pieces, an entry at a time."""
    yield b'{"resourceType":"Bundle","type":"collection","entry":['
    mark = b"\n"
    for resource in _resources(patient):
        entry = {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
        yield mark + orjson.dumps(entry)
        mark = b",\n"
    yield b"\n]}\n"


def _resources(patient: Patient) -> Iterator[Resource]:
    subject = {"reference": f"urn:uuid:{patient.pk}"}
    yield {"resourceType": "Patient", "id": str(patient.pk)}
    for night in rows.nights(patient):
        for resource in _of_night(night):
            key = resource.pop("key")
            yield {**resource, "id": _id(patient, key), "subject": subject}
    for entry in rows.entries(patient, "peg"):
        yield {**_peg(entry), "id": _id(patient, f"peg/{entry['key']}"), "subject": subject}


def _of_night(night: Mapping[str, Any]) -> Iterator[Resource]:
    on = night["date"]
    response: Resource = {
        "resourceType": "QuestionnaireResponse",
        "key": f"night/{on}",
        "status": "completed",
    }
    response |= {"questionnaire": f"urn:stillnight:night|{vocabulary.load().version}"}
    authored = {"authored": night["recorded_at"]} if night["recorded_at"] else {}
    yield {**response, **authored, "item": answered(night)}
    if night["pain"] is not None:
        yield _observation(f"painless/{on}", "painless", on, valueBoolean=not night["pain"])
    for place, period in enumerate(_periods(night)):
        minutes = minutes_asleep(period)
        if minutes is not None:
            when = {"start": period["tried_to_sleep_at"], "end": period["final_awakening_at"]}
            yield _observation(
                f"sleep/{on}/{place}",
                "sleep",
                None,
                effectivePeriod=when,
                valueQuantity=_quantity(minutes, "min"),
            )
    for episode in night["episodes"]:
        yield from _of_episode(on, episode)


def _of_episode(on: str, episode: Mapping[str, Any]) -> Iterator[Resource]:
    """The strength of an episode, once for each place it was felt in; a place's own strength goes first."""
    when, whole = episode.get("started_at") or on, episode.get("intensity")
    places = episode.get("sites") or [None]
    for place in places:
        own = place.get("intensity") if place else None
        value = whole if own is None else own
        if value is None:
            continue
        key = f"pain/{episode['id']}/{place['site']}/{place['side']}" if place else f"pain/{episode['id']}"
        site = {"bodySite": _body_site(place)} if place else {}
        identifier = [{"system": "urn:stillnight:episode", "value": episode["id"]}]
        yield _observation(key, "pain", when, valueInteger=value, identifier=identifier, **site)


def _peg(entry: Mapping[str, Any]) -> Resource:
    said = {name: entry["data"].get(name) for name in PEG}
    given = [value for value in said.values() if value is not None]
    whole = len(given) == len(PEG)
    value = {"valueQuantity": _quantity(round(sum(given) / len(PEG), 2), "{score}")} if whole else {}
    components = [
        {"code": {"coding": [{"system": f"{OWN}:peg", "code": name}]}, "valueInteger": answer}
        for name, answer in said.items()
        if answer is not None
    ]
    made = _observation("", "peg", entry["key"], component=components, **value)
    made.pop("key")
    return made


def _observation(key: str, code: str, when: str | None, **more: Any) -> Resource:
    found = _codes()["loinc"][code]
    coding = {"system": LOINC, "code": found["code"], "display": found["display"]}
    at = {"effectiveDateTime": when} if when is not None else {}
    return {
        "resourceType": "Observation",
        "key": key,
        "status": "final",
        "code": {"coding": [coding]},
        **at,
        **more,
    }


def _body_site(place: Mapping[str, str]) -> Resource:
    """Our own code for the place and leg, SNOMED CT for the place where there is one, and both in words."""
    words, codes = vocabulary.load(), _codes()
    coding = [{"system": f"{OWN}:site", "code": f"{place['site']}-{place['side']}"}]
    if found := codes["sites"].get(place["site"]):
        side = codes["sides"][place["side"]]
        expression = f"{found['code']}:272741003={side['code']}"
        coding.append({"system": SNOMED, "code": expression})
    return {
        "coding": coding,
        "text": f"{words.label('site', place['site'])}, {words.label('side', place['side'])}",
    }


def minutes_asleep(period: Mapping[str, Any]) -> float | None:
    """From trying to sleep to the final awakening, less the wait for sleep and the time awake (Carney 2012)."""
    names = ("tried_to_sleep_at", "final_awakening_at", "minutes_to_fall_asleep", "minutes_awake")
    tried, woke, wait, awake = (period.get(name) for name in names)
    if None in (tried, woke, wait, awake):
        return None
    span = (datetime.fromisoformat(str(woke)) - datetime.fromisoformat(str(tried))).total_seconds() / 60
    asleep = span - float(wait or 0) - float(awake or 0)
    return asleep if asleep >= 0 else None


def _quantity(value: float, unit: str) -> Resource:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def _periods(night: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    sleep = night["sleep"] or []
    return sleep if isinstance(sleep, list) else [sleep]


def _id(patient: Patient, key: str) -> str:
    return str(uuid.uuid5(patient.pk, key))


@cache
def _codes() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(CODES.read_text(encoding="utf-8"))
    return loaded
