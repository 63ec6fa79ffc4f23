"""How often what may be done: the one table of rate limits, and when the next try is allowed.

A limit is kept in database rows (`RateLimit`): it outlives the cache, the broker and a restart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address, ip_network

from django.conf import settings

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


class TooManyTries(Exception):
    """The limit is reached; the next try is allowed after `wait` seconds."""

    def __init__(self, wait: float) -> None:
        self.wait = wait
        super().__init__(f"wait {wait:.0f} s")


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `amount` uses in `window` seconds, counted for each subject.

    With `longest` the limit is no wall: past `amount` each further use waits twice as long as the one before, from
    one second to that many.
    """

    name: str
    amount: int
    window: float
    longest: float = 0.0

    def wait(self, hits: Sequence[float], now: float) -> float:
        """Seconds until the next use is allowed after those (oldest first), 0 when it is now."""
        recent = [at for at in hits if at > now - self.window]
        if len(recent) < self.amount:
            return 0.0
        if not self.longest:
            return recent[-self.amount] + self.window - now
        # A power of two grows past every float long after `longest`, and would raise instead of answering.
        beyond = min(len(recent) - self.amount, 60)
        return max(0.0, recent[-1] + min(2.0**beyond, self.longest) - now)


# Signing in. A wrong password or code delays the account; on a known device its owner has a budget of their own.
# A delay, never a lock: with a lock, anybody who guesses wrong on purpose keeps the owner out.
ACCOUNT_TRIES = Rule("sign_in.account", 5, DAY, longest=15 * MINUTE)
DEVICE_TRIES = Rule("sign_in.device", 10, DAY, longest=15 * MINUTE)
ADDRESS_TRIES = Rule("sign_in.address", 60, HOUR)
SIGN_INS = Rule("sign_in.requests", settings.LOGINS_A_MINUTE, MINUTE)
SIGN_UPS = Rule("sign_up.address", settings.SIGN_UPS_AN_HOUR, HOUR)
MAILED_CODES = Rule("mailed_code.account", 5, DAY, longest=30 * MINUTE)
MAILED_CODES_ADDRESS = Rule("mailed_code.address", 30, 10 * MINUTE)
# Fewer than other codes: whoever signs up with a stranger's address makes us write to that stranger.
RESENT_CODES = Rule("resent_code.account", 2, DAY, longest=HOUR)
CHANGES = Rule("account.changes", 20, 10 * MINUTE)
# Codes that open something without an account, or a consent.
WRONG_VISIT_CODES = Rule("visit.wrong", 10, 10 * MINUTE)
VISIT_LINKS = Rule("visit.links", 20, HOUR)
WRONG_INVITATION_CODES = Rule("invitation.wrong", 20, HOUR)
# Mail to people who did not ask for it.
INVITATIONS = Rule("invitation.inviter", 20, DAY)
STRANGER_MAILS = Rule("invitation.recipient", 3, DAY)
# What costs the machine much.
EXPORTS = Rule("export.account", 20, HOUR)
PAPERS = Rule("paper.account", 40, HOUR)
SESSIONS = 20  # an account may be signed in in so many places; the oldest end first


def mailbox(address: str) -> str:
    """What mail to an address is counted by: `One.Two+three@…` and `onetwo@…` may well be one person's.

    Where dots tell two people apart they share a budget, which at worst delays a mail. Who ignores dots is not known
    of every server, and a mailbox that is filled cannot be emptied for its owner.
    """
    local, at, domain = address.strip().lower().rpartition("@")
    return local.partition("+")[0].replace(".", "") + at + domain


def network(address: str) -> str:
    """What callers are counted by: of IPv6 the /64, which one household or server has to itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found.packed[:8] + bytes(8), 64)))


RULES = tuple(value for value in vars().values() if isinstance(value, Rule))
LONGEST = max(rule.window for rule in RULES)
