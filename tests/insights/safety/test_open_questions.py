"""One unanswered question never silences what the other answers say."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from insights.safety.evaluator import Evaluation, evaluate
from insights.safety.rulebook import LEVELS
from tests.insights.safety.diaries import vectors

# Answers that say where, when or on whom; by themselves they say that nothing is wrong with a leg.
SETTINGS = frozenset(
    {
        *(
            "ali.sudden",
            "ca.history",
            "ca.weightloss",
            "ca.sweats",
            "bone.thin",
            "inf.fever",
            "inf.immuno_ivdu",
        ),
        *("swelling_longstanding_unchanged", "swell.gone_by_morning", "ali.gone_30min"),
    }
)
# An answer that takes a warning away speaks for itself: what it silences was not silenced by an open question.
SETTLING = frozenset({"ali.gone_30min"})
SILENT = len(LEVELS)
# Every alarm that ends in silence when this one yes is left open: each is of a rule that this yes raises alone.
ENDS_IN_SILENCE = {
    "RF01": "pe.breathless_new pe.chest_pain pe.collapse pe.cough_blood",
    "RF02": "dvt.new_swelling",
    "RF03": "dvt.new_swelling",
    "RF03b": "dvt.new_swelling strip.swelling",
    "RF04": "who.postpartum6w who.pregnant who.pregoest who.priorvte",
    "RF04c": "dvt.both_new dvt.new_swelling who.clotting",
    "RF05": "dvt.new_swelling who.postpartum6w who.pregnant",
    "RF06": "dvt.whole_leg",
    "RF07": "ali.cold ali.numb_new ali.pale",
    "RF07b": "ali.cant_move ali.cold ali.numb_new ali.pale strip.limb",
    "RF07c": "ali.cant_move",
    "RF08": "foot.black foot.wound_2wk",
    "RF09": "foot.cold_one foot.hang_better slept_in_chair",
    "RF10": "foot.cold_one slept_in_chair",
    "RF12": "ces.bladder ces.both_legs_weak ces.bowel ces.saddle_numb ces.sexual",
    "RF12b": "ces.both_legs_new",
    "RF13": "ali.cant_move neuro.footdrop_new neuro.weak_worse",
    "RF13b": "ces.both_legs_weak neuro.climbing neuro.face_arm_speech neuro.unsteady neuro.weak_worse",
    "RF14": "back.band back.new nerve.new",
    "RF15": "inf.confused_fast inf.dusky_blister inf.fever inf.pain_extreme inf.spreading_hours",
    "RF16": "inf.fever inf.spreading_red",
    "RF16b": "inf.fever inf.immuno_ivdu who.cancertx",
    "RF17": "bone.pain inf.joint",
    "RF18": "back.new",
    "RF19": "bone.trauma",
    "RF19b": "inj.achilles_pop",
    "RF20": "bone.pain ca.lump ca.sweats ca.unrelieved ca.weightloss who.bonedrug",
    "RF21": "ali.cant_move comp.tight",
    "RF22": "rhabdo.urine",
    "RF23": "foot.black foot.colour_change foot.hot_swollen foot.infected foot.wound_2wk foot.wound_new",
    "RF24": "foot.hot_swollen",
    "RF25": "bleed.vein svt.cord",
    "RF26": "hf.flat",
    "RF27": "pre.face_hands pre.head_vision_ribs",
    "RF28": "cramp.dirty_wound cramp.gt10 cramp.widespread",
    "RF29": "neuro.twitch_waste",
    "RF30": "bruise.sudden",
    "RF31": "mh.selfharm",
    "RF38": "rls.impulse",
}


@dataclass(frozen=True)
class Left:
    """An example with one yes left open: its level before and after, and what else still says yes."""

    says: str
    left: str
    before: int
    after: int
    others: frozenset[str]
    alone: int
    asked: bool
    rules: tuple[str, ...]

    @property
    def single(self) -> bool:
        """The yes that was left open raised this by itself, or nothing else says that anything is wrong."""
        return self.alone <= self.before or not self.others


ALL = pytest.mark.parametrize("step", [6, pytest.param(1, marks=pytest.mark.full)])


@cache
def cases(step: int = 1) -> tuple[Left, ...]:
    """Every example, or one in so many, with each of its yeses left open in turn."""
    return tuple(case for vector in vectors()[::step] for case in _of(vector))


def _of(vector: dict[str, Any]) -> Iterator[Left]:
    before = _judge(vector, vector["diary"])
    if not before.flags or _top(_judge(vector, _all_else_no(vector["diary"], before))) != _top(before):
        return
    for name in sorted(_yeses(vector["diary"]) - SETTLING):
        rest = _without(vector["diary"], {name, *SETTLING})
        after = _judge(vector, rest)
        others = frozenset(each for each in _yeses(rest) if not each.startswith("who.")) - SETTINGS
        yield Left(
            says=vector["says"],
            left=name,
            before=_top(before),
            after=_top(after),
            others=others,
            alone=_top(_judge(vector, _without(vector["diary"], others))),
            asked=any(name in gap.items for gap in after.incomplete),
            rules=tuple(flag.rule for flag in before.flags if flag.level == before.flags[0].level),
        )


def _judge(vector: dict[str, Any], diary: dict[str, Any]) -> Evaluation:
    return evaluate(diary, today=vector["today"], shown=vector.get("shown", ()))


def _top(evaluation: Evaluation) -> int:
    return min((LEVELS.index(flag.level) for flag in evaluation.flags), default=SILENT)


def _yeses(diary: dict[str, Any]) -> set[str]:
    who = {f"who.{name}" for name, said in (diary["health"].get("who") or {}).items() if said}
    return who | {
        name for night in diary["nights"] for name, said in (night.get("checks") or {}).items() if said
    }


def _without(diary: dict[str, Any], names: set[str] | frozenset[str]) -> dict[str, Any]:
    """The diary with these questions never asked."""
    left = copy.deepcopy(diary)
    parts = [(night.get("checks") or {}, "") for night in left["nights"]]
    for answers, prefix in [*parts, (left["health"].get("who") or {}, "who.")]:
        for name in [name for name in answers if f"{prefix}{name}" in names]:
            del answers[name]
    return left


def _all_else_no(diary: dict[str, Any], evaluation: Evaluation) -> dict[str, Any]:
    """The diary with each open question answered no: what then stands rests on no open question."""
    answered = copy.deepcopy(diary)
    last = max((night["date"] for night in answered["nights"]), default=None)
    checks: dict[str, Any] = {}
    for night in answered["nights"]:
        if night["date"] == last:
            checks = night.setdefault("checks", {})
    for name in {item for gap in evaluation.incomplete for item in gap.items if "." in item}:
        if name.startswith("who."):
            answered["health"].setdefault("who", {})[name.removeprefix("who.")] = False
        else:
            checks[name] = False
    for episode in (each for night in answered["nights"] for each in night.get("episodes") or []):
        if episode.get("intensity") is None:
            episode["intensity"] = 0
    return answered


@ALL
def test_a_yes_left_open_lowers_an_alarm_by_one_level_at_most(step):
    fallen = [case for case in cases(step) if not case.single and case.after > case.before + 1]
    assert [(case.says, case.left, case.rules, case.before, case.after) for case in fallen] == []


@ALL
def test_the_question_left_open_is_put_at_once(step):
    lowered = [case for case in cases(step) if not case.single and case.after > case.before]
    assert [(case.says, case.left) for case in lowered if not case.asked] == []


@ALL
def test_only_rules_of_a_single_yes_end_in_silence(step):
    silent = [case for case in cases(step) if case.after == SILENT and case.before < SILENT - 1]
    assert silent
    assert [(case.says, case.left, sorted(case.others)) for case in silent if not case.single] == []
    found = {(rule, case.left) for case in silent for rule in case.rules}
    named = {(rule, left) for rule, lefts in ENDS_IN_SILENCE.items() for left in lefts.split()}
    assert found <= named if step > 1 else found == named
