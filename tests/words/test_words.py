"""No text of the product diagnoses, soothes or promises; and the lint that says so can see."""

import re
from pathlib import Path

import pytest

from tests.words.lint import Found, Text, allowed, covers, phrases, refused, texts


@pytest.fixture(scope="module")
def everything() -> list[Text]:
    return list(texts())


def found(root: Path) -> list[Found]:
    return [each for text in texts(root) for each in refused(text)]


def test_nothing_a_reader_may_meet_diagnoses_soothes_or_promises(everything: list[Text]) -> None:
    assert [str(each) for text in everything for each in refused(text)] == []


@pytest.mark.parametrize("phrase", phrases(), ids=lambda phrase: phrase.example)
def test_each_phrase_is_refused(phrase: object) -> None:
    example = phrase.example  # type: ignore[attr-defined]
    assert list(refused(Text("anywhere", 1, example)))


@pytest.mark.parametrize(
    "words",
    [
        "Do you have a bad headache?",
        "If you have pain tonight, log it.",
        "You have logged 12 nights.",
        "This is not a diagnosis.",
        "It can never be a diagnosis.",
        "a pattern that looks harmless does not rule out something serious",
        "Nothing you ticked today needs urgent help.",
    ],
)
def test_what_denies_or_asks_may_be_said(words: str) -> None:
    assert not list(refused(Text("anywhere", 1, words)))


@pytest.mark.parametrize(
    "words",
    [
        "We believe that you have neuropathy.",
        "Not today; your diagnosis is ready.",
        "You have cramps. Have you logged?",
    ],
)
def test_an_allowance_covers_its_own_words_only(words: str) -> None:
    assert list(refused(Text("anywhere", 1, words)))


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("insights/tips/content/x.yaml", "# fine\ntext: >-\n  This is nothing\n  serious.\n"),
        ("pwa/src/routes/X.svelte", "<p>\n  {t('a.b')} Nothing serious.\n</p>\n"),
        ("pwa/src/i18n/messages/en.ts", "export default {\n  'safety.none': 'No red flags',\n}\n"),
        ("pwa/src/i18n/messages/en.json", '{"safety": {"none": ["You have a clot"]}}'),
        ("delivery/templates/weekly.mjml", "<mj-text>Nothing\n <b>serious</b></mj-text>"),
        ("delivery/templates/weekly.txt", "Don&#39;t worry"),
        ("delivery/templates/report.html", "<p>All clear</p>"),
        ("care/services.py", 'def subject() -> str:\n    """Fine."""\n    return "Your diagnosis"\n'),
    ],
)
def test_the_lint_sees_each_kind_of_file(tmp_path: Path, file: str, source: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(source)
    assert len(found(tmp_path)) == 1


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("insights/x.yaml", "# never say: you have a clot\nnot_diagnosis: fine\n"),
        ("pwa/src/X.svelte", "<!-- you have -->\n<p>{t('welcome.not_diagnosis')}</p>\n// diagnosis\n"),
        ("care/x.py", '"""Never a word like diagnosis."""\n# you have\n'),
        ("tests/x.py", 'said = "you have"\n'),
        ("pwa/node_modules/x.ts", "const x = 'you have'\n"),
    ],
)
def test_comments_keys_and_what_no_reader_meets_are_left_alone(
    tmp_path: Path, file: str, source: str
) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(source)
    assert found(tmp_path) == []


def test_the_lint_reads_the_tips_the_patterns_and_the_phone(everything: list[Text]) -> None:
    read = {text.file for text in everything}
    assert {"insights/tips/content/gates.yaml", "insights/profiles/rls.yaml", "pwa/index.html"} <= read


def test_every_allowance_gives_its_reason_and_those_for_one_file_are_used_there(
    everything: list[Text],
) -> None:
    assert all(len(allowance.reason) > 20 for allowance in allowed())
    for allowance in allowed():
        if allowance.file:
            assert any(
                covers(allowance, text, match)
                for text in everything
                for phrase in phrases()
                for match in phrase.pattern.finditer(text.words)
            ), allowance


def test_examples_are_refused_whatever_their_case() -> None:
    assert all(re.search(phrase.pattern, phrase.example.upper()) for phrase in phrases())
