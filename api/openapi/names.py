"""Operation ids, summaries and descriptions from the routes' own words."""

import re
from typing import Any

from drf_spectacular.openapi import AutoSchema

VERBS = {"get": "read", "put": "write", "patch": "change", "post": "add", "delete": "remove"}
WORD = re.compile(r"(?<!^)(?=[A-Z])")


class RouteSchema(AutoSchema):
    """An operation is named by what its method does to what its class is: `read_night`, `write_night`."""

    def get_operation_id(self) -> str:
        """A verb and a noun; a route whose method does something else gives its own name."""
        noun = WORD.sub("_", type(self.view).__name__).lower()
        return f"{VERBS[self.method.lower()]}_{noun}"

    def _get_request_body(self, direction: Any = "request") -> Any:
        """A DELETE that names what it is about in its body has one too."""
        method, self.method = self.method, "POST" if self.method == "DELETE" else self.method
        try:
            return super()._get_request_body(direction)  # type: ignore[no-untyped-call]
        finally:
            self.method = method

    def get_summary(self) -> str:
        """The id as words."""
        return str(self.get_operation_id()).replace("_", " ").capitalize()

    def get_description(self) -> str:  # type: ignore[override]
        """What the method's docstring says."""
        method: Any = getattr(self.view, self.method.lower())
        return " ".join((method.__doc__ or "").split())
