"""Every model there is, and what becomes of its rows when their person takes everything along or is erased.

A model that is missing here fails the census: someone has to decide. `export`: ACCOUNT or RECORD is the file its rows
stand in, anything else says why they are not taken along. `erasure`: GONE, or why a row stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass

ACCOUNT, RECORD, GONE = "account.json", "record.json", "gone"
NOBODY = "of nobody"


@dataclass(frozen=True, slots=True)
class Decision:
    export: str
    erasure: str


ACCOUNT_GONE = Decision(ACCOUNT, GONE)
RECORD_GONE = Decision(RECORD, GONE)
OF_NOBODY = Decision(NOBODY, NOBODY)

CENSUS: Mapping[str, Decision] = {
    "accounts.User": ACCOUNT_GONE,
    "accounts.Patient": ACCOUNT_GONE,
    "accounts.Agreement": ACCOUNT_GONE,
    "accounts.Consent": ACCOUNT_GONE,
    "accounts.Invitation": ACCOUNT_GONE,
    "accounts.VisitLink": ACCOUNT_GONE,
    "accounts.Session": Decision(ACCOUNT, "emptied; the key stays until it would have run out"),
    "accounts.ProofCode": ACCOUNT_GONE,
    "accounts.RateLimit": Decision("counts under digests, removed by a tick a day later", NOBODY),
    "accounts.AccessLogEntry": Decision(ACCOUNT, "stays under a pseudonym that no longer leads to anyone"),
    "account.EmailAddress": ACCOUNT_GONE,
    "account.EmailConfirmation": ACCOUNT_GONE,
    "mfa.Authenticator": ACCOUNT_GONE,
    "usersessions.UserSession": ACCOUNT_GONE,
    "admin.LogEntry": ACCOUNT_GONE,
    "journal.Diary": ACCOUNT_GONE,
    "journal.Night": RECORD_GONE,
    "journal.Episode": RECORD_GONE,
    "journal.SleepPeriod": RECORD_GONE,
    "journal.Entry": RECORD_GONE,
    "journal.Change": ACCOUNT_GONE,
    "journal.Closure": ACCOUNT_GONE,
    "journal.Tombstone": Decision("made by erasure", "a number and a day, so that no backup brings it back"),
    "journal.Epoch": OF_NOBODY,
    "insights.AnalysisState": ACCOUNT_GONE,
    "insights.Insight": ACCOUNT_GONE,
    "insights.Flag": ACCOUNT_GONE,
    "insights.FlagReply": ACCOUNT_GONE,
    "insights.Experiment": ACCOUNT_GONE,
    "care.Review": ACCOUNT_GONE,
    "care.Tag": ACCOUNT_GONE,
    "care.Note": ACCOUNT_GONE,
    "care.PlanItem": ACCOUNT_GONE,
    "care.PlanTick": ACCOUNT_GONE,
    "delivery.Probe": OF_NOBODY,
    "delivery.StreamChoice": ACCOUNT_GONE,
    "delivery.Schedule": ACCOUNT_GONE,
    "delivery.MailQuestion": ACCOUNT_GONE,
    "delivery.KnownDevice": ACCOUNT_GONE,
    "delivery.Message": ACCOUNT_GONE,
    "delivery.RefusedAddress": ACCOUNT_GONE,
    "delivery.Device": ACCOUNT_GONE,
    "delivery.Push": ACCOUNT_GONE,
    "delivery.Breaker": OF_NOBODY,
    "delivery.WorkerHeartbeat": OF_NOBODY,
    "auth.Group": OF_NOBODY,
    "auth.Permission": OF_NOBODY,
    "contenttypes.ContentType": OF_NOBODY,
    "sessions.Session": Decision("not used: accounts.Session is", NOBODY),
}

# The columns of a night, spell or sleep say again what its document says; the round trip of the record compares that.
SAID_IN_THE_DOCUMENT = frozenset({"journal.Night", "journal.Episode", "journal.SleepPeriod"})
# Of an entry the API gives what was said, not from which device.
NOT_SAID = frozenset({"journal.Entry.device"})
