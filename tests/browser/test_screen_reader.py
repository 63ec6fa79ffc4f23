"""A real screen reader on Today and the sheet: what it says, in which order, and what not."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.orca import Desk, read_aloud
from tests.site import Site, eventually
from tools.screen_reader import missing

pytestmark = [pytest.mark.browser, pytest.mark.full, pytest.mark.timeout(600)]
FIRST_WORDS_S = 1
SHEET = (r"Call now", r"New breathlessness", r"Call 999")
OTHERS = re.compile("Saved on this phone|notsent|not sent|Loading", re.I)
LISTEN_MS = 12_000
# Said of the key and of the row it was pressed on.
ROW = re.compile(r"^(space|checked|pressed|not checked)?\.?$", re.I)


def busy() -> float:
    """How many wait for each core of this machine; one or two when it has nothing else to do."""
    return max(2.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def reaches(desk: Desk, selector: str, words: str) -> None:
    """With the focus there, those words are said."""
    desk.quiet()
    since = desk.press("Shift_L")
    desk.page.locator(selector).first.focus()
    heard = eventually(lambda: re.search(words, desk.said(since), re.I), patience=15)
    assert heard, f"{selector}: {desk.said(since)!r}"


def test_orca_says_the_sentence_then_why_then_the_number(
    playwright: Playwright, site: Site, tmp_path: Path
) -> None:
    assert missing() == [], "no screen reader: run `python -m tools.screen_reader`"
    with read_aloud(playwright, tmp_path, f"{site.url}/tonight") as desk:
        desk.page.evaluate("localStorage.setItem('stillnight.country', 'GB')")
        desk.page.reload()
        reaches(desk, "main [data-row='strip.breath'] [data-answer]", "New breathlessness")

        desk.quiet()
        pressed = desk.press("space")
        expect(desk.page.locator("dialog[open]")).to_be_visible()
        desk.page.wait_for_timeout(LISTEN_MS)
        heard = [(after, words) for after, words in desk.utterances(pressed) if not ROW.match(words)]
        said = " ".join(words for _, words in heard)
        places = [found.start() if (found := re.search(words, said)) else -1 for words in SHEET]
        assert places == sorted(places), said
        assert -1 not in places, said
        assert re.search(SHEET[0], heard[0][1]), heard
        assert heard[0][0] <= FIRST_WORDS_S * busy(), heard
        assert not OTHERS.search(said), said
