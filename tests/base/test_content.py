"""Every content file of the product is read by one strict reader; what it does not know is a fault with its place."""

import ast
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from django.conf import settings

from accounts import agreement
from base.content import ContentError, Fault, parse, read, translations_agree, usable
from base.languages import LANGUAGES
from care import sections
from care.report import words as report_words
from delivery import message_texts
from insights import article, course, course_words, tips
from insights.profiles import loader as profiles
from insights.safety import content as safety
from insights.safety import order, rulebook
from insights.series import content as series
from journal import limits, vocabulary
from journal.export import fhir
from journal.vocabulary import lifetimes
from tools.simulation import safety as simulated_safety
from tools.simulation import settings as simulation

ROOT = Path(__file__).parents[2]
APPLICATIONS = ("base", "accounts", "journal", "insights", "care", "delivery", "privacy", "api", "config")
Faults = Callable[[Path], Iterable[Fault]]


def _rules(folder: Path) -> list[Fault]:
    return [*rulebook.read(folder)[1], *safety.read(folder)[1], *order.read(folder)[1]]


# Who reads a file, or a folder as a whole.
READERS: dict[str, Faults] = {
    "accounts/agreement/texts.yaml": agreement.faults,
    "care/report/words.yaml": lambda path: report_words.load(path)[1],
    "care/sections.yaml": lambda path: sections.load(path)[1],
    "delivery/message_texts": message_texts.faults,
    "insights/article/content": article.faults,
    "insights/course.yaml": lambda path: course.load(path)[1],
    "insights/profiles": profiles.faults,
    "insights/safety": _rules,
    "insights/course_words.yaml": lambda path: course_words.load(path)[1],
    "insights/series": lambda folder: series.load(folder / "content.yaml")[1],
    "tools/simulation/safety.yaml": lambda path: read(path, simulated_safety.SafetyRates)[1],
    "tools/simulation/world.yaml": lambda path: read(path, simulation.Settings)[1],
    "insights/tips/content": tips.faults,
    "journal/export/codes.yaml": fhir.code_faults,
    "journal/limits.yaml": limits.faults,
    "journal/vocabulary/lifetimes.yaml": lambda path: lifetimes.faults(vocabulary.health_fields(), path),
    "journal/vocabulary/vocabulary.yaml": vocabulary.faults,
}
FILES = sorted(str(path.relative_to(ROOT)) for app in APPLICATIONS for path in (ROOT / app).rglob("*.yaml"))


def _reader(file: str) -> str:
    """The longest of READERS that holds the file."""
    return max((each for each in READERS if file == each or file.startswith(f"{each}/")), key=len)


def _spoilt(file: str, folder: Path, spoil: Callable[[str], str]) -> list[Fault]:
    """What its reader says of a copy of the file, spoilt."""
    place = _reader(file)
    copy = folder / Path(place).name
    if (ROOT / place).is_dir():
        shutil.copytree(ROOT / place, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        spoilt = copy / Path(file).relative_to(place)
    else:
        spoilt = Path(shutil.copy(ROOT / place, copy))
    spoilt.write_text(spoil(spoilt.read_text(encoding="utf-8")), encoding="utf-8")
    return [*READERS[place](copy)]


def _last_key_twice(text: str) -> str:
    last = list(re.finditer(r"^\w+:", text, re.M))[-1]
    return f"{text}{last[0]} {{}}\n"


# All are parsed by one function: the short run takes a file of each reader.
FIRST = {_reader(file): file for file in reversed(FILES)}.values()


@pytest.mark.parametrize(
    "file", [file if file in FIRST else pytest.param(file, marks=pytest.mark.full) for file in FILES]
)
def test_a_key_given_twice_is_a_fault_of_its_file(file: str, tmp_path: Path) -> None:
    found = _spoilt(file, tmp_path, _last_key_twice)

    assert [fault for fault in found if fault.file == Path(file).name and "twice" in fault.message]


@pytest.mark.parametrize("file", FILES)
def test_a_key_that_nobody_asked_for_is_a_fault(file: str, tmp_path: Path) -> None:
    found = _spoilt(file, tmp_path, lambda text: f"{text}\nsurprise: 1\n")

    assert any("surprise" in str(fault) for fault in found)


@pytest.mark.parametrize("place", READERS)
def test_what_is_shipped_has_no_fault(place: str) -> None:
    assert [*READERS[place](ROOT / place)] == []


# What a translation may lose, file by file: (what stands there, what is left of it, the key of the fault).
LOST = {
    "accounts/agreement/texts.yaml": ("{days} Tage später", "{tage} Tage später", "text.de.withdrawing"),
    "care/report/words.yaml": ("\n  de:\n", "\n  nl:\n", "languages.de"),
    "care/sections.yaml": ("      de:", "      nl:", ".rule.de"),
    "delivery/message_texts/de.yaml": ('title: "Stillnight"', 'title: " "', "push.reminder"),
    "delivery/message_texts/es.yaml": ("    notice: true\n", "", ".notice"),
    "insights/course_words.yaml": (
        "{painful} von {answered",
        "{painful von {answered",
        "de.sentences.nights",
    ),
    "insights/profiles/sentences.de.yaml": ("{yes}", "{yes", "items."),
    "insights/series/content.de.yaml": ("{needed}", "{needed", ".sentences."),
    "insights/tips/content/translations.yaml": ("  de: ", "  nl: ", "texts"),
    "journal/vocabulary/vocabulary.yaml": (", de: ", ", nl: ", "label."),
}


@pytest.mark.parametrize("file", LOST)
def test_what_a_translation_lost_is_a_fault_of_its_file_and_key(file: str, tmp_path: Path) -> None:
    there, left, key = LOST[file]

    def spoil(text: str) -> str:
        assert there in text, file
        return text.replace(there, left, 1)

    found = _spoilt(file, tmp_path, spoil)

    assert [fault for fault in found if fault.file == Path(file).name and key in fault.key], found


@pytest.mark.parametrize(
    "id", ["who.cancer", "bone.trauma: 14", "sign.wound", "dvt.pitting", "ali.numb_new", "heel"]
)
def test_an_answer_that_nobody_can_give_is_a_fault_of_the_reading(id: str, tmp_path: Path) -> None:
    name = id.partition(":")[0]

    found = _spoilt("insights/safety/answers.yaml", tmp_path, lambda text: text.replace(name, f"{name}x"))

    assert [
        fault for fault in found if fault.file == "answers.yaml" and f"{name}x" in fault.message and fault.key
    ]


def test_no_other_module_reads_yaml() -> None:
    paths = [path for app in APPLICATIONS for path in (ROOT / app).rglob("*.py")]

    readers = [str(path.relative_to(ROOT)) for path in paths if "yaml" in _imported(path)]

    assert readers == ["base/content.py"]


def _imported(path: Path) -> set[str]:
    names = set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(str(node.module).partition(".")[0])
    return names


def test_a_key_twice_within_a_nested_mapping_is_found(tmp_path: Path) -> None:
    file = tmp_path / "nested.yaml"
    file.write_text("rules:\n  - id: RF09\n    when: a\n    when: b\n")

    [fault] = parse(file)[1]

    assert "'when' is there twice" in fault.message


@pytest.mark.parametrize(
    "twice", ["28: a\n'28': b", "true: a\n'true': b", "b: &b {x: 1}\nc: {<<: *b, <<: *b}"]
)
def test_two_keys_that_mean_the_same_are_the_same_key(twice: str, tmp_path: Path) -> None:
    file = tmp_path / "keys.yaml"
    file.write_text(twice)

    [fault] = parse(file)[1]

    assert "is there twice" in fault.message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        (b"id: [", "is not YAML"),
        (b"a: \xff", "is not YAML"),
        (b"a: 2026-13-45", "is not YAML"),
        (b"a: &a [*a]", "is not YAML"),
        (b"2026-01-01: a", "is no word"),
        (b"? [a]\n: b", "is no word"),
    ],
    ids=["no file", "no YAML", "no text", "no day", "no end", "a day as key", "a list as key"],
)
def test_what_cannot_be_read_is_a_fault(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "texts.yaml"
    if content is not None:
        file.write_bytes(content)

    data, [fault] = parse(file)

    assert data is None
    assert said in fault.message


def test_content_is_written_in_the_languages_of_the_site() -> None:
    assert tuple(dict(settings.LANGUAGES)) == LANGUAGES


def test_content_with_faults_is_never_handed_out() -> None:
    faults = [Fault("a.yaml", "x", "is missing"), Fault("b.yaml", "y", "is not used")]

    with pytest.raises(ContentError, match=r"(?s)a\.yaml.*b\.yaml"):
        usable({"x": 1}, faults)


def test_translations_must_have_the_same_sentences_with_the_same_words() -> None:
    first, other = {"a": "{n} nights", "b": "No pain"}, {"a": "{m} Nächte", "c": "Mehr"}

    found = translations_agree("de.yaml", first, other)

    assert [(fault.key, fault.message) for fault in found] == [
        ("b", "is missing"),
        ("c", "is not used"),
        ("a", "has other words in braces"),
    ]
