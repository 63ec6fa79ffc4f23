"""Patterns, tips and experiments say in the reader's language that nobody has signed them, where that is so."""

from datetime import datetime

import pytest

from accounts.models import User
from base.languages import LANGUAGES
from insights.pattern_warnings import status_of
from insights.safety.content import sentences
from insights.series.content import content
from insights.tips import load as load_tips
from tests.api.test_pattern_surfaces import logged
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")


def test_each_screen_says_so_of_what_it_shows(alice: Caller, tess: Caller, now: datetime) -> None:
    logged(alice, "rls", now)
    code = alice.send("post", "patients/me/visit-links", {"scope": "full"}).json()["code"]
    for language in LANGUAGES:
        User.objects.update(language=language)
        told = sentences(language).text["unsigned"]
        page = tess.get(f"patients/{alice.patient.pk}/page").json()
        patterns = [
            *alice.get("patients/me/insights").json()["profiles"],
            *page["insights"]["profiles"],
            *page["patterns"],
            *alice.send("post", "visit", {"code": code}).json()["patterns"],
        ]
        tips = alice.get("patients/me/tips").json()
        shown = [one["tip"] for one in tips["results"] + tips["blocked"]]
        unsigned = load_tips(language=language).unsigned(shown)
        trial = alice.get("patients/me/experiments?tip=t11").json()["status"]
        tried = load_tips(language=language).unsigned(["t11"]) or not content(language).signed

        assert len(patterns) > 5
        assert [one for one in patterns if one["status"] != status_of(one["id"], language)] == []
        assert tips["status"] == (told if unsigned else None)
        assert trial == (told if tried else None)


def test_where_no_experiment_is_shown_nothing_is_said_of_its_words(alice: Caller) -> None:
    assert alice.get("patients/me/experiments").json()["status"] is None
