"""Earlier versions of what the diary holds, and the trash."""

import datetime as dates

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import PatientAccess
from accounts.models import Patient
from api.access import PatientView, uuid_or_404
from api.answering import answers
from api.query import day, only
from api.response_schemas.nights import HistoryAnswer, NightAnswer, TrashAnswer
from insights import services as insights
from journal import history, queries
from journal.edits import ENTRY_KINDS

KIND = OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=sorted(ENTRY_KINDS))


class History(PatientView):
    """`GET patients/{patient}/nights/{date}/history`."""

    @answers(HistoryAnswer, name="read_night_history")
    def get(self, request: Request, patient: str, date: str) -> Response:
        """Newest first, for the owner alone; what was overwritten can be brought back."""
        only(request)
        record, on = self.own(patient).patient, day(date, "date")
        return _told(history.of_night(record, on))


class Version(PatientView):
    """`POST patients/{patient}/nights/{date}/history/{version}/restore`."""

    what = "history"

    @answers(NightAnswer, name="restore_night_version")
    def post(self, request: Request, patient: str, date: str, version: str) -> Response:
        """Bring this version back as a new edit."""
        only(request)
        record, on = self.own(patient).patient, day(date, "date")
        change, now = str(uuid_or_404(version)), timezone.now()
        if not insights.restore_night_version(patient=record, day=on, change_id=change, now=now):
            raise Http404
        return _night(record, on)


class EntryHistory(PatientView):
    """`GET patients/{patient}/history/{kind}/{key}`."""

    what = "history"

    @answers(HistoryAnswer, parameters=[KIND])
    def get(self, request: Request, patient: str, kind: str, key: str) -> Response:
        """Versions of one health answer, PEG week, own factor or event, newest first."""
        only(request)
        return _told(_of_entry(self.own(patient).patient, kind, key))


class EntryVersion(PatientView):
    """`POST patients/{patient}/history/{kind}/{key}/{version}/restore`."""

    what = "history"

    @answers(HistoryAnswer, parameters=[KIND], name="restore_entry_version")
    def post(self, request: Request, patient: str, kind: str, key: str, version: str) -> Response:
        """Bring this version back as a new edit; the versions there are then."""
        only(request)
        record = self.own(patient).patient
        changes = _of_entry(record, kind, key)
        change, now = str(uuid_or_404(version)), timezone.now()
        if not insights.restore_entry_version(patient=record, kind=kind, key=key, change_id=change, now=now):
            raise Http404
        return _told(changes)


class Trash(PatientView):
    """`GET patients/{patient}/trash`."""

    @answers(TrashAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """Latest deleted first."""
        only(request)
        record = self.own(patient).patient
        return Response({"results": history.trash(record, timezone.now()), "next": None})


class Restored(PatientView):
    """`POST patients/{patient}/nights/{date}/restore`."""

    what = "trash"

    @answers(NightAnswer, name="restore_night")
    def post(self, request: Request, patient: str, date: str) -> Response:
        """Take the night out of the trash, as it was."""
        only(request)
        record, on, now = self.own(patient).patient, day(date, "date"), timezone.now()
        if not insights.restore_night(patient=record, day=on, now=now):
            raise Http404
        return _night(record, on)


def _of_entry(patient: Patient, kind: str, key: str) -> history.Changes:
    if kind not in ENTRY_KINDS:
        raise Http404
    return history.of_entry(patient, kind, key)


def _told(changes: history.Changes) -> Response:
    return Response({"results": history.versions(changes), "next": None})


def _night(patient: Patient, on: dates.date) -> Response:
    night = queries.find_night(PatientAccess.whole(patient), on)
    if night is None:
        raise Http404
    return Response(night.document)
