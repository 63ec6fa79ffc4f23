"""The page for the visit: the same figures on screen and paper, one page, whoever prints it."""

import contextlib
import re
import zlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from accounts import services as accounts
from accounts.access import PatientAccess
from accounts.models import Consent, User
from base.languages import LANGUAGES
from care import queries
from care.report.paper import html, pdf
from care.report.words import words
from insights.models import Flag
from insights.pattern_warnings import status_of
from journal import vocabulary
from tests.care.nights import LAST, log, spell
from tests.cast import Caller
from tests.draws import draws
from tests.paper import sizes_of, text_of

pytestmark = pytest.mark.usefixtures("frozen")
A4, LETTER = (595, 842), (612, 792)


def own(caller: Caller, language: str) -> queries.Reader:
    """The owner, who reads everything."""
    return queries.Reader(PatientAccess.whole(caller.patient), language)


def report(caller: Caller, alice: Caller) -> dict[str, Any]:
    found: dict[str, Any] = caller.get(f"patients/{alice.patient.pk}/report").json()
    return found


def paper(caller: Caller, alice: Caller, **headers: str) -> Any:
    return caller.get(f"patients/{alice.patient.pk}/report.pdf", **headers)


def set_page(report: dict[str, Any], **options: str) -> bytes:
    return pdf(report, **{"language": "en", **options})


def inside(body: bytes) -> bytes:
    """The file with its packed streams opened beside it."""
    found = [body]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", body, re.DOTALL):
        with contextlib.suppress(zlib.error):
            found.append(zlib.decompress(packed))
    return b"\n".join(found)


def pages(body: bytes) -> list[tuple[int, int]]:
    """Size of each page in points."""
    boxes = re.findall(rb"/MediaBox \[([^\]]+)\]", inside(body))
    return [(round(float(box.split()[2])), round(float(box.split()[3]))) for box in boxes]


@pytest.fixture
def diary(alice: Caller, now: datetime) -> Caller:
    """Forty nights of everything, with a visit, medicines, a flag and a question."""
    for ago in range(40):
        strength = (ago * 3) % 8
        episodes = [
            spell(
                strength,
                number=ago,
                onset=["back", "side_left", "prone"][ago % 3],
                started_at=f"{LAST - timedelta(days=ago - 1)}T0{ago % 5}:10:00+00:00",
                sites=[{"site": "calf", "side": "left"}, {"site": "foot", "side": "both"}],
                actions={"stretch": "helped", "massage": "no_change", "heat": "worse"},
                note="a note of hers",
            )
        ]
        painful = {"episodes": episodes} if strength else {}
        log(alice.patient, ago, strength, now, tips_tried=[{"tip": "t11", "helped": ago % 2 == 0}], **painful)
    alice.send("put", "patients/me/health", {"birth_year": 1961, "who": {"diabetes": False}})
    alice.send("put", "patients/me/visits", {"last": "2026-10-26"})
    alice.send(
        "post", "patients/me/events", {"on": "2026-11-25", "kind": "visit", "text": "Is it the tablets?"}
    )
    alice.send("post", "patients/me/events", {"on": "2026-11-03", "kind": "dose", "text": "half a tablet"})
    Flag.objects.create(
        patient=alice.patient, rule="RF04", rule_version="1", level="same_day", night=LAST, raised_at=now
    )
    return alice


def test_the_period_starts_with_the_last_visit(diary: Caller) -> None:
    found = report(diary, diary)
    assert found["period"] == {
        "from": "2026-10-26",
        "to": "2026-11-21",
        "nights": 27,
        "visit": "2026-10-26",
    }
    assert found["compared_with"] == {"from": "2026-09-29", "to": "2026-10-25"}


def test_the_slots_are_filled_from_the_diary(diary: Caller) -> None:
    found = report(diary, diary)
    painful = sum((ago * 3) % 8 != 0 for ago in range(27))
    assert (found["name"], found["birth_year"], found["question"]) == (
        "Alice Fenwick",
        1961,
        "Is it the tablets?",
    )
    assert (found["nights"]["logged"], found["nights"]["painful"]) == (27, painful)
    assert {"site": "calf", "side": "left", "nights": painful} in found["map"]["now"]
    assert sum(found["hours"]) == painful
    assert [(one["id"], one["helped"]) for one in found["tried"] if one["id"] == "stretch"] == [
        ("stretch", painful)
    ]
    assert [one["text"] for one in found["events"]] == ["half a tablet"]
    assert found["flags"][0]["rule"] == "RF04"
    assert found["not_asked"]["rules"]


def test_a_therapist_with_the_summary_reads_no_free_text(diary: Caller, theo: Caller) -> None:
    accounts.grant_consent(patient=diary.patient, grantee=theo.user, scope=Consent.Scope.SUMMARY)
    record = f"patients/{diary.patient.pk}"
    text = theo.get(f"{record}/report").content + theo.get(f"{record}/page").content
    assert not any(word in text for word in (b"half a tablet", b"tablets?", b"a note of hers"))
    page = theo.get(f"{record}/page").json()
    assert (page["notes"], page["plan"], page["question"]) == (None, None, None)


def test_the_page_holds_what_the_desk_needs(diary: Caller, tess: Caller) -> None:
    page = tess.get(f"patients/{diary.patient.pk}/page").json()
    assert len(page["record"]) == 4
    assert "born 1961" in page["record"][0]
    assert page["recent"][0]["notes"] == []
    assert page["recent"][1]["notes"] == ["a note of hers"]
    assert {"associations", "insights", "plan", "review", "tags"} <= set(page)
    assert diary.get("patients/me/page").status_code == 403


def test_screen_and_paper_say_the_same(diary: Caller, tess: Caller) -> None:
    """The paper is made from the very answer of the screen: its sentences are found on it."""
    reader = queries.Reader(PatientAccess(diary.patient, "full", None), "en")
    found = queries.report(reader, today=LAST + timedelta(days=1))
    page = html(found, language="en")
    assert report(tess, diary)["question"] in page
    for one in found["patterns"]:
        assert one["name"] in page
    for flag in found["flags"]:
        assert flag["title"] in page
    assert f"{found['nights']['logged']} of {found['nights']['of']}" in page


def test_the_paper_is_one_tagged_page(diary: Caller, tess: Caller) -> None:
    answer = paper(tess, diary)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert pages(answer.content) == [A4]
    assert all(
        mark in inside(answer.content) for mark in (b"/MarkInfo", b"/StructTreeRoot", b"pdfuaid", b"/Lang")
    )
    assert inside(answer.content).count(b"/Alt") == 3


@pytest.mark.parametrize(
    ("country", "size"),
    [
        *(("US", LETTER), ("", A4)),
        *(pytest.param(*one, marks=pytest.mark.full) for one in (("GB", A4), ("MX", LETTER))),
    ],
)
def test_the_paper_is_that_of_the_readers_country(
    diary: Caller, tess: Caller, country: str, size: tuple[int, int]
) -> None:
    User.objects.filter(pk=tess.user.pk).update(country=country)
    assert pages(paper(tess, diary).content) == [size]


@pytest.mark.parametrize("language", ["de", "es"])
def test_the_paper_is_in_the_readers_language_and_free_text_as_written(diary: Caller, language: str) -> None:
    found = queries.report(own(diary, language), today=LAST + timedelta(days=1))
    page = html(found, language=language)
    assert "Is it the tablets?" in page
    assert f'<html lang="{language}">' in page
    assert {"de": "Nachttagebuch", "es": "Diario nocturno"}[language] in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_says_of_a_pattern_that_nobody_signed_it(diary: Caller, language: str) -> None:
    found = queries.report(own(diary, language), today=LAST + timedelta(days=1))
    told = words().language(language)["unsigned"]

    assert (told in html({**found, "patterns": [shown("rls")]}, language=language)) == bool(
        status_of("rls", language)
    )
    assert told not in html({**found, "patterns": []}, language=language)


def shown(pattern: str) -> dict[str, Any]:
    return {"id": pattern, "name": pattern, "warnings": [], "for": [], "against": []}


def test_free_text_stays_text(diary: Caller) -> None:
    evil = "<script>alert(1)</script><img src='http://evil.example/x'>"
    diary.send(
        "put",
        "patients/me/events/01938f6e-8a3c-7c11-9a51-2f1f6f0c2b99",
        {"on": "2026-11-24", "kind": "visit", "text": evil},
    )
    found = queries.report(own(diary, "en"), today=LAST + timedelta(days=1))
    page = html(found, language="en")
    assert evil not in page
    assert "&lt;script&gt;" in page


def test_whatever_is_accepted_the_answer_is_a_pdf(diary: Caller) -> None:
    assert paper(diary, diary, accept="text/html").headers["Content-Type"] == "application/pdf"


def test_an_empty_diary_makes_a_page_too(alice: Caller) -> None:
    answer = paper(alice, alice)
    assert answer.status_code == 200
    assert pages(answer.content) == [A4]


def test_a_very_full_record_still_fits_one_page(diary: Caller, tess: Caller, now: datetime) -> None:
    for number in range(9):
        body = {"on": f"2026-11-{number + 1:02}", "kind": "medicine_start", "text": "long words " * 10}
        assert diary.send("post", "patients/me/events", body).status_code == 201
    for rule in ("RF01", "RF05", "RF07b", "RF12"):
        Flag.objects.create(
            patient=diary.patient, rule=rule, rule_version="1", level="same_day", night=LAST, raised_at=now
        )
    User.objects.filter(pk=tess.user.pk).update(country="US", language="de")
    assert pages(paper(tess, diary).content) == [LETTER]


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=2000)


@draws(6, suppress_health_check=list(HealthCheck))
@given(
    question=TEXTS,
    event=TEXTS,
    name=st.text("Wil ", max_size=120),
    language=st.sampled_from(["en", "de", "es"]),
)
@example(question="W" * 2000, event="long words " * 180, name="W" * 120, language="de")
@example(question="\n".join("line" for _ in range(400)), event="", name="", language="es")
def test_whatever_is_written_it_is_one_page(
    full_report: dict[str, Any], question: str, event: str, name: str, language: str
) -> None:
    events = [{"on": "2026-11-03", "kind": "dose", "label": "dose", "text": event}] * 9
    found = {**full_report, "question": question, "events": events, "name": name}
    assert sizes_of(set_page(found, language=language, country="US")) == [LETTER]


@pytest.fixture
def full_report(diary: Caller, now: datetime) -> dict[str, Any]:
    """With more open flags than the page lists."""
    for rule in ("RF01", "RF05", "RF07b", "RF12"):
        Flag.objects.create(
            patient=diary.patient, rule=rule, rule_version="1", level="same_day", night=LAST, raised_at=now
        )
    return queries.report(own(diary, "en"), today=LAST + timedelta(days=1))


def test_all_that_can_be_said_at_once_is_one_page(full_report: dict[str, Any]) -> None:
    events = [{"on": "2026-11-03", "kind": "dose", "label": "dose", "text": "long words " * 180}] * 9
    said = {"signs": every_sign(), "background": everything_told(), "events": events}
    found = {**full_report, **said, "question": "W" * 2000, "name": "W" * 120}
    assert sizes_of(set_page(found, language="de", country="US")) == [LETTER]


def every_sign() -> list[dict[str, Any]]:
    known = vocabulary.load()
    return [
        {"sign": sign, "label": known.label("sign", sign, "de"), "side": side, "nights": 28}
        for sign in known.ids("sign")
        for side in ("left", "both")
    ]


def everything_told() -> list[dict[str, Any]]:
    """Each thing on a day of its own, and more changes of medicines than a page holds."""
    known = vocabulary.load()
    named = [("who", item) for item in known.ids("who")] + [
        ("health_date", item) for item in known.ids("health_date")
    ]
    change = {"on": "2026-11-03", "kind": "medicine_raise", "label": "raised", "text": "long words " * 10}
    return [
        {
            "id": f"{group}.{item}",
            "label": known.label(group, item, "de"),
            "value": None,
            "on": None,
            "told_on": f"2026-11-{1 + place % 30:02}",
            "events": [change] * 9 if item == "med_changed" else [],
        }
        for place, (group, item) in enumerate(named)
    ]


def test_every_figure_of_the_screen_stands_on_the_paper(diary: Caller, tess: Caller) -> None:
    """The paper is read back as a reader would; the figures are the screen's own answer."""
    page = tess.get(f"patients/{diary.patient.pk}/page").json()
    words = " ".join(text_of(paper(tess, diary).content).split())
    nights = page["nights"]
    figures = [
        f"{nights['logged']} of {nights['of']}; {nights['painful']} with pain, {nights['late']} written late",
        f"{nights['by_carer']} by a carer",
        "Alice Fenwick, born 1961",
        "Is it the tablets?",
        "half a tablet",
        *(one["title"] for one in page["flags"]),
        *(f"{one['before']:g} {one['now']:g}" for one in page["change"] if one["nights"] and one["before"]),
        *(f"{one['nights']} nights" for one in page["tried"][:6]),
        *(f"helped {one['helped']} of {one['told']}" for one in page["tried"][:6] if one["told"]),
        *(str(one["nights"]) for one in page["map"]["now"]),
        *(one["name"] for one in page["insights"]["profiles"] if one["shown"]),
        page["method"],
    ]
    assert [one for one in figures if one not in words] == []


def test_nights_and_flags_before_the_agreed_date_are_in_no_figure(diary: Caller, theo: Caller) -> None:
    accounts.grant_consent(
        patient=diary.patient, grantee=theo.user, scope=Consent.Scope.FULL, from_date=LAST - timedelta(days=2)
    )
    found = report(theo, diary)
    assert found["nights"]["logged"] == 3
    assert found["map"]["before"] == []
    assert found["events"] == []


def test_nobody_signed_in_gets_no_paper(diary: Caller, nobody: Client, bob: Caller) -> None:
    path = f"patients/{diary.patient.pk}/report.pdf"
    assert nobody.get(f"/api/v1/{path}").status_code == 401
    refused = bob.get(path)
    assert (refused.status_code, refused.headers["Content-Type"]) == (404, "application/problem+json")
