"""Which files are served: what the apps bring but source maps, and the app's own, of earlier builds too."""

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder
from whitenoise.middleware import WhiteNoiseMiddleware

LEFT_OUT = "*.map"
ASSETS = "assets"
KEPT_FOR = 30 * 24 * 60 * 60  # seconds since a build last had the file


class WithoutSourceMaps(AppDirectoriesFinder):
    """Finds what the apps bring, without source maps."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        """Every file, by its path and storage."""
        return iter(super().list([*(ignore_patterns or ()), LEFT_OUT]))


def keep_assets(built: Path, kept: Path) -> None:
    """Keep what this build names by its hash beside that of earlier builds; what none had for thirty days goes.

    A page that was opened before an update asks for the parts that it has not loaded yet by their old names.
    """
    kept.mkdir(parents=True, exist_ok=True)
    for file in (built / ASSETS).glob("*"):
        mine = kept / file.name
        if not mine.exists():
            # Renamed when whole, from a name of this process: others begin on the same folder, and serve from it.
            unfinished = kept / f".{file.name}.{os.getpid()}"
            shutil.copyfile(file, unfinished)
            unfinished.replace(mine)
        # Its thirty days begin with the last build that had it, not with the first.
        os.utime(mine)
    old = time.time() - KEPT_FOR
    for file in kept.iterdir():
        with suppress(FileNotFoundError):  # the site's other processes tidy and finish theirs meanwhile
            if file.stat().st_mtime < old:
                file.unlink()


class WithEarlierAssets(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Serves the app's files, and by their old names those of earlier builds."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if settings.KEPT_ASSETS.is_dir():
            self.add_files(str(settings.KEPT_ASSETS), prefix=f"{ASSETS}/")
