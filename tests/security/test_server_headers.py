"""Behind https, with the settings that a server really has: strict transport, cookies of this host, no plain http."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.compose.checked import settings
from tests.security.as_server import PLACES
from tests.security.promised import cookie_faults, faults

API = ("/api/", "/_allauth/")
Answer = dict[str, Any]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[Answer]:
    """All that a server was asked."""
    folder = tmp_path_factory.mktemp("server")
    environment = {**settings(folder), "PYTHONWARNINGS": "ignore"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "tests.security.as_server"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[Answer] = json.loads(done.stdout)
    return found


def of(answers: list[Answer], **wanted: str) -> list[Answer]:
    return [one for one in answers if all(one[name] == value for name, value in wanted.items())]


def test_every_answer_carries_the_whole_set(answers: list[Answer]) -> None:
    assert {one["path"] for one in answers} >= set(PLACES)
    assert [
        f"{one['by']} {one['path']}: {fault}"
        for one in answers
        for fault in faults(
            one["path"], one["status"], one["headers"], empty=one["empty"], server=one["by"] == "https"
        )
    ] == []


def test_what_came_by_http_is_told_nothing_of_strict_transport(answers: list[Answer]) -> None:
    assert not [one for one in of(answers, by="http") if "Strict-Transport-Security" in one["headers"]]


def test_every_cookie_is_of_this_host_alone(answers: list[Answer]) -> None:
    cookies = [(name, found) for one in answers for name, found in one["cookies"].items()]
    assert {name for name, _ in cookies} == {"__Host-session", "__Host-csrftoken", "__Host-device"}
    assert [fault for name, found in cookies for fault in cookie_faults(name, found, server=True)] == []


def test_the_api_is_refused_by_http_and_never_redirected(answers: list[Answer]) -> None:
    asked = [one for one in of(answers, by="http") if one["path"].startswith(API)]
    assert {(one["status"], one["headers"]["Content-Type"]) for one in asked} == {
        (403, "application/problem+json")
    }
    assert not [one for one in asked if "Location" in one["headers"]]


def test_a_page_is_asked_for_again_by_https_and_nothing_else_is(answers: list[Answer]) -> None:
    pages = [one for one in of(answers, by="http", method="GET") if not one["path"].startswith(API)]
    for one in pages:
        wanted = f"https://stillnight.example{one['path']}"
        assert one["path"] == "/healthz" or (one["status"], one["headers"]["Location"]) == (301, wanted)
    assert {one["status"] for one in of(answers, by="http", method="POST")} == {403}
    assert of(answers, path="/healthz")[0]["status"] == 200


def test_somebody_did_sign_in(answers: list[Answer]) -> None:
    assert of(answers, by="https", path="/_allauth/browser/v1/auth/login")[0]["status"] == 200
    assert of(answers, by="https", method="GET", path="/api/v1/me")[0]["status"] == 200
