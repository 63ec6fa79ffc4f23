"""What is shown, to whom, and what never is."""

from copy import deepcopy
from datetime import timedelta

import pytest

from insights.comparison import compare
from insights.profiles.loader import load
from tests.insights.examples.diaries import START, examples, night

EXAMPLES = examples()


def told(name, today=None):
    example = EXAMPLES[name]
    return compare(example["diary"], today=today or example["today"])


def repeated(name, times, kind=0, health=True):
    """A diary of one kind of painful night, each a little different, and a quiet night after every third."""
    said = EXAMPLES[name]["nights"][kind]
    nights: list[dict[str, object]] = []
    for number in range(times):
        day = START + timedelta(days=len(nights))
        nights.append(night(said | {"returns": number % 2 == 0}, day, number))
        if number % 3 == 2:
            nights.append({"date": (day + timedelta(days=1)).isoformat(), "pain": False})
    return {"health": EXAMPLES[name]["diary"]["health"] if health else {}, "nights": nights}


def last(diary):
    return START + timedelta(days=len(diary["nights"]) - 1)


def standing(comparison, name):
    return next(one for one in comparison.profiles if one.id == name)


def test_a_clot_is_never_shown_nor_named_to_anyone_however_much_it_looks_like_one():
    found = told("dvt")

    assert found.profiles[0].id == "dvt"
    assert found.profiles[0].q > 0.85
    assert "dvt" not in {one.id for one in found.shown}
    assert "dvt" not in str(found.for_patient())
    assert "dvt" not in {one["id"] for one in found.for_therapist()["profiles"]}


def test_the_clot_keeps_its_share_and_no_other_pattern_inherits_it():
    found = told("dvt")

    assert sum(one.q for one in found.profiles if one.id != "dvt") < 0.5
    assert found.status == "no_clear_pattern"


def test_artery_trouble_is_shown_only_with_its_warning():
    (pad,) = [one for one in told("pad").shown if one.id == "pad"]

    assert pad.with_warning == ("RF09", "RF10", "RF10b", "RF11")
    assert told("pad").for_patient()["profiles"][0]["with_warning"] == ["RF09", "RF10", "RF10b", "RF11"]


def test_sciatica_is_shown_only_with_its_warning():
    (sciatica,) = [one for one in told("sciatica").shown if one.id == "sciatica"]

    assert sciatica.with_warning == ("RF12",)


def test_a_patient_sees_counts_and_words_but_no_score():
    view = told("rls").for_patient()

    assert [one["id"] for one in view["profiles"]] == ["rls"]
    assert "On 8 of 8 painful nights you felt an urge to move" in [
        one["text"] for one in view["profiles"][0]["for"]
    ]
    assert not {"score", "q"} & view["profiles"][0].keys()
    assert not any("weight" in one for one in view["profiles"][0]["for"])


def test_a_therapist_sees_scores_too():
    view = told("rls").for_therapist()

    assert len(view["profiles"]) == 11
    assert all({"score", "q"} <= one.keys() for one in view["profiles"])
    assert all("weight" in reason for one in view["profiles"] for reason in one["for"])


def test_all_twelve_are_ordered_by_q():
    q = [one["q"] for one in told("lumbar").in_full()["profiles"]]

    assert len(q) == 12
    assert q == sorted(q, reverse=True)


def test_at_most_two_are_shown():
    assert all(len(told(name).shown) <= 2 for name in EXAMPLES)


@pytest.mark.parametrize(("painful", "shown"), [(4, False), (5, True)])
def test_restless_legs_needs_five_painful_nights(painful, shown):
    diary = repeated("rls", painful)
    quiet = [
        {"date": (START + timedelta(days=20 + n)).isoformat(), "pain": False}
        for n in range(7 - len(diary["nights"]) + 2)
    ]
    diary["nights"] += quiet

    found = compare(diary, today=START + timedelta(days=30))

    assert found.nights_needed == 0
    assert standing(found, "rls").shown is shown
    assert standing(found, "rls").q > 0.85


def test_too_few_nights_shows_nothing_but_compares_all_the_same():
    found = told("early")

    assert found.status == "too_few_nights"
    assert not found.shown
    assert standing(found, "cramp").q > 0.6
    assert {one.verdict for one in found.profiles} <= {"little", "against"}
    assert found.for_patient()["profiles"] == []


def test_no_nights_at_all_is_an_answer():
    found = compare({"nights": []}, today=START)

    assert (found.status, found.nights, found.window, found.nights_needed) == ("too_few_nights", 0, None, 7)
    assert found.next_question is not None


def test_strong_comes_only_after_two_looks():
    early, later = repeated("cramp", 5), repeated("cramp", 9)
    early["nights"].append({"date": (last(early) + timedelta(days=1)).isoformat(), "pain": False})

    first, second = compare(early, today=last(early)), compare(later, today=last(later))

    assert standing(first, "cramp").q > 0.85
    assert standing(first, "cramp").verdict == "some"
    assert standing(second, "cramp").verdict == "strong"


def test_a_pattern_whose_feeling_was_never_asked_is_a_bit_like_at_most():
    asked, unasked = repeated("cramp", 20), repeated("cramp", 20)
    for each in unasked["nights"]:
        for episode in each.get("episodes", []):
            episode["feel"] = None

    found = compare(unasked, today=last(unasked))

    assert standing(compare(asked, today=last(asked)), "cramp").verdict == "strong"
    assert standing(found, "cramp").q > 0.85
    assert standing(found, "cramp").verdict == "some"
    assert "feel.cramping" in standing(found, "cramp").not_asked


def test_old_nights_fall_out_of_the_window():
    found = told("cramp", today=EXAMPLES["cramp"]["today"] + timedelta(days=60))

    assert found.nights == 0


def test_nights_after_today_are_not_read():
    example = EXAMPLES["cramp"]
    today = START + timedelta(days=5)
    cut = example["diary"] | {"nights": example["diary"]["nights"][:6]}

    assert compare(example["diary"], today=today) == compare(cut, today=today)


def test_an_unanswered_question_is_offered_and_an_answered_one_is_not():
    bare = repeated("rls", 8, health=False)
    asked = compare(bare, today=last(bare)).next_question

    answers = {one.split(".")[1]: False for one in load().rates.items if one.startswith("who.")}
    full = bare | {"health": {"birth_year": 1980, "who": answers}}
    after = compare(full, today=last(full)).next_question

    assert asked is not None
    assert "who." not in (after.item if after else "")


def test_reasons_are_what_the_diary_says():
    (pressure, *_) = told("pressure").profiles
    texts = {reason.item: reason.text for reason in pressure.reasons_for}

    assert texts["site.outerhip"] == "On 8 of 8 painful nights the outer hip or outer thigh hurt"
    assert texts["help.turn"] == "Turning over helped on 8 of 8 nights you tried it"


def test_a_day_factor_is_told_against_the_other_days():
    inactivity = standing(told("venous"), "inactivity")
    texts = {reason.item: reason.text for reason in inactivity.reasons_against}

    assert texts["day.longstand"] == (
        "Pain came on 8 of 8 nights after days of long standing, and on 0 of 4 after other days"
    )


def test_a_day_factor_without_days_of_both_kinds_is_no_reason():
    everyday = deepcopy(EXAMPLES["venous"]["diary"]["nights"])
    for one in everyday:
        one.setdefault("day", {})["longstand"] = True

    found = compare({"nights": everyday}, today=EXAMPLES["venous"]["today"])

    reasons = [reason for one in found.profiles for reason in (*one.reasons_for, *one.reasons_against)]
    assert "day.longstand" not in {reason.item for reason in reasons}


@pytest.mark.parametrize("name", ["pad", "dvt", "neuropathy"])
def test_where_days_are_not_expected_to_matter_they_are_never_a_reason(name):
    assert not load().patterns[name].day_factors
    for example in EXAMPLES:
        one = standing(told(example), name)
        assert not any(reason.item.startswith("day.") for reason in (*one.reasons_for, *one.reasons_against))


def test_half_nights_are_said_as_halves():
    said = EXAMPLES["pressure"]["nights"][0] | {"sites": ["outerhip both"]}
    nights = [night(said, START + timedelta(days=n), n) for n in range(7)]

    found = compare({"nights": nights}, today=START + timedelta(days=7))

    texts = [reason.text for one in found.profiles for reason in (*one.reasons_for, *one.reasons_against)]
    assert any(
        text.startswith("On 3½ of 7 painful nights the pain began while you lay on your side")
        for text in texts
    )


def test_the_standing_line_goes_with_every_view():
    found = told("cramp")

    assert all(view()["statement"] for view in (found.for_patient, found.for_therapist, found.in_full))
