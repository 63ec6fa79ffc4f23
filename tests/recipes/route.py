"""A route: how many nights of a record the reader may see."""

from collections.abc import Callable

from tests.recipes.tree import Tree

QUERY = '''

def count_nights(access: PatientAccess) -> int:
    """How many nights the reader may see."""
    return Night.objects.of(access.patient).between(access.since, None).count()
'''
VIEW = '''"""How many nights a record holds."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.access import PatientView, Permission
from api.answering import answers
from api.query import only
from api.response_schemas.base import Answer
from journal import queries


class NightCountAnswer(Answer):
    """Nights that the reader may see."""

    nights: int


class NightCount(PatientView):
    """`GET patients/{patient}/count`."""

    what = "nights"

    @answers(NightCountAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """How many nights there are."""
        only(request)
        return Response({"nights": queries.count_nights(self.access(patient, Permission.NIGHTS))})
'''


def query(tree: Tree) -> None:
    tree.append("journal/queries.py", QUERY)


def view(tree: Tree) -> None:
    tree.write("api/night_count.py", VIEW)


def address(tree: Tree) -> None:
    tree.replace("api/urls.py", "    nights,\n", "    night_count,\n    nights,\n")
    line = '    path(f"{P}/nights", nights.Nights.as_view()),\n'
    tree.after("api/urls.py", line, '    path(f"{P}/count", night_count.NightCount.as_view()),\n')


def decide(tree: Tree) -> None:
    tree.append("tests/api/authz/authz.csv", "api/v1/patients/<str:patient>/count,GET,nights,200,\n")


STEPS: tuple[Callable[[Tree], None], ...] = (query, view, address, decide)
CHECKS = (
    "pytest tests/api/authz/test_matrix.py",
    "pytest tests/api/test_contract.py tests/security/test_queries_take_access.py",
)
MISSED = ("query", "view", "address", "decide")
