"""The third column: the reader's own nights, counted only where they were asked."""

from insights import article
from tests.insights.tips.diaries import LEG, TODAY, diary, night


def test_own_counts_are_yes_of_asked() -> None:
    record = diary(
        night(0, sites=LEG, actions={"elevate": "helped"}),
        night(1, sites=LEG, actions={"elevate": "no_change"}),
        night(2, sites=LEG, actions={}),
    )
    assert article.own_counts(record, today=TODAY)["help.elevate"] == (1, 2)


def test_a_word_never_asked_has_no_count() -> None:
    assert (
        article.own_counts(diary(night(0, sites=LEG)), today=TODAY)
        .keys()
        .isdisjoint({"feel.ache", "sign.back"})
    )


def test_habits_count_on_painless_nights_too_and_feelings_do_not() -> None:
    record = diary(
        night(0) | {"day": {"longsit": True}}, night(1, feel=["ache"]) | {"day": {"longsit": False}}
    )
    counts = article.own_counts(record, today=TODAY)
    assert (counts["day.longsit"], counts["feel.ache"]) == ((1, 2), (1, 1))


def test_nights_before_the_window_are_not_counted() -> None:
    record = diary(night(55, feel=["ache"]), night(56, feel=["ache"]))
    assert article.own_counts(record, today=TODAY)["feel.ache"] == (1, 1)


def test_own_counts_fill_a_page() -> None:
    counts = article.own_counts(diary(night(0, feel=["urge"])), today=TODAY)
    rows = {row.claim: row.nights for row in article.page("rls", counts).rows}
    assert rows["C32"] == ("an urge to move: 1 of 1 night",)
