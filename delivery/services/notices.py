"""Letters that follow something that happened: sign-in, invitations, consents, erasure."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts import services as accounts
from accounts.models import Consent, Patient, User
from accounts.names import no_name
from delivery.compose.letter import compose_letter
from delivery.message_texts import words
from delivery.models import KnownDevice, Message
from delivery.recipient import Recipient
from delivery.services.outbox import enqueue

DIGITS = re.compile(r"[\d._]+")


def write_letter(
    *,
    to: str,
    user: User | None,
    kind: str,
    language: str,
    values: Mapping[str, str],
    now: datetime,
    about: User | None = None,
) -> Message:
    """Put one letter in the outbox. InvalidAddress, KeyError for a placeholder without a value."""
    mail = compose_letter(kind, language, values)
    return enqueue(recipient=to, user=user, kind=kind, mail=mail, now=now, about=about)


@transaction.atomic
def invite(
    *,
    inviter: User,
    patient: Patient | None,
    offer: accounts.Offer,
    now: datetime,
    replaces: Consent | None = None,
) -> accounts.Made:
    """Record an invitation and, when it names an address, mail it: both or neither, and once for one key.

    InvalidAddress, CodeEnded.
    """
    made = accounts.invite(inviter=inviter, patient=patient, offer=offer, now=now, replaces=replaces)
    if offer.email and made.fresh:
        kind = "invitation_colleague" if replaces else _invitation_kind(patient, offer)
        reader = User.objects.filter(email=offer.email.lower()).first()
        language = reader.language if reader else inviter.language
        # The code stands in the fragment, which browsers send to no server: it is in no access log and no Referer.
        values = {"name": _name(inviter), "code": made.code, "link": f"{settings.SITE_URL}/join#{made.code}"}
        write_letter(
            to=offer.email, user=None, kind=kind, language=language, values=values, now=now, about=inviter
        )
    return made


def _invitation_kind(patient: Patient | None, offer: accounts.Offer) -> str:
    if patient is None:
        return "invitation_patient"
    return "invitation_carer" if offer.scope == Consent.Scope.LOG else "invitation_therapist"


@transaction.atomic
def accept_invitation(*, user: User, code: str, now: datetime, wish: accounts.Offer) -> Consent | None:
    """Use a code up; where that opens a record at once, tell both sides."""
    consent = accounts.accept_invitation(user=user, code=code, now=now, wish=wish)
    if consent is not None and consent.state == Consent.State.ACTIVE:
        tell_of_consent(consent=consent, given=True, now=now)
    return consent


@transaction.atomic
def confirm_consent(*, consent: Consent, now: datetime) -> Consent:
    """Let them in, and tell both sides when that is news: both or neither."""
    waited = consent.state == Consent.State.ACCEPTED
    confirmed = accounts.confirm_consent(consent=consent, now=now)
    if waited and confirmed.state == Consent.State.ACTIVE:
        tell_of_consent(consent=confirmed, given=True, now=now)
    return confirmed


@transaction.atomic
def end_consent(*, consent: Consent, now: datetime) -> Consent:
    """End a consent, and tell both sides when it was open."""
    was_open = consent.state == Consent.State.ACTIVE
    ended = accounts.end_consent(consent=consent, now=now)
    if was_open:
        tell_of_consent(consent=ended, given=False, now=now)
    return ended


def tell_of_consent(*, consent: Consent, given: bool, now: datetime, browser: str = "") -> None:
    """Tell both sides that a consent began or ended; the grantee is never told whose it is by mail."""
    owner, grantee = consent.patient.user, consent.grantee
    values = {"name": _name(grantee), "link": f"{settings.SITE_URL}/sharing"}
    notify(
        user=owner,
        kind="consent_given" if given else "consent_revoked",
        now=now,
        browser=browser,
        about=grantee,
        values=values | {"scope": words(owner.language).say(f"scopes.{consent.scope}")},
    )
    scope = words(grantee.language).say(f"scopes.{consent.scope}")
    notify(
        user=grantee,
        kind="access_opened" if given else "access_closed",
        now=now,
        values={"scope": scope, "link": f"{settings.SITE_URL}/desk"},
    )


def notify(
    *,
    user: User,
    kind: str,
    now: datetime,
    browser: str = "",
    values: Mapping[str, str] | None = None,
    about: User | None = None,
) -> Message:
    """A letter to an account about itself, saying when and from which browser."""
    known = browser or words(user.language).say("browser_unknown")
    filled = {"when": Recipient.of(user).moment(now), "browser": known, **(values or {})}
    return write_letter(
        to=user.email, user=user, kind=kind, language=user.language, values=filled, now=now, about=about
    )


def say_goodbye(*, email: str, language: str, now: datetime) -> Message:
    """The last mail, to an address whose account is gone; it belongs to nobody any more."""
    return write_letter(to=email, user=None, kind="account_erased", language=language, values={}, now=now)


def notice_device(*, user: User, browser: str, now: datetime) -> bool:
    """Remember the browser that signed in; True, and a letter, when others were known but not this one."""
    others = KnownDevice.objects.filter(user=user)
    had = others.exists()
    _, new = KnownDevice.objects.get_or_create(
        user=user, mark=_mark(user, browser), defaults={"seen_at": now}
    )
    if not (had and new):
        return False
    # The header is the caller's own text, of any length.
    notify(user=user, kind="new_device", now=now, browser=browser[:120])
    return True


def _mark(user: User, browser: str) -> str:
    """The browser without its version, so that an update is no new device; unreadable to others."""
    plain = DIGITS.sub("", browser)
    # With the account's id, so that one browser cannot be recognised across accounts.
    return hashlib.sha256(f"{user.pk}{plain}".encode()).hexdigest()


def _name(user: User) -> str:
    """How one person is called in another's mail; never by words that would be a link there."""
    return user.name if user.name and not no_name(user.name) else user.email


def letter_values(context: Mapping[str, Any], user: User | None) -> dict[str, str]:
    """The plain values of a sign-in letter's context."""
    # allauth's context also holds the request and the user; only plain values may reach a template.
    plain = {name: str(value) for name, value in context.items() if isinstance(value, str | date)}
    zone = Recipient.of(user).moment if user else (lambda at: f"{at:%Y-%m-%d %H:%M} UTC")
    if isinstance(context.get("timestamp"), datetime):
        plain["when"] = zone(context["timestamp"])
    plain["browser"] = str(context.get("user_agent") or "")[:120]
    return plain
