"""What a sent mail leaves behind, and for how long."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from delivery import services
from delivery.models import Message
from tests.delivery.rows import end, letter
from tests.delivery.sink import Sink

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_bodies_are_forgotten_once_sent_but_on_a_machine_of_ones_own(
    sink: Sink, now: datetime, settings: Any
) -> None:
    kept = letter(now)
    services.relay(now=now)
    settings.LOCAL_INBOX = False
    gone = letter(now)
    services.relay(now=now)

    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.text, gone.text, gone.html) == ("123456", "", "")
    assert gone.subject == "Your code"


def test_old_messages_are_forgotten_and_waiting_ones_kept(now: datetime) -> None:
    done, waiting = letter(now), letter(now)
    end(Message.objects.filter(pk=done.pk))

    services.forget_old(now=now + timedelta(days=91))

    assert list(Message.objects.all()) == [waiting]
