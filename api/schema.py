"""What the OpenAPI schema says of every route alike: how to sign in, and how each may refuse."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from api.answers import Problem
from api.problems import MEDIA_TYPE

REFUSALS = {
    "400": "The request cannot be read.",
    "401": "Nobody is signed in, or the session is over.",
    "403": "This account may not do that.",
    "404": "There is nothing here, or it is not the caller's to see.",
    "406": "Only JSON is answered here.",
    "409": "It contradicts what stands.",
    "412": "`If-Match` names a version that is no longer there.",
    "413": "The body is too large.",
    "415": "The body is of a kind that is not read here.",
    "422": "Some fields are wrong; `errors` names each.",
    "429": "Too many requests; `Retry-After` says how long to wait.",
    "503": "The record cannot be reached just now; nothing was changed.",
}
METHODS = frozenset({"get", "put", "post", "patch", "delete"})


class CookieScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The PWA's session."""

    target_class = "api.authentication.Cookie"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A cookie; writes carry `X-CSRFToken` too."""
        return {"type": "apiKey", "in": "cookie", "name": "session"}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Every other client's session."""

    target_class = "api.authentication.Token"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A header."""
        return {"type": "apiKey", "in": "header", "name": "X-Session-Token"}


def refusals(result: dict[str, Any], generator: Any, request: Any, public: Any) -> dict[str, Any]:
    """Postprocessing hook: every refusal of the door on every route, in the form all of them have."""
    components = result.setdefault("components", {}).setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components |= problem.pop("$defs", {}) | {"Problem": problem}
    answer = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path in result.get("paths", {}).values():
        for method, operation in path.items():
            if method in METHODS:
                _add(operation, answer)
    return result


def _add(operation: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    for status, words in REFUSALS.items():
        operation["responses"].setdefault(status, {"description": words, "content": answer})
