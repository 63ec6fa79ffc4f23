"""The main ways: a diary's, the desk's first for whoever keeps no diary, both for whoever has both."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.browser import screens
from tests.browser.people import newcomer, sign_in
from tests.site import Site

pytestmark = pytest.mark.browser
DIARY = ["Tonight", "Morning", "Nights", "Patterns", "More"]


def ways(page: Page) -> list[str]:
    return page.get_by_role("navigation", name="Main").get_by_role("link").all_inner_texts()


def test_a_therapist_without_a_diary_finds_the_desk_first(phone: Page, site: Site) -> None:
    sign_in(phone, site, "therapist@demo.test", screens.DEMO_WORD)
    phone.wait_for_url(re.compile("/desk$"))

    expect(phone.get_by_role("navigation").get_by_role("link", name="Desk")).to_have_attribute(
        "aria-current", "page"
    )
    assert ways(phone) == ["Desk", "Sharing", "Learn", "More"]

    phone.goto(site.url)
    phone.wait_for_url(re.compile("/desk$"))
    assert ways(phone)[0] == "Desk"


def test_the_desk_stands_beside_a_diary_of_ones_own(phone: Page, site: Site) -> None:
    sign_in(phone, site, "therapist@demo.test", screens.DEMO_WORD)
    phone.wait_for_url(re.compile("/desk$"))
    phone.get_by_role("link", name="More").click()
    phone.get_by_role("link", name="Tonight", exact=False).first.click()
    phone.get_by_role("button", name="No pain").first.click()

    expect(phone.get_by_role("navigation").get_by_role("link")).to_have_count(len(DIARY) + 1)
    assert ways(phone) == [*DIARY[:4], "Desk", "More"]

    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_role("navigation").get_by_role("link")).to_have_count(4)


def test_who_is_no_therapist_sees_no_desk(phone: Page, site: Site) -> None:
    sign_in(phone, site, newcomer(site, f"{uuid.uuid4()}@example.com"))
    phone.wait_for_url(re.compile("/tonight$"))
    phone.wait_for_load_state("networkidle")

    assert ways(phone) == DIARY


def test_no_word_of_the_way_around_is_broken(phone: Page, site: Site) -> None:
    letters = phone.context.new_cdp_session(phone)
    broken = []
    screens.show(phone, site, "more")
    for language in ("en", "de", "es"):
        phone.evaluate("(language) => localStorage.setItem('stillnight.language', language)", language)
        screens.show(phone, site, "more")
        for pixels, width in ((16, 320), (20, 390), (32, 320), (32, 390)):
            phone.set_viewport_size({"width": width, "height": 844})
            letters.send("Page.setFontSizes", {"fontSizes": {"standard": pixels}})
            phone.wait_for_function(LETTERS, arg=pixels)
            labels = phone.evaluate(LABELS)
            assert len(labels) == len(DIARY)
            broken += [one for one in labels if one["lines"] > one["words"] or one["over"]]

    assert broken == []


LETTERS = "(pixels) => getComputedStyle(document.documentElement).fontSize === `${pixels}px`"


LABELS = """() => [...document.querySelectorAll('nav a')].map((link) => {
  const text = link.querySelector('span')
  const lines = new Set([...text.getClientRects()].map(({ top }) => Math.round(top))).size
  const range = document.createRange()
  range.selectNodeContents(text)
  const rows = new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size
  const [inner, outer] = [range.getBoundingClientRect(), link.getBoundingClientRect()]
  const over = inner.left < outer.left - 1 || inner.right > outer.right + 1 || outer.right > innerWidth + 1
  return { text: text.textContent, lines: Math.max(lines, rows), words: text.textContent.split(' ').length, over }
})"""
