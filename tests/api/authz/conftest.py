"""The prepared scene: made once for a file of tests, every call in it undone."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction

from tests.api.authz.people import Scene, scene
from tests.api.authz.record import NOW


@pytest.fixture(scope="module")
def prepared(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """Everyone in place; nothing of it is left behind."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        yield scene()
        transaction.set_rollback(True)


@pytest.fixture
def stage(prepared: Scene, db: None) -> Scene:
    """The prepared scene as one test finds it, whatever another did: each test is a savepoint in it."""
    return prepared
