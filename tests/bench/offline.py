"""How soon Tonight can be used on a slow phone without a network: `python -m tests.bench offline`."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import cast

from playwright.sync_api import BrowserContext, sync_playwright

from config.embedded.browser import ARGUMENTS, find
from tests.bench.results import Results, result
from tests.site import running_site

STARTS = 21
SLOWDOWN = 4
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
    """Cold starts with the service worker asleep, at a quarter of this machine's speed."""
    with (
        TemporaryDirectory() as folder,
        running_site(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find(), args=list(ARGUMENTS))
        context = browser.new_context(viewport=PHONE, service_workers="allow")  # type: ignore[arg-type]
        context.add_init_script(WATCH)
        first = context.new_page()
        first.goto(f"{site.url}/tonight")
        first.evaluate("navigator.serviceWorker.ready.then(() => true)")
        first.wait_for_load_state("networkidle")
        context.set_offline(True)
        took = sorted(_start(context, site.url) for _ in range(STARTS))
        browser.close()
    return {
        "offline start to usable Tonight": result(
            median(took) / 1000,
            "s",
            "1 s",
            slowdown=f"{SLOWDOWN} x",
            starts=STARTS,
            best=round(took[0] / 1000, 2),
            ninth_tenth=round(took[int(0.9 * STARTS)] / 1000, 2),
            worst=round(took[-1] / 1000, 2),
        )
    }


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
