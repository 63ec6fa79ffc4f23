"""Files instead of JSON: taken to disk in pieces, never held in memory."""

import json
import tempfile
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser

from api.problems import Refusal
from journal.documents import FieldFault, InvalidRecord

PIECE = 1 << 20
LARGEST = 160 << 20
TYPES = frozenset(
    {
        "application/json",
        "application/jsonl",
        "application/octet-stream",
        "application/x-ndjson",
        "application/x-zip-compressed",
        "application/xml",
        "application/zip",
        "text/csv",
        "text/xml",
    }
)


class FileParser(BaseParser):
    """The body as an open file on disk; 413 when it is too large, 415 for what no export is."""

    media_type = "*/*"

    def parse(  # type: ignore[override]  # a file, where DRF's types expect a mapping
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> IO[bytes]:
        """The file from its start. 415 for a kind that is not taken, 413 for one that is too large."""
        if (media_type or "").partition(";")[0].strip().lower() not in TYPES:
            raise UnsupportedMediaType(media_type or "")
        # On disk: a file of 160 MB for each of a few threads would be the memory of the machine.
        kept = tempfile.TemporaryFile()  # noqa: SIM115  closed by the garbage collector with the request
        size = 0
        while piece := stream.read(PIECE):
            size += len(piece)
            # Counted here too, for a server that does not stand behind `config.request_buffering`.
            if size > LARGEST:
                kept.close()
                raise Refusal(413, "too_large", "the file is too large")
            kept.write(piece)
        return kept


def mapping_of(text: str | None) -> dict[str, str] | None:
    """The `map` parameter: a JSON object from column names to fields. InvalidRecord."""
    if text is None:
        return None
    try:
        # Longer than the names of any table's columns: such a text is not even parsed.
        found = json.loads(text) if len(text) < 10_000 else None
    # json raises RecursionError for text that is nested deeply: the caller's fault, not ours.
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise InvalidRecord([FieldFault("map", "mapping", "a JSON object from column names to fields")])
    return found
