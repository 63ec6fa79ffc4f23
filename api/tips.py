"""Relief tips: those that suit and are safe, and those that are not offered and why."""

from dataclasses import asdict
from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import PatientView, Permission
from api.answering import answers
from api.problems import Refusal
from api.query import only
from api.response_schemas.tips import TipsAnswer, TipTriedAnswer
from insights import queries, services
from insights.tips import load
from journal.documents import NightParts, Strict, TipTried, read
from journal.fields import CalendarDate, YesNo


class Feedback(Strict):
    """Whether a tip helped, on which night; null is not said."""

    date: CalendarDate
    helped: YesNo | None = None


class Tips(PatientView):
    """`GET patients/{patient}/tips`."""

    @answers(TipsAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """Offered tips with why, care and evidence; blocked ones with the reason."""
        only(request)
        access = self.access(patient, Permission.SUMMARY)
        choice = queries.choice_of(access, today=services.local_date(access.patient, timezone.now()))
        return Response(
            {
                "results": [asdict(offer) for offer in choice.offered],
                "next": None,
                "level": choice.level,
                "blocked": [asdict(block) for block in choice.blocked.values()],
                "status": queries.tips_status(
                    [*(one.tip for one in choice.offered), *choice.blocked], access
                ),
            }
        )


class TipFeedback(PatientView):
    """`POST patients/{patient}/tips/{tip}/feedback`."""

    @answers(TipTriedAnswer, request=Feedback)
    def post(self, request: Request, patient: str, tip: str) -> Response:
        """Keep, with the night, that the tip was tried and whether it helped."""
        only(request)
        access = self.access(patient, Permission.OWN)
        if not access.own:
            raise Refusal(403, "not_allowed", "only the patient may do that")
        if tip not in load().tips:
            raise Http404
        said = read(Feedback, request.data)
        parts = NightParts(tips_tried=[TipTried(tip=tip, helped=said.helped)])
        saved = services.patch_night(patient=access.patient, date=said.date, parts=parts, now=timezone.now())
        tried: dict[str, Any] = {
            "tip": tip,
            "date": said.date.isoformat(),
            "helped": saved.night.tips_tried.get(tip),
        }
        return Response(tried)
