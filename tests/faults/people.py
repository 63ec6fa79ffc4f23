"""Patients for writers: `python -m tests.faults.people COUNT`, in a site's environment, prints addresses and ids."""

import json
import sys

import django

django.setup()

from tests.cast import person  # noqa: E402

if __name__ == "__main__":
    made = [person(f"writer{number}@example.com") for number in range(int(sys.argv[1]))]
    print(json.dumps([[one.user.email, str(one.patient.pk)] for one in made]))
