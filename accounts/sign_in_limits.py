"""allauth's rate limits in our rows: `install` puts `consume` in the place of its own, which counts in the cache."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils import timezone

from accounts import limits
from accounts.known_devices import device_of, known_device
from accounts.limits import Rule
from accounts.queries import owner_of
from accounts.services.limits import Use, check, forget, give_back, spend
from base.security_log import Event, note


class Limits(NamedTuple):
    """What an action of allauth's is counted by: who asks, the account it is about, the mailbox it writes to."""

    address: tuple[Rule, ...] = ()
    account: tuple[Rule, ...] = ()
    mailbox: tuple[Rule, ...] = ()


ACTIONS: Mapping[str, Limits] = {
    # By address alone: a wrong password counts as `login_failed`, and a right one against nobody's account.
    "login": Limits(address=(limits.SIGN_INS,)),
    "login_failed": Limits((limits.ADDRESS_TRIES,), (limits.ACCOUNT_TRIES,)),
    "webauthn_login": Limits(address=(limits.SIGN_INS,)),
    "signup": Limits(address=(limits.SIGN_UPS,)),
    "request_login_code": Limits((limits.MAILED_CODES_ADDRESS,), mailbox=(limits.MAILED_CODES,)),
    "reset_password": Limits((limits.MAILED_CODES_ADDRESS,), mailbox=(limits.MAILED_CODES,)),
    "reset_password_from_key": Limits(address=(limits.MAILED_CODES_ADDRESS,)),
    "confirm_email": Limits(mailbox=(limits.RESENT_CODES,)),
    "reauthenticate": Limits(account=(limits.CHANGES,)),
    "change_password": Limits(account=(limits.CHANGES,)),
    "manage_email": Limits(account=(limits.CHANGES,)),
}
ASKS_FOR_CODE = frozenset({"request_login_code", "reset_password"})
OTHERS = Limits(account=(limits.CHANGES,))


class Counted:
    """Uses that were counted, which may be given back."""

    def __init__(self, uses: Sequence[Use], at: float) -> None:
        self.uses, self._at = uses, at

    def rollback(self) -> None:
        """The try was right after all."""
        give_back(self.uses, at=self._at)


def install() -> None:
    """From now on every limit of allauth's is one of `accounts.limits`."""
    # allauth has no setting for it; a test fails when a release of theirs moves these two.
    ratelimit.consume = consume
    ratelimit.clear = clear


def consume(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    key: str | None = None,
    user: Any = None,
    dry_run: bool = False,
    limit_get: bool = False,
    **_: Any,
) -> Counted:
    """Count one use of `action`; TooManyTries, where allauth would answer None."""
    now = timezone.now()
    # allauth asks for pages that are only read as well, unless it says that reading is a try.
    if request.method == "GET" and not limit_get:
        return Counted((), 0.0)
    uses = _uses(request, action, _account(request, key, user))
    if dry_run:
        check(*uses, now=now)
    else:
        spend(*uses, now=now)
        if action in ASKS_FOR_CODE and key:
            note(Event.CODE_ASKED, owner_of(key), what=action)
    return Counted(uses, now.timestamp())


def clear(
    request: HttpRequest, *, app: str, action: str, key: str | None = None, user: Any = None, **_: Any
) -> None:
    """Begin anew for the account: its owner has shown who they are."""
    account = _account(request, key, user)
    forget(*_of_account(ACTIONS.get(action, OTHERS), account))


def letter_allowed(address: str) -> None:
    """TooManyTries where nobody may be written to at this address: asked before an account is made for it."""
    check(*_of_account(ACTIONS["confirm_email"], address.lower()), now=timezone.now())


def _uses(request: HttpRequest, action: str, account: str) -> list[Use]:
    """Who is known on this device is counted by it alone: what others try elsewhere is not theirs."""
    rules = ACTIONS.get(action, OTHERS)
    if action == "login" and (device := device_of(request)):
        return [(limits.SIGN_INS, device)]
    if action == "login_failed" and (known := known_device(request, account)):
        return [(limits.DEVICE_TRIES, f"{known} {account}")]
    # As our own proxies saw it: where a caller claims to come from counts for nothing.
    network = limits.network(ratelimit.get_ip(request))
    return [(rule, network) for rule in rules.address] + _of_account(rules, account)


def _of_account(rules: Limits, account: str) -> list[Use]:
    if not account:
        return []
    mailbox = limits.mailbox(account)
    return [(rule, account) for rule in rules.account] + [(rule, mailbox) for rule in rules.mailbox]


def _account(request: HttpRequest, key: str | None, user: Any) -> str:
    if key is not None:
        return key.lower()
    found = user or getattr(request, "user", None)
    return str(getattr(found, "email", "") or "").lower()
