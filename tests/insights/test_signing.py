"""*Not yet signed* stands where the text shown is unsigned, and nowhere else: a signature is a name and a date."""

import shutil
from pathlib import Path

import pytest

from base.languages import LANGUAGES
from insights import pattern_warnings, tips
from insights.pattern_warnings import status_of
from insights.profiles import loader as profiles
from insights.safety import rulebook
from insights.safety.content import sentences
from insights.series import content as series
from tests.signing import signed, unsigned


@pytest.fixture
def tip_files(tmp_path: Path) -> Path:
    return without_signatures(Path(shutil.copytree(tips.content.FOLDER, tmp_path / "tips")))


@pytest.fixture
def profile_files(tmp_path: Path) -> Path:
    return without_signatures(Path(shutil.copytree(profiles.HERE, tmp_path / "profiles")))


def without_signatures(folder: Path) -> Path:
    for path in folder.glob("*.yaml"):
        path.write_text(unsigned(path.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_says_that_it_is_unsigned_until_name_and_date_stand(
    profile_files: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    said = {}
    for state in ("unsigned", "signed"):
        folder = profile_files.with_name(state)
        shutil.copytree(profile_files, folder)
        for path in folder.glob("*.yaml") if state == "signed" else ():
            signed(path)
        monkeypatch.setattr(pattern_warnings, "load_profiles", lambda folder=folder: profiles.load(folder))
        said[state] = {status_of(name, language) for name in profiles.load(folder).patterns}

    assert said == {"unsigned": {sentences(language).text["unsigned"]}, "signed": {None}}


@pytest.mark.parametrize("language", LANGUAGES)
def test_tips_are_unsigned_until_every_file_that_speaks_is_signed(tip_files: Path, language: str) -> None:
    shown = tips.load(tip_files, language).tips.keys()
    assert tips.load(tip_files, language).unsigned(shown)

    for path in tip_files.glob("*.yaml"):
        if path.name != "translations.yaml":
            signed(path)
    tips.load.cache_clear()
    assert tips.load(tip_files, language).unsigned(shown) == (language != "en")

    signed(tip_files / "translations.yaml")
    tips.load.cache_clear()
    assert not tips.load(tip_files, language).unsigned(shown)


def test_a_name_without_a_date_is_no_signature(tip_files: Path) -> None:
    for path in tip_files.glob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace("reviewer: null", "reviewer: Dr Tess Marsh")
        path.write_text(text, encoding="utf-8")

    assert tips.load(tip_files).unsigned(["t01"])


def test_a_translation_of_signed_numbers_is_signed_for_itself(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(series.FILE.parent, tmp_path / "series"))
    without_signatures(folder)
    assert not usable(folder).signed

    signed(folder / "content.yaml")
    series.load.cache_clear()

    assert usable(folder).signed


def usable(folder: Path) -> series.Content:
    found, faults = series.load(folder / "content.yaml")
    assert found is not None, faults
    return found


def test_a_rule_signed_in_every_language_has_no_fault_and_no_status(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(rulebook.HOME, tmp_path / "safety"))
    for path in folder.rglob("*.yaml"):
        signed(path)

    book, faults = rulebook.read(folder)

    assert faults == []
    assert all(words.signed_off for rule in book.rules for words in rule.text.values())
