"""Sign-in mail goes through the outbox like every other mail."""

from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language_from_request

from accounts import proof
from accounts.known_devices import note_device
from accounts.limits import SESSIONS
from accounts.models import User
from accounts.services import end_oldest_sessions, open_patient_record
from accounts.sign_in_limits import letter_allowed
from delivery import message_texts, services
from delivery.same_work import NOBODY

# Letters by which whoever reads the mailbox is let into the account.
OPENS_BY_MAIL = frozenset(
    {"login_code", "password_reset_code", "password_reset_key", "account_already_exists"}
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's hooks: one diary per new account, every mail an outbox row, a word about new devices."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Open the diary with the account, in the same transaction, in the language of the browser.

        TooManyTries, and then nothing is made: an account without the letter to confirm it would be nobody's.
        """
        letter_allowed(form.cleaned_data["email"])
        user.language = self._language()
        saved: User = super().save_user(request, user, form, commit=commit)
        if commit:
            open_patient_record(user=saved)
        return saved

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and tell the owner when the browser is one we did not know."""
        # One fewer than the limit: the session that is about to begin counts too.
        end_oldest_sessions(user=user, keep=SESSIONS - 1)
        super().login(request, user)
        note_device(request, user.email)
        services.notice_device(user=user, browser=request.headers.get("User-Agent", ""), now=timezone.now())

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """As everywhere: unless they signed in, or proved who they are, a short while ago."""
        return not proof.is_fresh(self.request.session, timezone.now())

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that asks: the one our own proxies name, never one that the caller claims."""
        claimed = request.headers.get("X-Forwarded-For", "").split(",")
        trusted = settings.TRUSTED_PROXIES
        # Each of our proxies appends the address it saw; what stands before them the caller may have written.
        given = claimed[-trusted].strip() if 0 < trusted <= len(claimed) else ""
        try:
            # Normalised: one IPv6 address can be written in many ways, and each would have a limit of its own.
            return str(ip_address(given))
        except ValueError:
            return str(request.META.get("REMOTE_ADDR", ""))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """An account is counted by its address alone, whatever host was asked for."""
        return str(credentials.get("email", "")).lower()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the letter down; the relay sends it."""
        kind = template_prefix.rsplit("/", 1)[-1]
        if kind == "unknown_account":
            self.write_to_nobody("login_code")
            return
        user = User.objects.filter(email=email.lower()).first()
        language = user.language if user else self._language()
        # An administrator put this address in, and nobody has confirmed it: a code sent to it would let in whoever
        # reads that mailbox (ADR 10).
        if user is not None and user.address_corrected_at and kind in OPENS_BY_MAIL:
            kind = "address_held"
        values = services.letter_values({"email": email, **context}, user)
        values["browser"] = values["browser"] or message_texts.words(language).say("browser_unknown")
        services.write_letter(
            to=email, user=user, kind=kind, language=language, values=values, now=timezone.now()
        )

    def write_to_nobody(self, kind: str) -> None:
        """What is written where an address has no account: as much as to a known one, and it never leaves."""
        # The query that a known address costs as well; without it the time of the answer would tell the two apart.
        User.objects.filter(email=NOBODY).first()
        code = self.generate_login_code()
        services.write_letter(
            to=NOBODY,
            user=None,
            kind=kind,
            language=self._language(),
            values={"code": code},
            now=timezone.now(),
        )

    def _language(self) -> str:
        """What a visitor's browser asks for."""
        return get_language_from_request(self.request)[:2] if self.request else "en"
