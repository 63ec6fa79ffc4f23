"""One definition of the languages, which content, accounts, answers and the phone follow."""

import doctest
import re
from pathlib import Path
from typing import get_args

from accounts.models import User
from base import languages

ROOT = Path(__file__).resolve().parents[2]


def test_a_language_that_is_typed_is_one_that_has_forms() -> None:
    assert get_args(languages.Code) == languages.LANGUAGES


def test_the_phone_calls_the_languages_as_the_server_does() -> None:
    phone = (ROOT / "pwa/src/i18n/i18n.svelte.ts").read_text(encoding="utf-8")
    [said] = re.findall(r"export const languages = \{([^}]+)\}", phone)
    assert dict(re.findall(r"(\w+): '([^']+)'", said)) == dict(languages.CHOICES)


def test_an_account_may_be_kept_in_each() -> None:
    assert User._meta.get_field("language").choices == languages.CHOICES


def test_a_language_of_no_forms_is_said_as_the_first() -> None:
    assert languages.forms("xx") == languages.forms(languages.FIRST)


def test_the_examples_hold() -> None:
    found = doctest.testmod(languages)
    assert (found.attempted > 0, found.failed) == (True, 0)
