from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """WHO: people, sign-in, consent."""

    name = "accounts"

    def ready(self) -> None:
        from accounts import checks  # noqa: F401  registers the check of the agreement's texts
