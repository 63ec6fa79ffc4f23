"""The bad-input matrix at the API: refused with a problem, no state changed, nothing echoed."""

import json
import uuid
from typing import Any

import pytest

from journal.models import Change, Entry, Night
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
NIGHT = "patients/me/nights/2026-11-21"
EPISODE = "01938f6e-8a3c-7c11-9a51-2f1f6f0c2b10"
PROBLEM = "application/problem+json"


def raw(
    caller: Caller, body: bytes, media: str = "application/json", path: str = NIGHT, **headers: Any
) -> Any:
    return caller.http.put(f"/api/v1/{path}", data=body, content_type=media, headers=headers)


def must_refuse(answer: Any, *statuses: int) -> dict[str, Any]:
    assert answer.status_code in statuses, (answer.status_code, answer.content[:300])
    assert answer.headers["Content-Type"] == PROBLEM
    assert not Night.objects.exists()
    assert not Change.objects.exists()
    return dict(answer.json())


def nested(depth: int) -> bytes:
    return b'{"note":' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize(
    "body",
    [
        b'{"note":"a\\u0000b"}',
        b'{"note":"\\ud800"}',
        b'{"day":{"own.\\u0000":true}}',
        b'{"checks":{"\\udfff":true}}',
        b'{"note":"a\x00b"}',
    ],
    ids=["nul", "half a character", "nul in a map", "half a character in a map", "bare nul"],
)
def test_b2_b3_b4_no_nul_and_no_half_character(alice: Caller, body: bytes) -> None:
    must_refuse(raw(alice, body), 400)


@pytest.mark.parametrize("depth", [11, 900, 100_000])
def test_b5_deep_json_is_refused(alice: Caller, depth: int) -> None:
    assert must_refuse(raw(alice, nested(depth)), 400, 413)["code"] in ("too_deep", "too_large")


def test_b6_a_large_body_is_refused_as_json(alice: Caller) -> None:
    body = json.dumps({"note": "x" * 3_000_000}).encode()
    assert must_refuse(raw(alice, body), 413)["code"] == "too_large"


def test_b6_a_packed_body_is_not_unpacked(alice: Caller) -> None:
    must_refuse(raw(alice, b"\x1f\x8b\x08\x00junk", **{"Content-Encoding": "gzip"}), 400, 415)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", '"NaN"', "1" * 4000, "1e308"])
def test_b8_b11_no_number_that_is_none(alice: Caller, number: str) -> None:
    body = f'{{"episodes":[{{"id":"{EPISODE}","intensity":{number}}}]}}'
    must_refuse(raw(alice, body.encode()), 400, 422)


@pytest.mark.parametrize("value", [True, "5", 5.0, 5.5, [5], {}, -1, 11, "１２", "1_000"])
def test_b9_b10_a_strength_is_a_whole_number(alice: Caller, value: Any) -> None:
    answer = alice.send("put", NIGHT, {"episodes": [{"id": EPISODE, "intensity": value}]})
    fault = must_refuse(answer, 422)["errors"][0]
    assert fault["field"] == "episodes.0.intensity"


@pytest.mark.parametrize(
    "day",
    [
        "0001-01-01",
        "9999-12-31",
        "2026-11-25",
        "2026-02-29",
        "2026-1-1",
        "٢٠٢٦-١١-٢١",
        "2011-12-30",
        "20261121",
    ],
)
def test_b12_a_date_is_near_and_written_whole(alice: Caller, day: str) -> None:
    must_refuse(alice.send("put", f"patients/me/nights/{day}", {"pain": False}), 422)


@pytest.mark.parametrize(
    "instant",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "2026-11-22T02:10:00+25:00",
        "2026-11-22T02:10:00+23:59",
        "2026-11-22T02:10:60+00:00",
        "2026-11-22 02:10:00+00:00",
        "2026-11-22T02:10:00",
        1795400000,
    ],
)
def test_b13_an_instant_has_its_offset(alice: Caller, instant: Any) -> None:
    body = {"episodes": [{"id": EPISODE, "started_at": instant}]}
    assert must_refuse(alice.send("put", NIGHT, body), 422)["errors"][0]["field"] == "episodes.0.started_at"


@pytest.mark.parametrize(
    "zone",
    ["../../etc/passwd", "localtime", "posixrules", "europe/london", "Europe/" + "x" * 10_000, "", "/UTC"],
)
def test_b15_a_zone_is_one_of_the_list(alice: Caller, zone: str) -> None:
    must_refuse(alice.send("put", NIGHT, {"timezone": zone}), 422)


def test_b15_an_old_name_of_a_zone_is_taken(alice: Caller) -> None:
    assert alice.send("put", NIGHT, {"pain": False, "timezone": "Asia/Calcutta"}).status_code == 200


@pytest.mark.parametrize(
    ("field", "instant"),
    [
        ("tried_to_sleep_at", "2026-11-21T22:39:59+00:00"),
        ("final_awakening_at", "2026-11-22T00:04:00+01:00"),
        ("out_of_bed_at", "2026-11-22T06:29:00+00:00"),
    ],
)
def test_b16_a_sleep_is_in_order(alice: Caller, night: dict[str, Any], field: str, instant: str) -> None:
    fault = must_refuse(alice.send("put", NIGHT, {"sleep": {**night["sleep"], field: instant}}), 422)
    assert [one["field"] for one in fault["errors"]] == ["sleep.0"]


def test_b16_times_far_from_their_night_are_kept_as_said(alice: Caller) -> None:
    body = {"episodes": [{"id": EPISODE, "started_at": "2026-11-25T02:10:00+00:00"}]}
    answer = alice.send("put", NIGHT, body).json()
    assert (answer["date"], answer["episodes"][0]["started_at"]) == (
        "2026-11-21",
        "2026-11-25T02:10:00+00:00",
    )


def test_b17_the_same_change_twice_counts_once_whatever_it_says(alice: Caller, bob: Caller) -> None:
    device = "11111111-1111-4111-8111-111111111111"
    change = {"id": EPISODE, "kind": "night", "key": "2026-11-21", "op": "put", "base": None}
    change["edited_at"] = "2026-11-22T03:00:00+00:00"
    said = [{**change, "data": {"pain": pain}} for pain in (False, True)]
    statuses = [
        caller.send("post", "patients/me/sync", {"device": device, "changes": [body]}).json()["results"][0][
            "status"
        ]
        for caller, body in ((alice, said[0]), (alice, said[1]), (bob, said[1]))
    ]
    assert statuses == ["applied", "duplicate", "applied"]
    assert alice.get(NIGHT).json()["pain"] is False


@pytest.mark.parametrize(
    "uid", [1, "1", "urn:uuid:" + EPISODE, "{" + EPISODE + "}", EPISODE.replace("-", ""), None]
)
def test_b18_an_id_is_a_uuid_as_usually_written(alice: Caller, uid: Any) -> None:
    must_refuse(alice.send("put", NIGHT, {"episodes": [{"id": uid}]}), 422)


def test_b18_capitals_are_made_small(alice: Caller) -> None:
    answer = alice.send("put", NIGHT, {"episodes": [{"id": EPISODE.upper()}]}).json()
    assert answer["episodes"][0]["id"] == EPISODE


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (b'{"pain":true,"pain":false}', "application/json"),
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b'"x"', "application/json"),
        (b"", "application/json"),
        (b"   ", "application/json"),
        (b"\xef\xbb\xbf{}", "application/json"),
        ('{"pain":false}'.encode("utf-16"), "application/json"),
        ('{"pain":false}'.encode("utf-16"), "application/json; charset=utf-16"),
        (b'{"pain":false}', "application/json; charset=bogus"),
        (b'{"note":"\xff"}', "application/json"),
        (b'{"pain":false} trailing', "application/json"),
        (b'{"pain":false', "application/json"),
    ],
)
def test_b19_only_one_json_object_in_utf8(alice: Caller, body: bytes, media: str) -> None:
    must_refuse(raw(alice, body, media), 400, 415, 422)


@pytest.mark.parametrize(
    "media",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "text/plain",
        "",
    ],
)
def test_b20_only_json_is_a_body(alice: Caller, media: str) -> None:
    must_refuse(raw(alice, b'{"pain":false}', media), 415)


@pytest.mark.parametrize(
    "name",
    [
        "id",
        "patient",
        "owner",
        "role",
        "is_staff",
        "email_verified",
        "consent",
        "revision",
        "created_at",
        "version",
    ],
)
def test_b21_unknown_fields_are_named(alice: Caller, name: str) -> None:
    fault = must_refuse(alice.send("put", NIGHT, {name: "x"}), 422)["errors"][0]
    assert (fault["field"], fault["code"]) == (name, "unknown_field")


@pytest.mark.parametrize("name", ["is_staff", "is_therapist", "email", "roles", "patient", "id", "password"])
def test_b21_an_account_changes_only_what_is_its_own(alice: Caller, name: str) -> None:
    assert alice.send("patch", "me", {name: True}).status_code == 422
    alice.user.refresh_from_db()
    assert not alice.user.is_staff


@pytest.mark.parametrize(
    "text",
    [
        "\u200b\u202eabc",
        "a\u0301" * 100,
        "👩\u200d👩\u200d👧",
        "\u00e9 e\u0301",
        "   ",
        "\u00a0",
        "<script>alert(1)</script>",
    ],
)
def test_b22_b23_a_note_is_kept_as_it_was_written(alice: Caller, text: str) -> None:
    assert alice.send("put", NIGHT, {"note": text}).json()["note"] == text


def test_b22_a_note_has_an_end_as_people_count(alice: Caller) -> None:
    assert alice.send("put", NIGHT, {"note": "é" * 4000}).status_code == 200
    assert alice.send("put", NIGHT, {"note": "e\u0301" * 4001}).status_code == 422
    assert alice.send("put", NIGHT, {"note": "a" + "\u0301" * 70_000}).status_code in (413, 422)


@pytest.mark.parametrize("character", ["\r\nBcc: x", "\u0007", "\u001b[31m", "\u2028\u0000"])
def test_b25_a_name_holds_no_control_characters(alice: Caller, character: str) -> None:
    answer = alice.send("patch", "me", {"name": f"Alice{character}"})
    alice.user.refresh_from_db()
    assert (answer.status_code in (400, 422), alice.user.name) == (True, "Alice Fenwick")


def test_b34_anothers_record_answers_as_none(alice: Caller, bob: Caller) -> None:
    alice.send("put", NIGHT, {"pain": False})
    unknown = uuid.uuid4()
    for path in (
        "nights",
        "nights/2026-11-21",
        "health",
        "trends?metric=peg",
        "export?format=json",
        "factors",
    ):
        hers = bob.get(f"patients/{alice.patient.pk}/{path}")
        none = bob.get(f"patients/{unknown}/{path}")
        assert (hers.status_code, hers.content) == (none.status_code, none.content) == (404, none.content)


@pytest.mark.parametrize(
    "query",
    [
        "patient__email__startswith=a",
        "ordering=password",
        "fields=all",
        "expand=patient",
        "limit=1000000000",
        "page=-1",
        "cursor=forged",
        "cursor=2026-11-21&cursor=2026-11-20",
        "_connector=OR",
        "format=xml",
    ],
)
def test_b35_unknown_and_forged_parameters_are_refused(alice: Caller, query: str) -> None:
    answer = alice.get(f"patients/me/nights?{query}")
    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == PROBLEM


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_b36_a_list_is_only_read(alice: Caller, method: str) -> None:
    answer = getattr(alice.http, method)("/api/v1/patients/me/nights")
    assert (answer.status_code, answer.headers["Content-Type"]) == (405, PROBLEM)


@pytest.mark.parametrize("path", ["nights/", "Nights", "nights.json", "/nights", "nights/2026-11-21/"])
def test_b36_an_address_has_one_spelling(alice: Caller, path: str) -> None:
    alice.send("put", NIGHT, {"pain": False})
    assert alice.get(f"patients/me/{path}").status_code == 404


def test_b36_no_header_or_field_changes_the_method(alice: Caller) -> None:
    alice.send("put", NIGHT, {"pain": False})
    sent = alice.http.get(f"/api/v1/{NIGHT}", headers={"X-HTTP-Method-Override": "DELETE"})
    assert sent.status_code == 200
    assert alice.http.post(f"/api/v1/{NIGHT}?_method=DELETE").status_code == 405
    assert Night.objects.get().deleted_at is None


def test_b36_head_answers_as_get_without_a_body(alice: Caller) -> None:
    assert (alice.http.head("/api/v1/me").status_code, alice.http.head("/api/v1/me").content) == (200, b"")


def test_b47_a_page_of_the_longest_notes_is_still_read(alice: Caller) -> None:
    for number in range(20):
        alice.send("put", f"patients/me/nights/2026-11-{number + 1:02}", {"note": "ё" * 4000})
    answer = alice.get("patients/me/nights")
    assert (answer.status_code, len(answer.json()["results"])) == (200, 20)


def test_more_changes_than_a_round_takes_are_refused_whole(alice: Caller) -> None:
    body = {"device": EPISODE, "changes": [{}] * 501}
    must_refuse(alice.send("post", "patients/me/sync", body), 422)


@pytest.mark.parametrize("changes", [None, {}, "x", 1])
def test_a_queue_that_is_no_list_is_refused(alice: Caller, changes: Any) -> None:
    must_refuse(alice.send("post", "patients/me/sync", {"device": EPISODE, "changes": changes}), 422)


def test_a_queue_of_rubbish_is_refused_piece_by_piece(alice: Caller) -> None:
    rubbish: list[Any] = [None, 1, "x", [], {}, {"id": 3}, {"id": EPISODE, "kind": "night"}]
    answer = alice.send("post", "patients/me/sync", {"device": EPISODE, "changes": rubbish})
    assert {row["status"] for row in answer.json()["results"]} == {"rejected"}
    assert not Entry.objects.exists()


@pytest.mark.parametrize("path", ["me", "mail/preferences", "patients/me/nights/2026-11-21"])
def test_a_change_that_says_nothing_is_refused(alice: Caller, path: str) -> None:
    answer = alice.http.patch(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (400, "empty_body")
