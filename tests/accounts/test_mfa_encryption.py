"""Second-factor secrets at rest: unreadable without the key, readable with an earlier one, plain ones still read."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError, call_command

from tests.cast import Caller
from tests.security.people import totp

pytestmark = pytest.mark.django_db
KEY, EARLIER = "today's key, and long enough " * 2, "an earlier key, and long enough " * 2


def opens(alice: Caller, secret: str) -> bool:
    """Whether a code of the app is taken."""
    return bool(TOTP(Authenticator.objects.get(user=alice.user, type="totp")).validate_code(totp(secret)))


def sealed_now() -> str:
    out = StringIO()
    call_command("seal_factors", stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def secret(settings: Any, alice: Caller) -> str:
    """Alice's authenticator app and recovery codes, set up with today's key."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = KEY, []
    made = str(generate_totp_secret())
    TOTP.activate(alice.user, made)
    RecoveryCodes.activate(alice.user)
    return made


def test_neither_secret_nor_seed_stands_in_the_database(
    alice: Caller, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {row.type: row.data for row in Authenticator.objects.all()}
    assert secret not in rows["totp"]["secret"]
    assert {rows["totp"]["secret"][:3], rows["recovery_codes"]["seed"][:3]} == {"v1:"}
    assert opens(alice, secret)
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
    first, *others = codes.get_unused_codes()
    assert codes.validate_code(first)
    assert codes.get_unused_codes() == others


def test_the_same_secret_is_never_sealed_the_same_way_twice(alice: Caller, bob: Caller) -> None:
    for caller in (alice, bob):
        TOTP.activate(caller.user, "JBSWY3DPEHPK3PXP")
    assert len({row.data["secret"] for row in Authenticator.objects.all()}) == 2


def test_a_secret_kept_plain_before_is_still_read(alice: Caller) -> None:
    secret = generate_totp_secret()
    Authenticator.objects.create(user=alice.user, type="totp", data={"secret": secret})
    assert opens(alice, secret)


def test_after_a_new_key_the_earlier_one_still_opens(alice: Caller, secret: str, settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 9, [EARLIER, KEY]
    assert opens(alice, secret)


def break_seal(text: str) -> str:
    return text[:-6] + ("AAAAA=" if text[-6:] != "AAAAA=" else "BBBBB=")


@pytest.mark.parametrize("spoil", [lambda text: text, break_seal], ids=["key lost", "tampered with"])
def test_without_its_key_no_code_fits_and_an_alarm_is_raised(
    alice: Caller, secret: str, settings: Any, caplog: pytest.LogCaptureFixture, spoil: Callable[[str], str]
) -> None:
    settings.SECRET_KEY = "another" * 9 if spoil("x" * 9) == "x" * 9 else KEY
    row = Authenticator.objects.get(type="totp")
    row.data["secret"] = spoil(row.data["secret"])
    row.save()
    for guess in ("", "A" * 32, secret):
        assert not opens(alice, guess)
    assert "SECRET_KEY_FALLBACKS" in caplog.text


def test_sealing_anew_lets_the_earlier_key_go(alice: Caller, secret: str, bob: Caller, settings: Any) -> None:
    plain = generate_totp_secret()
    Authenticator.objects.create(user=bob.user, type="totp", data={"secret": plain})
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = EARLIER, [KEY]

    assert sealed_now().startswith("3 second factors")
    settings.SECRET_KEY_FALLBACKS = []
    assert (opens(alice, secret), opens(bob, plain)) == (True, True)
    assert sealed_now().startswith("0 second factors")


def test_sealing_anew_says_when_a_key_is_missing(secret: str, settings: Any) -> None:
    settings.SECRET_KEY = EARLIER
    before = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    with pytest.raises(CommandError, match="2 were sealed with a key that is not in SECRET_KEY_FALLBACKS"):
        sealed_now()
    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == before
