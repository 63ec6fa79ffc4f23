"""What an administrator may do to an account: one verb at a time, each with a reason.

Whatever is done, the person reads of it: a mail to every address by which they are known, the old and the new, and
a line among who looked. No verb makes anybody another person, sets a factor or a password, or reads a diary.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import services as accounts
from accounts.models import Session, User
from accounts.names import holds_link, says_nothing
from base.security_log import Event, note, pseudonym
from delivery.message_texts import words
from delivery.recipient import Recipient
from delivery.services.notices import write_letter
from delivery.services.roles import cease_therapist
from privacy.data_export import addresses
from privacy.services.erasure import erase

NotPossible = accounts.NotPossible
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Act:
    """One verb done to one person: by whom, why, when; `address` is the new one where the verb takes one."""

    person: User
    administrator: User
    reason: str
    now: datetime
    address: str = ""


def _disable(act: Act) -> None:
    if not act.person.is_active:
        raise NotPossible("disabled_already")
    accounts.set_active(person=act.person, active=False)


def _enable(act: Act) -> None:
    if hasattr(act.person, "patient") and hasattr(act.person.patient, "closure"):
        raise NotPossible("closed")
    accounts.set_active(person=act.person, active=True)


def _end_sessions(act: Act) -> None:
    accounts.end_other_sessions(user=act.person, kept=None, reason=Session.Ended.ADMINISTRATOR)


def _correct_address(act: Act) -> None:
    accounts.correct_address(person=act.person, address=act.address, now=act.now)


def _end_therapist(act: Act) -> None:
    if not act.person.is_therapist:
        raise NotPossible("not_a_therapist")
    cease_therapist(user=act.person, now=act.now)


def _erase(act: Act) -> None:
    # The letter of `administer` takes the place of the goodbye: it gives the reason as well.
    erase(user=act.person, now=act.now, goodbye=False)


VERBS: Mapping[str, Callable[[Act], None]] = {
    "disable": _disable,
    "enable": _enable,
    "end_sessions": _end_sessions,
    "take_factors_away": lambda act: accounts.take_factors_away(person=act.person),
    "correct_address": _correct_address,
    "end_therapist": _end_therapist,
    "name_signer": lambda act: accounts.name_signer(person=act.person, named=True),
    "end_signer": lambda act: accounts.name_signer(person=act.person, named=False),
    "name_administrator": lambda act: accounts.name_administrator(person=act.person, named=True),
    "end_administrator": lambda act: accounts.name_administrator(person=act.person, named=False),
    "erase": _erase,
}


@transaction.atomic
def administer(verb: str, act: Act) -> None:
    """Do it, write it down and tell the person: all or nothing. NotPossible, KeyError for a verb that is none."""
    does, reason = VERBS[verb], _reason(act)
    if act.person.pk == act.administrator.pk:
        raise NotPossible("own_account")
    # All that is told afterwards is read first: the act may change the address or erase the person.
    known, language = addresses(act.person), act.person.language
    accounts.record_act(
        person=act.person, administrator=act.administrator, what=verb, reason=reason, now=act.now
    )
    note(Event.ADMINISTRATION, act.administrator.pk, verb=verb, whom=pseudonym(str(act.person.pk)))
    moment = Recipient.of(act.person).moment(act.now)
    does(act)
    erased = verb == "erase"
    told = known if erased else sorted({*known, *addresses(act.person)})
    what = words(language).say(f"admin_acts.{verb}")
    for address in told:
        write_letter(
            to=address,
            user=None,  # whose account is closed is told all the same
            kind="account_erased_by_admin" if erased else "admin_act",
            language=language,
            values={"what": what, "reason": reason, "when": moment},
            now=act.now,
            about=None if erased else act.person,
        )


def _reason(act: Act) -> str:
    reason = " ".join(act.reason.split())
    if says_nothing(reason):
        raise NotPossible("reason_missing")
    if holds_link(reason):
        raise NotPossible("reason_holds_link")
    if len(reason) > LONGEST:
        raise NotPossible("reason_too_long")
    return reason
