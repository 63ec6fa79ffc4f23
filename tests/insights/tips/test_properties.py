"""What must hold for every diary, not only for those somebody thought of."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from insights.tips import load
from tests.draws import draws
from tests.insights.tips.diaries import ASKED_NO, NO_CHECKS, Flag, chosen, days_ago, night

ANSWER = st.sampled_from([True, False, None])
SIDED = st.sampled_from([True, False, None, "left", "right", "both"])
SITE = st.fixed_dictionaries(
    {
        "site": st.sampled_from(["foot", "toes", "calf", "thigh", "outerhip"]),
        "side": st.sampled_from(["left", "right", "both"]),
    }
)
CHECKS = (
    *NO_CHECKS,
    "ali.cold",
    "foot.black",
    "swelling_longstanding_unchanged",
    "strip.swelling",
    "strip.limb",
)
EPISODE = st.fixed_dictionaries(
    {},
    optional={
        "feel": st.none() | st.lists(st.sampled_from(["cramping", "numb", "urge", "ache"]), unique=True),
        "sites": st.none() | st.lists(SITE, max_size=2),
        "onset": st.sampled_from(["back", "prone", "side_left", "side_right", "sit"]),
        "dur": st.sampled_from(["lt10m", "gt1h"]),
        "signs": st.dictionaries(
            st.sampled_from(["cold", "pale", "warm", "swell_one", "wound", "knot"]), SIDED, max_size=3
        ),
        "actions": st.dictionaries(
            st.sampled_from(["dangle", "elevate", "turn", "stretch"]),
            st.sampled_from(["helped", "no_change", "worse"]),
            max_size=3,
        ),
    },
)

LEVELS = ("emergency", "same_day", "within_days", "routine")
RULES = ("RF01", "RF02", "RF04b", "RF09", "RF11", "RF12b", "RF16", "RF33")
FLAGS = st.lists(st.builds(Flag, st.sampled_from(RULES), st.sampled_from(LEVELS)), max_size=2)
PATTERNS = st.lists(st.sampled_from(sorted(load().choice.resembles)), max_size=2, unique=True)
DATE_NAMES = ("injury", "circulation_checked", "clot_ruled_out", "feeling_checked", "due", "birth")


@st.composite
def nights(draw: st.DrawFn) -> list[dict[str, Any]]:
    ago = draw(st.lists(st.integers(0, 120), max_size=6, unique=True))
    made = []
    for days in sorted(ago, reverse=True):
        record = night(days, checks=draw(st.dictionaries(st.sampled_from(CHECKS), SIDED, max_size=4)))
        episodes = draw(st.lists(EPISODE, max_size=2))
        made.append(
            record | {"episodes": episodes, "pain": draw(st.none() | st.just(True)) if episodes else False}
        )
    return made


@st.composite
def diaries(draw: st.DrawFn) -> dict[str, Any]:
    who = draw(st.dictionaries(st.sampled_from([*ASKED_NO, "pregoest", "ironckd"]), ANSWER))
    dates = draw(st.dictionaries(st.sampled_from(DATE_NAMES), st.integers(-200, 400), max_size=3))
    return {
        "health": {"who": who, "dates": {name: days_ago(days) for name, days in dates.items()}},
        "nights": draw(nights()),
    }


def permitted(record: dict[str, Any], **given: Any) -> set[str]:
    return set(load().tips) - set(chosen(record, **given).blocked)


@draws(150)
@given(diaries(), FLAGS, PATTERNS, st.floats(0, 1))
def test_a_blocked_tip_is_never_offered(
    record: dict[str, Any], flags: list[Flag], shown: list[str], q: float
) -> None:
    choice = chosen(record, flags=flags, shown=shown, dvt_q=q)
    assert not set(choice.ids) & set(choice.blocked)
    assert len(choice.ids) == len(set(choice.ids))
    assert all(block.gates and block.reasons for block in choice.blocked.values())


def _closing(record: dict[str, Any], fact: str) -> dict[str, Any]:
    """The same diary with one more answer that closes a gate."""
    worse = copy.deepcopy(record)
    group, _, name = fact.partition(".")
    if group == "who":
        worse["health"]["who"][name] = True
    elif group == "check":
        last = worse["nights"][-1:] or [night(0)]
        last[0]["checks"][name] = True
        worse["nights"] = worse["nights"][:-1] + last
    return worse


FACTS = [
    *(f"who.{name}" for name in ASKED_NO),
    "check.foot.wound_new",
    "check.foot.cold_one",
    "check.inf.spreading_red",
]


@draws(150)
@given(diaries(), PATTERNS, st.sampled_from(FACTS))
def test_an_answer_that_closes_a_gate_never_permits_more(
    record: dict[str, Any], shown: list[str], fact: str
) -> None:
    assert permitted(_closing(record, fact), shown=shown) <= permitted(record, shown=shown)


@draws(150)
@given(diaries(), FLAGS, PATTERNS, st.floats(0, 1), st.sampled_from(RULES), st.sampled_from(LEVELS))
def test_one_more_message_never_permits_more(
    record: dict[str, Any], flags: list[Flag], shown: list[str], q: float, rule: str, level: str
) -> None:
    more = [*flags, Flag(rule, level)]
    assert permitted(record, flags=more, shown=shown, dvt_q=q) <= permitted(
        record, flags=flags, shown=shown, dvt_q=q
    )


@draws(150)
@given(diaries(), PATTERNS, st.data())
def test_an_unasked_question_never_permits_more_than_a_no(
    record: dict[str, Any], shown: list[str], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([*ASKED_NO, "pregoest", "ironckd"]))
    denied, unasked = copy.deepcopy(record), copy.deepcopy(record)
    denied["health"]["who"][name] = False
    unasked["health"]["who"].pop(name, None)
    assert permitted(unasked, shown=shown) <= permitted(denied, shown=shown)


@draws(100)
@given(diaries(), PATTERNS)
def test_a_diary_stripped_of_all_answers_permits_no_tip_that_can_harm(
    record: dict[str, Any], shown: list[str]
) -> None:
    stripped = {
        "health": {"who": dict.fromkeys(ASKED_NO), "dates": {}},
        "nights": [{"date": each["date"], "pain": None, "episodes": []} for each in record["nights"]],
    }
    harmful = {tip.id for tip in load().tips.values() if tip.kind in load().gate_file.unknown_blocks}
    assert harmful == {"t13", "t14", "t15", "t16", "t17", "t18"}
    assert not harmful & permitted(stripped, shown=shown)
