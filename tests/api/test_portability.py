"""The record out, and in again."""

import csv
import io
import json
import random
import uuid
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from insights.series.nights import sleep_minutes
from journal.documents import EpisodeBody
from journal.models import Night
from journal.serialization import EPISODE_COLUMNS
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")


def out(caller: Caller, form: str = "json", **headers: Any) -> bytes:
    answer = caller.get(f"patients/me/export?format={form}", **headers)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def take(caller: Caller, body: bytes, media: str = "application/json", query: str = "") -> Any:
    answer = caller.http.post(f"/api/v1/patients/me/import{query}", data=body, content_type=media)
    assert answer.status_code == 200, answer.content
    return answer.json()


def fill(caller: Caller, night: dict[str, Any], nights: int = 12) -> None:
    """A diary with some of everything."""
    dice = random.Random(4)
    for back in range(nights):
        day = date(2026, 11, 21) - timedelta(days=back)
        body: dict[str, Any] = {"pain": False, "note": "quiet, =1+1"} if back % 3 == 1 else dict(night)
        if body.get("episodes"):
            ids = [str(uuid.UUID(int=dice.getrandbits(128), version=4)) for _ in range(2)]
            body["episodes"] = [{**night["episodes"][0], "id": one} for one in ids]
            body["episodes"][1]["copied_from"] = f"{day - timedelta(days=1)}"
            body["recorded_at"] = f"{day + timedelta(days=1)}T07:02:11.123456+01:00"
        assert caller.send("put", f"patients/me/nights/{day}", body).status_code == 200
    caller.send("put", "patients/me/health", {"birth_year": 1961, "who": {"diabetes": True}})


def test_what_goes_out_and_in_again_is_the_same_byte_for_byte(
    alice: Caller, bob: Caller, night: dict[str, Any]
) -> None:
    fill(alice, night)
    hers = out(alice)

    report = take(bob, hers)

    assert report["counts"] == {"added": 14}
    assert out(bob).replace(str(bob.patient.pk).encode(), str(alice.patient.pk).encode()) == hers


def test_importing_again_changes_nothing(alice: Caller, bob: Caller, night: dict[str, Any]) -> None:
    fill(alice, night)
    take(bob, out(alice))
    before = list(Night.objects.filter(patient=bob.patient).values_list("date", "version"))

    assert take(bob, out(alice))["counts"] == {"same": 14}
    assert list(Night.objects.filter(patient=bob.patient).values_list("date", "version")) == before


def test_a_preview_writes_nothing(alice: Caller, bob: Caller, night: dict[str, Any]) -> None:
    fill(alice, night, 2)
    report = take(bob, out(alice), query="?preview=true")
    assert (report["preview"], report["counts"]) == (True, {"added": 4})
    assert not Night.objects.filter(patient=bob.patient).exists()


def test_ones_own_edits_win_over_a_file(alice: Caller, night: dict[str, Any]) -> None:
    fill(alice, night, 1)
    file = out(alice)
    alice.send("patch", "patients/me/nights/2026-11-21", {"day": {"longsit": False}, "note": "mine"})
    uid = json.loads(file)["nights"][0]["episodes"][0]["id"]
    alice.send("post", "patients/me/sync", _deletion(uid))

    statuses = take(alice, file)["counts"]

    kept = alice.get("patients/me/nights/2026-11-21").json()
    assert statuses == {"yours_kept": 1, "same": 2}
    assert (kept["day"]["longsit"], kept["note"], len(kept["episodes"])) == (False, "mine", 1)


def _deletion(uid: str) -> dict[str, Any]:
    change = {"id": str(uuid.uuid4()), "kind": "episode", "key": uid, "op": "delete"}
    device = "11111111-1111-4111-8111-111111111111"
    return {"device": device, "changes": [{**change, "edited_at": "2026-11-22T09:00:00+00:00"}]}


def test_a_bad_row_is_named_and_the_others_are_taken(alice: Caller) -> None:
    lines = [{"date": "2026-11-20", "pain": False}, {"date": "2026-11-21", "pain": 3}]
    body = "\n".join(map(json.dumps, lines)).encode()

    report = take(alice, body, "application/x-ndjson")

    assert [row["status"] for row in report["rows"]] == ["added", "refused"]
    assert report["rows"][1]["errors"][0]["field"] == "pain"
    assert [str(row.date) for row in Night.objects.all()] == ["2026-11-20"]


def test_a_diary_line_brings_its_health_background(alice: Caller) -> None:
    line = {
        "patient": "x",
        "health": {"who": {"smoker": True}},
        "nights": [{"date": "2026-11-20", "pain": False}],
    }
    assert take(alice, json.dumps(line).encode())["counts"] == {"added": 2}
    assert alice.get("patients/me/health").json() == {"who": {"smoker": True}}


def test_a_table_is_taken_by_the_names_of_its_columns(alice: Caller) -> None:
    body = (
        "date;pain;intensity;site;side;started_at;day.longsit\r\n"
        "2026-11-20;yes;6;calf;left;02:10;yes\r\n"
        "2026-11-20;yes;3;calf;right;23:30;\r\n"
        "2026-11-21;no;;;;;no\r\n"
    )
    report = take(alice, body.encode(), "text/csv")
    night = alice.get("patients/me/nights/2026-11-20").json()

    assert report["counts"] == {"added": 2}
    assert [one["started_at"] for one in night["episodes"]] == [
        "2026-11-20T23:30:00+00:00",
        "2026-11-21T02:10:00+00:00",
    ]
    assert night["day"] == {"longsit": True}
    assert take(alice, body.encode(), "text/csv")["counts"] == {"same": 2}


@pytest.mark.parametrize(
    "body", [b"date,site\r\n2026-11-20,calf\r\n", b"date,site,side\r\n2026-11-20,calf,\r\n"]
)
def test_no_leg_is_guessed_for_a_place_in_a_table(alice: Caller, body: bytes) -> None:
    [row] = take(alice, body, "text/csv")["rows"]

    assert (row["status"], row["errors"][0]["field"], row["errors"][0]["code"]) == (
        "refused",
        "side",
        "required",
    )
    assert not Night.objects.exists()


def test_all_that_an_episode_says_is_written_out_in_every_form(alice: Caller, night: dict[str, Any]) -> None:
    assert set(EPISODE_COLUMNS) == set(EpisodeBody.model_fields)
    place = {"site": "calf", "side": "left", "intensity": 6}
    episode = {**night["episodes"][0], "sites": [place], "copied_from": "2026-11-19", "radiates": True}
    body = {**night, "episodes": [episode | {"returns": True, "signs": {"warm": "left"}, "note": "as ever"}]}
    assert alice.send("put", "patients/me/nights/2026-11-21", body).status_code == 200
    [said] = alice.get("patients/me/nights/2026-11-21").json()["episodes"]
    told = {name for name in EPISODE_COLUMNS if said.get(name) not in (None, "", [], {})}
    assert told >= {"copied_from", "sites", "intensity", "radiates", "returns", "signs", "note"}

    table = zipfile.ZipFile(io.BytesIO(out(alice, "csv"))).read("episodes.csv").decode()
    [row] = csv.DictReader(io.StringIO(table, newline=""))
    bundle = json.loads(out(alice, "fhir"))
    sheets = [one["resource"] for one in bundle["entry"] if "item" in one["resource"]]
    [items] = [item["item"] for sheet in sheets for item in sheet["item"] if item["linkId"] == "episode"]

    assert {name for name in EPISODE_COLUMNS if row[name]} == told
    assert {item["linkId"].split(".")[0] for item in items} == {"id", *told}
    assert (row["copied_from"], row["sites"]) == ("2026-11-19", "calf left 6")
    assert json.loads(out(alice))["nights"][0]["episodes"][0] == said


def test_a_table_says_what_was_copied(alice: Caller) -> None:
    body = b"date,intensity,copied_from\r\n2026-11-20,6,2026-11-19\r\n2026-11-21,6,\r\n"
    assert take(alice, body, "text/csv")["counts"] == {"added": 2}
    nights = [alice.get(f"patients/me/nights/2026-11-{day}").json() for day in (20, 21)]
    assert [one["episodes"][0].get("copied_from") for one in nights] == ["2026-11-19", None]


def test_strange_columns_are_mapped_after_a_preview(alice: Caller) -> None:
    body = "Tag,Stärke\n2026-11-20,7\n".encode()
    seen = take(alice, body, "text/csv", "?preview=true")
    assert (seen["table"]["columns"], seen["rows"]) == (["Tag", "Stärke"], [])

    mapping = json.dumps({"Tag": "date", "Stärke": "intensity"})
    answer = alice.http.post(
        "/api/v1/patients/me/import?" + f"map={mapping}".replace("{", "%7B").replace("}", "%7D"),
        data=body,
        content_type="text/csv",
    )

    assert answer.json()["counts"] == {"added": 1}
    assert alice.get("patients/me/nights/2026-11-20").json()["episodes"][0]["intensity"] == 7


def test_a_table_adds_no_episodes_to_a_night_that_was_described(alice: Caller, night: dict[str, Any]) -> None:
    alice.send("put", "patients/me/nights/2026-11-21", night)
    take(alice, b"date,intensity\n2026-11-21,2\n", "text/csv")
    assert len(alice.get("patients/me/nights/2026-11-21").json()["episodes"]) == 1


@pytest.mark.parametrize("accept", ["application/json", "text/html", "application/pdf"])
def test_the_file_has_its_own_media_type(alice: Caller, accept: str) -> None:
    answer = alice.get("patients/me/export?format=fhir", Accept=accept)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/fhir+json")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_tables_are_safe_to_open(alice: Caller, night: dict[str, Any]) -> None:
    fill(alice, {**night, "note": "=cmd|' /C calc'!A0"}, 2)

    held = zipfile.ZipFile(io.BytesIO(out(alice, "csv")))
    lines = held.read("nights.csv").decode().splitlines()

    assert sorted(held.namelist()) == [
        "answers.csv",
        "entries.csv",
        "episodes.csv",
        "nights.csv",
        "sleep.csv",
    ]
    assert "\"'=cmd|' /C calc'!A0\"" in lines[-1]
    assert ',7,"side_left",' in held.read("episodes.csv").decode()


def test_one_table_can_be_had_alone(alice: Caller, night: dict[str, Any]) -> None:
    fill(alice, night, 1)
    answer = alice.get("patients/me/export?format=csv&table=sleep")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert len(b"".join(answer.streaming_content).splitlines()) == 2


def test_a_place_goes_out_with_its_own_strength(alice: Caller) -> None:
    places = [{"site": "calf", "side": "left", "intensity": 3}, {"site": "foot", "side": "left"}]
    episode = {"id": str(uuid.uuid4()), "intensity": 8, "sites": places}
    alice.send("put", "patients/me/nights/2026-11-21", {"episodes": [episode]})

    entries = json.loads(out(alice, "fhir"))["entry"]

    pains = [one["resource"] for one in entries if "bodySite" in one["resource"]]
    assert [(one["bodySite"]["text"], strength(one["component"][0])) for one in pains] == [
        ("calf, left", 3),
        ("foot (any part), left", 8),
    ]


def test_the_bundle_is_fhir(alice: Caller, night: dict[str, Any]) -> None:
    fill(alice, night, 4)
    alice.send("post", "patients/me/sync", _week())

    file = out(alice, "fhir")
    Bundle.model_validate_json(file)

    resources = [entry["resource"] for entry in json.loads(file)["entry"]]
    codes = {one["code"]["coding"][0]["code"] for one in resources if one["resourceType"] == "Observation"}
    sheets = [one["questionnaire"].split("|")[0] for one in resources if "questionnaire" in one]
    assert sheets == ["urn:stillnight:night"] * 4 + ["urn:stillnight:health"]
    assert codes == {"72514-3", "75325-1", "93832-4", "91147-9"}


def test_a_night_has_one_strength_and_a_painless_one_has_zero(alice: Caller) -> None:
    places = [{"site": "calf", "side": "left", "intensity": 3}, {"site": "foot", "side": "left"}]
    episodes = [
        {"id": str(uuid.uuid4()), "intensity": 6, "sites": places},
        {"id": str(uuid.uuid4()), "intensity": 8},
    ]
    alice.send("put", "patients/me/nights/2026-11-20", {"episodes": episodes})
    alice.send("put", "patients/me/nights/2026-11-21", {"pain": False})

    resources = [entry["resource"] for entry in json.loads(out(alice, "fhir"))["entry"]]

    scores = [one for one in resources if coded(one) == "72514-3"]
    assert [(one["effectiveDateTime"], strength(one)) for one in scores] == [
        ("2026-11-20", 8),
        ("2026-11-21", 0),
    ]
    assert len({one["id"] for one in resources}) == len(resources)
    assert not any(coded(one) == "111551-8" for one in resources)


def test_an_answer_sheet_keeps_the_date_of_its_night_however_late_it_was_written(alice: Caller) -> None:
    alice.send("put", "patients/me/nights/2026-11-10", {"pain": False})

    resources = [entry["resource"] for entry in json.loads(out(alice, "fhir"))["entry"]]

    (sheet,) = [one for one in resources if one["resourceType"] == "QuestionnaireResponse"]
    assert sheet["item"][0] == {"linkId": "night.date", "answer": [{"valueDate": "2026-11-10"}]}


def test_the_weekly_score_is_a_mean_with_its_three_answers(alice: Caller) -> None:
    alice.send("post", "patients/me/sync", _week())

    resources = [entry["resource"] for entry in json.loads(out(alice, "fhir"))["entry"]]

    (week,) = [one for one in resources if coded(one) == "91147-9"]
    answers = {coded(part): strength(part) for part in week["component"]}
    assert (strength(week), answers) == (5, {"75893-8": 4, "91145-3": 5, "91146-1": 6})
    assert week["effectivePeriod"] == {"start": "2026-11-16", "end": "2026-11-22"}


def coded(resource: dict[str, Any]) -> str | None:
    codes: list[dict[str, str]] = resource.get("code", {}).get("coding", [{}])
    return codes[0].get("code")


def strength(part: dict[str, Any]) -> float:
    value: float = part["valueQuantity"]["value"]
    return value


def _week() -> dict[str, Any]:
    data = {"pain": 4, "enjoyment": 5, "activity": 6}
    change = {"id": str(uuid.uuid4()), "kind": "peg", "key": "2026-11-16", "op": "put", "data": data}
    device = "11111111-1111-4111-8111-111111111111"
    return {"device": device, "changes": [{**change, "edited_at": "2026-11-22T09:00:00+00:00"}]}


@pytest.mark.parametrize(
    "query",
    ["", "?format=xml", "?format=json&table=nights", "?format=csv&table=users", "?format=json&format=csv"],
)
def test_a_form_that_is_none_is_refused(alice: Caller, query: str) -> None:
    assert alice.get(f"patients/me/export{query}").status_code in (400, 422)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\x00\x01", b"[1]", b'{"format":"other"}', b"\xff\xfe1", b"null"]
)
def test_a_file_that_is_none_is_refused_or_reported(alice: Caller, body: bytes) -> None:
    answer = alice.http.post("/api/v1/patients/me/import", data=body, content_type="application/json")
    assert answer.status_code in (200, 400, 422)
    assert not Night.objects.exists()


def test_a_form_body_is_no_file(alice: Caller) -> None:
    answer = alice.http.post("/api/v1/patients/me/import", data={"file": "x"})
    assert answer.status_code == 415


def test_only_the_owner_takes_a_record_away(alice: Caller, bob: Caller, tess: Caller, nobody: Any) -> None:
    hers = f"patients/{alice.patient.pk}"
    assert bob.get(f"{hers}/export?format=json").status_code == 404
    assert bob.send("post", f"{hers}/import", {}).status_code == 404
    assert tess.get(f"{hers}/export?format=json").status_code == 403
    assert tess.send("post", f"{hers}/import", {}).status_code == 403
    assert nobody.get("/api/v1/patients/me/export?format=json").status_code == 401


def test_the_page_for_the_visit_is_one_of_the_forms(alice: Caller) -> None:
    answer = alice.get("patients/me/export?format=pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


def test_time_asleep_is_the_same_on_the_charts_and_in_fhir(alice: Caller, night: dict[str, Any]) -> None:
    """Who never woke was awake no minute, though nobody said so."""
    slept = {**night["sleep"], "awakenings": 0, "minutes_awake": None}
    alice.send("put", "patients/me/nights/2026-11-21", {**night, "sleep": slept})

    charted = sleep_minutes({"sleep": slept})
    resources = [entry["resource"] for entry in json.loads(out(alice, "fhir"))["entry"]]

    sent = [
        one["valueQuantity"]["value"]
        for one in resources
        if one.get("valueQuantity", {}).get("code") == "min"
    ]
    assert (charted, sent) == (420, [420])


def test_a_week_that_answers_nothing_is_no_observation(alice: Caller) -> None:
    nothing = dict.fromkeys(("pain", "enjoyment", "activity"))
    for monday, said in (("2026-11-09", nothing), ("2026-11-16", {**nothing, "pain": 4})):
        assert alice.send("put", f"patients/me/peg/{monday}", said).status_code == 200

    found = [one["resource"] for one in json.loads(out(alice, "fhir"))["entry"][1:]]

    assert [(one["effectivePeriod"]["start"], len(one["component"])) for one in found] == [("2026-11-16", 1)]
