"""One verdict: list, page, report, paper, visit page, note, trends, mail and digest say the same of one diary."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from delivery.compose.digest import compose_digest
from delivery.queries.caseload import records_of
from delivery.recipient import Recipient
from insights.course import NightPain, Verdict, verdict
from insights.course_words import headline, verdict_text
from journal.models import Night
from tests.api.test_sync import change, sync
from tests.care.nights import LAST, log
from tests.cast import Caller
from tests.insights.worked import WORKED, plain
from tests.paper import text_of

pytestmark = pytest.mark.usefixtures("frozen")
# No night in the last whole week: the mail is a short word that tells of no nights.
SHORT_MAIL = {"Rosa"}
OTHER_VOICE = re.compile(r"median worst|meaningfully|improving|worsening|seems to", re.IGNORECASE)


def logged(patient: Caller, name: str, now: datetime) -> Verdict:
    """The worked diary in the database, its last night last night; and what the rule says of it by itself."""
    nights: dict[date, NightPain] = {}
    for ago, said in enumerate(reversed(plain(WORKED[name][0]))):
        if said is None:
            continue
        strength = None if said == "p" else int(said)
        log(patient.patient, ago, strength, now)
        nights[LAST - timedelta(days=ago)] = NightPain(
            strength != 0, None if strength is None else float(strength)
        )
    return verdict(nights, LAST)


def row_of(tess: Caller, patient: Caller) -> dict[str, Any]:
    rows = tess.get("caseload").json()["results"]
    found: dict[str, Any] = next(row for row in rows if row["patient"] == str(patient.patient.pk))
    return found


def opened(alice: Caller, **body: Any) -> dict[str, Any]:
    code = alice.send("post", "patients/me/visit-links", {"scope": "summary", **body}).json()["code"]
    found: dict[str, Any] = alice.send("post", "visit", {"code": code}).json()
    return found


def records(alice: Caller, tess: Caller) -> dict[str, dict[str, Any]]:
    """The record as each route serves it."""
    desk = f"patients/{alice.patient.pk}"
    return {
        "caseload": row_of(tess, alice)["verdict"],
        "page": tess.get(f"{desk}/page").json()["verdict"],
        "report": tess.get(f"{desk}/report").json()["verdict"],
        "own report": alice.get("patients/me/report").json()["verdict"],
        "visit": opened(alice)["verdict"],
        "trends": tess.get(f"{desk}/trends?metric=peg").json()["verdict"],
        "own trends": alice.get("patients/me/trends?metric=worst_pain&from=2026-11-20").json()["verdict"],
    }


def texts(alice: Caller, tess: Caller) -> dict[str, str]:
    """What is read where the record is put in words."""
    desk = f"patients/{alice.patient.pk}"
    preview = alice.get("mail/preview").json()["open"]
    found = {
        "paper": text_of(tess.get(f"{desk}/report.pdf").content),
        "note": " ".join(tess.get(f"{desk}/page").json()["record"]),
        "mail": preview["text"],
        "mail as html": preview["html"],
    }
    return {name: " ".join(text.split()) for name, text in found.items()}


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_diary_says_the_same_on_every_surface(
    alice: Caller, tess: Caller, now: datetime, name: str
) -> None:
    wanted = logged(alice, name, now)
    said = verdict_text(wanted, "en")

    for route, record in records(alice, tess).items():
        assert record == wanted.as_json(), route
    for surface, text in texts(alice, tess).items():
        if name in SHORT_MAIL and surface.startswith("mail"):
            continue
        assert f"{said.title}." in text, surface
        assert all(line in text for line in said.lines), surface
        assert not OTHER_VOICE.search(text), surface


@pytest.mark.parametrize("name", ["Lea", "Casey", "Rosa", "Dan"])
def test_the_digest_and_the_reasons_at_the_desk_say_the_headline(
    alice: Caller, tess: Caller, now: datetime, name: str
) -> None:
    wanted = logged(alice, name, now)

    row, mail = row_of(tess, alice), compose_digest(Recipient.of(tess.user), records_of(tess.user, now=now))

    assert row["section"] == "worse"
    assert f"Record 1: {headline(wanted, 'en')}," in " ".join(mail.text.split())
    if wanted.headline in ("worse", "flare"):
        assert row["why"][0] == f"{verdict_text(wanted, 'en').title}."


@pytest.mark.parametrize("language", ["de", "es"])
def test_the_words_are_the_readers(alice: Caller, tess: Caller, now: datetime, language: str) -> None:
    wanted = verdict_text(logged(alice, "Mina", now), language)
    for reader in (alice, tess):
        reader.send("patch", "me", {"language": language})
    for surface, text in texts(alice, tess).items():
        assert f"{wanted.title}." in text, surface


def test_an_episode_of_one_phone_outlives_the_no_of_another_on_every_surface(
    alice: Caller, tess: Caller, now: datetime
) -> None:
    log(alice.patient, 0, 8, now)
    no = change("night", LAST.isoformat(), {"pain": False}, at="2026-11-22T08:30:00+00:00")
    assert sync(alice, no)["results"][0]["status"] == "merged"

    night = alice.get(f"patients/me/nights/{LAST}").json()
    row = row_of(tess, alice)
    points = alice.get(f"patients/me/trends?metric=worst_pain&from={LAST}&to={LAST}").json()["points"]

    assert (night["pain"], row["last_night"]["pain"], row["last_night"]["strength"]) == (True, True, 8)
    assert (points[0]["value"], row["verdict"]["now"]["painful"]) == (8, 1)
    assert all(record == row["verdict"] for record in records(alice, tess).values())


def test_a_night_that_is_not_over_is_never_the_last(alice: Caller, tess: Caller, now: datetime) -> None:
    log(alice.patient, 0, 3, now)
    log(alice.patient, -1, 9, now)

    row = row_of(tess, alice)

    assert (row["last_night"]["date"], row["last_night"]["strength"]) == (LAST.isoformat(), 3)
    assert row["verdict"]["now"]["last"] == row["last_night"]["date"]


def test_nights_before_the_first_visible_one_do_not_exist(alice: Caller, now: datetime) -> None:
    logged(alice, "Mina", now)

    seen = opened(alice, **{"from": "2026-11-15"})["verdict"]

    assert (seen["headline"], seen["now"]["answered"], seen["before"]["answered"]) == ("too_few", 6, 0)
    assert alice.get("patients/me/report").json()["verdict"]["headline"] == "better"


def test_whoever_pauses_or_only_tells_of_sleep_is_not_silent(alice: Caller, now: datetime) -> None:
    def said() -> str:
        found: str = alice.get("patients/me/report").json()["verdict"]["headline"]
        return found

    log(alice.patient, 20, 4, now)
    quiet = said()
    alice.send("put", "patients/me/nights/2026-11-19", {"note": "slept badly"})
    slept = said()
    Night.objects.filter(date="2026-11-19").delete()
    alice.send("patch", "me", {"resting": True})

    assert (quiet, slept, said()) == ("silent", "too_few", "too_few")
