"""Query strings, as strict as bodies."""

from datetime import date, timedelta

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from api.problems import Refusal
from journal.documents import FieldFault, InvalidRecord, Strict, read
from journal.fields import CalendarDate

RANGE = [
    OpenApiParameter("from", date, description="The first date; left out, from the first night on."),
    OpenApiParameter("to", date, description="The last date, which belongs to it; left out, until tonight."),
]


class _Day(Strict):
    date: CalendarDate


def language_of(request: Request) -> str:
    """The language the caller asks for first, as two letters."""
    return str(request.headers.get("Accept-Language", "en")[:2].lower())


def only(request: Request, *allowed: str) -> None:
    """400 for any parameter that this route does not know, or one given twice."""
    # Refused and not passed over: with a mistyped `from` the whole diary would look like the part that was asked for.
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


def date_range(request: Request, today: date) -> tuple[date | None, date]:
    """`from` and `to` of the query; `to` is tonight unless it is given, and never later. 422 naming the field."""
    first, last = day_or_none(request, "from"), day_or_none(request, "to")
    if first is not None and last is not None and first > last:
        raise InvalidRecord([FieldFault("from", "order", "from is later than to")])
    tonight = today + timedelta(days=1)
    return first, min(last or today, tonight)
