"""Each key is changed while the site is used: nobody is signed out by it, and the earlier key opens nothing after."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client, RequestFactory
from pyrage.x25519 import Identity

from accounts.known_devices import COOKIE, known_device
from delivery import unsubscribe
from delivery.models import Stream
from delivery.push import keys
from privacy import sealing
from privacy.errors import BackupError
from tests.cast import Caller
from tests.security.people import WORD, allauth, give_factor, totp

pytestmark = pytest.mark.django_db
EARLIER, KEY = "the key of last year, long enough " * 2, "the key of this year, long enough " * 2


def link(caller: Caller) -> str:
    """Where one click stops the weekly summary."""
    return unsubscribe.link(caller.user.pk, Stream.SUMMARY).removeprefix("http://localhost:8000")


def reads(http: Client) -> bool:
    return bool(http.get("/api/v1/me").status_code == 200)


def signed_in(caller: Caller) -> Client:
    http = Client()
    http.force_login(caller.user)
    return http


def test_a_new_secret_key(alice: Caller, bob: Caller, nobody: Client, settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = EARLIER, []
    used, idle = signed_in(bob), signed_in(bob)
    secret, mailed = give_factor(alice.user), link(alice)
    assert (reads(used), reads(idle)) == (True, True)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = KEY, [EARLIER]
    assert reads(used)
    assert nobody.get(mailed).status_code == 200
    call_command("seal_factors", stdout=StringIO())

    settings.SECRET_KEY_FALLBACKS = []
    assert (reads(used), reads(idle)) == (True, False)
    assert (nobody.get(mailed).status_code, nobody.get(link(alice)).status_code) == (404, 200)
    login = {"email": alice.user.email, "password": WORD}
    assert allauth(nobody, "post", "auth/login", login).status_code == 401
    assert allauth(nobody, "post", "auth/2fa/authenticate", {"code": totp(secret)}).status_code == 200


def test_a_device_is_known_until_the_earlier_key_is_taken_out(alice: Caller, settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = EARLIER, []
    phone = Client()
    login = {"email": alice.user.email, "password": WORD}
    assert allauth(phone, "post", "auth/login", login).status_code == 200
    asked = RequestFactory().get("/")
    asked.COOKIES = {COOKIE: phone.cookies[COOKIE].value}

    found = []
    for fallbacks in ([EARLIER], []):
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = KEY, fallbacks
        found.append(bool(known_device(asked, alice.user.email)))
    assert found == [True, False]


def backup(folder: Path, name: str, *to: Identity) -> Path:
    (folder / "dump").write_bytes(b"nights")
    recipients = sealing.recipients([str(key.to_public()) for key in to])
    sealing.seal(
        folder / "dump", folder / name, engine="sqlite", made_at="2026-11-30T00:00:00+00:00", to=recipients
    )
    return folder / name


def opens(file: Path, key: Identity) -> bool:
    try:
        sealing.unseal(file, file.with_suffix(".plain"), [key])
    except BackupError:
        return False
    return file.with_suffix(".plain").read_bytes() == b"nights"


def test_a_new_key_of_the_backups(tmp_path: Path) -> None:
    earlier, key = Identity.generate(), Identity.generate()
    files = [
        backup(tmp_path, "1.age", earlier),
        backup(tmp_path, "2.age", earlier, key),
        backup(tmp_path, "3.age", key),
    ]
    assert [opens(file, earlier) for file in files] == [True, True, False]
    assert [opens(file, key) for file in files] == [False, True, True]


@pytest.fixture
def without_keys(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A site that has made no push key of its own yet."""
    settings.VAR_DIR, settings.VAPID_PRIVATE_KEY = tmp_path, ""
    keys.vapid.cache_clear()
    yield
    keys.vapid.cache_clear()


def test_a_new_key_of_push_is_told_to_every_phone(alice: Caller, without_keys: None) -> None:
    before = alice.get("push/subscriptions").json()["key"]
    keys.private_key_file().unlink()
    keys.vapid.cache_clear()
    assert alice.get("push/subscriptions").json()["key"] != before


@pytest.mark.parametrize("given", ["earlier", "now"])
def test_a_new_token_of_the_figures(nobody: Client, settings: Any, given: str) -> None:
    settings.METRICS_TOKEN = "now"
    caller = Client(REMOTE_ADDR="203.0.113.9")
    answer = caller.get("/metrics", headers={"Authorization": f"Bearer {given}"})
    assert answer.status_code == (200 if given == "now" else 404)
