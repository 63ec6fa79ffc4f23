"""What our tables write out, our import reads back: the archive as a whole, each table, any text."""

import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from journal.export.tables import TABLES, _cell, plain_text
from tests.api import test_said_surfaces as said
from tests.api.test_portability import fill, out, take
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
ODD = 'a "quoted" note;\r\nwith lines, =1+1, \'tis and ¿ñ? ½ '


def everything(caller: Caller, night: dict[str, Any]) -> None:
    """Every sign, place, position and health answer, free texts of all sorts, and a list of which nothing was so."""
    fill(caller, {**night, "note": ODD}, 10)
    said.nights(caller)
    caller.send("put", "patients/me/health", said.all_told() | {"birth_year": 1961})
    for text in ("=amlodipine", "'quoted'", "plain"):
        event = {"on": "2026-11-03", "kind": "medicine_raise", "text": text}
        assert caller.send("post", "patients/me/events", event).status_code == 201
    spell = {
        "id": "01938f6e-8a3c-7c11-9a51-2f1f6f0c2c99",
        "feel": [],
        "signs": {"cold": False, "weak": "left"},
    }
    body = {
        "timezone": "Europe/Madrid",
        "episodes": [{**spell, "radiates": False, "note": "-5 steps"}],
        "checks": {"rls.spread": True, "pe.collapse": False},
        "day": {"alcohol": True},
        "tips_tried": [{"tip": "t11", "helped": None}, {"tip": "t12", "helped": False}],
    }
    assert caller.send("put", "patients/me/nights/2026-10-01", body).status_code == 200


def record(caller: Caller, *without: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(out(caller))
    return {
        "entries": found["entries"],
        "nights": [
            {key: value for key, value in one.items() if key not in without} for one in found["nights"]
        ],
    }


def test_the_archive_comes_in_again_as_the_same_record(
    alice: Caller, bob: Caller, night: dict[str, Any]
) -> None:
    everything(alice, night)

    report = take(bob, out(alice, "csv"), "application/zip")

    assert set(report["counts"]) == {"added"}, [row for row in report["rows"] if row["status"] != "added"]
    assert (report["format"], report["table"]) == ("csv", None)
    assert record(bob) == record(alice)
    assert set(take(bob, out(alice, "csv"), "application/zip")["counts"]) == {"same"}


@pytest.mark.parametrize("order", [list(TABLES), list(TABLES)[::-1]], ids=["in order", "backwards"])
def test_table_by_table_it_is_the_same_too(
    alice: Caller, bob: Caller, night: dict[str, Any], order: list[str]
) -> None:
    everything(alice, night)
    held = zipfile.ZipFile(io.BytesIO(out(alice, "csv")))

    for name in order:
        counts = take(bob, held.read(f"{name}.csv"), "text/csv")["counts"]
        assert not {"refused", "twice"} & set(counts), (name, counts)

    # When a night was written stands in one table alone, and none of them waits for another.
    assert record(bob, "recorded_at", "late") == record(alice, "recorded_at", "late")


@given(st.text())
@example("=1+1")
@example("'=1+1")
@example("''")
def test_a_text_made_safe_to_open_is_read_as_it_was(text: str) -> None:
    assert plain_text(_cell(text)) == text


def test_a_cell_that_is_wrong_is_named_and_its_night_refused(alice: Caller) -> None:
    lines = [b"date,group,item,value", b"2026-11-20,signs,elbow,yes", b"2026-11-21,signs,arms,yes", b""]
    body = b"\r\n".join(lines)

    report = take(alice, body, "text/csv")

    assert [row["status"] for row in report["rows"]] == ["refused", "added"]
    assert report["rows"][0]["errors"][0]["field"].startswith("signs")


def test_an_archive_of_ours_that_is_damaged_says_so(alice: Caller, night: dict[str, Any]) -> None:
    fill(alice, night, 2)
    body = bytearray(out(alice, "csv"))
    body[80:90] = b"0123456789"

    answer = alice.http.post("/api/v1/patients/me/import", data=bytes(body), content_type="application/zip")

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_zip")


def test_a_foreign_column_that_is_left_out_is_named(alice: Caller) -> None:
    table = take(alice, b"date,pain,mood,sites\n2026-11-20,yes,7,calf\n", "text/csv")["table"]

    assert table["ignored"] == ["mood", "sites"]


def test_a_note_with_quotes_and_lines_comes_whole_out_of_a_foreign_table(alice: Caller) -> None:
    body = 'date,intensity,note\r\n2026-11-20,5,"one ""two"", three\nfour"\r\n'

    assert take(alice, body.encode(), "text/csv")["counts"] == {"added": 1}

    [spell] = alice.get("patients/me/nights/2026-11-20").json()["episodes"]
    assert spell["note"] == 'one "two", three\nfour'
