"""Reads about people: who may see what, who was invited, who looked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q

from accounts import agreement, codes
from accounts.documents import (
    AgreementDocument,
    ConsentDocument,
    HeldDocument,
    LinkDocument,
    PreviewDocument,
    Terms,
)
from accounts.models import AccessLogEntry, Agreement, Consent, Invitation, Patient, Session, User, VisitLink

State = Consent.State


@dataclass(frozen=True, slots=True)
class AccessLogRow:
    """A line of the access log as the patient reads it; `name` is empty for a visit link and a closed account."""

    at: str
    name: str
    role: str
    what: str
    reason: str


def agreement_document(user: User) -> AgreementDocument | None:
    """What the person last agreed to, standing or taken back; None when they never were asked."""
    held = Agreement.objects.filter(user=user).order_by("-agreed_at", "-pk").first()
    # One that ended and was not taken back was somebody else's, who signed up with this address.
    if held is None or (held.ended_at is not None and user.withdrawn_at is None):
        return None
    return {
        "version": held.version,
        "language": held.language,
        "agreed_at": held.agreed_at.isoformat(),
        "withdrawn_at": _iso(user.withdrawn_at),
    }


def agreement_due(held: AgreementDocument | None) -> str | None:
    """The version to be agreed to, None when the one in force stands."""
    wanted = agreement.current().version
    stands = held is not None and held["version"] == wanted and held["withdrawn_at"] is None
    return None if stands else wanted


def why_ended(key: str) -> str:
    """Why the session of that key ended, as `Session.Ended`; empty where nobody knows."""
    # No key of ours is longer; what was sent in its place may be.
    return Session.objects.filter(pk=key[:40]).values_list("ended", flat=True).first() or ""


def has_second_factor(user: User) -> bool:
    """Whether the account is signed in to with a passkey or an authenticator app besides the password."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=user, type__in=kinds).exists())


def lacks_factor(user: User) -> bool:
    """Whether the site asks for a second factor before others are looked after, and the account has none."""
    return bool(settings.SECOND_FACTOR) and not has_second_factor(user)


def may_sign(user: User) -> bool:
    """Whether they may sign content: named by an administrator, and with a second factor now."""
    return user.is_active and user.is_signer and has_second_factor(user)


def consent_in_force(patient: UUID, grantee: User, on: date) -> Consent | None:
    """The consent that lets `grantee` use this record on that day, read from its row.

    One to look after somebody is a therapist's: without the role it opens nothing.
    """
    held = Consent.objects.in_force(on).filter(patient=patient, grantee=grantee)
    # Asked each time and not when the role ends alone: a consent that was overlooked then opens nothing.
    if not grantee.is_therapist:
        held = held.filter(scope=Consent.Scope.LOG)
    return held.select_related("patient__user", "patient__closure").first()


def consent_held_in_force(user: User, consent: UUID, on: date) -> Consent | None:
    """A consent to look after someone that the user holds and that is in force on that day."""
    held = Consent.objects.in_force(on).filter(pk=consent, grantee=user).exclude(scope=Consent.Scope.LOG)
    return held.select_related("patient__user", "grantee").first()


def party_consent(user: User, consent: UUID) -> Consent | None:
    """A consent that the user has given or holds, in whatever state."""
    mine = Q(patient__user=user) | Q(grantee=user)
    return Consent.objects.filter(mine, pk=consent).select_related("patient__user", "grantee").first()


def consents_of(patient: Patient, on: date) -> list[ConsentDocument]:
    """Who may see this record, who is waiting, who no longer may; the newest first."""
    rows = Consent.objects.filter(patient=patient).select_related("grantee").order_by("-created_at", "pk")
    return [consent_document(row, on) for row in rows]


def consent_document(consent: Consent, on: date) -> ConsentDocument:
    """A consent as the patient reads it."""
    return {
        **_terms(consent),
        "state": consent.state_on(on),
        "name": consent.grantee.name,
        "email": consent.accepted_as,
        "accepted_at": _iso(consent.accepted_at),
        "ended_at": _iso(consent.ended_at),
        "expires_at": None,
        "replaces": str(consent.replaces_id) if consent.replaces_id else None,
    }


def consents_held(user: User, on: date) -> list[HeldDocument]:
    """Whose records the user may use or has asked to use, by name; no record is named before it is open."""
    rows = Consent.objects.filter(grantee=user).select_related("patient__user", "grantee")
    return [held_document(row, on) for row in rows.order_by("patient__user__name", "pk")]


def held_fingerprint(therapist: User, on: date) -> str:
    """`fingerprint` of the consents a therapist holds in force."""
    held = Consent.objects.in_force(on).filter(grantee=therapist).exclude(scope=Consent.Scope.LOG)
    return fingerprint(held.values_list("pk", flat=True))


def fingerprint(consents: Iterable[UUID]) -> str:
    """A word for a set of consents: the same set, the same word."""
    return codes.digest(" ".join(sorted(map(str, consents))))[:16]


def held_document(consent: Consent, on: date) -> HeldDocument:
    """A consent as its holder reads it. After the end, and without the role it asks for, it names nobody."""
    state = consent.state_on(on)
    shut = state == State.ENDED or not (consent.scope == Consent.Scope.LOG or consent.grantee.is_therapist)
    return {
        **_terms(consent),
        "state": state,
        "name": "" if shut else consent.patient.user.name,
        "patient": str(consent.patient_id) if state == State.ACTIVE and not shut else None,
        "accepted_at": _iso(consent.accepted_at),
        "ended_at": _iso(consent.ended_at),
    }


def open_invitations(
    now: datetime, *, patient: Patient | None = None, inviter: User | None = None
) -> list[Invitation]:
    """Invitations still open: those to this record, or those this user made."""
    rows = Invitation.objects.open(now)
    rows = rows.filter(patient=patient) if patient is not None else rows.filter(inviter=inviter)
    return list(rows.order_by("-created_at", "pk"))


def invitation_document(invitation: Invitation) -> ConsentDocument:
    """An open invitation, in the shape of the consent it may become."""
    return {
        **_terms(invitation),
        "state": State.INVITED,
        "name": "",
        "email": invitation.email,
        "accepted_at": None,
        "ended_at": None,
        "expires_at": _iso(invitation.expires_at),
        "replaces": str(invitation.replaces_id) if invitation.replaces_id else None,
    }


def invitation_shown(user: User, code: str, now: datetime) -> Invitation | None:
    """The open invitation a code belongs to, for whoever may accept it; None when it is meant for another."""
    found = Invitation.objects.open(now).select_related("inviter", "patient__user", "replaces__grantee")
    invitation = found.filter(digest=codes.digest(code)).first()
    # Unknown, used and meant for another are one answer, which tells a guesser nothing.
    if invitation is None or (invitation.email and invitation.email not in verified_addresses(user)):
        return None
    return invitation


def preview_document(invitation: Invitation) -> PreviewDocument:
    """What using the code would mean: who asks for a record (`asks`) or offers one, and how much."""
    return {
        **_terms(invitation),
        "asks": invitation.patient is None,
        "name": invitation.inviter.name,
        "hands_over": invitation.replaces_id is not None,
        "expires_at": _iso(invitation.expires_at),
    }


def owner_of(address: str) -> UUID | str:
    """Whose address it is, by the same question whether it is anybody's or not; else the address as it was typed."""
    held = EmailAddress.objects.filter(email__iexact=address).values_list("user_id", flat=True).first()
    return held or address


def verified_addresses(user: User) -> list[str]:
    """The user's verified addresses, the main one first."""
    held = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk")
    return [str(row.email).lower() for row in held]


def party_invitation(user: User, invitation: UUID) -> Invitation | None:
    """An invitation that the user made or that offers their record."""
    mine = Q(inviter=user) | Q(patient__user=user)
    return Invitation.objects.filter(mine, pk=invitation).first()


def visit_links(patient: Patient, now: datetime) -> list[VisitLink]:
    """Links that open this record now."""
    return list(VisitLink.objects.open(now).filter(patient=patient).order_by("-created_at"))


def own_visit_link(patient: Patient, link: UUID) -> VisitLink | None:
    """A link to this record, open or not."""
    return VisitLink.objects.filter(patient=patient, pk=link).first()


def visit_by_code(code: str, now: datetime) -> VisitLink | None:
    """The open link that a code belongs to."""
    found = VisitLink.objects.open(now).filter(digest=codes.digest(code))
    return found.select_related("patient__user").first()


def visit_document(link: VisitLink) -> LinkDocument:
    """A visit link as its patient reads it; the code is not among it."""
    return {
        "id": str(link.pk),
        "scope": link.scope,
        "from": _iso(link.from_date),
        "created_at": _iso(link.created_at),
        "expires_at": _iso(link.expires_at),
    }


def access_log(patient: Patient, *, before: int | None, limit: int) -> tuple[list[AccessLogRow], int | None]:
    """Who looked, newest first, and where the next page starts."""
    entries = AccessLogEntry.objects.filter(patient=patient.user.pseudonym).order_by("-id")
    # One more than is shown: it tells whether another page follows without counting the whole log.
    rows = list((entries if before is None else entries.filter(id__lt=before))[: limit + 1])
    shown = rows[:limit]
    readers = [row.reader for row in shown if row.reader]
    names = dict(User.objects.filter(pseudonym__in=readers).values_list("pseudonym", "name"))
    found = [
        AccessLogRow(row.at.isoformat(), _named(row, names), row.role, row.what, row.reason) for row in shown
    ]
    return found, shown[-1].pk if len(rows) > limit else None


def _named(entry: AccessLogEntry, names: Mapping[UUID, str]) -> str:
    return names.get(entry.reader, "") if entry.reader else ""


def seen_since(reader: User, what: str, since: datetime) -> set[UUID]:
    """Pseudonyms of the patients at whom the user has looked in this way since then."""
    entries = AccessLogEntry.objects.filter(reader=reader.pseudonym, what=what, at__gte=since)
    return set(entries.values_list("patient", flat=True))


def _terms(held: Consent | Invitation) -> Terms:
    return {
        "id": str(held.pk),
        "scope": held.scope,
        "role": "carer" if held.scope == Consent.Scope.LOG else "therapist",
        "from": _iso(held.from_date),
        "until": _iso(held.until_date),
        "created_at": _iso(held.created_at),
    }


def _iso(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None
