"""What the document says of every route alike: how to sign in, how each may refuse, what its parameters mean."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension

from api.openapi.examples import load
from api.openapi.models import schemas_of
from api.problems import MEDIA_TYPE
from api.response_schemas.account import Problem

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
    "503": "The record cannot be reached just now; ask again to see what was kept.",
}
# What stands in an address, wherever it stands.
PATH_PARAMETERS = {
    "code": "The code of a visit link.",
    "consent": "The id of a consent or an invitation.",
    "date": "The date of the night's evening, YYYY-MM-DD.",
    "event": "The id of an event, a UUID; a client may choose it.",
    "experiment": "The id of an experiment.",
    "factor": "The id of a factor of one's own.",
    "flag": "The id of a red flag, or its key: the rule, and the leg after a slash sign where it has one.",
    "key": "The unit's key: an id, a Monday, or a field of the health background.",
    "kind": "What kind of unit.",
    "link": "The id of a visit link.",
    "monday": "The Monday by which a week is named, YYYY-MM-DD.",
    "name": "The id of a section, a heading or a pattern.",
    "note": "The id of a note.",
    "patient": "The id of a record, or `me` for one's own.",
    "profile": "The id of a pattern.",
    "tip": "The id of a tip, such as t01.",
    "token": "The token of an unsubscribe link.",
    "version": "The id of an edit.",
}
DATES = frozenset({"date", "monday"})
METHODS = frozenset({"get", "put", "post", "patch", "delete"})
# Without a body they are refused, though none of its fields has to be there.
SAY_SOMETHING = frozenset({"put", "patch"})


class CookieScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The PWA's session."""

    target_class = "api.authentication.Cookie"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A cookie; writes carry `X-CSRFToken` too."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "The session of a browser that signed in at `/_allauth/browser/v1/auth/login`. "
            f"What is not a GET carries the cookie `{settings.CSRF_COOKIE_NAME}` in the header `X-CSRFToken` too.",
        }


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Every other client's session."""

    target_class = "api.authentication.Token"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "X-Session-Token",
            "description": "`meta.session_token` of the answer to `POST /_allauth/app/v1/auth/login` "
            "with `email` and `password`; where a second factor is set up, of the answer to "
            "`POST /_allauth/app/v1/auth/2fa/authenticate` with its `code`.",
        }


def said_of_all(result: dict[str, Any], generator: Any, request: Any, public: Any) -> dict[str, Any]:
    """Postprocessing hook: refusals, the meaning of path parameters, bodies that must be there, and examples.

    KeyError for a parameter without a meaning.
    """
    problem, parts = schemas_of(Problem)
    result["components"]["schemas"] |= parts | {"Problem": problem}
    answer = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path in result["paths"].values():
        for method in path.keys() & SAY_SOMETHING:
            path[method].get("requestBody", {})["required"] = True
    for operation in operations(result):
        for status, words in REFUSALS.items():
            # What a route says of a status itself stays.
            operation["responses"].setdefault(status, {"description": words, "content": answer})
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                parameter.setdefault("description", PATH_PARAMETERS[parameter["name"]])
                parameter["schema"] |= {"format": "date"} if parameter["name"] in DATES else {}
        _exemplify(operation)
    return result


def operations(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operation of a document."""
    for path in document["paths"].values():
        yield from (operation for method, operation in path.items() if method in METHODS)


def _exemplify(operation: dict[str, Any]) -> None:
    example = load().get(operation["operationId"])
    if example is None:
        return
    if example.body is not None:
        operation["requestBody"]["content"]["application/json"]["example"] = example.body
    success = next(status for status in operation["responses"] if status.startswith("2"))
    operation["responses"][success]["content"]["application/json"]["example"] = example.answer
