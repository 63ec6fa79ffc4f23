"""A therapist's patients, in sections by need."""

from datetime import timedelta
from typing import Literal, get_args

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.queries import fingerprint, seen_since
from accounts.services import log_accesses
from api.access import therapist
from api.answering import answers
from api.query import only
from api.response_schemas.desk import CaseloadAnswer
from care import queries, sections
from journal.documents import Strict, read
from journal.fields import Label

WHAT = "caseload"
# Someone who leaves the page open looks once a while, not once a second.
LOOK_LASTS = timedelta(hours=1)


Sort = Literal["need", "name", "strength", "change", "last_night", "reviewed"]


class Asked(Strict):
    """Which rows, in which order."""

    section: sections.Name | None = None
    q: Label = ""
    tag: Label = ""
    sort: Sort = "need"


ASKED = [
    OpenApiParameter("section", str, enum=get_args(sections.Name), description="Only those of one section."),
    OpenApiParameter("q", str, description="Only those whose name holds this."),
    OpenApiParameter("tag", str, description="Only those with this tag of one's own."),
    OpenApiParameter("sort", str, enum=get_args(Sort), description="In which order; `need` unless given."),
]


class Caseload(APIView):
    """`GET caseload`."""

    @answers(CaseloadAnswer, parameters=ASKED)
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
                # Of these rows: a consent that ends while the page is open has `caseload/standing` say another.
                "standing": fingerprint(row.consent for row in found.rows),
                "second_factor": settings.SECOND_FACTOR,
            }
        )


def _note(user: User, found: queries.Caseload, rows: list[queries.Row]) -> None:
    now = timezone.now()
    known = seen_since(user, WHAT, now - LOOK_LASTS)
    # Those shown: whom a filter left out was not looked at.
    fresh = {found.pseudonyms[row.patient] for row in rows} - known
    log_accesses(patients=fresh, reader=user, what=WHAT, now=now)
