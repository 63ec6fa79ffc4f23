"""Trying one tip out: nights with and without it, drawn by lot."""

import secrets
from datetime import timedelta
from typing import Annotated, Literal

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from pydantic import Field
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import CallerAccess, PatientView, Permission, uuid_or_404
from api.answering import answers
from api.problems import Refusal
from api.query import only
from api.response_schemas.tips import ExperimentAnswer, ExperimentsAnswer
from insights import experiment_queries as queries
from insights import experiments as services
from insights.models import Experiment as Kept
from insights.services import local_date
from insights.tips import load
from journal.documents import FieldFault, InvalidRecord, Strict, TipId, read
from journal.fields import CalendarDate

AHEAD = timedelta(days=28)
# Fits a signed 64-bit column.
SEED_BITS = 62
RulesRead = list[Annotated[str, Field(pattern=r"^RF\d{2}[a-z]?$")]]
TIP = OpenApiParameter("tip", str, description="adds `preview`: what is told before trying this tip")


class ExperimentIn(Strict):
    """Which tip, from which night on, for how many nights; and the routine flags whose messages were read first."""

    tip: TipId
    start: CalendarDate
    nights: Literal[28, 42]
    read: RulesRead = Field(default=[])


class ExperimentChange(Strict):
    """What the patient wants of it; to go on, the routine flags that paused it must have been read."""

    state: Literal["running", "paused", "stopped"]
    read: RulesRead = Field(default=[])


class Experiments(PatientView):
    """`GET` and `POST patients/{patient}/experiments`."""

    @answers(ExperimentsAnswer, parameters=[TIP])
    def get(self, request: Request, patient: str) -> Response:
        """All of them, newest first; with `tip` also what its experiment can show and what stands against it."""
        only(request, "tip")
        access, tip = self.access(patient, Permission.SUMMARY), request.query_params.get("tip")
        if tip is not None and tip not in load().tips:
            raise InvalidRecord([FieldFault("tip", "unknown_word", "there is no such tip")])
        now = timezone.now()
        today = local_date(access.patient, now)
        services.refresh(patient=access.patient, today=today, now=now)
        preview = queries.preview(access, tip, today=today) if tip else None
        found = queries.experiments_of(access)
        status = queries.status_of([*([tip] if tip else []), *(one["tip"] for one in found)], access)
        return Response({"results": found, "next": None, "preview": preview, "status": status})

    @answers(ExperimentAnswer, status=201, request=ExperimentIn, name="start_experiment")
    def post(self, request: Request, patient: str) -> Response:
        """Draw the nights and begin."""
        only(request)
        access = _own(self, patient)
        said, now = read(ExperimentIn, request.data), timezone.now()
        today = local_date(access.patient, now)
        if said.tip not in load().tips:
            raise InvalidRecord([FieldFault("tip", "unknown_word", "there is no such tip")])
        # Not in the past: a night that is over cannot be drawn at random any more.
        if not today <= said.start <= today + AHEAD:
            raise InvalidRecord([FieldFault("start", "range", "from tonight to four weeks ahead")])
        row = services.start(
            patient=access.patient,
            tip=said.tip,
            planned=services.Planned(said.start, said.nights, secrets.randbits(SEED_BITS), said.read),
            today=today,
            now=now,
        )
        return Response(queries.document(row, access), status=201)


class Experiment(PatientView):
    """`GET` and `PATCH patients/{patient}/experiments/{id}`."""

    what = "experiments"

    @answers(ExperimentAnswer)
    def get(self, request: Request, patient: str, experiment: str) -> Response:
        """One of them, as it stands today."""
        only(request)
        access = self.access(patient, Permission.SUMMARY)
        return Response(queries.document(_today(access, experiment), access))

    @answers(ExperimentAnswer, request=ExperimentChange)
    def patch(self, request: Request, patient: str, experiment: str) -> Response:
        """Pause it, take it up again, or stop it; repeatable."""
        only(request)
        access = _own(self, patient)
        found, said = _today(access, experiment), read(ExperimentChange, request.data)
        now = timezone.now()
        row = services.change_state(
            experiment=found,
            state=said.state,
            today=local_date(found.patient, now),
            now=now,
            read=said.read,
        )
        return Response(queries.document(row, access))


def _own(view: PatientView, patient: str) -> CallerAccess:
    access = view.access(patient, Permission.OWN)
    if not access.own:
        raise Refusal(403, "not_allowed", "only the patient may do that")
    return access


def _today(access: CallerAccess, experiment: str) -> Kept:
    """The experiment after whatever has come due; 404 when there is none."""
    pk, now = uuid_or_404(experiment), timezone.now()
    services.refresh(patient=access.patient, today=local_date(access.patient, now), now=now)
    found = queries.find(access, pk)
    if found is None:
        raise Http404
    return found
