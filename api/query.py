"""Query strings, as strict as bodies."""

from datetime import date

from rest_framework.request import Request

from api.problems import Refusal
from journal.documents import FieldFault, InvalidRecord, Strict, read
from journal.fields import CalendarDate


class _Day(Strict):
    date: CalendarDate


def only(request: Request, *allowed: str) -> None:
    """400 for any parameter that this route does not know, or one given twice."""
    for name in request.query_params:
        if name not in allowed or len(request.query_params.getlist(name)) != 1:
            raise Refusal(
                400, "unknown_parameter", f"the parameter {name[:40]!r} is not known here or stands twice"
            )


def day(text: str, field: str) -> date:
    """A date of a path or query; 422 naming the field."""
    try:
        found: date = read(_Day, {"date": text}).date
    except InvalidRecord as error:
        raise InvalidRecord([FieldFault(field, error.faults[0].code, error.faults[0].detail)]) from None
    return found


def day_or_none(request: Request, name: str) -> date | None:
    """An optional date of the query."""
    text = request.query_params.get(name)
    return day(text, name) if text is not None else None
