"""The access log: who looked at a record."""

from typing import Annotated

from drf_spectacular.utils import OpenApiParameter
from pydantic import Field
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import queries
from api.access import PatientView
from api.answering import answers
from api.query import only
from api.response_schemas.sharing import LooksAnswer
from journal.documents import Strict, read

PAGE = 100


class _Cursor(Strict):
    # Eighteen digits always fit into the 64 bits of the column: more would be an error of the database.
    cursor: Annotated[str, Field(pattern=r"^\d{1,18}$")] | None = None


class AccessLog(PatientView):
    """`GET patients/{patient}/access`."""

    @answers(
        LooksAnswer,
        parameters=[OpenApiParameter("cursor", str, description="`next` of the page before.")],
        name="read_looks",
    )
    def get(self, request: Request, patient: str) -> Response:
        """Each look of someone else: when, who, as what, at what; newest first."""
        only(request, "cursor")
        record = self.own(patient).patient
        cursor = read(_Cursor, request.query_params.dict()).cursor
        rows, more = queries.access_log(record, before=int(cursor) if cursor else None, limit=PAGE)
        return Response({"results": rows, "next": str(more) if more else None})
