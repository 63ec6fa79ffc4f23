"""A fault of ours opens nothing and tells nothing: no text of it, no path, no query, wherever it happens."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import Caller

CANARY = "plum-tree-91 in /srv/stillnight/secret.py"
BUG = {"code": "server_error", "detail": "something went wrong here; ask again to see what was kept"}


PLACES = {
    "/api/v1/me": "api.me.document",
    "/_allauth/browser/v1/config": "allauth.headless.base.views.ConfigView.get",
    "/admin/": "api.administration.site.has_second_factor",
    "/healthz": "api.system._json",
}


def breaks(*arguments: Any, **named: Any) -> Any:
    raise RuntimeError(CANARY)


@pytest.mark.parametrize("path", PLACES)
def test_a_fault_is_told_without_its_details(
    alice: Caller, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PLACES[path], breaks)
    type(alice.user).objects.filter(pk=alice.user.pk).update(is_staff=True)
    http = Client(raise_request_exception=False)
    http.force_login(alice.user)

    answer = http.get(path)

    said = answer.json()
    assert (answer.status_code, {key: said[key] for key in BUG}) == (500, BUG)
    assert CANARY not in answer.content.decode()
    assert CANARY not in str(answer.headers)
