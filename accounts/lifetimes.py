"""Session timeouts, idle and absolute, by role: the one table. Who holds several roles has the shortest of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Session, User


@dataclass(frozen=True, slots=True)
class Lifetime:
    """`idle`: from the last use. `whole`: from when its owner last proved who they are, however much it is used."""

    idle: timedelta
    whole: timedelta


LIFETIMES: Mapping[str, Lifetime] = {
    "patient": Lifetime(timedelta(days=30), timedelta(days=90)),
    "therapist": Lifetime(timedelta(minutes=30), timedelta(hours=12)),
    "admin": Lifetime(timedelta(minutes=15), timedelta(hours=8)),
}
TOLD = timedelta(days=30)  # so long after its end a phone that comes back is still told why
NOBODYS = timedelta(days=1)  # of a session in which nobody is signed in yet
# A use is noted when the one noted before is this part of the idle time old; a session ends earlier by that at most.
NOTED = 30


def lifetime_of(user: User) -> Lifetime:
    """By the roles that the account has now; without any it is a patient's."""
    held = [LIFETIMES[role] for role in ("patient", *user.sign_in_roles)]
    return Lifetime(min(one.idle for one in held), min(one.whole for one in held))


def over(user: User, *, proved_at: float, used_at: datetime, now: datetime) -> str:
    """Why a session is over by its own time, as `Session.Ended`; empty while it lasts."""
    lifetime = lifetime_of(user)
    if now.timestamp() - proved_at > lifetime.whole.total_seconds():
        return Session.Ended.AGE
    return Session.Ended.IDLE if now - used_at > lifetime.idle else ""


def use_is_due(user: User, *, used_at: datetime, now: datetime) -> bool:
    """Whether a use now is to be written down."""
    return now - used_at > lifetime_of(user).idle / NOTED
