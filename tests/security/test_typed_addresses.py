"""A signed-in browser is no way past the app: what a person types into it shows nothing of a diary."""

import pytest
from django.conf import settings

from tests.cast import Caller

pytestmark = pytest.mark.django_db
KEPT = ["/api/v1/me", "/api/v1/patients/me/nights", "/api/v1/me/export", "/_allauth/browser/v1/auth/session"]


@pytest.mark.parametrize("path", KEPT)
@pytest.mark.parametrize("dest", ["document", "iframe", "embed"])
def test_a_page_is_refused_to_a_signed_in_browser(alice: Caller, path: str, dest: str) -> None:
    answer = alice.http.get(path, headers={"Sec-Fetch-Dest": dest, "Sec-Fetch-Mode": "navigate"})

    assert (answer.status_code, answer.json()["code"]) == (403, "not_a_page")
    assert "alice" not in answer.content.decode()


@pytest.mark.parametrize("path", KEPT)
@pytest.mark.parametrize("mode", ["cors", "navigate"])
def test_the_apps_calls_and_downloads_are_answered(alice: Caller, path: str, mode: str) -> None:
    assert (
        alice.http.get(path, headers={"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": mode}).status_code == 200
    )


def test_a_link_of_a_mail_opens_in_a_signed_in_browser(alice: Caller) -> None:
    path = "/api/v1/mail/unsubscribe/forged"
    answer = alice.http.get(path, headers={"Sec-Fetch-Dest": "document"})
    assert b"not_a_page" not in answer.content


def test_the_documentation_asks_nothing() -> None:
    read_only = {"deepLinking": True, "supportedSubmitMethods": []}
    assert settings.SPECTACULAR_SETTINGS["SWAGGER_UI_SETTINGS"] == read_only


def test_what_is_well_known_elsewhere_is_not_found_here(alice: Caller) -> None:
    assert alice.http.get("/.well-known/change-password").status_code == 404
    assert alice.http.get("/.well-known/security.txt").status_code == 200
