"""What the server refuses is said on the phone in the reader's language, by its code."""

import ast
import json
import re
from collections.abc import Iterator

from base.languages import LANGUAGES
from journal.documents import CODES
from tests.words.lint import ROOT

APPLICATIONS = ("accounts", "api", "care", "config", "delivery", "insights", "journal", "privacy")
SOURCES = ROOT / "pwa" / "src"
# No tap of the phone leads to these: a program that asks wrongly is told so in the words of the API.
OF_PROGRAMS = {
    *(
        "answer",
        "bad_request",
        "invalid",
        "key",
        "monday",
        "no_such_flag",
        "not_acceptable",
    ),
    *(
        "other_date",
        "prove_again",
        "reserved",
        "subscription",
        "unknown_kind",
        "unknown_parameter",
        "unknown_version",
    ),
    *("uuid", "too_many", "method_not_allowed", "unsupported_media_type", "unreadable"),
}


def codes() -> Iterator[str]:
    """The code of each refusal that the server's source spells out."""
    for app in APPLICATIONS:
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield from _code(node)


def _code(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    texts = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if name in ("Refusal", "UnreadableFile", "wrong") and texts and re.fullmatch("[a-z_]+", texts[0]):
        yield texts[0]
    elif name == "FieldFault" and len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
        yield str(call.args[1].value)


def test_every_refusal_that_a_person_can_meet_has_words_in_each_language() -> None:
    found = {*codes(), *(code for code, _ in CODES.values())}

    assert len(found) > 60
    for language in LANGUAGES:
        messages = json.loads(
            (SOURCES / "i18n" / "messages" / f"{language}.json").read_text(encoding="utf-8")
        )
        assert {code for code in found - OF_PROGRAMS if f"fault.{code}" not in messages} == set()


def test_no_screen_shows_the_words_that_are_for_programs() -> None:
    shown = [
        str(path.relative_to(SOURCES))
        for path in SOURCES.rglob("*.svelte")
        if re.search(r"fault\w*\.detail|problem\.message|faults\[0\]", path.read_text(encoding="utf-8"))
    ]

    assert shown == []


def test_only_what_is_english_is_marked_as_english() -> None:
    marked = {
        str(path.relative_to(SOURCES))
        for path in SOURCES.rglob("*.svelte")
        if re.search(r"""lang="en"|[?:] 'en'|lang: 'en'""", path.read_text(encoding="utf-8"))
    }

    assert marked == set()
