"""A night's answers as a thumb gives them: each on the screen that asks it, or under the yes that calls it."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page

from insights.safety import content

SCREENS = ("tonight", "morning", "week")
# Waits out the guard against a trembling thumb's second tap.
SAME_TAP_MS = 650


class Thumb:
    """Taps of one person on one phone; what the warnings say meanwhile is kept in `read`."""

    def __init__(self, page: Page, url: str, *, noes_first: bool = False) -> None:
        self.page, self.url, self.noes_first = page, url, noes_first
        self.read = ""

    def open(self, screen: str) -> None:
        self.page.goto(f"{self.url}/{screen}")
        self.page.locator("main h1").first.wait_for(state="attached")
        self.page.wait_for_timeout(300)
        self.settle()

    def settle(self) -> None:
        """Read what has come up and fold it away."""
        for _ in range(60):
            if not (sheet := self.page.locator("dialog[open]")).count():
                return
            self.read += sheet.inner_text() + "\n"
            self.page.keyboard.press("Escape")
            self.page.wait_for_timeout(100)

    def said(self) -> str:
        """Every word of a warning so far, and all that stands on the screen."""
        self.settle()
        return self.read + self.page.locator("body").inner_text()

    def tap(self, what: Locator) -> None:
        """Tap until it is taken: a second tap in the same place within a moment is none."""
        self.settle()
        state = "one => one.ariaChecked ?? one.ariaPressed"
        before = what.evaluate(state)
        what.tap()
        self.page.wait_for_timeout(120)
        self.settle()
        if before is not None and what.count() and what.evaluate(state) == before:
            self.page.wait_for_timeout(SAME_TAP_MS)
            what.tap()
            self.page.wait_for_timeout(120)
            self.settle()

    def row(self, name: str) -> Locator:
        return self.page.locator(f"main [data-row='{name}']").filter(visible=True).first

    def about(self, health: Mapping[str, Any]) -> None:
        """The screens about the person."""
        who = {f"who.{name}" for name, value in (health.get("who") or {}).items() if value}
        plain = {name: value for name, value in health.items() if name not in ("who", "dates")}
        dates = {f"dates.{name}": value for name, value in (health.get("dates") or {}).items()}
        for n, ids in enumerate(content.questions().onboarding.values(), 1):
            if not (who & set(ids) or plain.keys() & set(ids)):
                continue
            self.open(f"questions/{n}")
            for name in plain.keys() & set(ids):
                self._plain(name, plain[name])
            for name in sorted(who & set(ids)):
                self.tap(self.row(name).locator("[data-answer=true]"))
                self._dates(dates)
        if dates:
            self.open("about-you")
            for name, value in dates.items():
                self.page.locator(f"main [data-date='{name}']").fill(str(value))

    def _dates(self, dates: dict[str, Any]) -> None:
        for name in [name for name in dates if self.row(name).count()]:
            self.row(name).locator("input").fill(str(dates.pop(name)))

    def _plain(self, name: str, value: Any) -> None:
        if name == "bother":
            self.tap(self.row(name).locator(f"[data-option={value}]"))
        else:
            self.row(name).locator("input").fill(str(value))
            self.row(name).locator("input").blur()

    def night(self, night: Mapping[str, Any]) -> None:
        """Everything of one night: pain and places first, then signs, then what is asked for safety."""
        self.open("tonight")
        episodes = night.get("episodes") or []
        if episodes or night.get("pain") is not None:
            hurts = bool(episodes) or night["pain"]
            self.tap(self.page.get_by_role("button", name="Pain" if hurts else "No pain", exact=True))
        for n, episode in enumerate(episodes):
            if n:
                self.tap(self.page.get_by_role("button", name="Another spell"))
            self._episode(episode)
        self._signs(night.get("signs") or {})
        self.checks(dict(night.get("checks") or {}))

    def _episode(self, episode: Mapping[str, Any]) -> None:
        for place in episode.get("sites") or []:
            for leg in ("left", "right") if place["side"] == "both" else (place["side"],):
                self.tap(self.page.locator(f"[data-zone^='{place['site']}-{leg}-']").first)
        if (strength := episode.get("intensity")) is not None:
            self.tap(self.page.locator(".scale").first.get_by_role("button", name=str(strength), exact=True))
        for name in ("onset", "when", "dur", "feel"):
            for word in episode.get(name) or [] if name == "feel" else filter(None, [episode.get(name)]):
                self.tap(self.page.locator(f"[data-option='{word}']").first)
        if episode.get("actions"):
            self._unfold("What helped?")
            for name, outcome in episode["actions"].items():
                self.tap(self.row(name).locator(f"[data-answer={outcome}]"))
        if episode.get("radiates") is not None:
            self._unfold("What else did you notice?")
            self.say("radiates", episode["radiates"])
        self._signs(episode.get("signs") or {})

    def _signs(self, signs: Mapping[str, Any]) -> None:
        if signs:
            self._unfold("What else did you notice?")
        for name, value in signs.items():
            self.say(f"sign.{name}", value)

    def _unfold(self, title: str) -> None:
        fold = self.page.locator("details", has=self.page.get_by_role("heading", name=title)).first
        if fold.get_attribute("open") is None:
            self.tap(fold.locator("summary"))

    def checks(self, answers: dict[str, Any]) -> None:
        """Each where it is asked; what is asked nowhere yet is called by the yes above it."""
        if answers.pop("mh.selfharm", False):
            self.settle()
            self.page.get_by_role("button", name="I can't cope tonight").click()
            asked = self.page.locator("dialog[open]").get_by_role("group", name="hurting yourself")
            asked.get_by_role("button", name="Yes", exact=True).click()
        self._answer(answers)
        for name in list(answers):
            if name in answers and (caller := self._caller(name)):
                self.open("tonight")
                self.say(caller, next((leg for leg in answers.values() if isinstance(leg, str)), True))
                self._answer(answers)
        for screen in SCREENS[1:]:
            if answers:
                self.open(screen)
                self.page.evaluate(
                    "document.querySelectorAll('details').forEach((one) => { one.open = true })"
                )
                self._answer(answers)
        left = {name: said for name, said in answers.items() if said is not False or name[:4] != "who."}
        assert not left, f"asked nowhere: {left}"

    def _caller(self, name: str) -> str | None:
        """The row of tonight under whose yes a question stands."""
        for row in content.questions().follow_up:
            if any(name in question.ids for question in (*row.first, *row.then)):
                return next((under for under in row.under if under.startswith("strip.")), None)
        return None

    def _answer(self, answers: dict[str, Any]) -> None:
        """All that this screen asks, until it asks nothing more of it: a yes may call another."""
        while here := [name for name in answers if self.row(name).count()]:
            # "None of these" says no to all that nobody has touched: it comes last, unless its noes must stand first.
            for name in sorted(here, key=lambda name: (answers[name] is False) != self.noes_first):
                if self.row(name).count():
                    self.say(name, answers[name])
                del answers[name]

    def say(self, name: str, value: Any) -> None:
        """Yes, no, or yes of a leg; no to a row of ticks is "none of these"."""
        row = self.row(name)
        if value is False and not row.locator("[data-answer=false]").count():
            none = row.locator("xpath=ancestor::*[contains(@class,'ticks')][1]").locator("> [data-none]")
            if none.get_attribute("aria-pressed") != "true":
                self.tap(none)
            return
        answer = row.locator(f"[data-answer={'false' if value is False else 'true'}]")
        if (answer.get_attribute("aria-checked") or answer.get_attribute("aria-pressed")) != "true":
            self.tap(answer)
        leg = self.page.locator(f"main [data-row='{name}'] + fieldset [data-option='{value}']").first
        if isinstance(value, str) and leg.count():
            self.tap(leg)
