"""A therapist's own order in their caseload: reviewed marks and tags."""

from typing import Annotated

from django.http import Http404
from django.utils import timezone
from pydantic import Field
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import CallerAccess, PatientView
from api.answering import answers
from api.query import only
from api.response_schemas.desk import ReviewAnswer, TagsAnswer
from api.shared_schemas import no_body
from care import queries, services
from insights.services import local_date
from journal.documents import Strict, read
from journal.fields import Label

MOST = 20


class TagsIn(Strict):
    """The therapist's own tags of this patient."""

    tags: Annotated[list[Annotated[Label, Field(min_length=1)]], Field(max_length=MOST)]


class Review(PatientView):
    """`POST` and `DELETE patients/{patient}/review`."""

    @answers(ReviewAnswer, status=201, name="mark_reviewed")
    def post(self, request: Request, patient: str) -> Response:
        """The record has been looked over."""
        only(request)
        no_body(request)
        access = self.desk(patient)
        services.mark_reviewed(patient=access.patient, therapist=access.user, now=timezone.now())
        return Response(_review(access), status=201)

    @answers(ReviewAnswer, name="undo_review")
    def delete(self, request: Request, patient: str) -> Response:
        """Take the latest mark back; the one before it counts again."""
        only(request)
        access = self.desk(patient)
        if not services.undo_review(patient=access.patient, therapist=access.user):
            raise Http404
        return Response(_review(access))


class Tags(PatientView):
    """`GET` and `PUT patients/{patient}/tags`: nobody else sees them."""

    @answers(TagsAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """One's own tags."""
        only(request)
        access = self.desk(patient)
        return Response({"results": queries.tags_of(access.patient, access.user), "next": None})

    @answers(TagsAnswer, request=TagsIn)
    def put(self, request: Request, patient: str) -> Response:
        """Make them exactly these."""
        only(request)
        access = self.desk(patient)
        labels = services.set_tags(
            patient=access.patient, therapist=access.user, labels=read(TagsIn, request.data).tags
        )
        return Response({"results": labels, "next": None})


def _review(access: CallerAccess) -> queries.ReviewDocument:
    today = local_date(access.patient, timezone.now())
    return queries.review_document(access.patient, access.user, today=today)
