"""The article the patterns come from, with its corrections, for anyone."""

from dataclasses import asdict
from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import PatientView, Permission
from api.answering import answers
from api.query import language_of, only
from api.response_schemas.content import ArticleAnswer, ArticlePageAnswer
from insights import queries, services
from insights.article import load, page


class Article(APIView):
    """`GET article`: sections, claims, corrections, examinations, sources."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    @answers(ArticleAnswer)
    def get(self, request: Request) -> Response:
        """Everything the article says that is carried here, beside what guidance says."""
        only(request)
        article = load(language=language_of(request))
        return Response(
            {
                "statement": article.frame.statement,
                "banner": article.frame.unsigned if article.unsigned else None,
                "sections": [asdict(section) for section in article.frame.sections],
                "headings": [asdict(heading) for heading in article.frame.headings],
                "claims": [asdict(claim) for claim in article.claims.values()],
                "corrections": [asdict(correction) for correction in article.corrections.values()],
                "examinations": [asdict(each) for each in article.examinations.values()],
                "sources": {name: asdict(source) for name, source in article.sources.items()},
            }
        )


class ArticlePage(APIView):
    """`GET article/{name}`: a section, heading or pattern in three columns."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    @answers(ArticlePageAnswer)
    def get(self, request: Request, name: str) -> Response:
        """The article says, guidance says, your nights (filled in on the phone from its own diary)."""
        only(request)
        try:
            found: dict[str, Any] = asdict(page(name, content=load(language=language_of(request))))
        except KeyError:
            raise Http404 from None
        return Response(found)


class OwnArticlePage(PatientView):
    """`GET patients/{patient}/article/{name}`: the same page beside the patient's own nights."""

    @answers(ArticlePageAnswer)
    def get(self, request: Request, patient: str, name: str) -> Response:
        """The article says, guidance says, your nights: own counts, or not logged."""
        only(request)
        access = self.access(patient, Permission.SUMMARY)
        today = services.local_date(access.patient, timezone.now())
        try:
            return Response(asdict(queries.article_page(access, name, today=today)))
        except KeyError:
            raise Http404 from None
