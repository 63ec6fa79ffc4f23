"""Answers as JSON."""

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer


class JSONRenderer(BaseRenderer):
    """Writes plain data, dataclasses, dates and UUIDs."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """The body; empty for an answer without content."""
        return b"" if data is None else orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS)


class AnyAccept(DefaultContentNegotiation):
    """For routes that answer in a media type of their own, whatever the caller accepts."""

    def select_renderer(self, request, renderers, format_suffix=None):  # type: ignore[no-untyped-def]
        """The first renderer, for what is not streamed."""
        return renderers[0], renderers[0].media_type
