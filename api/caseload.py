"""A therapist's patients, in sections by need."""

from datetime import timedelta
from typing import Annotated, Literal

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from pydantic import Field
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.queries import seen_since, standing_word
from accounts.services import record_looks
from api.access import therapist
from api.query import only
from care import queries, sections
from journal.documents import Strict, read
from journal.fields import Label

WHAT = "caseload"
# Someone who leaves the page open looks once a while, not once a second.
LOOK_LASTS = timedelta(hours=1)


class Asked(Strict):
    """Which rows, in which order."""

    section: Literal["", "flagged", "worse", "silent", "resting", "steady", "closed", "no_data"] = ""
    q: Label = ""
    tag: Label = ""
    sort: Annotated[
        Literal["need", "name", "strength", "change", "last_night", "reviewed"], Field(description="order")
    ] = "need"


class Caseload(APIView):
    """`GET caseload`."""

    @extend_schema(parameters=[OpenApiParameter(name, str) for name in Asked.model_fields], responses=dict)
    def get(self, request: Request) -> Response:
        """Rows with the section each stands in, the published rules, and how many stand where."""
        only(request, *Asked.model_fields)
        user, asked = therapist(request), read(Asked, request.query_params.dict())
        found = queries.caseload(user, now=timezone.now())
        rows = queries.shown(found.rows, **asked.model_dump())
        _note(user, found, rows)
        book = sections.rules()
        counts = [row.section for row in found.rows]
        return Response(
            {
                "results": rows,
                "next": None,
                "sections": [
                    {
                        "id": name,
                        "name": book.name(name, user.language),
                        "rule": book.published(name, user.language),
                        "count": counts.count(name),
                    }
                    for name in book.sections
                ],
                "tags": sorted({tag for row in found.rows for tag in row.tags}),
                "rules": book.version,
                "not_watched": book.say("not_watched", user.language),
                "standing": standing_word(row.consent for row in found.rows),
                "second_factor": settings.SECOND_FACTOR,
            }
        )


def _note(user: User, found: queries.Caseload, rows: list[queries.Row]) -> None:
    now = timezone.now()
    known = seen_since(user, WHAT, now - LOOK_LASTS)
    fresh = {found.pseudonyms[row.patient] for row in rows} - known
    record_looks(patients=fresh, reader=user, what=WHAT, now=now)
