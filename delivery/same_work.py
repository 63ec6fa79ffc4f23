"""Whoever asks whether an address has an account learns nothing from how long the answer takes.

Signing up, and asking for a code or a new password, cost the same whether the address is known or not: the same
hashes, the same rows written, one transaction. For a known address an account is made and undone again; for an
unknown one a letter is written to nobody, which the relay drops.
"""

from typing import Any
from uuid import uuid4

from allauth.account.adapter import get_adapter
from allauth.account.forms import BaseSignupForm
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.headless.account.views import SignupView
from django.db import IntegrityError, transaction
from django.http import HttpRequest

NOBODY = "nobody@stillnight.invalid"  # no server takes mail for it


class _Undone(Exception):
    """Ends what was only done for the time it takes."""


def install() -> None:
    """From now on allauth's sign-up is one transaction with the same work for everybody."""
    SignupView.post = _sign_up(SignupView.post)
    BaseSignupForm.try_save = _try_save(BaseSignupForm.try_save)
    EmailVerificationProcess.resend = _resend(EmailVerificationProcess.resend)


def _sign_up(post: Any) -> Any:
    def at_once(self: SignupView, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Account and letter, both or neither; who comes second for an address is told what a known one is told."""
        try:
            with transaction.atomic():
                return post(self, request, *args, **kwargs)
        except IntegrityError:
            # On PostgreSQL a failed statement aborts its whole transaction, so the second pass begins one of its own.
            self.input.account_already_exists = True
            with transaction.atomic():
                return post(self, request, *args, **kwargs)

    return at_once


def _try_save(try_save: Any) -> Any:
    def rehearsed(self: BaseSignupForm, request: HttpRequest) -> Any:
        if self.account_already_exists:
            _rehearse(self, request)
        return try_save(self, request)

    return rehearsed


def _rehearse(form: BaseSignupForm, request: HttpRequest) -> None:
    """Make the account that would have been made, under an address that nobody has, and undo it."""
    said, form.account_already_exists = form.cleaned_data, False
    form.cleaned_data = {**said, "email": f"{uuid4().hex}@stillnight.invalid"}
    try:
        with transaction.atomic():
            form.save(request)
            raise _Undone
    except _Undone:
        pass
    finally:
        form.cleaned_data, form.account_already_exists = said, True


def _resend(resend: Any) -> Any:
    def written(self: EmailVerificationProcess) -> None:
        """Whoever has an account is not written to again; a letter to nobody is."""
        resend(self)
        if self.user is None:
            get_adapter().write_to_nobody("email_confirmation_signup")

    return written
