"""How soon Tonight can be used on a slow phone without a network: `python -m tests.bench offline`."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import cast

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.bench.results import Result, Results, result
from tests.browser.people import sign_in
from tests.site import Site, running_site
from tools.browser import ARGUMENTS, find

STARTS = 11
SLOWDOWN = 4
DIARY = {"address": "patient@demo.test", "password": "stillnight-demo"}
PHONE = {"width": 390, "height": 844}
# Usable: the two big answers are on the screen, laid out, and the frame that shows them is done.
WATCH = """
window.usable = new Promise((resolve) => {
  const look = () => {
    const button = document.querySelector('main button[aria-pressed]')
    if (!button || !button.offsetHeight) return requestAnimationFrame(look)
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
  }
  addEventListener('DOMContentLoaded', look)
})
"""


def measure() -> Results:
    """Cold starts with the service worker asleep, at a quarter of this machine's speed: a new phone, and a diary."""
    with (
        TemporaryDirectory() as folder,
        running_site(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find(), args=list(ARGUMENTS))
        new, kept = _phone(browser, site), _phone(browser, site, **DIARY)
        pairs = [(_start(new, site.url), _start(kept, site.url)) for _ in range(STARTS)]
        browser.close()
    empty, diary = (sorted(took) for took in zip(*pairs, strict=True))
    beside = median(with_diary / without for without, with_diary in pairs)
    return {
        "offline start to usable Tonight": _seconds(empty),
        "offline start with a diary, opened with its key": _seconds(diary),
        "that diary beside none": result(beside, "x", "1.2 x", starts=STARTS),
    }


def _seconds(took: list[float]) -> Result:
    return result(
        median(took) / 1000,
        "s",
        "0.5 s",
        slowdown=f"{SLOWDOWN} x",
        starts=STARTS,
        best=round(took[0] / 1000, 2),
        ninth_tenth=round(took[int(0.9 * STARTS)] / 1000, 2),
        worst=round(took[-1] / 1000, 2),
    )


def _phone(browser: Browser, site: Site, *, address: str = "", password: str = "") -> BrowserContext:
    """Without a network, the app and its diary on board."""
    context = browser.new_context(viewport=PHONE, service_workers="allow")  # type: ignore[arg-type]
    context.add_init_script(WATCH)
    page = context.new_page()
    if address:
        sign_in(page, site, address, password)
        page.get_by_text("All sent").wait_for()
    page.goto(f"{site.url}/tonight")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    page.close()
    return context


def _start(context: BrowserContext, url: str) -> float:
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.goto(f"{url}/tonight")
    took = cast(float, page.evaluate("window.usable"))
    page.close()
    return took
