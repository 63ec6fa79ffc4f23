"""What a person is asked to agree to before a diary is kept."""

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import agreement
from api.answering import answers
from api.query import language_of, only
from api.response_schemas.content import AgreementText
from journal.limits import load as limits


class Agreement(APIView):
    """`GET agreement`."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    @answers(AgreementText)
    def get(self, request: Request) -> Response:
        """The text in force; `Accept-Language` chooses the language, English where there is none."""
        only(request)
        current = agreement.current()
        wanted = language_of(request)
        language = wanted if wanted in current.text else "en"
        said = current.text[language]
        return Response(
            {
                "version": current.version,
                "language": language,
                "title": said.title,
                "points": said.points,
                "box": said.box,
                "withdrawing": [line.format(days=limits().withdrawn_days) for line in said.withdrawing],
            }
        )
