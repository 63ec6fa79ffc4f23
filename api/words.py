"""The words and the content everyone may read."""

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.answering import answers
from api.query import language_of, only
from api.response_schemas.content import VocabularyAnswer
from journal import vocabulary


class Words(APIView):
    """`GET vocabulary`: every group and item with its label in the caller's language."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    @answers(VocabularyAnswer, name="read_vocabulary")
    def get(self, request: Request) -> Response:
        """The vocabulary; `Accept-Language` chooses labels, English where there is none."""
        only(request)
        language = language_of(request)
        words = vocabulary.load()
        groups = {
            name: {
                "label": group.label.get(language, group.label["en"]),
                "answer": group.answer,
                "items": [
                    {
                        "id": item.id,
                        "label": item.label.get(language, item.label["en"]),
                        "scored": item.scored,
                        "sided": item.sided,
                    }
                    for item in group.items.values()
                ],
            }
            for name, group in words.groups.items()
        }
        return Response({"version": words.version, "groups": groups})
