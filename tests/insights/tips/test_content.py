"""The tip files: complete, saying who signed them, and refused when something is wrong."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from base.content import ContentError
from base.languages import LANGUAGES
from insights.profiles import loader as profiles
from insights.tips import faults, load
from insights.tips.content import FOLDER
from journal import vocabulary

FILES = sorted(FOLDER.glob("*.yaml"))
NEW_TO_ASK = ("t43", "t44", "t45", "t46")
# Words that tell to stand, and words that tell to stay seated.
WORDS = {
    "en": (("stand with", "get up and"), ("stay in your seat", "stay sitting", "do it sitting")),
    "de": (("stellen sie den fuß", "stehen sie früh"), ("bleiben sie sitzen", "im sitzen")),
    "es": (
        ("póngase de pie", "levántese", "de pie con"),
        ("no se levante", "en su asiento", "hágalo sentado"),
    ),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "content"))


def change(folder: Path, file: str, old: str, new: str) -> tuple[str, ...]:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    return tuple(map(str, faults(folder)))


def test_the_content_has_no_faults() -> None:
    assert faults() == ()


def test_all_forty_seven_tips_stand_in_order() -> None:
    assert list(load().tips) == [f"t{number:02}" for number in range(1, 48)]


def test_every_file_says_who_signed_it_and_when_or_that_nobody_did() -> None:
    signed = (*load().files, load().gate_file, load().choice)
    assert all((file.reviewer is None) == (file.reviewed_on is None) for file in signed)


def test_tips_suit_patterns_that_exist() -> None:
    patterns = {path.stem for path in Path(profiles.__file__).parent.glob("*.yaml")}
    assert {pattern for tip in load().tips.values() for pattern in tip.suits} <= patterns


def test_what_a_tip_asks_afterwards_follows_its_form() -> None:
    forms = {tip.id: tip.form for tip in load().tips.values()}

    assert {tip for tip, form in forms.items() if form == "arrange"} == {"t06", "t24", "t25", "t36", "t47"}
    assert {tip for tip, form in forms.items() if form == "know"} == {"t23", "t38", "t39", "t42"}
    assert {tip for tip, form in forms.items() if form == "ask"} == {"t18", "t26", "t32", "t33", *NEW_TO_ASK}
    assert all(tip.form == "do" for tip in load().tips.values() if tip.experiment.fit)


def test_no_tip_speaks_of_pregnancy_to_everyone() -> None:
    lines = [line for tip in load().tips.values() for line in tip.care if "pregnan" in line.text.lower()]

    assert len(lines) >= 5
    assert all(load().gates[line.when].public_id == "g_preg" for line in lines if line.when)
    assert all(line.when for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_tip_tells_to_stand_and_to_sit_in_one_card(language: str) -> None:
    stand, sit = WORDS[language]

    for tip in load(language=language).tips.values():
        for text in (tip.text, *((tip.safer.text,) if tip.safer else ())):
            card = " ".join([text, *(line.text for line in tip.care)]).lower()
            assert not (any(word in card for word in stand) and any(word in card for word in sit)), tip.id


def test_no_tip_is_offered_for_a_clot() -> None:
    assert all("dvt" not in tip.suits for tip in load().tips.values())


def test_raising_the_legs_is_for_veins_only_and_chairs_are_nobodys_bed() -> None:
    tips = load().tips.values()
    assert {tip.suits for tip in tips if tip.kind == "elevation"} == {("venous",)}
    assert all("chair" not in tip.text or "Do not settle" in tip.text for tip in tips)


def test_each_gate_blocks_a_tip_or_brings_a_care_line() -> None:
    tips = load().tips.values()
    used = {gate for tip in tips for gate in tip.blocked_by}
    used |= {line.when for tip in tips for line in tip.care if line.when}
    used |= {tip.safer.when for tip in tips if tip.safer}
    assert {gate.id for gate in load().gates.values() if not gate.blocks_all} == used


def named(part: Any) -> set[str]:
    """Every vocabulary id in a condition."""
    inner = [each for nested in getattr(part, "all", ()) for each in named(nested)]
    wider = (*getattr(part, "ids", ()), *getattr(part, "denied_by", ()))
    return {*inner, *wider, *filter(None, [getattr(part, "id", None), getattr(part, "unless", None)])}


def test_conditions_name_only_words_of_the_vocabulary() -> None:
    groups = vocabulary.load().groups
    known = {f"{name}.{item}" for name, group in groups.items() for item in group.items} | {
        item for group in groups.values() for item in group.items
    }
    known |= {
        "onset.painside_down",
        *(f"{how}.{action}" for how in ("help", "worse") for action in groups["action"].items),
    }
    tonight = [part for entry in load().choice.tonight for part in entry.when]
    parts = [*tonight, *(part for gate in load().gates.values() for part in gate.any)]
    assert {item for part in parts for item in named(part)} - known == set()


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("tips_ask.yaml", "evidence: against", "evidence: sure", "evidence"),
        ("tips_ask.yaml", "id: t38", "id: t39", "t38: missing"),
        ("tips_ask.yaml", "id: t38", "id: t39", "t39: given twice"),
        ("tips_veins.yaml", "g_heart, g_kidney, reflux", "g_hart", "g_hart"),
        ("tips_veins.yaml", "kind: compression", "kind: squeeze", "kind"),
        ("tips_ask.yaml", "form: know", "form: tell", "form"),
        ("tips_sitting.yaml", "form: do", "form: ask", "t07: is nothing to do"),
        ("tips_movement.yaml", "      when: g_fall", "      when: g_full", "g_full"),
        ("tips_veins.yaml", "own: help.elevate", "own: help.levitate", "help.levitate"),
        ("tips_sitting.yaml", "nights: 28", "nights: 30", "nights"),
        ("tips_sitting.yaml", ", measure: \"evening ache score\"", "", "needs nights and a measure"),
        ("tips_sitting.yaml", "suits: [venous, cramp]", "suits: [vein]", "vein"),
        ("tips_sitting.yaml", "    text:", "    wording:", "wording"),
        ("tips_sitting.yaml", "language: en", "language: en\nlanguage: en", "twice"),
        ("tips_sitting.yaml", "review_by: 2027-05-22", "review_by: soon", "review_by"),
        ("gates.yaml", "at_least: 2", "at_least: 0", "at_least"),
        ("gates.yaml", "{kind: latest", "{kind: lately", "lately"),
        ("gates.yaml", "reported_as: g_preg", "reported_as: g_prig", "g_prig"),
        ("choice.yaml", "tips: [t22, t30]", "tips: [t99]", "t99"),
        ("choice.yaml", "  sciatica: [t40]", "  sciatics: [t40]", "first.sciatics"),
        ("choice.yaml", "  sciatica: [t40]", "  sciatica: [t90]", "t90"),
        ("choice.yaml", "  limited: Little evidence.\n", "", "limited"),
        ("choice.yaml", "unknown: g_pad", "unknown: g_nope", "no_trial_while_unknown"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place(copy: Path, file: str, old: str, new: str, said: str) -> None:
    assert any(said in fault for fault in change(copy, file, old, new))


def test_all_faults_are_told_at_once(copy: Path) -> None:
    change(copy, "gates.yaml", "at_least: 2", "at_least: 0")
    found = change(copy, "tips_ask.yaml", "evidence: against", "evidence: sure")
    assert {fault.split(":")[0] for fault in found} == {"gates.yaml", "tips_ask.yaml"}


def test_a_missing_file_is_a_fault_and_content_with_faults_is_refused(copy: Path) -> None:
    (copy / "gates.yaml").unlink()
    with pytest.raises(ContentError, match=r"gates\.yaml: file: cannot be read"):
        load(copy)


def test_what_a_tip_rests_on_speaks_to_everyone_of_no_pregnancy() -> None:
    """Care for a pregnancy stands behind its gate."""
    assert [tip.id for tip in load().tips.values() if "pregnan" in tip.sure] == []
