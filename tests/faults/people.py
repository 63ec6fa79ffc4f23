"""Patients for writers: `python -m tests.faults.people WRITERS READERS`, in a site's environment.

Prints addresses and ids of the writers, then the addresses of those who sit before a browser.
"""

import json
import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402

from accounts import agreement, services  # noqa: E402
from tests.cast import person  # noqa: E402


def reader(address: str) -> str:
    """Someone whom the app does not stop to ask for agreement; the address."""
    user = person(address).user
    services.agree(user=user, version=agreement.current().version, language="en", now=timezone.now())
    return address


if __name__ == "__main__":
    writers, readers = map(int, sys.argv[1:])
    made = [person(f"writer{number}@example.com") for number in range(writers)]
    shown = [reader(f"reader{number}@example.com") for number in range(readers)]
    print(json.dumps([[[one.user.email, str(one.patient.pk)] for one in made], shown]))
