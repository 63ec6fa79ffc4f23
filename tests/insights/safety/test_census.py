"""Every rule has its examples, and every id that it asks for has a question."""

import pytest
import yaml

from insights.safety import content
from insights.safety.evaluator import evaluate
from insights.safety.rulebook import HOME, load
from journal import vocabulary
from tests.insights.safety.diaries import vectors
from tests.insights.safety.ids import answers_read

RULES = [rule for rule in load().rules if rule.arms]
EXAMPLES = vectors()
UNASKED_BY_DESIGN = {"RF31"}  # asked only behind "I can't cope tonight", never as part of a check


def test_all_rules_of_the_clinical_table_are_there():
    numbered = {f"RF{number:02}" for number in range(1, 39)}
    lettered = {"RF03b", "RF04b", "RF04c", "RF07b", "RF07c", "RF10b", "RF12b", "RF13b", "RF16b", "RF19b"}
    assert {rule.id for rule in load().rules} == numbered | lettered


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_level_of_a_rule_fires_in_an_example(rule):
    raised = {each["flags"].get(rule.id, "").partition(" ")[0] for each in EXAMPLES}
    assert raised >= {arm.level for arm in rule.arms}


@pytest.mark.parametrize(
    "rule", [each for each in RULES if each.id not in UNASKED_BY_DESIGN], ids=lambda rule: rule.id
)
def test_a_rule_has_an_example_not_asked_and_one_asked_and_no(rule):
    assert any(rule.id in each.get("undecided", ()) for each in EXAMPLES)
    assert any(rule.id in each.get("decided", ()) and rule.id not in each["flags"] for each in EXAMPLES)


def test_a_childs_birth_year_never_raises_the_sign_up_rule():
    assert load().rule("RF32").arms == ()


def test_every_id_that_a_rule_reads_is_behind_a_question_that_is_put():
    assert sorted(answers_read(load()) - put_to_the_person()) == []


def put_to_the_person() -> set[str]:
    """Ids that a screen asks, and those that a yes to one of them calls; what nothing calls is put to nobody."""
    asked = content.questions()
    groups = [*asked.weekly.values(), *asked.onboarding.values()]
    ids = {row.id for row in load().reading.rows} | {name for group in groups for name in group}
    ids |= {f"sign.{name}" for name in vocabulary.load().ids("sign")} | {"mh.selfharm"}
    ids |= {f"{how}.{name}" for how in ("help", "worse") for name in vocabulary.load().ids("action")}
    while (
        called := {
            name
            for row in asked.follow_up
            if row.log is not None or ids & set(row.under)
            for question in (*row.first, *row.then)
            for name in question.ids
        }
        - ids
    ):
        ids |= called
    return ids


def test_no_yes_calls_more_than_three_first_questions():
    rows = content.questions().follow_up
    for yes in {name for row in rows for name in row.under}:
        assert sum(len(row.first) for row in rows if yes in row.under) <= 3, yes


def test_the_strip_has_four_rows_and_none_is_answered_beforehand():
    strip = yaml.safe_load((HOME / "strip.yaml").read_text(encoding="utf-8"))
    assert [row["id"] for row in strip["rows"]] == [
        "strip.swelling",
        "strip.limb",
        "strip.breath",
        "strip.nerve",
    ]
    assert evaluate({"nights": []}, today=EXAMPLES[0]["today"]).flags == ()
