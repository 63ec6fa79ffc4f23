"""People: who signs in, whose diary it is, what they agreed to, who may look at it."""

from accounts.models.access_log import AccessLogEntry
from accounts.models.agreements import Agreement
from accounts.models.limits import RateLimit
from accounts.models.people import Patient, User
from accounts.models.sessions import ProofCode, Session
from accounts.models.sharing import Consent, Invitation, VisitLink

__all__ = [
    "AccessLogEntry",
    "Agreement",
    "Consent",
    "Invitation",
    "Patient",
    "ProofCode",
    "RateLimit",
    "Session",
    "User",
    "VisitLink",
]
