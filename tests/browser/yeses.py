"""Where a safety question is answered: every screen that puts one, the yeses a thumb can give there, and what the
rules, asked a second time in Python, say that each of them raises."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from playwright.sync_api import Page, TimeoutError

from insights.safety import content
from insights.safety.evaluator import Flag, evaluate
from insights.safety.rulebook import LEVELS, load
from tests.browser.sheet import SAME_TAP_MS, STOPWATCH, go, sheet

# Until the screen before has given way.
SCREEN_MS = 300
# A sheet that comes up over what is about to be tapped does so within this.
SHEET_MS = 3000
# Rows in view that nobody has answered, in the order of the screen.
OPEN = """(within) => [...document.querySelectorAll(`main ${within} [data-row]`)]
  .filter((row) => row.checkVisibility())
  .filter((row) => row.querySelector('[data-answer=true]'))
  .filter((row) => ![...row.querySelectorAll('button')].some(({ ariaChecked, ariaPressed }) =>
    (ariaChecked ?? ariaPressed) === 'true'))
  .map((row) => row.dataset.row)"""
PRESSED = "(one) => (one.ariaChecked ?? one.ariaPressed) === 'true'"


@dataclass(frozen=True, slots=True)
class Place:
    """A screen that puts safety questions: `within` which part of it, `nights` by days before tonight stand before it
    is opened, `ago` is the night its answers belong to, and `prepare` are the taps that bring its rows in view."""

    name: str
    path: str
    within: str = ""
    nights: dict[int, dict[str, Any]] = field(default_factory=dict)
    ago: int = 0
    prepare: Callable[[Page], None] = lambda page: None


def sore(place: str, **said: Any) -> dict[str, Any]:
    """A painful night, pain in one place of the left leg."""
    return {"episodes": [{"intensity": 7, "sites": [{"site": place, "side": "left"}], **said}]}


def unfold(page: Page) -> None:
    """All that folds."""
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true })")


def quiet(page: Page) -> None:
    """A night without pain, and its signs in view."""
    _press(page, "No pain")
    unfold(page)


def painful(page: Page) -> None:
    """A painful night, and its signs in view."""
    _press(page, "Pain")
    unfold(page)


def _press(page: Page, name: str) -> None:
    labels = {"Pain": 1, "No pain": 0}
    button = page.locator("main .answers .big").nth(labels[name])
    if not button.evaluate(PRESSED):
        button.click()


SWOLLEN = {1: {**sore("calf"), "checks": {"strip.swelling": True}}}
NERVE = {ago: sore("calf", feel=["shooting"], radiates=True, signs={"back": True}) for ago in (1, 2, 3)}
CLOT = {1: sore("calf", dur="constant")}
PLACES = (
    Place("strip", "/tonight", "[aria-labelledby=strip]"),
    Place("signs", "/tonight", "details", prepare=quiet),
    Place("signs of pain", "/tonight", "details", prepare=painful),
    Place("called by the log", "/tonight", "> .follow", nights=NERVE),
    Place("morning", "/morning", nights=SWOLLEN, ago=1),
    Place("weekly groups", "/week", prepare=unfold),
    *(Place(f"health {n}", f"/questions/{n}", nights=CLOT) for n in (2, 3, 4, 5)),
    Place("about you", "/about-you", nights=CLOT),
)


class Judge:
    """The rules a second time: what stands, and what each further yes adds to it."""

    def __init__(self, place: Place, tonight: date) -> None:
        self.today = tonight
        self.of = str(tonight - timedelta(days=place.ago))
        self.nights = {str(tonight - timedelta(days=ago)): dict(night) for ago, night in place.nights.items()}
        self.who: dict[str, bool] = {}
        self.given: dict[str, str] = {}
        self.instants = (f"{tonight}T12:{number // 60:02}:{number % 60:02}.000Z" for number in count())
        self.stands: dict[tuple[str, str | None], tuple[str, set[str]]] = {}
        self.raised()

    def seeds(self) -> list[dict[str, Any]]:
        """The nights that stand before."""
        return [{"date": day, **night} for day, night in self.nights.items()]

    def pain(self, hurts: bool) -> None:
        """What was tapped on the night's two tiles."""
        self.nights.setdefault(self.of, {}).update({"pain": hurts})

    def say(self, name: str) -> list[Flag]:
        """A yes; gives back the flags that take the screen for it, the most urgent first."""
        group, _, item = name.partition(".")
        night = self.nights.setdefault(self.of, {})
        (self.given if group == "who" else night.setdefault("given", {}))[name] = next(self.instants)
        if group == "who":
            self.who[item] = True
        elif group == "sign":
            signs = night["episodes"][-1] if night.get("episodes") else night
            signs.setdefault("signs", {})[item] = True
        else:
            night.setdefault("checks", {})[name] = True
        return self.raised()

    def raised(self) -> list[Flag]:
        """Flags that are new, higher, or rest on something more than before, each as urgent as its rule stands;
        those that an older one hides are told too."""
        health = {"who": dict(self.who), "given": self.given}
        found = evaluate({"nights": self.seeds(), "health": health}, today=self.today)
        flags = [flag for flag in (*found.flags, *found.besides) if flag.level != "routine"]
        more = [flag for flag in flags if self._more(flag)]
        standing = [replace(flag, level=self.stands[flag.rule, flag.side][0]) for flag in more]
        return sorted(standing, key=lambda flag: LEVELS.index(flag.level))

    def _more(self, flag: Flag) -> bool:
        key = (flag.rule, flag.side)
        level, items = self.stands.get(key, ("routine", set()))
        more = LEVELS.index(flag.level) < LEVELS.index(level) or not set(flag.items) <= items
        self.stands[key] = (min(level, flag.level, key=LEVELS.index), items | set(flag.items))
        return more


def words_of(flags: list[Flag], language: str) -> set[str]:
    """What the sheet may say of the most urgent of these flags, in a language."""
    first = [flag for flag in flags if flag.level == flags[0].level]
    return {load().rule(flag.rule).text[language].message[flag.level] for flag in first}


def waits(name: str) -> bool:
    """Whether first questions of its own may hold its flag back; the strip and an emergency wait for nothing."""
    asked = (row for row in content.questions().follow_up if name in row.under and row.first)
    return not name.startswith(("strip.", "who.")) and any(asked)


class Thumb:
    """Says yes to one row after the other in a place, and lets the caller look after each tap."""

    def __init__(self, page: Page, place: Place, judge: Judge) -> None:
        self.page, self.place, self.judge = page, place, judge

    def arrive(self) -> None:
        """The place is in view, as its taps leave it; what stood before is folded away."""
        go(self.page, self.place.path)
        self.page.wait_for_function("(path) => location.pathname === path", arg=self.place.path)
        self.page.wait_for_timeout(SCREEN_MS)
        self.page.locator("main [data-row], main .answers").first.wait_for(state="attached")
        self.settle()
        if self.place.prepare in (quiet, painful):
            self.judge.pain(self.place.prepare is painful)
        self.place.prepare(self.page)
        self.page.wait_for_timeout(100)

    def settle(self) -> None:
        """Folds away what has risen."""
        for _ in range(60):
            if not sheet(self.page).count():
                return
            self.page.keyboard.press("Escape")
            self.page.wait_for_timeout(50)

    def yeses(self) -> Iterator[tuple[str, list[Flag]]]:
        """Each yes once it is given, with what it raises; a sign that waits is left by going elsewhere."""
        self.page.evaluate(STOPWATCH)
        asked: set[str] = set()
        while names := [name for name in self.open() if name not in asked]:
            asked.add(names[0])
            flags = self.judge.say(names[0])
            self._tap(names[0])
            if away := waits(names[0]) and not self._rises():
                self.page.locator("nav a[href='/nights']").click()
            yield names[0], flags
            self.settle()
            if away:
                self.arrive()

    def open(self) -> list[str]:
        """The safety questions of the place that nobody has answered."""
        return [name for name in self.page.evaluate(OPEN, self.place.within) if _is_safety(name)]

    def _rises(self) -> bool:
        """Whether a sheet comes up while the screen is still there."""
        self.page.wait_for_timeout(SCREEN_MS)
        return sheet(self.page).count() > 0

    def _tap(self, name: str) -> None:
        answer = self.page.locator(f"main [data-row='{name}'] [data-answer='true']").first
        self.settle()
        try:
            answer.click(timeout=SHEET_MS)
        except TimeoutError:
            # What the last answer raised has come up over it just now.
            self.settle()
            answer.click()
        if not sheet(self.page).count() and answer.count() and not answer.evaluate(PRESSED):
            self.page.wait_for_timeout(SAME_TAP_MS)
            answer.click()


def _is_safety(name: str) -> bool:
    return "." in name or name == "slept_in_chair" or name.startswith("swelling")
