"""How much of a record may be read: from which night on, and in which scope.

Queries take this in place of the patient, so that whoever asks has to say it; nothing here has a default.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Consent, Patient

OWN = "self"
# Units of the health background, as answers, reasons and gaps name them.
BACKGROUND = ("who.", "dates.", "birth_year", "weeks_of_trouble", "bother")


@dataclass(frozen=True, slots=True)
class PatientAccess:
    """A record with the earliest night that may be seen, None for all, and the scope of the consent."""

    patient: Patient
    scope: str
    since: date | None

    @classmethod
    def whole(cls, patient: Patient) -> "PatientAccess":
        """Everything: for its owner, and for what the site reckons by itself and shows nobody else."""
        return cls(patient, OWN, None)

    @property
    def language(self) -> str:
        """The language of whoever reads: the patient's own, unless it is someone else who is signed in."""
        return str(self.patient.user.language)

    @property
    def own(self) -> bool:
        """Whether it is the reader's own record."""
        return self.scope == OWN

    @property
    def tells_background(self) -> bool:
        """Whether the health background may be read, in whatever words."""
        return self.scope in (OWN, Consent.Scope.FULL)

    def clip(self, first: date | None) -> date | None:
        """The later of `first` and the earliest night visible."""
        return max(filter(None, (first, self.since)), default=None)

    def shows(self, day: date) -> bool:
        """Whether the night of that day may be seen."""
        return self.since is None or day >= self.since

    def visible(self, rows: Iterable[dict[str, Any]], field: str = "night") -> list[dict[str, Any]]:
        """Those rows whose day, in `field`, may be seen."""
        return [row for row in rows if self.shows(date.fromisoformat(str(row[field])[:10]))]

    def items(self, names: Iterable[str]) -> list[str]:
        """Those items that may be named to this reader."""
        return [name for name in names if self.tells_background or not is_background(name)]

    def reasons(self, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Those reasons whose source may be named to this reader."""
        return [row for row in rows if self.tells_background or row["source"] != "health"]


def is_background(item: str) -> bool:
    """Whether an item is an answer of the health background."""
    return item.startswith(BACKGROUND)


def source_of(item: str) -> str:
    """The unit that an answer comes from."""
    return "health" if is_background(item) else "night"
