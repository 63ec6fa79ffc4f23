"""Every security control can be taken out, and the test that is named for it then fails."""

from pathlib import Path

import pytest

from tests.security.controls import CONTROLS, ROOT, digest, fault_without, places, seen, without


@pytest.mark.parametrize("name", CONTROLS)
def test_a_control_stands_once_and_has_its_test(name: str) -> None:
    for place in places(CONTROLS[name]):
        assert (ROOT / place["file"]).read_text().count(place["has"]) == 1
    for file, text in without(CONTROLS[name]).items():
        assert text != (ROOT / file).read_text()
        if file.endswith(".py"):
            compile(text, file, "exec")


@pytest.mark.parametrize("name", CONTROLS)
def test_neither_it_nor_its_test_has_changed_since_that_was_seen_to_fail(name: str) -> None:
    assert digest(CONTROLS[name]) == seen().get(name), f'run: python -m tests.security.controls "{name}"'


def test_nothing_is_noted_of_a_control_that_is_gone() -> None:
    assert set(seen()) - set(CONTROLS) == set()


@pytest.mark.full
@pytest.mark.parametrize("name", CONTROLS)
def test_without_the_control_its_test_fails(name: str, tmp_path: Path) -> None:
    fault = fault_without(CONTROLS[name], tmp_path)
    assert not fault, fault
