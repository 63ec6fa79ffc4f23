"""A page that was opened before an update still finds its parts, for thirty days."""

import os
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import RequestFactory

from config.static_files import KEPT_FOR, WithEarlierAssets, keep_assets

OLD, NEW = "Trends-aaaaaaaa.js", "Trends-bbbbbbbb.js"


def build(folder: Path, name: str) -> Path:
    (folder / "assets").mkdir(parents=True)
    (folder / "assets" / name).write_text(f"// {name}", encoding="utf-8")
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """What is kept after one build and the next."""
    for number, name in enumerate((OLD, NEW)):
        keep_assets(build(tmp_path / str(number), name), tmp_path / "kept")
    return tmp_path / "kept"


def answer(kept: Path, path: str, settings: Any) -> Any:
    settings.KEPT_ASSETS = kept
    settings.WHITENOISE_AUTOREFRESH = False

    def nothing(request: HttpRequest) -> HttpResponse:
        return HttpResponseNotFound()

    return WithEarlierAssets(nothing)(RequestFactory().get(path))


@pytest.mark.parametrize("name", [OLD, NEW])
def test_the_parts_of_both_builds_are_served_for_good(kept: Path, name: str, settings: Any) -> None:
    served = answer(kept, f"/assets/{name}", settings)
    with closing(served.file_to_stream):
        assert (served.status_code, b"".join(served)) == (200, f"// {name}".encode())
    assert "immutable" in served["Cache-Control"]


def test_what_no_build_had_for_thirty_days_goes_and_what_this_one_has_stays(
    kept: Path, tmp_path: Path
) -> None:
    long_ago = time.time() - KEPT_FOR - 60
    for name in (OLD, NEW):
        os.utime(kept / name, (long_ago, long_ago))

    keep_assets(tmp_path / "1", kept)

    assert [file.name for file in kept.iterdir()] == [NEW]


def test_the_processes_of_a_site_start_at_once_on_one_folder(tmp_path: Path) -> None:
    names = [f"Part{number}-aaaaaaaa.js" for number in range(100)]
    built = build(tmp_path / "built", names[0])
    for name in names[1:]:
        (built / "assets" / name).write_text(name, encoding="utf-8")

    with ProcessPoolExecutor(4) as processes:
        for started in [processes.submit(keep_assets, built, tmp_path / "kept") for _ in range(16)]:
            started.result()

    assert sorted(file.name for file in (tmp_path / "kept").iterdir()) == sorted(names)


def test_a_part_that_no_build_had_is_not_found(kept: Path, settings: Any) -> None:
    assert answer(kept, "/assets/Trends-cccccccc.js", settings).status_code == 404
