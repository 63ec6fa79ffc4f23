"""Nights in bulk, from files."""

from typing import IO, Any, cast

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from pydantic import BaseModel
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import PatientView
from api.files import FileParser, mapping_of
from api.problems import Refusal
from api.query import only
from insights import services as insights
from journal.intake.files import Read, understand
from journal.intake.plan import Plan, plan
from journal.intake.rows import UnreadableFile

PREVIEW = OpenApiParameter("preview", str, enum=["true"])
MAP = OpenApiParameter("map", str, description="JSON object from the CSV's column names to fields")


class RowAnswer(BaseModel):
    """What became, or would become, of one row."""

    row: int
    status: str
    date: str | None = None
    kind: str | None = None
    key: str | None = None
    errors: list[dict[str, str]] | None = None


class TableAnswer(BaseModel):
    """A CSV as it was understood."""

    columns: list[str]
    fields: dict[str, str]
    sample: list[list[str]]


class ImportAnswer(BaseModel):
    """The report of an import or its preview."""

    format: str
    preview: bool
    counts: dict[str, int]
    rows: list[RowAnswer]
    table: TableAnswer | None = None


class Import(PatientView):
    """`POST patients/{patient}/import`."""

    parser_classes = (FileParser,)

    @extend_schema(
        parameters=[PREVIEW, MAP], request={"application/json": OpenApiTypes.BINARY}, responses=ImportAnswer
    )
    def post(self, request: Request, patient: str) -> Response:
        """Take every row that can be taken, all at once; with `preview` nothing is written."""
        only(request, "preview", "map")
        reach, now = self.own(patient), timezone.now()
        preview = _preview(request)
        found = _understood(request, reach.patient.user.timezone)
        made = plan(reach.patient, found.rows, now)
        if made.edits and not preview:
            insights.take_edits(patient=reach.patient, edits=made.edits, now=now)
        return Response(_report(found, made, preview))


def _preview(request: Request) -> bool:
    given = request.query_params.get("preview")
    if given not in (None, "true"):
        raise Refusal(400, "unknown_parameter", "preview is true or left out")
    return given is not None


def _understood(request: Request, zone: str) -> Read:
    if isinstance(request.data, dict):  # DRF's word for a request without a body
        raise Refusal(400, "empty_body", "the body is empty")
    try:
        with cast(IO[bytes], request.data) as file:
            return understand(file, zone=zone, mapping=mapping_of(request.query_params.get("map")))
    except UnreadableFile as fault:
        raise Refusal(422, fault.code, fault.detail) from None


def _report(found: Read, made: Plan, preview: bool) -> dict[str, Any]:
    table = found.table
    said = {"columns": table.columns, "fields": table.fields, "sample": table.sample} if table else None
    return {
        "format": found.kind,
        "preview": preview,
        "counts": made.counts,
        "rows": made.report,
        "table": said,
    }
