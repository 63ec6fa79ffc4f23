"""Writes about people, one verb each."""

from accounts.services.access_log import log_access, log_accesses, record_act
from accounts.services.addresses import address_confirmed, signed_up
from accounts.services.administration import (
    NotPossible,
    correct_address,
    name_administrator,
    name_signer,
    set_active,
    take_factors_away,
)
from accounts.services.agreements import UnknownVersion, agree, withdraw
from accounts.services.consents import end_consent, grant_consent
from accounts.services.invitations import (
    AcceptedOwn,
    EmailNotVerified,
    Made,
    NotATherapist,
    Offer,
    accept_invitation,
    confirm_consent,
    invite,
    withdraw_invitation,
)
from accounts.services.limits import check, forget_old_limits, spend, try_code
from accounts.services.people import (
    UnknownTimezone,
    change_account,
    make_admin,
    make_person,
    open_patient_record,
    remove_account,
    set_paused,
)
from accounts.services.proofs import TooSoon, make_proof_code, use_proof_code
from accounts.services.roles import become_therapist, cease_therapist
from accounts.services.second_factors import factor_added, seal_factors
from accounts.services.sessions import (
    end_oldest_sessions,
    end_other_sessions,
    end_session,
    note_session_use,
    password_changed,
)
from accounts.services.visits import open_visit, revoke_visit

__all__ = [
    "AcceptedOwn",
    "EmailNotVerified",
    "Made",
    "NotATherapist",
    "NotPossible",
    "Offer",
    "TooSoon",
    "UnknownTimezone",
    "UnknownVersion",
    "accept_invitation",
    "address_confirmed",
    "agree",
    "become_therapist",
    "cease_therapist",
    "change_account",
    "check",
    "confirm_consent",
    "correct_address",
    "end_consent",
    "end_oldest_sessions",
    "end_other_sessions",
    "end_session",
    "factor_added",
    "forget_old_limits",
    "grant_consent",
    "invite",
    "log_access",
    "log_accesses",
    "make_admin",
    "make_person",
    "make_proof_code",
    "name_administrator",
    "name_signer",
    "note_session_use",
    "open_patient_record",
    "open_visit",
    "password_changed",
    "record_act",
    "remove_account",
    "revoke_visit",
    "seal_factors",
    "set_active",
    "set_paused",
    "signed_up",
    "spend",
    "take_factors_away",
    "try_code",
    "use_proof_code",
    "withdraw",
    "withdraw_invitation",
]
