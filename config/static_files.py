"""Which files of the installed apps are served: all but source maps, which are large and serve only who builds."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder

LEFT_OUT = "*.map"


class WithoutSourceMaps(AppDirectoriesFinder):
    """Finds what the apps bring, without source maps."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        """Every file, by its path and storage."""
        return iter(super().list([*(ignore_patterns or ()), LEFT_OUT]))

    def find(self, path: str, *arguments: Any, **options: Any) -> Any:
        """Where one file is."""
        return [] if path.endswith(LEFT_OUT[1:]) else super().find(path, *arguments, **options)
