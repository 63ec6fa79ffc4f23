"""Every (route, method) there is, from the URL resolver itself."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("get", "post", "put", "patch", "delete")
GROUP = re.compile(r"\^?\(\?P<(\w+)>[^)]*\)")
# The app's own page, the same for everyone, answers whatever is no other route.
SHELL = "^"


def routes() -> set[tuple[str, str]]:
    """Route templates as they stand in the URL configuration, each with the methods its view answers."""
    return {
        (route, method.upper())
        for route, view in _walk(get_resolver().url_patterns, "")
        for method in _methods(route, view)
        if not route.startswith(SHELL)
    }


def _walk(patterns: list[Any], before: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = before + GROUP.sub(r"<str:\1>", str(pattern.pattern)).removesuffix("$")
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def _methods(route: str, view: Any) -> tuple[str, ...]:
    cls = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if cls is None or route.startswith("admin/"):
        return ("get", "post") if route.startswith("admin/") else ("get",)
    return tuple(method for method in METHODS if hasattr(cls, method))
