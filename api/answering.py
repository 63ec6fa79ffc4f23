"""What a route answers, said once: the model in the OpenAPI document is the one its answers are held against."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, TypeVar, cast

import orjson
from django.conf import settings
from drf_spectacular.utils import OpenApiParameter, extend_schema
from pydantic import BaseModel
from rest_framework.response import Response

Method = TypeVar("Method", bound=Callable[..., Any])
NOTHING_MORE: Mapping[tuple[int, str], Any] = {}


class UndocumentedAnswer(Exception):
    """An answer that is not what the OpenAPI document says."""


def answers(
    model: type[BaseModel] | None,
    *,
    status: int = 200,
    request: Any = None,
    parameters: Sequence[OpenApiParameter] = (),
    name: str | None = None,
    also: Mapping[tuple[int, str], Any] = NOTHING_MORE,
    deprecated: bool = False,
) -> Callable[[Method], Method]:
    """The method answers `status` with exactly this model; None has no body, and then `status` is 204.

    `name` is the operation's id where method and class do not make a good one, `also` are answers in other
    media types. `CHECK_ANSWERS` holds every answer against its model, and is on in tests.
    """
    code = status if model else 204
    document = extend_schema(
        operation_id=name,
        request=request,
        responses={(code, "application/json"): model, **also} if also else {code: model},
        parameters=list(parameters),
        deprecated=deprecated or None,
    )

    def decorate(method: Method) -> Method:
        @wraps(method)
        def answered(*args: Any, **kwargs: Any) -> Any:
            response = method(*args, **kwargs)
            if settings.CHECK_ANSWERS and isinstance(response, Response):
                _check(model, code, response)
            return response

        return cast(Method, document(answered))

    return decorate


def _check(model: type[BaseModel] | None, code: int, response: Response) -> None:
    """UndocumentedAnswer for another status or a body where there is none; ValidationError for another body."""
    if response.status_code != code or (model is None and response.data is not None):
        raise UndocumentedAnswer(f"{response.status_code}, documented is {code}")
    if model is not None:
        # Through JSON, as a client reads it: ids and dates are texts by then.
        model.model_validate_json(orjson.dumps(response.data, option=orjson.OPT_NON_STR_KEYS))
