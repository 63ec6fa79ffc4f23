"""WCAG 2.2 AA on every screen: axe in each look, large text, forced colours, a walk by keyboard, a mirrored page."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import screens
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
# What the size of letters can make worse; larger letters ask for less contrast, not more.
SIZES = {"runOnly": ["target-size", "scrollable-region-focusable"]}
# One line a place. Without a list of all that passed, which takes twice the time of the rules themselves.
VIOLATIONS = """async (options) => {
  const { violations } = await axe.run({ ...options, resultTypes: ['violations'] })
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
}"""
WIDTH = 390
# Everything a keyboard must reach, in the order of the page; a zone of the body counts like a button.
TABBABLE = """() => [...document.querySelectorAll(
  'a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter((one) =>
  !one.disabled && one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }))
  .map((one, at) => { one.dataset.walk = at; return at }).length"""
# What has the focus, whether a ring shows it, and whether anything lies over its middle.
FOCUSED = """() => {
  const one = document.activeElement
  if (!one || one === document.body) return null
  const box = one.getBoundingClientRect()
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, innerHeight) / 2)
  const ring = [one, ...one.querySelectorAll('path')].some((part) => {
    const { outlineStyle, outlineWidth, stroke, strokeWidth } = getComputedStyle(part)
    const outlined = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2
    return outlined || (stroke !== "none" && parseFloat(strokeWidth) >= 3)
  })
  const name = (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 40) || one.name || one.type
  const seen = !top || one.contains(top) || top.contains(one) || one.closest('label')?.contains(top)
  return { at: Number(one.dataset.walk ?? -1), ring, seen: Boolean(seen), name }
}"""

# Words that a line's end cuts in two, and text that its box cuts off. An address may break anywhere.
CUT = r"""() => {
  const shown = [...document.querySelectorAll('nav, main, header')].flatMap((part) => [...part.querySelectorAll('*')])
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.hidden, select, input, svg'))
  const broken = shown.flatMap((one) => [...one.childNodes].filter((node) => node.nodeType === 3)).flatMap((node) =>
    [...node.data.matchAll(/[\p{L}\d]{2,}/gu)].filter(({ 0: word, index }) => {
      const token = node.data.slice(0, index).split(/\s/).at(-1) + node.data.slice(index).split(/\s/)[0]
      if (/[@.:]\S/.test(token)) return false
      const range = document.createRange()
      range.setStart(node, index)
      range.setEnd(node, index + word.length)
      return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1
    }).map(([word]) => `broken: ${word}`))
  const clipped = shown.filter((one) => {
    const { overflowX, textOverflow } = getComputedStyle(one)
    const over = one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0
    const closed = one.matches('.button, nav a') || ['hidden', 'clip'].includes(overflowX)
    return over && closed && textOverflow !== 'ellipsis'
  }).map((one) => `clipped: ${one.textContent.trim().slice(0, 40)}`)
  return [...new Set([...broken, ...clipped])]
}"""


@pytest.fixture(scope="module")
def visitors(browser: Browser, site: Site) -> Iterator[dict[str, Page]]:
    """One page of each kind of visitor, kept for all screens."""
    with (
        screens.visitor(browser, site, "guest") as guest,
        screens.visitor(browser, site, "patient") as patient,
        screens.visitor(browser, site, "therapist") as therapist,
    ):
        yield {"guest": guest, "patient": patient, "therapist": therapist}


@pytest.fixture(scope="module", params=screens.names(), ids=lambda name: name or "home")
def opened(request: pytest.FixtureRequest, visitors: dict[str, Page], site: Site) -> Page:
    """A screen on a phone, with all that folds open; opened once for all that is asked of it."""
    page = visitors[screens.VISITORS.get(request.param, "patient")]
    screens.show(page, site, request.param)
    screens.unfold(page)
    return page


@pytest.fixture
def screen(opened: Page) -> Iterator[Page]:
    """The same screen, left as it was found."""
    yield opened
    opened.emulate_media(forced_colors="none")
    opened.evaluate("document.documentElement.classList.remove('large')")
    letters(opened, 16)
    opened.evaluate("document.documentElement.dir = 'ltr'")


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    """What axe finds, one line a place."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(VIOLATIONS, options)
    return found


def letters(page: Page, pixels: int) -> None:
    """The size of text that the person has set in the browser."""
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": pixels}})
    page.wait_for_function(f"getComputedStyle(document.documentElement).fontSize === '{pixels}px'")


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_a_screen_says_what_it_is_without_an_error_in_the_console(opened: Page) -> None:
    expect(opened.get_by_role("heading", level=1).first).to_be_visible()
    assert opened.complaints == []  # type: ignore[attr-defined]


def test_axe_finds_nothing_in_any_look(screen: Page) -> None:
    screens.paint(screen, "dark")
    found = {"dark": violations(screen, RULES)}
    for theme in ("light", "night"):
        screens.paint(screen, theme)
        found[theme] = violations(screen, COLOURS)
    screen.emulate_media(forced_colors="active")
    found["forced colours"] = violations(screen, COLOURS)

    assert {look: lines for look, lines in found.items() if lines} == {}


def test_text_of_twice_the_size_fits_and_passes(screen: Page) -> None:
    screens.paint(screen, "night")
    letters(screen, 32)

    assert violations(screen, SIZES) == []
    assert overflow(screen) <= 0
    assert screen.evaluate(CUT) == []


def test_large_letters_by_night_fit_and_can_be_read(screen: Page) -> None:
    screens.paint(screen, "night")
    screen.evaluate("document.documentElement.classList.add('large')")

    assert violations(screen, SIZES) == []
    assert overflow(screen) <= 0
    assert screen.evaluate(CUT) == []


def test_a_mirrored_page_fits(screen: Page) -> None:
    screen.evaluate("document.documentElement.dir = 'rtl'")

    assert overflow(screen) <= 0
    assert screen.evaluate("getComputedStyle(document.querySelector('main')).direction") == "rtl"


def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(screen: Page) -> None:
    # What comes to the screen while it is walked is walked again, from the start.
    walks = (walk(screen) for _ in range(3))
    expected, reached, faults = next(one for one in walks if screen.evaluate(TABBABLE) == one[0])

    assert faults == []
    assert reached == list(range(expected))


def walk(screen: Page) -> tuple[int, list[int], list[str]]:
    """How many there are to reach, those reached by one walk with the Tab key, and what was wrong on the way."""
    screen.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    expected = screen.evaluate(TABBABLE)
    reached: list[int] = []
    faults: list[str] = []
    for _ in range(4 * expected + 8):
        screen.keyboard.press("Tab")
        here = screen.evaluate(FOCUSED)
        if here is None or (reached and here["at"] == 0 and len(set(reached)) > 1):
            break
        # The parts of a date or time field are several stops in one place.
        if reached and here["at"] == reached[-1]:
            continue
        reached.append(here["at"])
        if not here["ring"]:
            faults.append(f"no ring on {here['name']}")
        if not here["seen"]:
            faults.append(f"hidden behind something: {here['name']}")
    return expected, reached, faults


def test_nothing_moves_for_those_who_asked_for_stillness(visitors: dict[str, Page], site: Site) -> None:
    page = visitors["patient"]
    page.emulate_media(reduced_motion="reduce")
    screens.show(page, site, "tonight")

    moving = page.evaluate("document.getAnimations().length")

    assert moving == 0
    assert page.evaluate("getComputedStyle(document.querySelector('button')).transitionDuration") in (
        "0s",
        "",
    )


def test_a_whole_night_is_logged_by_keyboard_alone(visitors: dict[str, Page], site: Site) -> None:
    page = visitors["guest"]
    screens.show(page, site, "tonight")
    for role, name in (
        ("button", "Pain$"),
        ("button", "calf, your left"),
        ("button", "7$"),
        ("button", "cramping"),
    ):
        touch = page.get_by_role(role, name=re.compile(f"^{name}", re.I)).first  # type: ignore[arg-type]
        touch.focus()
        page.keyboard.press("Enter")
        expect(touch).to_have_attribute("aria-pressed", "true")

    expect(page.get_by_text("calf, your left", exact=True).first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Saved on this phone")).to_be_visible()


def test_the_focus_stays_near_a_button_that_goes_with_what_it_did(
    visitors: dict[str, Page], site: Site
) -> None:
    page = visitors["patient"]
    screens.show(page, site, "night")
    page.keyboard.press("Tab")
    for name in ("Night before", "Night after"):
        page.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Night after")).to_be_disabled()

    expect(page.get_by_role("button", name="Night before")).to_be_focused()

    page.get_by_role("button", name="Show them").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Show them")).to_have_count(0)

    assert page.evaluate("document.activeElement !== document.body")
