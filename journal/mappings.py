"""The mappings in which a diary is read, key by key: a night, and the health background."""

from typing import Any, NotRequired, TypedDict


class NightMapping(TypedDict):
    """A night as `serialization.compose` makes it; of one read at an earlier instant only what was told then.

    `episodes` are as `serialization.episode_document`; a sleep is one record, several are a list, none is null.
    Answers stand by vocabulary id. `given` are the instants of safety answers, for whoever judges by them.
    """

    date: str
    pain: bool | None
    episodes: list[dict[str, Any]]
    signs: dict[str, Any]
    checks: dict[str, Any]
    timezone: NotRequired[str]
    sleep: NotRequired[Any]
    day: NotRequired[dict[str, bool | None]]
    tips_tried: NotRequired[list[Any]]
    told_by: NotRequired[str]
    note: NotRequired[str]
    recorded_at: NotRequired[str | None]
    received_at: NotRequired[str]
    late: NotRequired[bool]
    version: NotRequired[int]
    given: NotRequired[dict[str, str]]


class HealthMapping(TypedDict, total=False):
    """The health background, without what was never asked; `given` is the instant of each answer by its field."""

    birth_year: int
    weeks_of_trouble: int
    bother: str
    who: dict[str, bool]
    dates: dict[str, str]
    given: dict[str, str]
