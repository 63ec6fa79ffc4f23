"""Edits of a phone, made short."""

import uuid
from datetime import datetime
from typing import Any

from journal.edits import Edit, check_data
from journal.merge import Stamp

PHONE = "11111111-1111-4111-8111-111111111111"


def edit(kind: str, data: dict[str, Any], at: datetime, *, key: str = "") -> Edit:
    """A put of one unit, with a fresh key where none is given."""
    name = key or str(uuid.uuid4())
    return Edit(str(uuid.uuid4()), kind, name, "put", check_data(kind, name, data), None, Stamp(at, PHONE))
