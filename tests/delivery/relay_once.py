"""A relay for a process of its own, which may kill itself outright."""

import os
import signal

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from delivery import services, smtp  # noqa: E402
from delivery.services import outcomes  # noqa: E402

send, went = smtp.Line.send, outcomes.mark_sent


def relay(database: str, port: int, dies: str) -> None:
    """Relay what is due in this database to the mail server at `port`.

    It dies just `before` its first DATA, just `after` the server took it, or once that is `written` down; else not.
    """
    connection.settings_dict["NAME"] = database
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 10
    match dies:
        case "before":
            smtp.Line.send = die  # type: ignore[method-assign,assignment]
        case "after":
            smtp.Line.send = send_and_die  # type: ignore[method-assign,assignment]
        case "written":
            outcomes.mark_sent = write_down_and_die
    services.relay(now=timezone.now())


def die(*arguments: object, **named: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def send_and_die(line: smtp.Line, made: smtp.Written) -> None:
    send(line, made)
    die()


def write_down_and_die(*arguments: object, **named: object) -> None:
    went(*arguments, **named)  # type: ignore[arg-type]
    die()
