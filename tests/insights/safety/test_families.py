"""Rules of one number belong together: a table that names one of them names its siblings, or says here why not."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from insights.safety.rulebook import load

ROOT = Path(__file__).parents[3]
FOLDERS = ("accounts", "care", "delivery", "insights", "journal", "tools")
RULE = re.compile(r"RF\d+[a-z]?")
# File and place in it: the siblings left out on purpose, and why.
LEFT_OUT = {
    ("sciatica.yaml", "shown_with"): ({"RF12b"}, "its card always carries RF12, which nothing outranks"),
    ("ledger.yaml", "without_leg"): (
        {"RF04", "RF04b", "RF07", "RF07b", "RF10", "RF13"},
        "these are about one leg, their siblings about both or none",
    ),
    ("arteries_and_feet.yaml", "rules.RF10b.gives_way_to"): (
        {"RF07", "RF07b"},
        "one leg turned cold says nothing of two cold feet",
    ),
    ("arteries_and_feet.yaml", "rules.RF11.gives_way_to"): (
        {"RF10b"},
        "two cold feet may be routine, and calves that stop one are told beside them",
    ),
    ("breath_and_clots.yaml", "rules.RF04b.gives_way_to"): ({"RF04c"}, "one leg is not told by both"),
    ("breath_and_clots.yaml", "rules.RF06.gives_way_to"): (
        {"RF03"},
        "RF03 does not ask of colour and strength",
    ),
    ("nerves_and_spine.yaml", "rules.RF13.when.0.if.any.2.all.1.unless.0.fired"): (
        {"RF07", "RF07b"},
        "of one leg its own condition says when it is cold or pale",
    ),
    ("veins_heart_pregnancy.yaml", "rules.RF26.when.1.if.any.1.all.2.unless.0.fired"): (
        {"RF04", "RF04b"},
        "they are about one leg, and this is about both",
    ),
    ("strip.yaml", "rows.strip.swelling.until_decided"): (
        {"RF04", "RF04b"},
        "steady pain is not swelling",
    ),
    ("strip.yaml", "rows.strip.limb.until_decided"): (
        {"RF13b"},
        "a stroke leaves this row open",
    ),
    ("safety.yaml", "conditions.pad.caught_by"): ({"RF07c"}, "both legs at once is no slow narrowing"),
    ("safety.yaml", "conditions.cauda_equina.caught_by"): ({"RF13"}, "a weak leg alone is not its warning"),
    ("safety.yaml", "budget.families.4.rules"): ({"RF07", "RF13b"}, "the budget names these three only"),
}


def lists_of(data: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Every list of rule ids in a content file, with where it stands."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from lists_of(value, (*place, str(key)))
    elif (
        isinstance(data, list) and data and all(isinstance(one, str) and RULE.fullmatch(one) for one in data)
    ):
        yield place, data
    elif isinstance(data, list):
        for number, one in enumerate(data):
            name = one.get("id", number) if isinstance(one, dict) else number
            yield from lists_of(one, (*place, str(name)))


def siblings_missing(place: tuple[str, ...], named: list[str]) -> set[str]:
    """Rules of a number that is named here, which are not; a rule need not name itself."""
    numbers = {re.match(r"RF\d+", one)[0] for one in named}  # type: ignore[index]
    known = {rule.id for rule in load().rules if re.match(r"RF\d+", rule.id)[0] in numbers}  # type: ignore[index]
    return known - {*named, *place}


def test_a_table_that_names_a_rule_names_its_siblings_or_says_why_not() -> None:
    found = {
        (path.name, ".".join(place)): missing
        for path in (file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.yaml")))
        for place, named in lists_of(yaml.safe_load(path.read_text(encoding="utf-8")))
        if (missing := siblings_missing(place, named))
    }
    assert found == {where: missing for where, (missing, _) in LEFT_OUT.items()}
    assert all(len(reason) > 15 for _, reason in LEFT_OUT.values())


def test_the_comparison_of_tables_sees_a_rule_left_out() -> None:
    assert siblings_missing(("shown_with",), ["RF09", "RF10", "RF11"]) == {"RF10b"}
    assert list(lists_of({"a": [{"id": "x", "rules": ["RF15", "RF16"]}]})) == [
        (("a", "x", "rules"), ["RF15", "RF16"])
    ]
