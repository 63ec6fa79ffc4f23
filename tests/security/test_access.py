"""The consent's first night and scope hold on every route; the role is asked; a history is its owner's."""

import json
from datetime import date, datetime
from typing import Any

import pytest

from accounts import services
from accounts.models import User
from delivery.mail import Mail
from delivery.models import Message
from delivery.services.composing import compose
from insights import services as insights
from insights.models import Flag
from journal.documents import NightDocument, read
from journal.services import put_night
from tests.cast import Caller, person
from tests.paper import text_of
from tests.security.people import give_factor

pytestmark = pytest.mark.usefixtures("frozen")

BEFORE, AFTER = "2026-11-13", "2026-11-20"
DATED = [
    "events",
    "peg",
    "nights",
    "tips",
    "article/rls",
    "safety",
    "insights",
    "report",
    "page",
    "visits",
    "trends",
    "heatmap",
    "associations",
    "experiments",
    "plan",
    "notes",
    "factors",
]
TOLD = ["insights", "tips", "report", "page", "safety", "article/rls"]


@pytest.fixture
def diary(alice: Caller, now: Any) -> Caller:
    """A health background, and either side of an agreed date an event, a week and nights with a note."""
    who = {"cancer": True, "diabetes": True, "anticoag": True}
    alice.send("put", "patients/me/health", {"birth_year": 1948, "who": who})
    for on, word in ((BEFORE, "early"), (AFTER, "late")):
        alice.send(
            "post", "patients/me/events", {"on": on, "kind": "operation", "text": f"canary-{word}-event"}
        )
    for monday, score in (("2026-11-09", 7), ("2026-11-16", 2)):
        alice.send("put", f"patients/me/peg/{monday}", {"pain": score, "enjoyment": score, "activity": score})
    for day in range(1, 22):
        evening = date(2026, 11, day)
        word = "late" if day >= 15 else "early"
        body = {"timezone": "Europe/London", "pain": True, "note": f"canary-{word}-note"}
        put_night(patient=alice.patient, date=evening, parts=read(NightDocument, body), now=now)
    insights.analyse_changed(now=now)
    return alice


def reader(alice: Caller, name: str, scope: str, since: date | None = None) -> Caller:
    made = person(f"{name}@example.com", name=name, is_therapist=scope != "log")
    services.grant_consent(patient=alice.patient, grantee=made.user, scope=scope, from_date=since)
    return made


def said(caller: Caller, alice: Caller, noun: str) -> str:
    query = "?metric=peg" if noun == "trends" else ""
    answer = caller.get(f"patients/{alice.patient.pk}/{noun}{query}")
    assert answer.status_code in (200, 403, 404), (noun, answer.content)
    return str(answer.content.decode())


@pytest.mark.parametrize("scope", ["full", "summary"])
@pytest.mark.parametrize("noun", DATED)
def test_nothing_from_before_the_first_night_is_told(diary: Caller, scope: str, noun: str) -> None:
    limited = reader(diary, "lee", scope, date(2026, 11, 15))
    text = said(limited, diary, noun)
    assert "canary-early" not in text
    assert BEFORE not in text
    assert "2026-11-09" not in text


@pytest.mark.parametrize("noun", [*DATED, "report.pdf", "standing", "heatmap?to=2026-11-05", "tags"])
def test_a_first_night_that_is_still_to_come_shows_none_and_is_no_fault(diary: Caller, noun: str) -> None:
    early = reader(diary, "eve", "full", date(2026, 12, 20))
    early.http.raise_request_exception = False
    query = "?metric=worst_pain" if noun == "trends" else ""
    answer = early.get(f"patients/{diary.patient.pk}/{noun}{query}")
    text = text_of(answer.content) if noun == "report.pdf" else answer.content.decode()
    assert answer.status_code == 200
    assert [word for word in ("canary", BEFORE, AFTER) if word in text] == []


@pytest.mark.parametrize("metric", ["worst_pain", "sleep_minutes", "peg"])
@pytest.mark.parametrize("days", ["from=2027-01-01", "to=2026-01-01", "to=2026-11-12", "to=2030-01-01"])
def test_days_without_a_night_are_no_fault(diary: Caller, metric: str, days: str) -> None:
    limited = reader(diary, "lee", "full", date(2026, 11, 15))
    asked = f"trends?metric={metric}&{days}"
    for one in (diary, limited):
        one.http.raise_request_exception = False
        assert one.get(f"patients/{diary.patient.pk}/{asked}").status_code == 200


def test_a_factor_given_up_before_the_first_night_is_not_told(diary: Caller) -> None:
    early, late, now = (
        diary.send("post", "patients/me/factors", {"label": f"canary {word}"}).json()
        for word in ("early", "late", "now")
    )
    for night, factor in ((BEFORE, early), (AFTER, late)):
        diary.send("patch", f"patients/me/nights/{night}", {"day": {factor["slug"]: True}})
        diary.send("patch", f"patients/me/factors/{factor['id']}", {"retired": True})
    limited, whole = reader(diary, "lee", "full", date(2026, 11, 15)), reader(diary, "wim", "full")
    told = [
        {row["label"] for row in json.loads(said(one, diary, "factors"))["results"]}
        for one in (limited, whole)
    ]
    assert told == [{late["label"], now["label"]}, {early["label"], late["label"], now["label"]}]


def test_one_week_of_before_is_not_found_and_one_after_is(diary: Caller) -> None:
    limited = reader(diary, "lee", "full", date(2026, 11, 15))
    record = f"patients/{diary.patient.pk}"
    assert limited.get(f"{record}/peg/2026-11-09").status_code == 404
    assert limited.get(f"{record}/peg/2026-11-16").status_code == 200
    assert "canary-late-event" in said(limited, diary, "events")


def test_what_was_not_asked_counts_only_the_nights_that_are_seen(diary: Caller) -> None:
    """An answer of a night before the agreed date is, for this reader, no answer."""
    whole, limited = reader(diary, "wim", "full"), reader(diary, "lee", "full", date(2026, 11, 21))
    counts = [said(one, diary, "article/rls").count('"logged"') for one in (whole, limited)]
    assert counts[0] >= counts[1]


@pytest.mark.parametrize("noun", TOLD)
def test_a_summary_tells_no_health_background(diary: Caller, noun: str) -> None:
    whole, short = reader(diary, "wim", "full"), reader(diary, "sam", "summary")
    text = said(short, diary, noun)
    for word in ("who.", "You noted", "blood thinner (", "a blood thinner.", "1948", "g_anticoag"):
        assert word not in text, word
    assert short.get(f"patients/{diary.patient.pk}/health").status_code == 403
    assert "1948" in said(whole, diary, "report")


def test_the_blocked_tips_stay_blocked_without_saying_why(diary: Caller) -> None:
    whole, short = reader(diary, "wim", "full"), reader(diary, "sam", "summary")
    full, summary = (json.loads(said(one, diary, "tips")) for one in (whole, short))
    assert [row["tip"] for row in full["blocked"]] == [row["tip"] for row in summary["blocked"]]
    assert any("blood thinner" in str(row["reasons"]) for row in full["blocked"])


def test_a_flag_is_shown_in_a_summary_without_the_answers_it_rests_on(diary: Caller, now: Any) -> None:
    Flag.objects.create(
        patient=diary.patient, rule="RF30", rule_version="1", level="same_day", night=date(2026, 11, 21),
        raised_at=now, items=["who.anticoag", "bruise.sudden"],
    )  # fmt: skip
    short = reader(diary, "sam", "summary")
    rows = json.loads(said(short, diary, "safety"))["results"]
    assert [(row["rule"], row["items"]) for row in rows if row["rule"] == "RF30"] == [
        ("RF30", ["bruise.sudden"])
    ]


def test_whoever_writes_a_night_for_another_is_told_no_background(diary: Caller, now: Any) -> None:
    Flag.objects.create(
        patient=diary.patient, rule="RF30", rule_version="1", level="same_day", night=date(2026, 11, 21),
        raised_at=now, items=["who.anticoag", "bruise.sudden"],
    )  # fmt: skip
    cara = reader(diary, "cara", "log")
    path = f"patients/{diary.patient.pk}/nights/2026-11-20"
    written = cara.send("patch", path, {"day": {"longsit": True}}).json()
    own = diary.send("patch", "patients/me/nights/2026-11-20", {"day": {"longsit": False}}).json()
    told = [[flag["items"] for flag in one["safety"] if flag["rule"] == "RF30"] for one in (written, own)]
    assert told == [[["bruise.sudden"]], [["bruise.sudden", "who.anticoag"]]]
    assert "who." not in str(written)


@pytest.mark.parametrize("scope", ["full", "summary", "log"])
def test_the_history_of_a_night_is_its_owners(diary: Caller, scope: str) -> None:
    other = reader(diary, "otto", scope)
    path = f"patients/{diary.patient.pk}/nights/2026-11-20/history"
    diary.send("patch", "patients/me/nights/2026-11-20", {"note": "taken back"})
    assert other.get(path).status_code == 403
    diary.send("delete", "patients/me/nights/2026-11-20")
    assert other.get(path).status_code == 403
    assert diary.get(path).status_code == 200


def test_without_the_role_nothing_opens(diary: Caller) -> None:
    tess = reader(diary, "tess", "full")
    User.objects.filter(pk=tess.user.pk).update(is_therapist=False)
    record = f"patients/{diary.patient.pk}"
    for noun in ("page", "nights", "notes", "health", "report.pdf", "insights", "safety", "standing"):
        assert tess.get(f"{record}/{noun}").status_code == 404, noun
    assert tess.send("post", f"{record}/notes", {"text": "x"}).status_code == 404


def test_giving_the_role_up_ends_what_hung_on_it(diary: Caller) -> None:
    tess = reader(diary, "tess", "full")
    assert tess.send("delete", "me/therapist").json()["roles"] == ["patient"]
    assert tess.get(f"patients/{diary.patient.pk}/page").status_code == 404
    assert tess.send("put", "me/therapist", {}).json()["roles"] == ["patient", "therapist"]
    assert tess.get(f"patients/{diary.patient.pk}/page").status_code == 404


def test_nobody_becomes_a_therapist_by_accepting(alice: Caller, bob: Caller) -> None:
    code = alice.send("post", "patients/me/consents", {"scope": "full"}).json()["code"]
    refused = bob.send("post", "consents/accept", {"code": code})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_a_therapist")
    assert User.objects.get(pk=bob.user.pk).is_therapist is False
    bob.send("put", "me/therapist", {})
    assert bob.send("post", "consents/accept", {"code": code}).status_code == 200


def test_where_the_site_asks_for_a_factor_none_becomes_a_therapist_without(
    bob: Caller, settings: Any
) -> None:
    settings.SECOND_FACTOR = True
    refused = bob.send("put", "me/therapist", {})
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_needed")


def test_after_the_end_the_current_name_is_not_told(diary: Caller) -> None:
    tess = reader(diary, "tess", "full")
    [held] = diary.get("patients/me/consents").json()["results"]
    diary.send("delete", f"patients/me/consents/{held['id']}")
    diary.send("patch", "me", {"name": "Alice Newname"})
    assert "Newname" not in tess.get("consents").content.decode()


def test_a_carer_hands_nothing_over_and_empties_no_night(diary: Caller) -> None:
    cara = reader(diary, "cara", "log")
    held = cara.get("consents").json()["results"][0]["id"]
    assert cara.send("post", f"consents/{held}/handover", {}).status_code == 403
    User.objects.filter(pk=cara.user.pk).update(is_therapist=True)
    assert cara.send("post", f"consents/{held}/handover", {}).status_code == 404

    cara.send("put", f"patients/{diary.patient.pk}/nights/2026-11-20", {"timezone": "Europe/London"})
    kept = diary.get("patients/me/nights/2026-11-20").json()
    assert (kept["note"], kept["pain"]) == ("canary-late-note", True)


def test_bobs_looks_are_not_in_alices_list(diary: Caller, bob: Caller) -> None:
    tess, theo = reader(diary, "tess", "full"), reader(bob, "theo", "full")
    said(tess, diary, "insights")
    said(theo, bob, "insights")
    assert [row["name"] for row in diary.get("patients/me/access").json()["results"]] == ["tess"]
    assert [row["name"] for row in bob.get("patients/me/access").json()["results"]] == ["theo"]


@pytest.mark.parametrize("ended_by", ["patient", "new consent"])
def test_a_code_to_hand_over_ends_with_the_consent_it_hands_on(
    diary: Caller, bob: Caller, ended_by: str
) -> None:
    tess = reader(diary, "tess", "full")
    User.objects.filter(pk=bob.user.pk).update(is_therapist=True)
    [held] = tess.get("consents").json()["results"]
    code = tess.send("post", f"consents/{held['id']}/handover", {}).json()["code"]
    if ended_by == "patient":
        diary.send("delete", f"patients/me/consents/{held['id']}")
    else:
        services.grant_consent(patient=diary.patient, grantee=tess.user, scope="summary")
    assert bob.send("post", "consents/preview", {"code": code}).status_code == 404
    assert bob.send("post", "consents/accept", {"code": code}).status_code == 404


def test_without_the_factor_that_opens_the_desk_no_digest_tells_of_it(
    diary: Caller, settings: Any, now: datetime
) -> None:
    tess = reader(diary, "tess", "full")
    Flag.objects.create(
        patient=diary.patient, rule="RF01", rule_version="1", level="emergency", night=date(2026, 11, 21),
        raised_at=now, items=["sign.redness"],
    )  # fmt: skip
    digest = Message(kind="caseload_digest", user=tess.user, recipient=tess.user.email, period="2026-11-16")
    assert isinstance(compose(digest, tess.user, {}, now=now), Mail)
    settings.SECOND_FACTOR = True
    assert compose(digest, tess.user, {}, now=now) == "second_factor_needed"
    give_factor(tess.user)
    assert isinstance(compose(digest, tess.user, {}, now=now), Mail)
