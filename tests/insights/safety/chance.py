"""Random diaries that come near the rules: few ids at a time, each asked about half the time."""

import random
from datetime import date, timedelta
from typing import Any

from journal import vocabulary

TODAY = date(2026, 11, 21)
SITES = ("calf", "thigh", "foot", "toes", "heel", "groin", "hip", "buttock", "shin", "ankle", "knee", "leg")
SIDES = ("left", "right", "both")
SIGNS = (
    *("swell_one", "swell_both", "red", "warm", "cold", "pale", "veins", "back", "skin", "wound", "weak"),
    *("knot", "arms"),
)
DATES = ("surgery", "birth", "due", "pregnancy_ended")
WHO = (
    *("diabetes", "claud", "immob", "immob_leg", "surgery12w", "cancer", "priorvte", "pregoest", "clotting"),
    *("injury", "pregnant", "postpartum6w", "af", "bypass", "anticoag", "neuropathy"),
    *("vascdis", "crampmed", "cancertx", "bonedrug", "rlsdopa"),
)


CHECKS = vocabulary.load().ids("check")


def case(rng: random.Random) -> dict[str, Any]:
    """A diary of up to 30 nights within ten weeks, with the patterns last shown."""
    start = rng.choice((-2, -1, 0, 0, 0, 1, 3))
    agos = sorted(rng.sample(range(start, 70), rng.randint(0, 30)), reverse=True)
    agos += [ago for ago in (2, 1, 0) if ago not in agos and rng.random() < 0.6]
    some = rng.sample(CHECKS, rng.randint(2, 14))
    kind = episode_kind(rng)
    nights = [night(rng, ago, some, kind) for ago in sorted(set(agos), reverse=True)]
    diary = {"patient": "chance", "health": health(rng), "nights": nights}
    return {
        "diary": diary,
        "today": TODAY.isoformat(),
        "shown": rng.choice(([], ["rls"], ["cramp", "rls"], ["pad"])),
    }


def health(rng: random.Random) -> dict[str, Any]:
    who = {name: rng.random() < 0.4 for name in WHO if rng.random() < 0.35}
    dates = {name: day(rng.randint(-300, 120)) for name in DATES if rng.random() < 0.2}
    known: dict[str, Any] = {"birth_year": rng.randint(1930, 2008), "weeks_of_trouble": rng.randint(0, 12)}
    known["bother"] = rng.choice(("none", "mild", "moderate", "severe"))
    plain = {key: value for key, value in known.items() if rng.random() < 0.5}
    told = [*plain, *(f"who.{name}" for name in who), *(f"dates.{name}" for name in dates)]
    at = {
        name: instant(rng, rng.choice((0, 7, 8, 28, 29, 42, 43, 84, 85, 120)))
        for name in told
        if rng.random() < 0.5
    }
    return {**plain, "who": who, "dates": dates, "given": at}


def day(ago: int) -> str:
    return (TODAY - timedelta(days=ago)).isoformat()


def night(rng: random.Random, ago: int, some: list[str], kind: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {name: answer(rng) for name in some if rng.random() < 0.4}
    pain = rng.choice((True, True, True, False, None))
    written: dict[str, Any] = {"date": day(ago), "pain": pain, "checks": said, "given": given(rng, ago, said)}
    if pain:
        written["episodes"] = [episode(rng, kind) for _ in range(rng.choice((0, 1, 1, 1, 2)))]
    elif rng.random() < 0.3:
        written["signs"] = signs(rng)
    return written


def instant(rng: random.Random, ago: int) -> str:
    return f"{day(ago)}T{rng.randint(10, 23)}:00:00+00:00"


def given(rng: random.Random, ago: int, said: dict[str, Any]) -> dict[str, str]:
    """Instants of some answers: that evening, or days later when they were told late."""
    names = [name for name in (*said, "pain", *(f"sign.{sign}" for sign in SIGNS)) if rng.random() < 0.5]
    return {name: instant(rng, ago - rng.choice((0, 0, 1, 4))) for name in names}


def answer(rng: random.Random) -> bool | str | None:
    return rng.choice((True, True, False, False, None, "left", "right", "both"))


def signs(rng: random.Random) -> dict[str, Any]:
    return {name: answer(rng) for name in rng.sample(SIGNS, 3)}


def episode_kind(rng: random.Random) -> dict[str, Any]:
    """What most episodes of a diary are like, so that counts over nights are reached."""
    return {
        "intensity": rng.randint(0, 10),
        "dur": rng.choice(("lt10m", "m10_60", "gt1h", "constant", "constant")),
        "onset": rng.choice(("back", "prone", "side_left", "side_right", "sit", "stand", "lying")),
        "when": rng.choice(("settling", "woken", "waking", "allday")),
        "feel": rng.sample(("cramping", "numb", "burning", "tingling", "shooting", "ache", "urge"), 2),
        "sites": [{"site": rng.choice(SITES), "side": rng.choice(SIDES)}],
        "radiates": rng.random() < 0.3,
        "actions": {
            rng.choice(("dangle", "elevate", "turn", "heat")): rng.choice(("helped", "no_change", "worse"))
        },
    }


def episode(rng: random.Random, kind: dict[str, Any]) -> dict[str, Any]:
    other = episode_kind(rng)
    mixed = {key: other[key] if rng.random() < 0.15 else value for key, value in kind.items()}
    written: dict[str, Any] = {key: None if rng.random() < 0.1 else value for key, value in mixed.items()}
    if rng.random() < 0.3:
        written["signs"] = signs(rng)
    return written
