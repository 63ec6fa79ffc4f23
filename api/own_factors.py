"""Yes/no factors of one's own."""

from typing import Annotated

from django.http import Http404
from django.utils import timezone
from pydantic import Field
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Patient
from api.access import PatientView, Permission, uuid_or_404
from api.answering import answers
from api.query import only
from api.response_schemas.base import Answer, ListAnswer
from insights import entries
from journal import entry_queries as queries
from journal.documents import FieldFault, InvalidRecord, Strict, read
from journal.fields import Identifier, Label, YesNo

Named = Annotated[Label, Field(min_length=1)]


class FactorIn(Strict):
    """A new factor."""

    label: Named


class FactorChange(Strict):
    """A new name, or an end to being asked."""

    label: Named | None = None
    retired: YesNo | None = None


class MergeIn(Strict):
    """The other factor of the two that are one."""

    into: Identifier


class FactorAnswer(Answer):
    """A factor; `slug` is its id in the nights and never changes."""

    id: Identifier
    slug: str
    label: str
    retired: bool
    merged_into: str | None


class FactorsAnswer(ListAnswer):
    """Every factor."""

    results: list[FactorAnswer]


class Factors(PatientView):
    """`GET` and `POST patients/{patient}/factors`."""

    @answers(FactorsAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """Those still asked first; retired and merged ones stay readable."""
        only(request)
        return Response({"results": queries.factors(self.access(patient, Permission.FULL)), "next": None})

    @answers(FactorAnswer, status=201, request=FactorIn, name="add_factor")
    def post(self, request: Request, patient: str) -> Response:
        """Make one."""
        only(request)
        record, said = self.own(patient).patient, read(FactorIn, request.data)
        key = entries.add_factor(patient=record, label=said.label, now=timezone.now())
        return Response(_document(record, key), status=201)


class Factor(PatientView):
    """`PATCH patients/{patient}/factors/{id}`."""

    what = "factors"

    @answers(FactorAnswer, request=FactorChange)
    def patch(self, request: Request, patient: str, factor: str) -> Response:
        """Rename it, retire it, or ask it again; answers already given keep their slug."""
        only(request)
        record, key = self.own(patient).patient, str(uuid_or_404(factor))
        held, said = _document(record, key), read(FactorChange, request.data).model_dump(exclude_unset=True)
        if empty := [name for name, value in said.items() if value is None]:
            raise InvalidRecord([FieldFault(name, "null", "this may not be empty") for name in empty])
        data = {name: value for name, value in held.items() if name != "id"}
        entries.change_factor(patient=record, key=key, held=data, changes=said, now=timezone.now())
        return Response(_document(record, key))


class FactorMerge(PatientView):
    """`POST patients/{patient}/factors/{id}/merge`."""

    what = "factors"

    @answers(FactorAnswer, request=MergeIn, name="merge_factors")
    def post(self, request: Request, patient: str, factor: str) -> Response:
        """Make the two one; the answer is the older, which stays."""
        only(request)
        record, key = self.own(patient).patient, str(uuid_or_404(factor))
        _document(record, key)
        other = read(MergeIn, request.data).into
        kept = entries.merge_factors(patient=record, one=key, other=other, now=timezone.now())
        return Response(_document(record, kept))


def _document(patient: Patient, key: str) -> queries.FactorRow:
    found = next((row for row in queries.all_factors(patient) if row["id"] == key), None)
    if found is None:
        raise Http404
    return found
