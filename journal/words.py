"""The vocabulary as types: to pydantic each is the closed list of its ids, to a type checker a text."""

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    Onset: TypeAlias = str
    When: TypeAlias = str
    Duration: TypeAlias = str
    Feel: TypeAlias = str
    Site: TypeAlias = str
    Side: TypeAlias = str
    Action: TypeAlias = str
    Outcome: TypeAlias = str
    Sign: TypeAlias = str
    Check: TypeAlias = str
    Who: TypeAlias = str
    Bother: TypeAlias = str
    HealthDate: TypeAlias = str
    ToldBy: TypeAlias = str
    EventKind: TypeAlias = str
else:
    from journal.fields import word

    Onset, When, Duration = word("onset"), word("when"), word("dur")
    Feel, Site, Side = word("feel"), word("site"), word("side")
    Action, Outcome, Sign = word("action"), word("outcome"), word("sign")
    Check, Who, Bother = word("check"), word("who"), word("bother")
    HealthDate, ToldBy, EventKind = word("health_date"), word("told_by"), word("event")
