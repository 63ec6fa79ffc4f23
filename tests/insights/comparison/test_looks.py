"""Strong, told by replaying the record, against telling it look by look as if one had been there each time."""

from datetime import date, timedelta

from insights.comparison import compare, compare_many
from tools.simulation.people import LAST_NIGHT, people


def looked_at_each_time(diary, today):
    """Ids that are strong, by opening the diary every third logged night with only the nights it then held."""
    nights = [night for night in diary["nights"] if night.get("pain") is not None]
    strong: set[str] = set()
    high: set[str] = set()
    for end in range(len(nights) % 3 or 3, len(nights) + 1, 3):
        then = today if end == len(nights) else date.fromisoformat(nights[end - 1]["date"])
        if then <= today - timedelta(days=56):
            continue
        found = compare(diary | {"nights": nights[:end]}, today=then)
        q = {one.id: one.q for one in found.profiles}
        now = {name for name in q if q[name] >= 0.85 and found.pain_nights >= 5}
        strong = {name for name in strong if q[name] >= 0.6} | (high & now)
        high = now
    return strong


def test_the_replay_is_what_a_reader_at_every_third_night_would_have_seen():
    made_up = [person.diary for person in people(24, 80, seed=12)]

    found = compare_many(made_up, [LAST_NIGHT] * len(made_up))

    strong = [{one.id for one in each.profiles if one.verdict == "strong"} for each in found]
    assert strong == [looked_at_each_time(diary, LAST_NIGHT) for diary in made_up]
    assert 5 < sum(map(bool, strong)) < len(made_up)


def test_forgetting_what_lies_beyond_two_windows_changes_nothing():
    made_up = [person.diary for person in people(20, 160, seed=13)]
    horizon = (LAST_NIGHT - timedelta(days=112)).isoformat()
    recent = [
        one | {"nights": [night for night in one["nights"] if night["date"] > horizon]} for one in made_up
    ]

    today = [LAST_NIGHT] * len(made_up)
    assert compare_many(recent, today) == compare_many(made_up, today)
