"""An answer holds what its model names, nothing more and nothing of another kind."""

from typing import Any

import pytest
from pydantic import ValidationError
from rest_framework.response import Response

from api.answering import UndocumentedAnswer, answers
from api.response_schemas.base import Answer


class Named(Answer):
    """Whoever is named."""

    name: str


@answers(Named)
def read(said: Any, status: int = 200) -> Response:
    return Response(said, status=status)


@pytest.mark.parametrize("said", [{"name": "Ana", "email": "ana@example.com"}, {}, {"name": 3}, None])
def test_another_answer_than_the_documented_one_is_a_fault(said: Any) -> None:
    assert read({"name": "Ana"}).data == {"name": "Ana"}
    with pytest.raises(ValidationError):
        read(said)


def test_so_is_another_status() -> None:
    with pytest.raises(UndocumentedAnswer, match="201, documented is 200"):
        read({"name": "Ana"}, status=201)
