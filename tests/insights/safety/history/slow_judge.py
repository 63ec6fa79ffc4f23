"""The order rules a second time, slowly: what must stand after a history. It reads the content files alone.

A history is a list of events, each with its instant `at`, the `phone` it happened on, and what it was:
`answer` (night, id, value; None takes it out), `reply` (rule, leg, outcome), `back` (rule, leg), `sync` (phone).
Only rules that a single yes raises take part, so that no rule has to be judged here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

HOME = Path(__file__).parents[4] / "insights" / "safety"
LEVELS = ["emergency", "same_day", "within_days", "routine"]


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


ORDER = read(HOME / "ledger.yaml")
LOOK_BACK = read(HOME / "answers.yaml")["look_back"]


def single_yes(condition: Any) -> list[str]:
    """The ids of which one yes makes a condition true."""
    if isinstance(condition, str):
        return [condition]
    return [id for part in condition.get("any", []) for id in single_yes(part)]


def alone() -> dict[str, tuple[str, str]]:
    """Answer ids that raise a rule by themselves: the rule and its level."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted((HOME / "rules").glob("*.yaml")):
        for rule in read(path)["rules"]:
            for arm in rule.get("when", []):
                for id in single_yes(arm["if"]):
                    found.setdefault(id, (rule["id"], arm["level"]))
    return found


ALONE = alone()


@dataclass(frozen=True)
class Yes:
    """One yes as it was told."""

    id: str
    night: str
    leg: str
    at: datetime

    @property
    def rule(self) -> str:
        return ALONE[self.id][0]

    @property
    def level(self) -> str:
        return ALONE[self.id][1]

    @property
    def name(self) -> str:
        return f"{self.night}/{self.id}"


@dataclass
class Known:
    """What somebody knows of a history: answers and replies."""

    answers: list[Mapping[str, Any]] = field(default_factory=list)
    replies: list[dict[str, Any]] = field(default_factory=list)

    def yeses(self) -> list[Yes]:
        said = [one for one in self.answers if one["value"] not in (None, False)]
        return [Yes(one["id"], one["night"], leg_of(one["value"]), one["at"]) for one in said]

    def as_of(self, at: datetime) -> dict[tuple[str, str], Mapping[str, Any]]:
        """The diary at an instant: the latest answer to each question of each night."""
        held: dict[tuple[str, str], Mapping[str, Any]] = {}
        for one in sorted(self.answers, key=lambda one: (one["at"], one["phone"])):
            if one["at"] <= at:
                held[one["night"], one["id"]] = one
        return held

    def standing(self) -> list[dict[str, Any]]:
        """Replies that were not taken back."""
        left: list[dict[str, Any]] = []
        for one in sorted(self.replies, key=lambda one: one["at"]):
            if one["outcome"] != "taken_back":
                left.append(one)
                continue
            mine = [each for each in left if (each["rule"], each["leg"]) == (one["rule"], one["leg"])]
            left = [each for each in left if each is not (mine[-1] if mine else None)]
        return left


def leg_of(value: Any) -> str:
    return value if isinstance(value, str) else ""


def about(reply: Mapping[str, Any], yes: Yes) -> bool:
    other = reply["leg"] in ("left", "right") and yes.leg not in ("", reply["leg"])
    return bool(reply["rule"] == yes.rule) and not other


def told(yes: Yes, known: Known) -> datetime:
    """O7: "It is still so" renews it."""
    again = [one["at"] for one in known.standing() if one["outcome"] == "still_so" and about(one, yes)]
    last: datetime = max([yes.at, *(at for at in again if at >= yes.at)])
    return last


def beside(yes: Yes, known: Known) -> list[Yes]:
    """What the rule rested on when this was told: the newest yes to each of its questions up to then."""
    first = (date.fromisoformat(yes.night) - timedelta(days=LOOK_BACK - 1)).isoformat()
    held: dict[str, Mapping[str, Any]] = {}
    for (night, id), one in sorted(known.as_of(yes.at).items()):
        if (
            first <= night <= yes.night
            and id in ALONE
            and ALONE[id][0] == yes.rule
            and one["value"] is not None
        ):
            held[id] = one
    return [
        Yes(one["id"], one["night"], leg_of(one["value"]), one["at"])
        for one in held.values()
        if one["value"] is not False
    ]


def slip(yes: Yes, known: Known) -> bool:
    """O3: this very answer, and not one given later."""
    return any(
        one["outcome"] == "mistap" and yes.name in one["answers"] and told(yes, known) <= one["at"]
        for one in known.standing()
    )


def seen(yes: Yes, known: Known, look: datetime | None) -> bool:
    """O2 and O4. `look` is when the diary is looked at and this still counts; None for the evening it was told."""
    at, days = (
        told(yes, known),
        ORDER["clot_days"] if yes.rule in ORDER["clot_rules"] else ORDER["silent_days"],
    )
    for one in known.standing():
        if not about(one, yes):
            continue
        if yes.rule in ORDER["never_silent"]:
            if one["outcome"] in ("seen_cleared", "seen_treated", "talked", "safe_now") and at <= one["at"]:
                return True
            continue
        if one["outcome"] not in ("seen_cleared", "seen_treated"):
            continue
        new = yes.id not in one["items"] or LEVELS.index(yes.level) < LEVELS.index(one["level"])
        again = yes.level == "emergency" and at > one["at"]
        over = max(at, look or at) >= one["at"] + timedelta(days=days)
        if not (new or again or over):
            return True
    return False


def pending(known: Known, now: datetime | None = None, today: date | None = None) -> list[Yes]:
    """Every yes that nobody has answered: as of its own evening, or as it still counts at `now`."""
    counts: set[Yes] = set()
    if now is not None and today is not None:
        counts = set(in_window(known, now, today))
    return [
        yes
        for yes in known.yeses()
        if not slip(yes, known)
        and not (seen(yes, known, None) and not (yes in counts and not seen(yes, known, now)))
    ]


def in_window(known: Known, now: datetime, today: date) -> Iterable[Yes]:
    """The newest answer to each question in the last nights, slips not counted, where it is a yes."""
    first = (today - timedelta(days=LOOK_BACK - 1)).isoformat()
    newest: dict[str, Mapping[str, Any]] = {}
    for (night, id), one in sorted(known.as_of(now).items()):
        if night < first or one["value"] is None:
            continue
        yes = Yes(id, night, leg_of(one["value"]), one["at"])
        if one["value"] is False or not taken(yes, known):
            newest[id] = one
    for one in newest.values():
        if one["value"] is not False:
            yield Yes(one["id"], one["night"], leg_of(one["value"]), one["at"])


def taken(yes: Yes, known: Known) -> bool:
    slips = [one for one in known.standing() if one["outcome"] == "mistap"]
    return any(yes.name in one["answers"] and yes.at <= one["at"] for one in slips)


def level(yes: Yes, known: Known) -> str:
    """O6: gone lowers, never to nothing."""
    at = told(yes, known)
    gone = any(one["outcome"] == "gone" and about(one, yes) and at <= one["at"] for one in known.standing())
    lowered = gone and yes.rule not in ORDER["never_silent"]
    return str(ORDER["gone"].get(yes.level, yes.level)) if lowered else yes.level


def stands(known: Known, now: datetime, today: date) -> dict[tuple[str, str], str]:
    """The warnings that must be before the person: rule and leg, and the level."""
    found: dict[tuple[str, str], list[Yes]] = {}
    for yes in pending(known, now, today):
        found.setdefault((yes.rule, yes.leg), []).append(yes)
    result = {}
    for (rule, leg), group in found.items():
        worst = min((level(yes, known) for yes in group), key=LEVELS.index)
        if not put_off(rule, leg, group, worst, known, now):
            result[rule, leg] = worst
    return result


def put_off(rule: str, leg: str, group: list[Yes], worst: str, known: Known, now: datetime) -> bool:
    leaving = ("could_not_reach", "not_yet", "need_help", "still_so", "gone", "not_now")
    first = min(told(yes, known) for yes in group)
    said = [
        one
        for one in known.standing()
        if one["outcome"] in leaving and about(one, group[0]) and one["at"] >= first
    ]
    if not said or said[-1]["outcome"] != "not_now" or worst not in ORDER["puts_off"]:
        return False
    last = said[-1]
    return now < last["at"] + timedelta(days=ORDER["put_off_days"]) and all(
        yes.id in last["items"] for yes in group
    )


def as_shown(rule: str, leg: str, known: Known) -> dict[str, Any] | None:
    """The card that a reply is about, as this phone shows it; None when there is none."""
    mine = [yes for yes in pending(known) if (yes.rule, yes.leg) == (rule, leg)]
    if not mine:
        return None
    newest = max(mine, key=lambda yes: (told(yes, known), yes.night))
    return {
        "level": min((yes.level for yes in mine), key=LEVELS.index),
        "items": sorted({each.id for yes in mine for each in beside(yes, known)}),
        "answers": sorted(each.name for each in beside(newest, known) if each.night == newest.night),
    }
