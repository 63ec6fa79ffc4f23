"""Every (route, method) there is, from the URL resolver itself."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("get", "post", "put", "patch", "delete")
# Doors with rules and tests of their own.
ELSEWHERE = ("_allauth/", "admin/")


def routes() -> set[tuple[str, str]]:
    """Route templates as they stand in the URL configuration, each with the methods its view answers."""
    return {
        (route, method.upper())
        for route, view in _walk(get_resolver().url_patterns, "")
        for method in _methods(view)
        if not route.startswith(ELSEWHERE)
    }


def _walk(patterns: list[Any], before: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def _methods(view: Any) -> list[str]:
    cls = getattr(view, "view_class", None) or getattr(view, "cls", None)
    return ["get"] if cls is None else [method for method in METHODS if hasattr(cls, method)]
