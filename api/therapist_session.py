"""Who may sit at a therapist's desk. How long it stays open when left alone: `accounts.lifetimes`."""

from accounts import queries
from accounts.models import User
from api.problems import Refusal


def require_second_factor(user: User) -> None:
    """403 `second_factor_needed` while the account has none, where the site asks for one."""
    if queries.lacks_factor(user):
        raise Refusal(403, "second_factor_needed", "set up a passkey or an authenticator app first")
