"""The alarms ask for figures that exist, say what to do, and are all in the handbook."""

import re
from pathlib import Path

import pytest
import yaml
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
RULES = yaml.safe_load((ROOT / "ops" / "prometheus-rules.yaml").read_text())["groups"][0]["rules"]
FIGURE = re.compile(r"stillnight_\w+")


@pytest.mark.django_db
def test_every_figure_of_an_alarm_is_one_that_is_told(
    nobody: Client, settings: object, tmp_path: Path
) -> None:
    settings.BACKUP_STAMP = str(tmp_path / "last")  # type: ignore[attr-defined]
    nobody.get("/api/v1/me")
    told = set(FIGURE.findall(nobody.get("/metrics").content.decode()))
    asked = {name for rule in RULES for name in FIGURE.findall(rule["expr"])}
    assert asked <= told


def test_there_are_six_and_each_says_what_to_do_here_and_in_the_handbook() -> None:
    handbook = (ROOT / "docs" / "operations.md").read_text()
    assert len(RULES) == 6
    for rule in RULES:
        assert len(rule["annotations"]["description"]) > 40
        assert rule["alert"] in handbook
