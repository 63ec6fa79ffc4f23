"""Poor artery flow and sciatica never stand alone: wherever they are named, their warning is beside them."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from insights import services
from insights.models import Flag
from insights.safety.rulebook import load as load_rules
from tests.cast import Caller
from tests.insights.examples.diaries import examples
from tests.paper import text_of

pytestmark = pytest.mark.usefixtures("frozen")
NAMES = {"pad": "Poor artery flow", "sciatica": "Sciatica"}


def logged(caller: Caller, pattern: str, now: datetime, *, read: bool = True) -> None:
    """The example of a pattern, its last night yesterday, and read by a worker."""
    example = examples()[pattern]
    caller.send("put", "patients/me/health", example["health"])
    later = now.date() - timedelta(days=1) - example["today"]
    for night in example["diary"]["nights"]:
        day = date.fromisoformat(night["date"]) + later
        body = {key: value for key, value in night.items() if key != "date"}
        answer = caller.send("put", f"patients/me/nights/{day}", {"timezone": "Europe/London", **body})
        assert answer.status_code in (200, 201), answer.json()
    assert not read or services.analyse_changed(now=now) == 1


def words_of(insights: dict[str, Any], pattern: str) -> str:
    """The sentence that the interface serves beside the pattern; the others repeat it."""
    (profile,) = [one for one in insights["profiles"] if one["id"] == pattern]
    (warning,) = profile["warnings"]
    return str(warning["message"])


def insights(alice: Caller, tess: Caller) -> str:
    return str(alice.get("patients/me/insights").json())


def desk(alice: Caller, tess: Caller) -> str:
    return str(tess.get(f"patients/{alice.patient.pk}/page").json()["insights"])


def note(alice: Caller, tess: Caller) -> str:
    lines: list[str] = tess.get(f"patients/{alice.patient.pk}/page").json()["record"]
    return "\n".join(lines)


def report(alice: Caller, tess: Caller) -> str:
    return str(tess.get(f"patients/{alice.patient.pk}/report").json()["patterns"])


def visit(alice: Caller, tess: Caller) -> str:
    code = alice.send("post", "patients/me/visit-links", {"scope": "summary"}).json()["code"]
    return str(alice.send("post", "visit", {"code": code}).json()["patterns"])


def paper(alice: Caller, tess: Caller) -> str:
    return text_of(tess.get(f"patients/{alice.patient.pk}/report.pdf").content)


def mail_text(alice: Caller, tess: Caller) -> str:
    return str(alice.get("mail/preview").json()["open"]["text"])


def mail_html(alice: Caller, tess: Caller) -> str:
    return str(alice.get("mail/preview").json()["open"]["html"])


SURFACES = (insights, desk, note, report, visit, paper, mail_text, mail_html)


@pytest.mark.parametrize("pattern", NAMES)
def test_a_pattern_with_a_warning_never_stands_alone(
    alice: Caller, tess: Caller, now: datetime, pattern: str
) -> None:
    logged(alice, pattern, now)
    wanted = words_of(alice.get("patients/me/insights").json(), pattern)
    for surface in SURFACES:
        text = " ".join(surface(alice, tess).split())
        assert NAMES[pattern] in text, surface.__name__
        assert wanted.rstrip(".") in text, surface.__name__


def test_artery_trouble_shown_raises_its_flag_where_no_answer_does(alice: Caller, now: datetime) -> None:
    logged(alice, "pad_untried", now, read=False)
    assert flags(alice.get("patients/me/safety").json()["results"]) == []

    services.analyse_changed(now=now)

    wanted = [("RF10", "within_days")]
    asked: dict[str, Any] = {"cursor": None, "device": str(uuid4()), "changes": []}
    assert flags(alice.get("patients/me/insights").json()["safety"]) == wanted
    assert flags(alice.send("post", "patients/me/sync", asked).json()["safety"]) == wanted
    saved = alice.send("patch", f"patients/me/nights/{now.date()}", {"pain": False})
    assert flags(saved.json()["safety"]) == wanted


def flags(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["rule"], row["level"]) for row in rows]


def test_sciatica_says_when_to_go_at_once(alice: Caller, now: datetime) -> None:
    logged(alice, "sciatica", now)
    (profile,) = alice.get("patients/me/insights").json()["profiles"]
    (warning,) = profile["warnings"]
    assert (warning["rule"], warning["level"]) == ("RF12", "emergency")
    assert warning["message"] == load_rules().rule("RF12").text["en"].message["emergency"]


def test_the_most_urgent_open_flag_speaks_on_the_card(alice: Caller, now: datetime) -> None:
    logged(alice, "pad", now)
    Flag.objects.filter(patient=alice.patient).delete()
    for rule, level in (("RF11", "routine"), ("RF09", "same_day")):
        Flag.objects.create(
            patient=alice.patient, rule=rule, rule_version="1", level=level, night=now.date(), raised_at=now
        )
    answer = alice.get("patients/me/insights").json()
    assert words_of(answer, "pad") == load_rules().rule("RF09").text["en"].message["same_day"]


def test_without_an_open_flag_the_card_still_says_to_be_seen_within_days(
    alice: Caller, now: datetime
) -> None:
    logged(alice, "pad", now)
    Flag.objects.filter(patient=alice.patient).delete()
    answer = alice.get("patients/me/insights").json()
    assert words_of(answer, "pad") == load_rules().rule("RF10").text["en"].message["within_days"]
