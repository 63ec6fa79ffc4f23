"""Branches of several lanes are counted together, and too few of them end the run."""

import json
from pathlib import Path

import pytest

from tests import coverage

ALL = [[1, 2], [1, 3], [3, 4], [3, 5]]


def lane(place: Path, name: str, walked: list[list[int]]) -> Path:
    """What one lane wrote that walked these branches of one file."""
    left = [branch for branch in ALL if branch not in walked]
    summary = {"covered_branches": len(walked), "missing_branches": len(left)}
    file = {
        "executed_lines": [1],
        "missing_lines": [],
        "executed_branches": walked,
        "missing_branches": left,
        "summary": summary,
    }
    meta = {"software": "slipcover", "version": "1.1.0", "branch_coverage": True, "show_contexts": False}
    path = place / f"{name}.json"
    path.write_text(json.dumps({"meta": meta, "files": {"journal/merge.py": file}, "summary": summary}))
    return path


def test_what_any_lane_walks_is_walked(tmp_path: Path) -> None:
    lanes = [lane(tmp_path, "one", ALL[:2]), lane(tmp_path, "other", ALL[1:3])]

    assert coverage.percent(coverage.together(lanes)["summary"]) == 75


@pytest.mark.parametrize(("walked", "status"), [(ALL, 0), (ALL[:3], 1)])
def test_below_the_floor_the_run_fails(tmp_path: Path, walked: list[list[int]], status: int) -> None:
    assert coverage.main([lane(tmp_path, "one", walked)]) == status
