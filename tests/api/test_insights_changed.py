"""What the Patterns page says has changed since a week ago."""

from datetime import date, datetime
from typing import Any

import pytest

from accounts.services import grant_consent
from insights.changes import changed as compared
from insights.comparison import compare
from insights.models import Insight
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
LATEST = date(2026, 11, 22)
WEEK_AGO = date(2026, 11, 15)


def keep(
    caller: Caller, day: date, now: datetime, shown: dict[str, str], versions: tuple[str, str] = ("1", "a")
) -> None:
    nothing = {"shown": True, "for": [], "against": [], "not_asked": [], "with_warning": []}
    profiles: list[dict[str, Any]] = [
        {"id": name, "name": name.title(), "verdict": verdict, **nothing} for name, verdict in shown.items()
    ]
    empty = compare({"patient": "", "health": {}, "nights": []}, today=day).for_patient()
    view = {**empty, "status": "ready", "profiles": profiles}
    Insight.objects.create(
        patient=caller.patient,
        day=day,
        revision=1,
        engine=versions[0],
        content=versions[1],
        computed_at=now,
        comparison={"patient": view, "therapist": view, "shown": list(shown), "q": {}},
    )


def changed(caller: Caller) -> dict[str, Any]:
    answer: dict[str, Any] = caller.get("patients/me/insights").json()["changed"]
    return answer


def test_without_a_reading_a_week_old_nothing_is_said(alice: Caller, now: datetime) -> None:
    assert changed(alice) is None
    keep(alice, date(2026, 11, 16), now, {"rls": "some"})
    keep(alice, LATEST, now, {"cramp": "some"})
    assert changed(alice) is None


@pytest.mark.parametrize(
    ("was", "now_shown", "change"),
    [
        ({}, {"cramp": "some"}, "appeared"),
        ({"cramp": "strong"}, {}, "left"),
        ({"cramp": "some"}, {"cramp": "strong"}, "stronger"),
        ({"cramp": "strong"}, {"cramp": "some"}, "weaker"),
    ],
)
def test_each_change_is_named(
    alice: Caller, now: datetime, was: dict[str, str], now_shown: dict[str, str], change: str
) -> None:
    keep(alice, WEEK_AGO, now, was)
    keep(alice, LATEST, now, now_shown)
    found = changed(alice)
    assert [(row["id"], row["change"]) for row in found["patterns"]] == [("cramp", change)]
    assert "15 November" in found["patterns"][0]["text"]
    assert found["since"] == "2026-11-15"
    assert (found["text"], found["remade"]) == (None, None)


def test_that_nothing_changed_is_said_too(alice: Caller, now: datetime) -> None:
    keep(alice, date(2026, 11, 1), now, {"rls": "some"})
    keep(alice, WEEK_AGO, now, {"cramp": "some"})
    keep(alice, LATEST, now, {"cramp": "some"})
    assert changed(alice)["text"] == "Nothing has changed in what is shown since 15 November."


@pytest.mark.parametrize("versions", [("2", "a"), ("1", "b")])
def test_a_changed_method_is_said_and_the_earlier_words_are_kept(
    alice: Caller, now: datetime, versions: tuple[str, str]
) -> None:
    keep(alice, WEEK_AGO, now, {"cramp": "some"})
    keep(alice, LATEST, now, {"rls": "some"}, versions)
    found = changed(alice)
    assert "not from your nights" in found["remade"]
    assert [row["id"] for row in found["earlier"]] == ["cramp"]


def test_whether_the_method_or_the_nights_made_the_difference_is_said(alice: Caller, now: datetime) -> None:
    """Without a night, today's method shows nothing of then."""
    keep(alice, WEEK_AGO, now, {"cramp": "some"})
    keep(alice, LATEST, now, {"rls": "some"}, ("2", "a"))
    texts = {row["id"]: row["text"] for row in changed(alice)["patterns"]}
    assert "comes from the changed method" in texts["cramp"]
    assert "comes from your nights" in texts["rls"]


@pytest.mark.parametrize(
    ("again", "words"),
    [("strong", "comes from the changed method"), ("some", "comes from your nights"), (None, "Both")],
)
def test_a_verdict_that_moved_is_laid_to_what_moved_it(
    alice: Caller, now: datetime, again: str | None, words: str
) -> None:
    keep(alice, WEEK_AGO, now, {"cramp": "some"})
    keep(alice, LATEST, now, {"cramp": "strong"}, ("2", "a"))
    before, after = Insight.objects.order_by("day")
    redone = [{"id": "cramp", "verdict": again}] if again else []
    (row,) = compared(before, after, {"profiles": redone})["patterns"]
    assert words in row["text"]


def test_a_pattern_that_needs_a_warning_beside_it_is_named_only_with_it(alice: Caller, now: datetime) -> None:
    keep(alice, WEEK_AGO, now, {"pad": "some"})
    keep(alice, LATEST, now, {"cramp": "some"})
    rows = {row["id"]: row for row in changed(alice)["patterns"]}
    assert rows["pad"]["change"] == "left"
    assert [warning["rule"] for warning in rows["pad"]["warnings"]] == ["RF10"]
    assert rows["cramp"]["warnings"] == []


def test_the_words_of_an_earlier_method_come_with_their_warning(alice: Caller, now: datetime) -> None:
    keep(alice, WEEK_AGO, now, {"sciatica": "some"})
    keep(alice, LATEST, now, {"rls": "some"}, ("2", "a"))
    (earlier,) = changed(alice)["earlier"]
    assert [(one["rule"], one["level"]) for one in earlier["warnings"]] == [("RF12", "emergency")]


def test_a_therapist_who_sees_only_some_nights_is_told_of_no_change(
    alice: Caller, tess: Caller, now: datetime
) -> None:
    keep(alice, WEEK_AGO, now, {"cramp": "some"})
    keep(alice, LATEST, now, {"rls": "some"})
    path = f"patients/{alice.patient.pk}/insights"
    assert tess.get(path).json()["changed"]["patterns"]
    grant_consent(patient=alice.patient, grantee=tess.user, scope="full", from_date=WEEK_AGO)
    assert tess.get(path).json()["changed"] is None
