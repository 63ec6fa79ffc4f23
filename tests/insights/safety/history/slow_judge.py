"""The order rules a second time, slowly: what must stand after a history. It reads the content files alone.

A history is a list of events, each with its instant `at`, the `phone` it happened on, and what it was:
`answer` (night, id, value; None takes it out, id "*" all of the night), `reply` (rule, leg, outcome), `back` (rule,
leg), `sync` (phone). Only rules that a single yes raises take part, so that no rule has to be judged here; besides,
a swollen leg told together with the pain of its night (RF03, RF03b), and a row of the strip (RF01).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

HOME = Path(__file__).parents[4] / "insights" / "safety"
LEVELS = ["emergency", "same_day", "within_days", "routine"]
SWOLLEN, WHOLE_NIGHT = "dvt.new_swelling", "*"


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


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
ROW = next(row for row in read(HOME / "strip.yaml")["rows"] if row["fires"] == "RF01")
HIGHEST = {
    rule["id"]: rule["when"][0]["level"]
    for path in sorted((HOME / "rules").glob("*.yaml"))
    for rule in read(path)["rules"]
    if rule.get("when")
}


@dataclass(frozen=True)
class Yes:
    """One yes as it was told, and what it raises."""

    id: str
    night: str
    leg: str
    at: datetime
    rule: str
    level: str
    items: tuple[str, ...]
    worst: int | None = None
    places: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return f"{self.night}/{self.id}"


def yes_of(said: Mapping[str, Any]) -> Yes | None:
    """What an answer raises by itself; None when it is no yes."""
    id, value = said["id"], said["value"]
    if value in (None, False):
        return None
    if id == ROW["id"]:
        return Yes(id, said["night"], "", said["at"], ROW["fires"], ROW["level"], (id,))
    if id != SWOLLEN:
        rule, level = ALONE[id]
        legless = rule in ORDER["without_leg"] or level in ORDER["legless_levels"]
        leg = value if isinstance(value, str) and not legless else ""
        return Yes(id, said["night"], leg, said["at"], rule, level, (id,))
    pain = said["pain"]
    sides = [side for _, side in pain["sites"]] if pain else []
    sore = bool(pain) and value in sides
    rule, items = ("RF03", (id, "pain")) if sore else ("RF03b", (id,))
    places = frozenset(site for site, side in pain["sites"] if side == value) if pain else frozenset()
    worst = pain["strength"] if pain else 0
    return Yes(id, said["night"], value, said["at"], rule, HIGHEST[rule], items, worst, places)


@dataclass
class Known:
    """What somebody knows of a history: answers and replies."""

    answers: list[Mapping[str, Any]] = field(default_factory=list)
    replies: list[dict[str, Any]] = field(default_factory=list)

    def yeses(self) -> list[Yes]:
        return [yes for one in self.answers if (yes := yes_of(one)) is not None]

    def as_of(self, at: datetime) -> dict[tuple[str, str], Mapping[str, Any]]:
        """The diary at an instant: the latest answer to each question of each night."""
        held: dict[tuple[str, str], Mapping[str, Any]] = {}
        for one in sorted(self.answers, key=lambda one: (one["at"], one["phone"])):
            if one["at"] > at:
                break
            if one["id"] == WHOLE_NIGHT:
                held = {name: each for name, each in held.items() if name[0] != one["night"]}
            else:
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


def about(reply: Mapping[str, Any], yes: Yes) -> bool:
    other = reply["leg"] in ("left", "right") and yes.leg not in ("", reply["leg"])
    return bool(reply["rule"] == yes.rule) and not other


def told(yes: Yes, known: Known) -> datetime:
    """O7: "It is still so" renews it."""
    again = [one["at"] for one in known.standing() if one["outcome"] == "still_so" and about(one, yes)]
    last: datetime = max([yes.at, *(at for at in again if at >= yes.at)])
    return last


def newest(known: Known, at: datetime, first: str, last: str, *, slips: bool) -> dict[str, Mapping[str, Any]]:
    """The newest answer to each question in these nights, as the diary read at an instant, with slips or without.

    A no to the row of the strip is a no to what is behind it, where that was not answered the same night.
    """
    held: dict[str, Mapping[str, Any]] = {}
    nights: dict[str, dict[str, Mapping[str, Any]]] = {}
    for (night, id), one in known.as_of(at).items():
        if first <= night <= last and one["value"] is not None and (slips or not is_slip(one, known)):
            nights.setdefault(night, {})[id] = one
    for _, said in sorted(nights.items()):
        row = said.get(ROW["id"])
        if row is not None and row["value"] is False:
            said = {**{id: {**row, "id": id} for id in ROW["behind"]}, **said}
        held |= said
    return held


def beside(yes: Yes, known: Known) -> list[Yes]:
    """What the rule rested on when this was told: the newest yes to each of its questions up to then."""
    if yes.id in (SWOLLEN, ROW["id"]):
        return [yes]
    first = (date.fromisoformat(yes.night) - timedelta(days=LOOK_BACK - 1)).isoformat()
    said = [
        yes_of(one)
        for one in newest(known, yes.at, first, yes.night, slips=True).values()
        if one["id"] in ALONE
    ]
    return [one for one in said if one is not None and one.rule == yes.rule]


def slip(yes: Yes, known: Known) -> bool:
    """O3: this very answer, and not one given later."""
    return any(
        one["outcome"] == "mistap" and yes.name in one["answers"] and told(yes, known) <= one["at"]
        for one in known.standing()
    )


def silence(rule: str) -> timedelta:
    return timedelta(days=ORDER["clot_days" if rule in ORDER["clot_rules"] else "silent_days"])


def was_seen(yes: Yes, known: Known) -> list[dict[str, Any]]:
    said = [one for one in known.standing() if about(one, yes)]
    return [one for one in said if one["outcome"] in ("seen_cleared", "seen_treated")]


def seen(yes: Yes, known: Known, look: datetime | None) -> bool:
    """O2 and O4. `look` is when the diary is looked at and this still counts; None for the evening it was told."""
    at = told(yes, known)
    if yes.rule in ORDER["never_silent"]:
        folding = ("seen_cleared", "seen_treated", "talked", "safe_now")
        return any(
            one["outcome"] in folding and about(one, yes) and at <= one["at"] for one in known.standing()
        )
    silent = [
        one
        for one in was_seen(yes, known)
        if max(at, look or at) < one["at"] + silence(yes.rule)
        and not (yes.level == "emergency" and at > one["at"])
    ]
    return nothing_new(yes, silent)


def nothing_new(yes: Yes, replies: list[dict[str, Any]]) -> bool:
    """No new item, higher level, spread, or pain much worse than what these replies were about."""
    of = [one for one in replies if LEVELS.index(yes.level) >= LEVELS.index(one["level"])]
    worst = [one["worst"] for one in of if one["worst"] is not None]
    worse = yes.worst is not None and worst and yes.worst >= max(worst) + ORDER["worse_by"]
    return (
        bool(of)
        and set(yes.items) <= {item for one in of for item in one["items"]}
        and yes.places <= {place for one in of for place in one["places"]}
        and not worse
    )


def ends(yes: Yes, known: Known, now: datetime) -> list[datetime]:
    """When the silences that it was told in were over, up to now."""
    over = [one["at"] + silence(yes.rule) for one in was_seen(yes, known)]
    return [end for end in over if yes.at <= end <= now]


def pending(known: Known, now: datetime | None = None, offset: int = 0) -> list[Yes]:
    """Every yes that nobody has answered: as of its own evening, or as it still counted when a silence ended, or
    still counts at `now`."""
    found = []
    for yes in known.yeses():
        looks = [] if now is None else [now, *ends(yes, known, now)]
        again = any(yes in in_window(known, look, offset) and not seen(yes, known, look) for look in looks)
        if not slip(yes, known) and (again or not seen(yes, known, None)):
            found.append(yes)
    return found


def in_window(known: Known, now: datetime, offset: int) -> Iterable[Yes]:
    """The newest answer to each question in the last nights, slips not counted, where it is a yes. A night of
    tomorrow makes tomorrow today."""
    today = (now + timedelta(hours=offset)).date()
    last = (today + timedelta(days=1)).isoformat()
    nights = [night for night, _ in known.as_of(now) if night <= last]
    today = max(today, date.fromisoformat(max(nights))) if nights else today
    first = (today - timedelta(days=LOOK_BACK - 1)).isoformat()
    said = [yes_of(one) for one in newest(known, now, first, last, slips=False).values()]
    return [one for one in said if one is not None]


def is_slip(said: Mapping[str, Any], known: Known) -> bool:
    yes = yes_of(said)
    return yes is not None and taken(yes, known)


def doubtful(known: Known, now: datetime, offset: int) -> set[tuple[str, str]]:
    """Warnings that a phone may show which did not know all.

    Told again in a silence that has ended since: whoever looked then, and did not know of a later answer that
    another phone had, has shown it, and it stands there until it is answered. Put off, while what the person put off
    was taken out on another phone before this one heard of it: here it is told for the first time.
    """
    lasts = timedelta(days=LOOK_BACK + 2)
    held = {(one["night"], one["id"], one["at"]) for one in known.as_of(now).values()}

    def waits(group: list[Yes]) -> bool:
        return put_off(group, worst_of(group, known), known, now)

    first_here = {
        key
        for key, group in groups(known, now, offset).items()
        if (left := [yes for yes in group if (yes.night, yes.id, yes.at) in held])
        and waits(group)
        and not waits(left)
    }
    return first_here | {
        (yes.rule, yes.leg)
        for yes in known.yeses()
        for end in ends(yes, known, now)
        if not slip(yes, known) and end.date() <= date.fromisoformat(yes.night) + lasts
    }


def taken(yes: Yes, known: Known) -> bool:
    slips = [one for one in known.standing() if one["outcome"] == "mistap"]
    return any(yes.name in one["answers"] and yes.at <= one["at"] for one in slips)


def level(yes: Yes, known: Known) -> str:
    """O6: gone lowers, never to nothing."""
    at = told(yes, known)
    gone = any(one["outcome"] == "gone" and about(one, yes) and at <= one["at"] for one in known.standing())
    lowered = gone and yes.rule not in ORDER["never_silent"]
    return str(ORDER["gone"].get(yes.level, yes.level)) if lowered else yes.level


def stands(known: Known, now: datetime, offset: int) -> dict[tuple[str, str], str]:
    """The warnings that must be before the person: rule and leg, and the level."""
    result = {}
    for key, group in groups(known, now, offset).items():
        worst = worst_of(group, known)
        if not put_off(group, worst, known, now):
            result[key] = worst
    return result


def groups(known: Known, now: datetime, offset: int) -> dict[tuple[str, str], list[Yes]]:
    """What nobody has answered, by rule and leg."""
    found: dict[tuple[str, str], list[Yes]] = {}
    for yes in pending(known, now, offset):
        found.setdefault((yes.rule, yes.leg), []).append(yes)
    return found


def worst_of(group: list[Yes], known: Known) -> str:
    return min((level(yes, known) for yes in group), key=LEVELS.index)


def put_off(group: list[Yes], worst: str, known: Known, now: datetime) -> bool:
    leaving = ("could_not_reach", "not_yet", "need_help", "still_so", "gone", "not_now")
    # What is told once more of the same night is told anew.
    last_told: dict[Any, datetime] = {}
    for yes in group:
        before = last_told.get((yes.night, yes.items), yes.at)
        last_told[yes.night, yes.items] = max(before, told(yes, known))
    first = min(last_told.values())
    said = [
        one
        for one in known.standing()
        if one["outcome"] in leaving and about(one, group[0]) and one["at"] >= first
    ]
    if not said or said[-1]["outcome"] != "not_now" or worst not in ORDER["puts_off"]:
        return False
    last = said[-1]
    waits = now < last["at"] + timedelta(days=ORDER["put_off_days"])
    return waits and all(nothing_new(yes, [last]) for yes in group)


def as_shown(rule: str, leg: str, known: Known, now: datetime, offset: int) -> dict[str, Any]:
    """The card that a reply is about, as this phone shows it."""
    mine = [yes for yes in pending(known, now, offset) if (yes.rule, yes.leg) == (rule, leg)]
    newest = max(mine, key=lambda yes: (told(yes, known), yes.night))
    items = {item for yes in mine for each in beside(yes, known) for item in each.items}
    return {
        "level": min((yes.level for yes in mine), key=LEVELS.index),
        "items": sorted(items),
        "answers": sorted(each.name for each in beside(newest, known) if each.night == newest.night),
        "worst": max((yes.worst for yes in mine if yes.worst is not None), default=None),
        "places": sorted({place for yes in mine for place in yes.places}),
    }
