"""Standing red flags, and what people say after them."""

from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import CallerAccess, PatientView, Permission
from api.answering import answers
from api.problems import Refusal
from api.query import only
from api.response_schemas.safety import FlagsAnswer, SafetyAnswer
from insights import queries, services
from insights.models import Flag
from insights.outcomes import Outcome
from journal.documents import FieldFault, InvalidRecord, Strict, read
from journal.fields import CalendarDate


class Seen(Strict):
    """What came of a flag, and on which day."""

    outcome: Outcome
    on: CalendarDate


class Safety(PatientView):
    """`GET patients/{patient}/safety`."""

    @answers(SafetyAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """Flags that stand, the most urgent first, what was not asked, and whom to call."""
        only(request)
        access = self.access(patient, Permission.SAFETY)
        # Only the owner's look: a warning is shown once the person that it warns has seen it.
        if access.own:
            services.mark_shown(patient=access.patient, now=timezone.now())
        today = services.local_date(access.patient, timezone.now())
        standing = queries.safety_of(access, today=today)
        return Response(standing)


class SafetySeen(PatientView):
    """`POST` and `DELETE patients/{patient}/safety/{flag}/seen`."""

    @answers(FlagsAnswer, request=Seen, name="answer_flag")
    def post(self, request: Request, patient: str, flag: str) -> Response:
        """Say what came of it; being seen silences it for a while."""
        only(request)
        found = _flag(_owner(self.access(patient, Permission.OWN)), flag)
        said, now = read(Seen, request.data), timezone.now()
        # By the patient's own day: in UTC this morning's call could lie in the future.
        if said.on > services.local_date(found.patient, now):
            raise InvalidRecord([FieldFault("on", "in_the_future", "the day has not come yet")])
        left = services.answer_flag(
            patient=found.patient,
            rule=found.rule,
            side=found.side,
            outcome=said.outcome,
            on=said.on,
            at=now,
            now=now,
        )
        return Response({"results": left, "next": None})

    @answers(FlagsAnswer, name="take_flag_answer_back")
    def delete(self, request: Request, patient: str, flag: str) -> Response:
        """Take the last answer back; it stays in the log, and the flag stands again."""
        only(request)
        found, now = _flag(_owner(self.access(patient, Permission.OWN)), flag), timezone.now()
        if not queries.has_reply(found):
            raise Http404
        left = services.take_answer_back(
            patient=found.patient, rule=found.rule, side=found.side, at=now, now=now
        )
        return Response({"results": left, "next": None})


def _owner(access: CallerAccess) -> CallerAccess:
    if not access.own:
        raise Refusal(403, "not_allowed", "only the patient may do that")
    return access


def _flag(access: CallerAccess, name: str) -> Flag:
    flag = queries.find_flag(access.patient, name)
    if flag is None:
        raise Http404
    return flag
