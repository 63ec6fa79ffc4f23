"""Small diaries for the tip tests: Alice's nights, said in few words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from insights.tips import Choice, choose

TODAY = date(2026, 11, 21)

# Every deciding question of every gate, answered no: nothing stands in the way of any tip but t18's check.
ASKED_NO = {
    "claud": False,
    "vascdis": False,
    "bypass": False,
    "diabetes": False,
    "neuropathy": False,
    "injury": False,
    "pregnant": False,
    "postpartum6w": False,
    "heart_failure": False,
    "kidney": False,
    "anticoag": False,
    "falls": False,
    "reflux": False,
}
NO_CHECKS = {
    "dvt.new_swelling": False,
    "inf.spreading_red": False,
    "foot.cold_one": False,
    "foot.wound_new": False,
}


@dataclass(frozen=True, slots=True)
class Flag:
    rule: str
    level: str


def night(ago: int = 0, *, checks: Mapping[str, Any] | None = None, **episode: Any) -> dict[str, Any]:
    """A night ``ago`` days before today; with any episode field it is a painful one."""
    record: dict[str, Any] = {"date": str(TODAY - timedelta(days=ago)), "checks": dict(checks or {})}
    return record | ({"pain": True, "episodes": [episode]} if episode else {"pain": False, "episodes": []})


def diary(
    *nights: dict[str, Any], who: Mapping[str, Any] | None = None, dates: Mapping[str, str] | None = None
) -> dict[str, Any]:
    return {
        "patient": "alice",
        "health": {"who": dict(who or {}), "dates": dict(dates or {})},
        "nights": sorted(nights, key=lambda record: record["date"]),
    }


def well(
    *nights: dict[str, Any], who: Mapping[str, Any] | None = None, dates: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """A diary in which all deciding questions were asked and answered no, but for what is given."""
    asked = night(0, checks=NO_CHECKS, feel=[], sites=[])
    given = {record["date"] for record in nights}
    first = [] if asked["date"] in given else [asked]
    return diary(*first, *map(_asked, nights), who={**ASKED_NO, **(who or {})}, dates=dates)


def _asked(record: dict[str, Any]) -> dict[str, Any]:
    return record | {"checks": {**NO_CHECKS, **record["checks"]}}


def chosen(
    record: Mapping[str, Any], *, flags: Sequence[Flag] = (), shown: Sequence[str] = (), dvt_q: float = 0.0
) -> Choice:
    return choose(record, today=TODAY, flags=flags, shown=shown, dvt_q=dvt_q)


def days_ago(days: int) -> str:
    return str(TODAY - timedelta(days=days))


LEG = [{"site": "calf", "side": "left"}]
FOOT = [{"site": "foot", "side": "left"}]
FEET = [{"site": "foot", "side": "both"}]
