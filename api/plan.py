"""What a therapist asks for."""

from typing import Annotated, Self

from django.utils import timezone
from pydantic import Field, StrictInt, model_validator
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import PatientView, Permission
from api.answering import answers
from api.query import only
from api.response_schemas.desk import PlanAnswer
from care import queries, services
from insights.services import local_date
from insights.tips import load
from journal.documents import Strict, TipId, read
from journal.fields import Label, Note, wrong

MOST = 40
Weekday = Annotated[StrictInt, Field(ge=1, le=7)]
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


class PlanItemIn(Strict):
    """A tip by its id, or an exercise in the therapist's own words; ISO weekdays, 1 is Monday."""

    tip: TipId | None = None
    text: Note = ""
    item: Annotated[str, Field(pattern=r"^x\.[a-z0-9][a-z0-9_-]{0,37}$")] | None = None
    dose: Label = ""
    days: Annotated[list[Weekday], Field(min_length=1, max_length=7)] = EVERY_DAY
    reason: Note = ""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if bool(self.tip) == bool(self.text.strip()) or (self.tip and self.item):
            raise wrong("tip_or_text", "either a tip, or a text of one's own")
        if self.tip and self.tip not in load().tips:
            raise wrong("unknown_word", "there is no such tip")
        if len(set(self.days)) != len(self.days):
            raise wrong("duplicate", "a weekday stands twice")
        return self

    def wanted(self) -> services.Wanted:
        """As care says it."""
        days = tuple(sorted(self.days))
        return services.Wanted(self.tip or "", self.text, self.dose, days, self.reason, self.item or "")


class PlanIn(Strict):
    """The whole of one therapist's plan."""

    items: Annotated[list[PlanItemIn], Field(max_length=MOST)]


class Plan(PatientView):
    """`GET` and `PUT patients/{patient}/plan`."""

    @answers(PlanAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """What is asked for, and what was ticked of it."""
        only(request)
        access = self.access(patient, Permission.FULL)
        today = local_date(access.patient, timezone.now())
        return Response(queries.plan_document(access, access.user, today=today))

    @answers(PlanAnswer, request=PlanIn)
    def put(self, request: Request, patient: str) -> Response:
        """Make the caller's plan for this patient exactly this; repeatable."""
        only(request)
        access, said = self.desk(patient, Permission.FULL), read(PlanIn, request.data)
        today = local_date(access.patient, timezone.now())
        services.set_plan(consent=access.held, wanted=[item.wanted() for item in said.items], today=today)
        return Response(queries.plan_document(access, access.user, today=today))
