from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """WHO: people, sign-in, consent."""

    name = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed, email_confirmed
        from allauth.mfa.signals import authenticator_added
        from django.contrib.auth.signals import user_logged_in

        from accounts import (
            checks,  # noqa: F401  registers the check of the agreement's texts
            passkeys,
            proof,
            sign_in_limits,
        )
        from accounts.services import address_confirmed, factor_added

        sign_in_limits.install()
        passkeys.install()
        authenticator_added.connect(factor_added, dispatch_uid="factor added")
        email_confirmed.connect(address_confirmed, dispatch_uid="address confirmed")
        user_logged_in.connect(proof.signed_in, dispatch_uid="proved by sign-in")
        authentication_step_completed.connect(proof.step_completed, dispatch_uid="proved again")
