from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """WHO: people, sign-in, consent."""

    name = "accounts"

    def ready(self) -> None:
        # Not at the head: these reach models, which can be imported only once every app is loaded.
        from allauth.account.signals import (
            authentication_step_completed,
            email_confirmed,
            password_changed,
            password_reset,
            password_set,
            user_signed_up,
        )
        from allauth.mfa.signals import authenticator_added
        from django.contrib.auth.signals import user_logged_in

        from accounts import (
            checks,  # noqa: F401  registers the check of the agreement's texts
            passkeys,
            proof,
            services,
            sign_in_events,
            sign_in_limits,
        )

        sign_in_limits.install()
        passkeys.install()
        sign_in_events.install()
        authenticator_added.connect(services.factor_added, dispatch_uid="factor added")
        user_signed_up.connect(services.signed_up, dispatch_uid="chose a password")
        email_confirmed.connect(services.address_confirmed, dispatch_uid="address confirmed")
        for changed in (password_changed, password_reset, password_set):
            changed.connect(services.password_changed, dispatch_uid="password changed")
        user_logged_in.connect(proof.signed_in, dispatch_uid="proved by sign-in")
        authentication_step_completed.connect(proof.step_completed, dispatch_uid="proved again")
