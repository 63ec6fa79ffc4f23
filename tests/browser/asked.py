"""What the app puts to a person: questions rendered on a screen she is led to, and the taps that answer them."""

from dataclasses import dataclass, field

from playwright.sync_api import Page, TimeoutError

# Ids of the questions rendered in view of the flow: not in a fold that is shut, not behind a tab.
ROWS = """() => [...document.querySelectorAll('[data-row]')].filter((row) => row.checkVisibility())
  .map((row) => row.dataset.row)"""
# Answers yes where nothing is said yet; gives back how many were answered.
YES = """() => {
  const open = [...document.querySelectorAll('main [data-row] [data-answer=true]')]
    .filter((one) => one.checkVisibility() && (one.ariaChecked ?? one.ariaPressed) !== 'true')
    .filter((one) => !one.closest('[data-row]').querySelector('[aria-pressed=true]'))
  open.forEach((one) => one.click())
  return open.length
}"""
ROUNDS = 8


@dataclass
class Walk:
    """One phone on its way through the days, and the ids it was asked so far."""

    page: Page
    met: set[str] = field(default_factory=set)

    def look(self) -> None:
        """Note what is asked now; sheets that have risen are read and folded away."""
        self.met |= set(self.page.evaluate(ROWS))
        while self.page.locator("dialog[open]").count():
            self.met |= set(self.page.evaluate(ROWS))
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

    def tap(self, name: str, role: str = "button") -> None:
        """Tap what is called so; a sheet that rises just then is read and folded away first."""
        target = self.page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
        for _ in range(ROUNDS):
            self.look()
            try:
                return target.click(timeout=4000)
            except TimeoutError:
                if not self.page.locator("dialog[open]").count():
                    raise
        return target.click()

    def unfold(self, title: str) -> None:
        """Open a fold of the screen by its title."""
        self.look()
        fold = self.page.locator("details", has=self.page.get_by_role("heading", name=title))
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()

    def wake(self, moment: str, url: str) -> None:
        """Open the app at a moment of the phone's clock."""
        self.page.clock.set_system_time(moment)
        self.page.goto(url)
        self.page.locator("main h1, main .card, main fieldset").first.wait_for(state="attached")
