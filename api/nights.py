"""Nights: one, and many."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import CallerAccess, PatientView, Permission
from api.answering import answers
from api.problems import Refusal
from api.query import RANGE, day, day_or_none, only
from api.response_schemas.nights import NightAnswer, NightsAnswer
from insights import services as insights
from insights.queries import in_words
from journal import queries
from journal.documents import FieldFault, InvalidRecord, NightDocument, NightParts, read

NightWriter = Callable[..., insights.SavedNight]
PAGE = 100
# A mistyped year falls outside; old nights come by import, which has no such window.
OLDEST = timedelta(days=400)
# Where a new day begins first: no phone's calendar is further ahead of UTC.
FURTHEST_EAST = timedelta(hours=14)
CURSOR = OpenApiParameter("cursor", str, description="`next` of the page before.")
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` of the version that is meant; `*` is any.",
)


class Nights(PatientView):
    """A diary, page by page."""

    @answers(NightsAnswer, parameters=[*RANGE, CURSOR])
    def get(self, request: Request, patient: str) -> Response:
        """Nights, newest first, `from` and `to` included."""
        only(request, "from", "to", "cursor")
        access = self.access(patient, Permission.NIGHTS)
        rows, more = queries.nights_page(
            access,
            first=day_or_none(request, "from"),
            last=day_or_none(request, "to"),
            before=day_or_none(request, "cursor"),
            limit=PAGE,
        )
        return Response({"results": rows, "next": more})


class Night(PatientView):
    """One night, named by the date of its evening."""

    @answers(NightAnswer)
    def get(self, request: Request, patient: str, date: str) -> Response:
        """The night with its `ETag`."""
        only(request)
        access, on = self.access(patient, Permission.NIGHTS), day(date, "date")
        night = queries.find_night(access, on)
        if night is None:
            raise Http404
        return _with_etag(night.document, night.version)

    @answers(NightAnswer, request=NightDocument, parameters=[IF_MATCH])
    def put(self, request: Request, patient: str, date: str) -> Response:
        """Make the night exactly this."""
        return self._take(request, patient, date, insights.put_night)

    @answers(NightAnswer, request=NightDocument, parameters=[IF_MATCH])
    def patch(self, request: Request, patient: str, date: str) -> Response:
        """Complete the night; nothing is removed."""
        return self._take(request, patient, date, insights.patch_night)

    @answers(None, parameters=[IF_MATCH])
    def delete(self, request: Request, patient: str, date: str) -> Response:
        """Put the night in the trash, for 30 days."""
        only(request)
        access = _writer(self.access(patient, Permission.LOG), removing=True)
        gone = insights.drop_night(
            patient=access.patient, date=day(date, "date"), now=timezone.now(), version=_if_match(request)
        )
        if not gone:
            raise Http404
        return Response(status=204)

    def _take(self, request: Request, patient: str, text: str, write: NightWriter) -> Response:
        only(request)
        access, on, now = _writer(self.access(patient, Permission.LOG)), day(text, "date"), timezone.now()
        # Whoever helps completes what stands; making it anew would take away what the patient wrote.
        write = write if access.own or queries.find_night(access, on) is None else insights.patch_night
        # Nights before the agreed one are not there for a carer, and not to be written either.
        if not access.shows(on):
            raise Http404
        parts = _read(request.data, on, access, now)
        saved = write(patient=access.patient, date=on, parts=parts, now=now, version=_if_match(request))
        return _with_etag(
            {**saved.night.document, "safety": in_words(saved.flags, access)}, saved.night.version
        )


def _read(body: Any, on: date, access: CallerAccess, now: datetime) -> NightParts:
    document = read(NightDocument, body)
    if document.date is not None and document.date != on:
        raise InvalidRecord([FieldFault("date", "other_date", "the date is not that of the address")])
    today = now.astimezone(ZoneInfo(access.patient.user.timezone)).date()
    if not today - OLDEST <= on <= max(today, (now + FURTHEST_EAST).date()):
        raise InvalidRecord(
            [FieldFault("date", "date_window", "check the date: it is not a night near today")]
        )
    # Whatever the body says: a carer does not write in the patient's name.
    return document if access.own else document.model_copy(update={"told_by": "carer"})


def _writer(access: CallerAccess, *, removing: bool = False) -> CallerAccess:
    if access.own or (access.scope == "log" and not removing):
        return access
    raise Refusal(403, "not_allowed", "only the patient may do that")


def _if_match(request: Request) -> int | None:
    """Optimistic locking: the version that the caller has read, None for any."""
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    if not (
        given.startswith('"') and given.endswith('"') and given[1:-1].isascii() and given[1:-1].isdigit()
    ):
        # 412 and not 400: what is no version of ours cannot be the one that stands (RFC 9110, 13.1.1).
        raise Refusal(412, "stale_version", "If-Match holds no version of ours")
    return int(given[1:-1])


def _with_etag(document: dict[str, Any], version: int) -> Response:
    return Response(document, headers={"ETag": f'"{version}"'})
