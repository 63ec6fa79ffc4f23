"""What a warning's sheet is measured by: where its call button lies, what is spoken, the taps that raise it."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.conftest import WRITTEN

STEADY_MS = 700
# A second tap of the same control sooner than this is none.
SAME_TAP_MS = 650
PROMPT_MS = 300

# Keeps the milliseconds from a tap until the whole call button lies in the screen, in `window.rose`,
# and in how many frames before that it was drawn past an edge, in `window.cut`.
STOPWATCH = """() => {
  if (window.rose !== undefined) return
  window.rose = null
  document.addEventListener('click', () => {
    const from = performance.now()
    window.rose = null
    window.cut = 0
    const look = () => {
      const box = document.querySelector('dialog[open] .call')?.getBoundingClientRect()
      const whole = box && box.width > 0 && box.left >= 0 && box.right <= innerWidth
      if (whole && box.top >= 0 && box.bottom <= innerHeight) window.rose = performance.now() - from
      else if (performance.now() - from < 3000) {
        if (box?.width > 0) window.cut += 1
        requestAnimationFrame(look)
      }
    }
    requestAnimationFrame(look)
  }, true)
}"""

# Whether the whole call lies in the screen, with nothing but its sheet over it.
WHOLE = """() => {
  const call = document.querySelector('dialog[open] .call')
  if (!call) return false
  const { left, right, top, bottom } = call.getBoundingClientRect()
  const inside = left >= 0 && top >= 0 && right <= innerWidth + 0.5 && bottom <= innerHeight + 0.5
  return inside && call.closest('dialog').contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2))
}"""

# Taps a row, and what has come up 200 ms after it has, and presses Escape; whether the sheet is still there.
SECOND_TAP = """async (row) => {
  const soon = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  document.querySelector(`main [data-row='${row}'] [data-answer='true']`).click()
  while (!document.querySelector('dialog[open] .keep')) await new Promise(requestAnimationFrame)
  await soon(200)
  document.querySelector('dialog[open] .keep').click()
  document.querySelector('dialog[open]').dispatchEvent(new Event('cancel', { cancelable: true }))
  await soon(50)
  return document.querySelector('dialog[open]') !== null
}"""

# Names of what a screen reader is given while a dialog is up, in its order; what is inert is not in the tree.
SPOKEN = """() => {
  const live = [...document.querySelectorAll('[role=status], [role=alert], [aria-live]')]
  const dialog = document.querySelector('dialog[open]')
  const text = (id) => document.getElementById(id)?.innerText
  const words = (ids) => (ids ?? '').split(' ').filter(Boolean).map(text).join(' ')
  return {
    role: dialog.getAttribute('role'), modal: dialog.matches(':modal'), focus: document.activeElement.id,
    name: dialog.ariaLabel, description: words(dialog.getAttribute('aria-describedby')),
    speaking: live.filter((one) => dialog.contains(one) && one.innerText.trim()).length,
  }
}"""


def sheet(page: Page) -> Locator:
    """The sheet in view."""
    return page.locator("dialog[open]")


def call(page: Page) -> Locator:
    """Its call button, or what stands in its place."""
    return page.locator("dialog[open] .call")


def row(page: Page, name: str) -> Locator:
    """The row of one question, by its id."""
    return page.locator(f"main [data-row='{name}']")


def say_yes(page: Page, name: str) -> None:
    """Tap Yes on a row."""
    page.evaluate(STOPWATCH)
    row(page, name).locator("[data-answer='true']").click()


def fold(page: Page) -> None:
    """Keep logging, once the sheet takes a tap."""
    page.locator("dialog[open] .keep").click()


def assert_in_view(page: Page) -> None:
    """The whole call button lies in the screen."""
    expect(call(page)).to_be_visible()
    size, box = page.viewport_size, call(page).bounding_box()
    assert size
    assert box
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= size["width"] + 0.5
    assert box["y"] + box["height"] <= size["height"] + 0.5


def call_is_whole(page: Page) -> bool:
    """The whole call button lies in the screen, with nothing over it."""
    return bool(page.evaluate(WHOLE))


def open_tonight(page: Page, url: str) -> None:
    """A guest on Tonight, everything there."""
    page.goto(f"{url}/tonight")
    expect(row(page, "strip.breath")).to_be_visible()
    page.wait_for_load_state("networkidle")


def reopen(page: Page) -> None:
    """The app is opened again, once what was tapped is kept."""
    page.evaluate(WRITTEN)
    page.reload()


def resize(page: Page, size: ViewportSize, letters: int) -> None:
    """A screen of this size, its text at so many percent."""
    page.set_viewport_size(size)
    page.evaluate("(letters) => { document.documentElement.style.fontSize = `${letters}%` }", letters)
    page.evaluate("() => new Promise(requestAnimationFrame)")


def rose_after(page: Page) -> float:
    """Milliseconds from the last tap until the whole call button lay in the screen."""
    page.wait_for_function("window.rose !== null")
    return float(page.evaluate("window.rose"))


def number(page: Page) -> str | None:
    """The number that the button calls; None where words stand in its place."""
    found = re.fullmatch(r"tel:(\+?\d+)", call(page).get_attribute("href") or "")
    return found.group(1) if found else None


def spoken(page: Page) -> dict[str, Any]:
    """What a screen reader is told of the sheet."""
    said: dict[str, Any] = page.evaluate(SPOKEN)
    return said


def go(page: Page, path: str) -> None:
    """To another screen of the app, as a link would, without loading it anew."""
    page.evaluate(
        "(path) => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')) }", path
    )
