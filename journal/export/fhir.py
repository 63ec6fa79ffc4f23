"""The record as a FHIR R4B Bundle: one QuestionnaireResponse a night, others for what was said of the person and for
dated events, Observations for what others can count."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from accounts.models import Patient
from base.content import STRICT, Confidence, Fault, Signed, Text, read, usable
from journal import vocabulary
from journal.export import rows
from journal.export.answers import Item, answered, event_items, health_items
from journal.night import worst_strength
from journal.sleep import asleep, periods_of

CODES = Path(__file__).with_name("codes.yaml")
LOINC, SNOMED, UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
OWN = "urn:stillnight:vocabulary"
PEG = ("pain", "enjoyment", "activity")
Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Code:
    """A code of another vocabulary with its name there, and how sure we are of it."""

    __pydantic_config__ = STRICT
    code: Text
    display: Text
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFile(Signed):
    """The whole file; sites and sides by the ids of our own vocabulary."""

    __pydantic_config__ = STRICT
    version: Text
    loinc: Mapping[str, Code]
    snomed: Mapping[str, Code]
    sites: Mapping[str, Code]
    sides: Mapping[str, Code]


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
    for resource in _of_person(patient):
        key = resource.pop("key")
        yield {**resource, "id": _id(patient, key), "subject": subject}
    for entry in rows.entries(patient, "peg"):
        if any(entry["data"].get(name) is not None for name in PEG):
            yield {**_peg(entry), "id": _id(patient, f"peg/{entry['key']}"), "subject": subject}


def _of_night(night: Mapping[str, Any]) -> Iterator[Resource]:
    """The night's answers, its strength once (0 when painless), its sleep, and each episode's places."""
    on = night["date"]
    yield _response(f"night/{on}", "night", night["recorded_at"], answered(night))
    worst = worst_strength(night)
    if worst is not None:
        yield _observation(f"worst/{on}", "pain", on, valueQuantity=_score(worst))
    for place, period in enumerate(periods_of(night)):
        minutes = asleep(period)
        if minutes is not None:
            when = {"start": period["tried_to_sleep_at"], "end": period["final_awakening_at"]}
            yield _observation(
                f"sleep/{on}/{place}",
                "sleep",
                None,
                effectivePeriod=when,
                valueQuantity=_quantity(minutes, "min", "min"),
            )
    for episode in night["episodes"]:
        yield from _of_episode(on, episode)


def _of_person(patient: Patient) -> Iterator[Resource]:
    """The health background, one sheet for all that was told at one instant, and a sheet for each dated event."""
    told: dict[str, dict[str, Any]] = defaultdict(dict)
    for entry in rows.entries(patient, "health"):
        told[entry["edited_at"]][entry["key"]] = entry["data"].get("value")
    for at, answers in sorted(told.items()):
        if items := health_items(answers):
            yield _response(f"health/{at}", "health", at, items)
    for entry in rows.entries(patient, "event"):
        yield _response(f"event/{entry['key']}", "event", entry["edited_at"], event_items(entry["data"]))


def _response(key: str, sheet: str, authored: str | None, items: list[Item]) -> Resource:
    """Answers under the sheet of questions that they belong to."""
    return {
        "resourceType": "QuestionnaireResponse",
        "key": key,
        "status": "completed",
        "questionnaire": f"urn:stillnight:{sheet}|{vocabulary.load().version}",
        **({"authored": authored} if authored else {}),
        "item": items,
    }


def _of_episode(on: str, episode: Mapping[str, Any]) -> Iterator[Resource]:
    """A symptom for each place an episode was felt in; a place's own strength goes first.

    The strength is a component: the night's own score is the only one that a trend counts.
    """
    when, whole = episode.get("started_at") or on, episode.get("intensity")
    for place in episode.get("sites") or [None]:
        own = place.get("intensity") if place else None
        strength = whole if own is None else own
        key = f"pain/{episode['id']}" + (f"/{place['site']}/{place['side']}" if place else "")
        site = {"bodySite": _body_site(place)} if place else {}
        said: Resource = {}
        if strength is not None:
            said = {"component": [{"code": _code("pain"), "valueQuantity": _score(strength)}]}
        yield _observation(key, "symptom", when, valueCodeableConcept=_leg_pain(), **site, **said)


def _leg_pain() -> Resource:
    found = _codes().snomed["leg_pain"]
    return {"coding": [{"system": SNOMED, "code": found.code, "display": found.display}]}


def _peg(entry: Mapping[str, Any]) -> Resource:
    """The mean of the three answers over their week, when all were given; each answer under its own code."""
    said = {name: entry["data"].get(name) for name in PEG}
    given = [value for value in said.values() if value is not None]
    whole = len(given) == len(PEG)
    value = {"valueQuantity": _score(round(sum(given) / len(PEG), 2))} if whole else {}
    components = [
        {"code": _code(f"peg_{name}"), "valueQuantity": _score(answer)}
        for name, answer in said.items()
        if answer is not None
    ]
    monday = date.fromisoformat(entry["key"])
    week = {"start": monday.isoformat(), "end": (monday + timedelta(days=6)).isoformat()}
    made = _observation("", "peg", None, effectivePeriod=week, component=components, **value)
    made.pop("key")
    return made


def _observation(key: str, code: str, when: str | None, **more: Any) -> Resource:
    at = {"effectiveDateTime": when} if when is not None else {}
    return {
        "resourceType": "Observation",
        "key": key,
        "status": "final",
        "code": _code(code),
        **at,
        **more,
    }


def _code(name: str) -> Resource:
    found = _codes().loinc[name]
    return {"coding": [{"system": LOINC, "code": found.code, "display": found.display}]}


def _body_site(place: Mapping[str, str]) -> Resource:
    """Our own code for the place and leg, SNOMED CT for the place where there is one, and both in words."""
    words, codes = vocabulary.load(), _codes()
    coding = [{"system": f"{OWN}:site", "code": f"{place['site']}-{place['side']}"}]
    if found := codes.sites.get(place["site"]):
        side = codes.sides[place["side"]]
        expression = f"{found.code}:272741003={side.code}"
        coding.append({"system": SNOMED, "code": expression})
    return {
        "coding": coding,
        "text": f"{words.label('site', place['site'])}, {words.label('side', place['side'])}",
    }


def _score(value: float) -> Resource:
    """A number on a scale; whole ones as whole numbers."""
    return _quantity(int(value) if value == int(value) else value, "score", "{score}")


def _quantity(value: float, unit: str, code: str) -> Resource:
    return {"value": value, "unit": unit, "system": UCUM, "code": code}


def _id(patient: Patient, key: str) -> str:
    # The same record gives the same ids, so that taken in again it replaces what is there.
    return str(uuid.uuid5(patient.pk, key))


@cache
def _codes() -> CodeFile:
    return usable(*read(CODES, CodeFile))


def code_faults(path: Path = CODES) -> list[Fault]:
    """Everything wrong with the file of codes."""
    return read(path, CodeFile)[1]
