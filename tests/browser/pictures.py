"""The visual record: `make pictures` lays every screen, in every look, into `var/screens/record`."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import screens
from tests.site import Site, running_site
from tools.browser import ARGUMENTS, find

FOLDER = Path("var/screens/record")
PHONE = {"width": 390, "height": 844}
HIGHEST = 6000
SIZES = {"tablet": {"width": 768, "height": 1024}, "desktop": {"width": 1280, "height": 800}}


def main(chosen: list[str]) -> int:
    """Picture all screens, or those named."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as folder,
        running_site(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find(), args=list(ARGUMENTS))
        for who in ("guest", "patient", "therapist"):
            _walk(browser, site, who, chosen)
        browser.close()
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}\n")
    return 0


def _walk(browser: Browser, site: Site, who: str, chosen: list[str]) -> None:
    with screens.visitor(browser, site, who) as page:
        for name, opened in _scenes(page, site, who):
            if chosen and name not in chosen:
                continue
            opened()
            _phone(page, name)
            _wide(page, name)


def _scenes(page: Page, site: Site, who: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """Each screen of this visitor, and what a screen becomes after its main touch."""
    for name in screens.names():
        if screens.VISITORS.get(name, "patient") == who:
            yield name or "home", lambda name=name: screens.show(page, site, name)  # type: ignore[misc]
    if who == "guest":
        for name in ("tonight", "settings", "patterns", "trends", "nights", "sharing", "tips"):
            yield f"{name}-guest", lambda name=name: screens.show(page, site, name)  # type: ignore[misc]
        yield "tonight-pain-guest", lambda: _in_pain(page, site)
    if who == "therapist":
        yield "desk-patient", lambda: _record(page, site)


def _in_pain(page: Page, site: Site) -> None:
    screens.show(page, site, "tonight")
    page.get_by_role("button", name="Pain", exact=True).click()


def _record(page: Page, site: Site) -> None:
    screens.show(page, site, "desk")
    page.get_by_role("link", name="Robin Ashdown").click()
    page.get_by_role("heading", name="Safety", exact=True).wait_for()
    page.wait_for_load_state("networkidle")


def _phone(page: Page, name: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    screens.paint(page, "dark")
    _picture(page, f"{name}-phone")
    screens.unfold(page)
    for theme in screens.THEMES:
        screens.paint(page, theme)
        _picture(page, f"{name}-phone-{theme}", whole=True)


def _wide(page: Page, name: str) -> None:
    screens.paint(page, "light")
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        _picture(page, f"{name}-{size}", whole=True)


def _picture(page: Page, name: str, whole: bool = False) -> None:
    """A whole page is pictured on a screen as high as itself: what sticks to the edge then covers nothing."""
    size = page.viewport_size
    assert size is not None
    if whole:
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": min(max(height, size["height"]), HIGHEST)})
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")
    page.set_viewport_size(size)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
