"""An import that tells how far it has come, and of which nothing is kept unless it ends."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from api import imports
from journal.models import Change, Night
from tests.cast import Caller
from tests.journal.test_apple import record, xml

pytestmark = pytest.mark.usefixtures("frozen")
LINES = "application/x-ndjson"


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("journal.services.TOGETHER", 400)


def nights(count: int) -> bytes:
    last = date(2026, 11, 20)
    days = [(last - timedelta(days=back)).isoformat() for back in range(count)]
    return "\n".join(json.dumps({"date": day, "pain": False}) for day in days).encode()


def started(caller: Caller, body: bytes, query: str = "", media: str = LINES) -> Any:
    address = f"/api/v1/patients/me/import{query}"
    return caller.http.post(address, data=body, content_type=media, headers={"accept": LINES})


def told(caller: Caller, body: bytes, query: str = "", media: str = LINES) -> list[dict[str, Any]]:
    answer = started(caller, body, query, media)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, LINES)
    return [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


def test_each_phase_is_told_and_the_report_comes_last(alice: Caller) -> None:
    lines = told(alice, nights(900))

    progress = [(line["phase"], line["done"], line["total"]) for line in lines[:-1]]
    assert progress == [
        *[("reading", done, 900) for done in (0, 400, 800)],
        *[("comparing", done, 900) for done in (0, 400, 800)],
        *[("writing", done, 900) for done in range(0, 900, 400)],
    ]
    assert lines[-1]["report"]["counts"] == {"added": 900}
    assert Night.objects.count() == 900


def test_it_reports_what_the_plain_answer_reports(alice: Caller, bob: Caller) -> None:
    body = nights(2) + b'\n{"date":"2026-11-21","pain":3}'
    plain = bob.http.post("/api/v1/patients/me/import", data=body, content_type=LINES).json()
    assert told(alice, body)[-1]["report"] == plain
    assert plain["counts"] == {"added": 2, "refused": 1}


def test_a_caller_that_goes_away_has_imported_nothing(alice: Caller) -> None:
    answer = started(alice, nights(900))
    lines: Iterator[bytes] = iter(answer)
    seen = [json.loads(next(lines)) for _ in range(8)]
    assert (seen[-1]["phase"], seen[-1]["done"]) == ("writing", 400)
    answer._iterator.close()  # as the server does when the caller hangs up
    assert not Night.objects.exists()
    assert not Change.objects.exists()


def test_a_fault_on_the_way_undoes_what_was_written(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("insights.services._after_save", lambda *rest: 1 / 0)
    answer = started(alice, nights(900))
    heard: list[dict[str, Any]] = []
    with pytest.raises(ZeroDivisionError):
        heard.extend(json.loads(line) for line in answer)
    assert (heard[-2]["phase"], heard[-1]["problem"]["status"]) == ("writing", 500)
    assert not Night.objects.exists()


def test_a_file_that_is_none_ends_in_its_problem(alice: Caller) -> None:
    body = xml(record("AsleepCore", "2026-11-20 23:00:00", "2026-11-21 02:00:00"))[:-20]
    lines = told(alice, body, media="application/xml")
    assert lines[0]["phase"] == "reading"
    assert (lines[-1]["problem"]["status"], lines[-1]["problem"]["code"]) == (422, "bad_xml")


@pytest.mark.parametrize(("body", "query", "status"), [(b"", "", 400), (b"x", "?map=1", 422)])
def test_what_is_wrong_before_the_first_line_has_its_own_status(
    alice: Caller, body: bytes, query: str, status: int
) -> None:
    assert started(alice, body, query).status_code == status


def test_a_preview_is_told_too_and_writes_nothing(alice: Caller) -> None:
    lines = told(alice, b"Tag,Pain\n2026-11-20,yes\n", "?preview=true", "text/csv")
    table = lines[-1]["report"]["table"]
    assert (table["columns"], table["fields"]) == (["Tag", "Pain"], {})
    assert {"date", "pain", "day.longsit", "action.stretch"} <= set(table["known"])
    assert not Night.objects.exists()


def test_the_lines_are_those_of_the_schema(alice: Caller) -> None:
    lines = [imports.ImportLine.model_validate(line) for line in told(alice, nights(3))]
    assert [type(line.root) for line in lines[-2:]] == [imports.ProgressLine, imports.ReportLine]
