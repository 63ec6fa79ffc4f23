from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """WHO: people, sign-in, consent."""

    name = "accounts"
