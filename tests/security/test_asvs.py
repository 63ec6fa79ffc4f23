"""The verification table is whole: each requirement once, and each "met" names what holds it."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.security.controls import CONTROLS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "asvs.md").read_text()
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split(" | "))
    for line in TEXT.splitlines()
    if re.match(r"\| \d+\.", line)
]
# Requirements of levels 1 and 2 in each chapter of version 5.0.0.
CHAPTERS = {1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13, 14: 9}
CHAPTERS |= {15: 13, 16: 16, 17: 7}
WHOLE = {"10.*": 29, "17.*": 7}
QUOTED = re.compile(r"`([^`]+)`")
# After "document", files with the heading that is meant.
DOCUMENTS = re.compile(r"documents?: (.*?)(?:;|$)")


def how_many(state: str) -> int:
    return sum(WHOLE.get(number, 1) for number, said, _ in ROWS if said == state)


def test_each_requirement_stands_once() -> None:
    numbers = Counter(number for number, _, _ in ROWS)
    found: Counter[int] = Counter()
    for number in numbers:
        found[int(number.split(".")[0])] += WHOLE.get(number, 1)
    assert set(numbers.values()) == {1}
    assert dict(found) == CHAPTERS


def test_the_summary_counts_what_stands_there() -> None:
    met, short = how_many("met"), how_many("not met")
    share = 100 * met / (met + short)
    said = f"**{met} met, {short} not met, {how_many('n/a')} not applicable, of {sum(CHAPTERS.values())}**"
    assert f"{said}: {share:.1f} % of what applies" in TEXT
    assert share >= 95


@pytest.mark.parametrize("row", [row for row in ROWS if row[1] == "met"], ids=lambda row: str(row[0]))
def test_what_is_met_names_what_holds_it(row: tuple[str, str, str]) -> None:
    named = DOCUMENTS.search(row[2])
    documents = re.findall(r"`([\w/.-]+)`(?:, ([^,`;]+))?", named[1]) if named else []
    for path, heading in documents:
        text = (ROOT / path).read_text()
        assert not heading or re.search(rf"^#+ {re.escape(heading.strip())}", text, re.M), heading
    names = set(QUOTED.findall(DOCUMENTS.sub("", row[2]))) - {path for path, _ in documents}
    controls = {name for name in names if "/" not in name and not name.endswith(".md")}
    assert controls <= set(CONTROLS), controls - set(CONTROLS)
    assert controls or documents


def test_no_control_is_there_for_nothing() -> None:
    named = set(QUOTED.findall(TEXT))
    assert set(CONTROLS) - named == set()


def test_what_is_not_met_says_why() -> None:
    assert [number for number, state, why in ROWS if state != "met" and len(why) < 8] == []
