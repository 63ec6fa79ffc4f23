from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """WHO: people, sign-in, consent."""

    name = "accounts"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from accounts import checks  # noqa: F401  registers the check of the agreement's texts
        from accounts.services import factor_added

        authenticator_added.connect(factor_added, dispatch_uid="factor added")
