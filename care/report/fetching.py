"""What the paper may open while it is set: its own charts, and the fonts it names. No network, no other file."""

from collections.abc import Collection
from typing import Any


def only_these(files: Collection[str]) -> Any:
    """A fetcher for WeasyPrint that opens `data:` addresses and these `file:` addresses; ValueError for others."""
    from weasyprint.urls import URLFetcher

    class OwnFiles(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("data:") and url not in files:
                raise ValueError(f"the paper opens no {url[:80]}")
            return super().fetch(url, headers)

    return OwnFiles(allowed_protocols=("data", "file"), fail_on_errors=True)
