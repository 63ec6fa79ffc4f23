"""The words of mail and the one way it takes, checked at start-up."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

from delivery import message_texts
from delivery.adapter import AccountAdapter


@register
def words_agree(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every language says the same things."""
    return [Error(str(fault), id="delivery.E001") for fault in message_texts.faults()]


@register
def mail_takes_one_way(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """No conversation without an end, and no mail past the outbox, which knows one recipient a message."""
    return list(_strays())


def _strays() -> Iterator[CheckMessage]:
    seconds = settings.EMAIL_TIMEOUT
    if not isinstance(seconds, (int, float)) or seconds <= 0:
        yield Error(
            "EMAIL_TIMEOUT must be seconds above 0: without it a silent server holds a worker for ever.",
            id="delivery.E002",
        )
    adapter = import_string(settings.ACCOUNT_ADAPTER)
    if not issubclass(adapter, AccountAdapter) or adapter.send_mail is not AccountAdapter.send_mail:
        yield Error("ACCOUNT_ADAPTER must write sign-in mail to the outbox, not send it.", id="delivery.E003")
    for name in ("ADMINS", "MANAGERS"):
        if getattr(settings, name):
            yield Error(
                f"{name} must be empty: Django mails them all at once, past the outbox.", id="delivery.E004"
            )
