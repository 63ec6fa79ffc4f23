"""Whatever a person can say reaches each surface that lists its kind: signs, places, positions, health background."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from accounts import services as accounts
from accounts.access import PatientAccess
from accounts.models import Consent
from care import queries
from care.report.paper import html
from journal import vocabulary
from tests.cast import Caller
from tests.paper import text_of

pytestmark = pytest.mark.usefixtures("frozen")
LAST = date(2026, 11, 21)
TOLD = "2026-11-22"
ENDINGS = ("birth", "pregnancy_ended")
Health = dict[str, Any]


def ids(group: str) -> tuple[str, ...]:
    return vocabulary.load().ids(group)


def label(group: str, item: str) -> str:
    return vocabulary.load().label(group, item)


def nights(caller: Caller) -> None:
    """Each position, place and sign on some night, an answer to each spell's questions."""
    for ago, onset in enumerate(ids("onset")):
        here = [ids("site")[place] for place in range(ago, len(ids("site")), 8)]
        seen = [ids("sign")[place] for place in range(ago, len(ids("sign")), 8)]
        spell = {
            "id": f"01938f6e-8a3c-7c11-9a51-{ago:012}",
            "onset": onset,
            "sites": [{"site": site, "side": "left"} for site in here],
            "signs": dict.fromkeys(seen, True),
        }
        body = {"timezone": "Europe/London", "episodes": [spell]}
        answer = caller.send("put", f"patients/me/nights/{LAST - timedelta(days=ago)}", body)
        assert answer.status_code == 200, answer.json()


def all_told() -> Health:
    dates = {item: "2026-11-20" for item in ids("health_date") if item not in ENDINGS}
    return {
        "who": dict.fromkeys(ids("who"), True),
        "dates": dates,
        "weeks_of_trouble": 333,
        "bother": "severe",
    }


def page(alice: Caller, tess: Caller) -> str:
    found = tess.get(f"patients/{alice.patient.pk}/page").json()
    return json.dumps([found["signs"], found["background"], found["map"], found["positions"]])


def note(alice: Caller, tess: Caller) -> str:
    return "\n".join(tess.get(f"patients/{alice.patient.pk}/page").json()["record"])


def visit(alice: Caller, tess: Caller) -> str:
    code = alice.send("post", "patients/me/visit-links", {"scope": "full"}).json()["code"]
    found = alice.send("post", "visit", {"code": code}).json()
    return json.dumps([found["signs"], found["background"], found["map"], found["positions"]])


def paper(alice: Caller, tess: Caller) -> str:
    return " ".join(text_of(tess.get(f"patients/{alice.patient.pk}/report.pdf").content).split())


def export(form: str) -> Callable[[Caller, Caller], str]:
    def read(alice: Caller, tess: Caller) -> str:
        body = b"".join(alice.get(f"patients/me/export?format={form}").streaming_content)
        if form != "csv":
            return body.decode()
        held = zipfile.ZipFile(io.BytesIO(body))
        return "\n".join(held.read(name).decode() for name in held.namelist())

    return read


WORDS = {"page": page, "note": note, "visit": visit, "paper": paper}
FILES = {form: export(form) for form in ("csv", "fhir", "json")}


def words_said(health: Health) -> Iterator[str]:
    yield from (label("sign", item) for item in ids("sign"))
    yield from (label("who", item) for item in health["who"])
    yield from (label("health_date", item) for item in health["dates"])
    yield from ("333", label("bother", "severe"))


@pytest.mark.parametrize("surface", WORDS)
def test_every_sign_and_all_that_is_true_of_a_person_is_read_there(
    alice: Caller, tess: Caller, surface: str
) -> None:
    nights(alice)
    health = all_told()
    alice.send("put", "patients/me/health", health)

    text = WORDS[surface](alice, tess)

    assert [word for word in words_said(health) if word not in text] == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_end_of_a_pregnancy_is_read_and_the_pregnancy_no_longer(
    alice: Caller, tess: Caller, ending: str
) -> None:
    alice.send("put", "patients/me/health", {"who": {"pregnant": True}, "dates": {ending: TOLD}})

    lines = tess.get(f"patients/{alice.patient.pk}/page").json()["background"]

    assert ("dates." + ending, TOLD) in [(one["id"], one["on"]) for one in lines]
    assert "who.pregnant" not in [one["id"] for one in lines]


@pytest.mark.parametrize("form", FILES)
def test_every_answer_goes_out_under_its_id(alice: Caller, tess: Caller, form: str) -> None:
    nights(alice)
    health = all_told()
    alice.send("put", "patients/me/health", health)

    text = FILES[form](alice, tess)

    assert [one for group in ("sign", "site", "onset") for one in ids(group) if one not in text] == []
    assert [one for one in ids("who") if f"who.{one}" not in text] == []
    assert [one for one in health["dates"] if f"dates.{one}" not in text] == []


def test_every_place_and_position_is_on_screen_and_paper(alice: Caller, tess: Caller) -> None:
    nights(alice)
    found = queries.report(reader(alice), today=LAST + timedelta(days=1))

    set_page = html(found, language="en")

    assert {one["site"] for one in found["map"]["now"]} == {*ids("site")}
    assert {one["onset"] for one in found["positions"]} == {*ids("onset")}
    assert [one for one in ids("site") if label("site", one) not in set_page] == []
    assert [one for one in ids("onset") if label("onset", one) not in set_page] == []


def reader(caller: Caller) -> queries.Reader:
    return queries.Reader(PatientAccess.whole(caller.patient), "en")


CHANGE = {"on": "2026-11-03", "kind": "medicine_raise", "text": "amlodipine to 10 mg"}
OLD = {"on": "2026-06-03", "kind": "medicine_start", "text": "an old one"}


@pytest.mark.parametrize("surface", WORDS)
def test_a_changed_medicine_is_read_with_and_without_its_name(
    alice: Caller, tess: Caller, surface: str
) -> None:
    alice.send("put", "patients/me/health", {"who": {"med_changed": True}})
    bare = WORDS[surface](alice, tess)
    for event in (CHANGE, OLD):
        assert alice.send("post", "patients/me/events", event).status_code == 201
    named = WORDS[surface](alice, tess)

    assert label("who", "med_changed") in bare
    assert label("who", "med_changed") in named
    assert CHANGE["text"] in named
    assert OLD["text"] not in named


def test_the_bundle_tells_which_medicine_was_changed_and_when(alice: Caller, tess: Caller) -> None:
    alice.send("put", "patients/me/health", {"who": {"med_changed": True}})
    alice.send("post", "patients/me/events", CHANGE)

    entries = json.loads(FILES["fhir"](alice, tess))["entry"]

    sheets = [one["resource"] for one in entries if "item" in one["resource"]]
    said = {item["linkId"]: item["answer"] for sheet in sheets for item in sheet["item"]}
    assert said == {
        "who.med_changed": [{"valueBoolean": True}],
        "event.on": [{"valueDate": CHANGE["on"]}],
        "event.kind": [{"valueString": CHANGE["kind"]}],
        "event.text": [{"valueString": CHANGE["text"]}],
    }
    assert all(sheet["authored"] for sheet in sheets)


def test_a_summary_tells_the_signs_and_nothing_of_the_person(alice: Caller, theo: Caller) -> None:
    nights(alice)
    alice.send("put", "patients/me/health", all_told())
    accounts.grant_consent(patient=alice.patient, grantee=theo.user, scope=Consent.Scope.SUMMARY)

    found = theo.get(f"patients/{alice.patient.pk}/page").json()

    assert {one["sign"] for one in found["signs"]} == {*ids("sign")}
    assert found["background"] is None
    line = found["record"][2]
    assert [item for item in ids("who") if label("who", item) in line] == []
    assert "not shared" in line


def test_a_sign_names_its_leg_and_counts_a_night_once(alice: Caller, tess: Caller) -> None:
    spells = [
        {"id": f"01938f6e-8a3c-7c11-9a51-{number:012}", "signs": {"weak": side, "arms": True}}
        for number, side in enumerate(("left", "right"))
    ]
    alice.send("put", "patients/me/nights/2026-11-21", {"timezone": "Europe/London", "episodes": spells})
    quiet = {"timezone": "Europe/London", "pain": False, "signs": {"weak": "left", "arms": False}}
    alice.send("put", "patients/me/nights/2026-11-20", quiet)

    found = tess.get(f"patients/{alice.patient.pk}/page").json()["signs"]

    assert [(one["sign"], one["side"], one["nights"]) for one in found] == [
        ("arms", None, 1),
        ("weak", "both", 1),
        ("weak", "left", 1),
    ]
