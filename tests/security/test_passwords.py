"""Which passwords are taken: ten characters, none that many choose, none of the site's or the person's own words."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.passwords import loaded
from delivery.models import Message
from tests.cast import Caller
from tests.security.people import WORD, allauth, code_in

COMMON = [
    "stillnight", "stillnight-demo", "Stillnight2026!", "my-stillnight", "Summer2026!", "sommer2026!", "Verano2026",
    "P@ssw0rd123", "password123456", "Passwort2026!", "contraseña1", "qwertzuiop", "1234567890", "0987654321",
    "abcdefghij", "aaaaaaaaaaaa", "summersummer", "iloveyou!!!", "Schalke04!!", "localhost-1", "PASSWORDPASSWORD",
]  # fmt: skip
GOOD = [
    "correct horse battery",
    "tranvía verde y quieto",
    "97361946 love 72946193",
    "Zq7-kPw2-mN4x",
    "夜の静けさを愛する人々よ",
]


def sign_up(password: str, email: str = "fenwick.kim@example.com") -> list[str]:
    answer = allauth(Client(), "post", "auth/signup", {"email": email, "password": password})
    return codes_of(answer)


def codes_of(answer: Any) -> list[str]:
    faults = answer.json().get("errors", [])
    return sorted({fault["code"] for fault in faults if fault["param"].endswith("password")})


def refusal(password: str) -> list[str]:
    try:
        validate_password(password)
    except ValidationError as fault:
        return sorted({one.code or "" for one in fault.error_list})
    return []


@pytest.fixture
def kept(tmp_path: Path, settings: Any) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


def test_what_many_choose_is_common_however_it_is_trimmed() -> None:
    assert {word: refusal(word) for word in COMMON} == {word: ["password_too_common"] for word in COMMON}


def test_what_few_choose_is_taken() -> None:
    assert {word: refusal(word) for word in GOOD} == {word: [] for word in GOOD}


@pytest.mark.django_db
class TestSigningUp:
    def test_what_many_choose_is_called_common(self) -> None:
        assert sign_up("Summer2026!") == ["password_too_common"]
        assert not User.objects.exists()

    def test_nine_characters_are_too_few_and_ten_enough(self) -> None:
        assert sign_up("Zq7kPw2mN") == ["password_too_short"]
        assert sign_up("Zq7kPw2mN4") == []

    def test_one_s_own_address_is_none(self) -> None:
        own = ["fenwick.kim", "fenwick-kim-9", "kimfenwick2026", "fenwickfenwick"]
        assert {word: sign_up(word) for word in own} == {word: ["password_too_similar"] for word in own}


def test_a_change_and_a_reset_ask_the_same(alice: Caller) -> None:
    http = Client()
    allauth(http, "post", "auth/password/request", {"email": alice.user.email})
    key = code_in(Message.objects.get(recipient=alice.user.email))
    for fresh, code in (("AliceFenwick1", "similar"), ("Summer2026!", "common"), ("Zq7kPw2mN", "short")):
        changed = {"current_password": WORD, "new_password": fresh}
        change = allauth(alice.http, "post", "account/password/change", changed)
        reset = allauth(http, "post", "auth/password/reset", {"key": key, "password": fresh})
        assert [codes_of(one) for one in (change, reset)] == [[f"password_too_{code}"]] * 2
    assert User.objects.get(pk=alice.user.pk).check_password(WORD)


def test_the_first_administrator_s_is_asked_the_same(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", "Stillnight2026!")
    with pytest.raises(CommandError, match="many people"):
        call_command("first_admin", "root@example.com")


class TestABiggerList:
    def test_what_it_holds_is_refused_from_then_on(self, db: None, kept: Path, capsys: Any) -> None:
        theirs = "trombone gasket yonder"
        assert sign_up(theirs) == []
        listed = kept / "list.txt"
        listed.write_text("".join(f"word{number} and more\n" for number in range(5000)) + f"{theirs}\n")
        call_command("load_common_passwords", str(listed))
        assert "5001 passwords" in capsys.readouterr().out
        assert sign_up("Trombone Gasket YONDER", "b@example.com") == ["password_too_common"]
        assert [loaded.holds(word) for word in ("word0 and more", "word4999 and more", "word5000 and more")] == [
            True, True, False,
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            (b"one\n\nthree\n", "line 2 is empty"),
            (b"one\n\xff\xfe\n", "line 2 is not UTF-8"),
            (b"one\ntwo\n" + b"x" * 200, "line 3 is no password"),
            (b"one\x00\n", "line 1 is no password"),
            (b"", "holds no password"),
            (None, "No such file"),
        ],
    )
    def test_a_file_with_a_fault_changes_nothing(self, kept: Path, content: bytes | None, fault: str) -> None:
        listed = kept / "list.txt"
        listed.write_text("an earlier word\n")
        call_command("load_common_passwords", str(listed))
        before = loaded.path().read_bytes()
        listed.unlink() if content is None else listed.write_bytes(content)
        with pytest.raises(CommandError, match=fault):
            call_command("load_common_passwords", str(listed))
        assert loaded.path().read_bytes() == before
        assert sorted(path.name for path in kept.glob("common_passwords*")) == ["common_passwords"]


def test_the_screens_ask_for_as_many_characters_as_the_server() -> None:
    screens = Path("pwa/src/routes")
    fields = [path for path in screens.rglob("*.svelte") if 'autocomplete="new-password"' in path.read_text()]
    asked = [path for path in fields if path.name != "Passcode.svelte"]  # a phone's own, never sent
    asked.append(screens / "account" / "EmailPassword.svelte")
    assert len(asked) >= 3
    assert [path.name for path in asked if not re.search(r"minlength=.*\b10\b", path.read_text())] == []
