"""Writes about people, one verb each."""

from accounts.services.agreements import UnknownVersion, agree, withdraw
from accounts.services.consents import end_consent, grant_consent
from accounts.services.factors import end_other_sessions, factor_added, seal_factors
from accounts.services.invitations import (
    AcceptedOwn,
    EmailNotVerified,
    Made,
    Offer,
    accept_invitation,
    confirm_consent,
    invite,
    withdraw_invitation,
)
from accounts.services.looks import record_look, record_looks
from accounts.services.people import (
    UnknownTimezone,
    change_account,
    make_admin,
    make_person,
    open_patient_record,
    rest,
)
from accounts.services.visits import open_visit, revoke_visit

__all__ = [
    "AcceptedOwn",
    "EmailNotVerified",
    "Made",
    "Offer",
    "UnknownTimezone",
    "UnknownVersion",
    "accept_invitation",
    "agree",
    "change_account",
    "confirm_consent",
    "end_consent",
    "end_other_sessions",
    "factor_added",
    "grant_consent",
    "invite",
    "make_admin",
    "make_person",
    "open_patient_record",
    "open_visit",
    "record_look",
    "record_looks",
    "rest",
    "revoke_visit",
    "seal_factors",
    "withdraw",
    "withdraw_invitation",
]
