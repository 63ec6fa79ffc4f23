"""Nights in bulk, from files: all of one file or nothing of it, with progress for those who ask."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import IO, Any, Literal, cast

import orjson
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from pydantic import RootModel
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Patient
from api import problems
from api.access import PatientView
from api.answering import answers
from api.files import FileParser, mapping_of
from api.problems import Refusal
from api.query import only
from api.rendering import AnyAccept
from api.response_schemas.account import Problem
from api.response_schemas.base import Answer
from api.response_schemas.nights import FieldFaultAnswer
from insights import services as insights
from journal.fields import CalendarDate
from journal.intake import table
from journal.intake.files import Kind, Read, understand
from journal.intake.plan import Plan, plan
from journal.intake.rows import UnreadableFile
from journal.progress import Phase, ProgressStream, run_to_end

LINES = "application/x-ndjson"
PREVIEW = OpenApiParameter("preview", str, enum=["true"], description="Nothing is written.")
MAP = OpenApiParameter("map", str, description="JSON object from the CSV's column names to fields")


RowStatus = Literal["added", "completed", "same", "yours_kept", "twice", "refused"]


class RowAnswer(Answer):
    """What became, or would become, of one row."""

    row: int
    status: RowStatus
    date: CalendarDate | None = None
    kind: Literal["health", "peg", "factor", "event"] | None = None
    key: str | None = None
    errors: list[FieldFaultAnswer] = []


class TableAnswer(Answer):
    """A CSV as it was understood: what each column is taken for, of all it may be taken for; others are `ignored`."""

    columns: list[str]
    fields: dict[str, str]
    sample: list[list[str]]
    known: list[str]
    ignored: list[str]


class ImportAnswer(Answer):
    """The report of an import or its preview."""

    format: Kind
    preview: bool
    counts: dict[RowStatus, int]
    rows: list[RowAnswer]
    table: TableAnswer | None


class ProgressLine(Answer):
    """How far it has come: `done` of `total`, in the phase's own measure."""

    phase: Phase
    done: int
    total: int


class ReportLine(Answer):
    """The last line when the file was taken."""

    report: ImportAnswer


class ProblemLine(Answer):
    """The last line when it was not, and nothing was written."""

    problem: Problem


class ImportLine(RootModel[ProgressLine | ReportLine | ProblemLine]):
    """One line of an import that is told as it goes."""


class Import(PatientView):
    """`POST patients/{patient}/import`."""

    parser_classes = (FileParser,)
    content_negotiation_class = AnyAccept

    @answers(
        ImportAnswer,
        request={"application/json": OpenApiTypes.BINARY},
        parameters=[PREVIEW, MAP],
        also={(200, LINES): ImportLine},
        name="import_nights",
    )
    def post(self, request: Request, patient: str) -> HttpResponseBase:
        """Take every row that can be taken, all at once; with `preview` nothing is written.

        Who accepts `application/x-ndjson` is told the progress, a line at a time, the report last. A caller that
        goes away before it has ended has imported nothing.
        """
        only(request, "preview", "map")
        access = self.own(patient)
        preview, mapping = _preview(request), mapping_of(request.query_params.get("map"))
        stream = _taking(_file(request), access.patient, mapping, preview=preview, now=timezone.now())
        # Only who asks for it: lines that come one by one hold a place for as long as they are read.
        if LINES not in request.headers.get("Accept", ""):
            return Response(run_to_end(stream))
        # X-Accel-Buffering: a proxy that gathers answers would hold all progress back until the end.
        return StreamingHttpResponse(_lines(stream), content_type=LINES, headers={"X-Accel-Buffering": "no"})


def _taking(
    file: IO[bytes], patient: Patient, mapping: dict[str, str] | None, *, preview: bool, now: datetime
) -> ProgressStream[dict[str, Any]]:
    """The file read, compared and, unless it is only a preview, written in one transaction; the report."""
    try:
        # Closed once it is understood: comparing and writing need the rows alone.
        with file:
            found = yield from understand(file, zone=patient.user.timezone, mapping=mapping)
    except UnreadableFile as fault:
        raise Refusal(422, fault.code, fault.detail) from None
    # Without a lock so far: comparing may take long, writing is the short part (docs/adr/0004).
    made = yield from plan(patient, found.rows, now)
    if made.edits and not preview:
        yield from insights.apply_changes_with_progress(patient=patient, edits=made.edits, now=now)
    return _report(found, made, preview)


def _lines(stream: ProgressStream[dict[str, Any]]) -> Iterator[bytes]:
    """The progress, then the report or the problem; by then what was not finished is undone."""
    try:
        report = yield from _told(stream)
        yield _line({"report": report})
    # The status went out with the first line: only the last one can say that it failed.
    except Exception as fault:
        known = problems.answer(fault, {})
        yield _line({"problem": known.data if known else problems.body(*problems.BUG)})
        # A bug is raised as well, so that it reaches the log.
        if known is None:
            raise


def _told(stream: ProgressStream[dict[str, Any]]) -> Any:
    while True:
        try:
            step = next(stream)
        except StopIteration as end:
            return end.value
        yield _line(asdict(step))


def _line(said: Any) -> bytes:
    return orjson.dumps(said) + b"\n"


def _preview(request: Request) -> bool:
    given = request.query_params.get("preview")
    # Exactly `true`: what another word is meant for is a guess, and a wrong one writes the file.
    if given not in (None, "true"):
        raise Refusal(400, "unknown_parameter", "preview is true or left out")
    return given is not None


def _file(request: Request) -> IO[bytes]:
    if isinstance(request.data, dict):  # DRF's word for a request without a body
        raise Refusal(400, "empty_body", "the body is empty")
    return cast(IO[bytes], request.data)


def _report(found: Read, made: Plan, preview: bool) -> dict[str, Any]:
    said: dict[str, Any] | None = None
    if held := found.table:
        ignored = [name for name in held.columns if name not in held.fields]
        said = asdict(held) | {"known": table.fields(), "ignored": ignored}
    return {
        "format": found.kind,
        "preview": preview,
        "counts": made.counts,
        "rows": made.report,
        "table": said,
    }
