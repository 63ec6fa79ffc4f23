"""What the app puts to a person: questions rendered on a screen she is led to, and the taps that answer them."""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from playwright.sync_api import Locator, Page, TimeoutError

from tests.browser.sheet import STEADY_MS

MESSAGES = Path("pwa/src/i18n/messages")
# Ids of the questions that can be read in the flow: not in a fold that is shut, not behind a tab, not transparent,
# with words of their own and a place to answer them.
ROWS = """(within) => [...document.querySelectorAll(`${within} [data-row]`)].filter((row) => {
  const seen = (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true })
  const words = row.innerText.trim()
  const high = (one) => one.getBoundingClientRect().height > 20
  const place = [...row.querySelectorAll('button, input')].some((one) => seen(one) && high(one))
  return seen(row) && place && words.length > 5 && !words.startsWith(row.dataset.row)
}).map((row) => row.dataset.row)"""
# Answers yes where nothing is said yet; gives back how many were answered.
YES = """() => {
  const open = [...document.querySelectorAll('main [data-row] [data-answer=true]')]
    .filter((one) => one.checkVisibility() && (one.ariaChecked ?? one.ariaPressed) !== 'true')
    .filter((one) => !one.closest('[data-row]').querySelector('[aria-pressed=true]'))
  open.forEach((one) => one.click())
  return open.length
}"""
ROUNDS = 8
SHEETS = 40  # who says yes to everything is told much, one sheet after the other


@cache
def _messages(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((MESSAGES / f"{language}.json").read_text(encoding="utf-8"))
    return found


@dataclass
class Walk:
    """One phone on its way through the days, read in one language, and the ids it was asked so far."""

    page: Page
    language: str = "en"
    met: set[str] = field(default_factory=set)

    def said(self, key: str) -> str:
        """What the app says under a key, in the language of this phone."""
        return _messages(self.language)[key]

    def look(self) -> None:
        """Note what is asked now; sheets that have risen are read and folded away."""
        self.met |= set(self.page.evaluate(ROWS, "body"))
        while self.page.locator("dialog[open]").count():
            # It is read while it rises and takes no key, which is not waited for.
            self.page.clock.run_for(STEADY_MS)
            self.met |= set(self.page.evaluate(ROWS, "dialog[open]"))
            self.page.keyboard.press("Escape")

    def yes(self) -> None:
        """Say yes to all that is asked on this screen, and to what that calls, until nothing new comes."""
        self.look()
        for _ in range(ROUNDS):
            if not self.page.evaluate(YES):
                break
            self.page.wait_for_timeout(150)
            self.look()
        self.look()

    def tap(self, key: str, role: str = "button") -> None:
        """Tap what is called so."""
        self.touch(self.page.get_by_role(role, name=self.said(key), exact=True).first)  # type: ignore[arg-type]

    def touch(self, target: Locator) -> None:
        """Tap; a sheet that rises just then is read and folded away first."""
        for _ in range(SHEETS):
            self.look()
            try:
                return target.click(timeout=1000)
            except TimeoutError:
                if not self.page.locator("dialog[open]").count():
                    raise
        return target.click()

    def unfold(self, key: str) -> None:
        """Open a fold of the screen by its title."""
        self.look()
        fold = self.page.locator("details", has=self.page.get_by_role("heading", name=self.said(key)))
        if fold.get_attribute("open") is None:
            self.touch(fold.locator("summary"))

    def wake(self, moment: str, url: str) -> None:
        """Open the app at a moment of the phone's clock."""
        self.page.clock.set_system_time(moment)
        self.page.goto(url)
        self.page.locator("main h1, main .card, main fieldset").first.wait_for(state="attached")
