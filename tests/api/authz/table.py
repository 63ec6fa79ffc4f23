"""Who gets what: a line of `authz.csv` names who is let in, what they get, and who by name gets another answer.

Whoever is not let in is refused in one way, by what they are to the record.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("authz.csv")
# Before, after and beside the time that a record was open to them: to each it is as if it did not exist.
STRANGERS = ["other", "elsewhere", "admin", "ended", "expired", "invited", "accepted", "demoted"]
OUTSIDE = ["nobody", "half", "disabled", "visit"]
OPENED_TO = ["full", "limited", "summary", "carer"]
RELATIONS = ["self", *OPENED_TO, *OUTSIDE, *STRANGERS]
SIGNED_IN = frozenset(RELATIONS) - set(OUTSIDE)
NO_THERAPIST = frozenset({"self", "carer", "other", "demoted", "admin"})

# Whom a line lets in, by the word in its third column.
LET_IN: Mapping[str, frozenset[str]] = {
    "owner": frozenset({"self"}),
    "writer": frozenset({"self", "carer"}),
    "nights": frozenset({"self", "full", "limited", "carer"}),
    "diary": frozenset({"self", "full", "limited"}),
    "summary": frozenset({"self", "full", "limited", "summary"}),
    "safety": frozenset({"self", "full", "limited", "summary", "carer"}),
    "desk": frozenset({"full", "limited", "summary"}),
    "diary desk": frozenset({"full", "limited"}),
    "parties": frozenset({"self", "full"}),
    "therapists": SIGNED_IN - NO_THERAPIST,
    "signed in": SIGNED_IN,
    "everyone": frozenset(RELATIONS),
    "admin": frozenset({"admin"}),
    "visit": frozenset({"visit"}),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One route and method, and who gets what there."""

    route: str
    method: str
    who: str
    answer: str
    but: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.route}"

    def __hash__(self) -> int:
        return hash((self.route, self.method))

    @property
    def of_a_patient(self) -> bool:
        """Whether the route is about one record."""
        return "<str:patient>" in self.route

    def expected(self, caller: str) -> str:
        """The status that this caller gets."""
        if caller in self.but:
            return self.but[caller]
        return self.answer if caller in LET_IN[self.who] else self._refusal(caller)

    def refuses(self, caller: str) -> bool:
        """Whether this caller comes no further than the sign-in."""
        return caller not in LET_IN[self.who]

    def _refusal(self, caller: str) -> str:
        if self.route.startswith("admin/"):
            return "302"
        if self.who == "visit":
            return "404"
        if caller in OUTSIDE:
            return "401"
        return "404" if self.who == "parties" or (self.of_a_patient and caller in STRANGERS) else "403"


def lines() -> Iterator[Line]:
    """Every line, in the order of the file."""
    with TABLE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            but = dict(pair.split(":") for pair in row.pop("but").split())
            yield Line(**row, but=but)
