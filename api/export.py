"""The whole record to take away, streamed."""

from collections.abc import Callable, Iterator
from typing import Literal

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.access import PatientAccess
from accounts.limits import EXPORTS
from accounts.models import Patient
from api import limits
from api.access import PatientView
from api.proving import prove
from api.query import only
from api.rendering import AnyAccept
from api.response_schemas.nights import RecordAnswer
from base.security_log import Event, note
from care.queries import Reader, report
from care.report.paper import pdf
from insights.services import local_date
from journal.documents import FieldFault, InvalidRecord, Strict, read
from journal.export import fhir, record, tables
from journal.export.zipped import archive
from privacy import data_export

Form = Literal["json", "csv", "fhir", "pdf"]


def _paper(patient: Patient) -> Iterator[bytes]:
    """The page for the visit, as the patient sees it."""
    user, today = patient.user, local_date(patient, timezone.now())
    seen = report(Reader(PatientAccess.whole(patient), user.language), today=today)
    yield pdf(seen, language=user.language, country=user.country)


MAKERS: dict[str, tuple[str, str, Callable[[Patient], Iterator[bytes]]]] = {
    "json": ("application/json", "json", record.lines),
    "csv": ("application/zip", "zip", tables.archive),
    "fhir": ("application/fhir+json", "fhir.json", fhir.bundle),
    "pdf": ("application/pdf", "pdf", _paper),
}
FORMAT = OpenApiParameter(
    "format", str, required=True, enum=[*MAKERS], description="The form in which it is taken away."
)
TABLE = OpenApiParameter("table", str, enum=[*tables.TABLES], description="with csv: one table, not the zip")


class _Asked(Strict):
    format: Form
    table: str | None = None


class Export(PatientView):
    """`GET patients/{patient}/export`."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        parameters=[FORMAT, TABLE],
        responses={(200, media): OpenApiTypes.BINARY for media, _, _ in MAKERS.values()}
        | {(200, "text/csv"): OpenApiTypes.BINARY, (200, "application/json"): RecordAnswer},
        operation_id="export_record",
    )
    def get(self, request: Request, patient: str) -> StreamingHttpResponse:
        """The record in one of its forms; a record is only ever taken away by its owner."""
        only(request, "format", "table")
        asked = read(_Asked, request.query_params.dict())
        access = self.own(patient)
        prove(request)
        if asked.table is not None and (asked.format != "csv" or asked.table not in tables.TABLES):
            raise InvalidRecord([FieldFault("table", "unknown_word", "no table of that name")])
        media, ending, make = MAKERS[asked.format]
        pieces = make(access.patient)
        if asked.table is not None:
            media, ending, pieces = (
                "text/csv; charset=utf-8",
                f"{asked.table}.csv",
                tables.table(access.patient, asked.table),
            )
        # After all that can refuse it: a mistyped address uses up nothing.
        limits.spend(EXPORTS, access.user)
        note(Event.EXPORT, access.user.pk, form=asked.format)
        # The day alone: a file's name is seen by others, and a person's would be text in a header.
        name = f"stillnight-{timezone.now():%Y-%m-%d}.{ending}"
        return StreamingHttpResponse(
            pieces, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )


class Everything(APIView):
    """`GET me/export`."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        responses={(200, "application/zip"): OpenApiTypes.BINARY}, operation_id="export_everything"
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """All that is kept about the caller: `account.json`, and with a diary its `record.json`."""
        only(request)
        user, now = prove(request), timezone.now()
        limits.spend(EXPORTS, user)
        note(Event.EXPORT, user.pk, form="everything")
        files = {"account.json": data_export.lines(user, now)}
        if hasattr(user, "patient"):
            files["record.json"] = record.lines(user.patient)
        name = f"stillnight-everything-{now:%Y-%m-%d}.zip"
        return StreamingHttpResponse(
            archive(files),
            content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
