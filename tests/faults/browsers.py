"""Two people at a browser each, who write a note on tonight again and again and believe what the screen says."""

import random
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

from tests.browser.conftest import DEVICE, WRITTEN
from tests.browser.people import sign_in
from tests.faults.judge import Phone
from tests.site import Site
from tools.browser import ARGUMENTS, find

NOTE = "Note on the whole night"
SAVED, SENT, WAITS = "Saved on this phone", "All sent", re.compile("not on the server yet")
PAUSE_MS = 700
SETTLES_WITHIN = 90
ONLINE = "void dispatchEvent(new Event('online'))"
T = TypeVar("T")


@dataclass
class Reader:
    """One browser and whoever sits before it; `typed` are the notes of this row, and whether "Saved" was said."""

    name: str
    page: Page
    typed: list[tuple[str, bool]] = field(default_factory=list)

    def write(self, mark: str) -> None:
        """Type a note and look what the screen says of it."""
        saved = False
        # A page that a fault keeps from drawing is a person who waits: nothing was said.
        with suppress(Error):
            note = self.page.get_by_role("textbox", name=NOTE)
            note.fill(mark)
            note.blur()
            self.page.evaluate(WRITTEN)
            saved = self.page.get_by_text(SAVED).first.is_visible()
        self.typed.append((mark, saved))

    def settle(self, url: str) -> Phone:
        """Wait as a person does until all is sent, and read what the server holds."""
        for _ in range(SETTLES_WITHIN):
            with suppress(Error):
                self.page.evaluate(ONLINE)
                self.page.get_by_text(SENT).wait_for(timeout=1000)
                break
        waits = self.page.get_by_text(WAITS).first.is_visible()
        nights: Any = self.page.request.get(f"{url}/api/v1/patients/me/nights").json()["results"]
        return Phone(self.name, tuple(self.typed), waits=waits, stands=nights[0]["note"] if nights else "")


@dataclass
class Browsers:
    """All of them, in one thread: Playwright's objects belong to the thread that made them."""

    site: Site
    readers: list[Reader]
    _thread: ThreadPoolExecutor

    def _do(self, what: Callable[[], T]) -> T:
        return self._thread.submit(what).result()

    @contextmanager
    def writing(self, dice: random.Random) -> Iterator[None]:
        """Both write, one after the other, until the block ends."""
        for reader in self.readers:
            reader.typed.clear()
        over = threading.Event()
        job = self._thread.submit(self._write_until, over, dice)
        try:
            yield
        finally:
            over.set()
            job.result(120)

    def _write_until(self, over: threading.Event, dice: random.Random) -> None:
        while not over.is_set():
            for reader in self.readers:
                reader.write(f"{reader.name} {dice.getrandbits(32):08x}")
            with suppress(Error):
                self.readers[0].page.wait_for_timeout(PAUSE_MS)

    def settled(self) -> Sequence[Phone]:
        """What each typed, and what became of it."""
        return self._do(lambda: [reader.settle(self.site.url) for reader in self.readers])


@contextmanager
def browsing(site: Site, proxy_port: int, addresses: Sequence[str], word: str) -> Iterator[Browsers]:
    """A Chromium for each address, signed in; what it asks of the site goes through the proxy."""
    with ThreadPoolExecutor(1) as thread:
        started: list[Playwright] = []
        opened: list[Browser] = []

        def open_all() -> list[Reader]:
            started.append(sync_playwright().start())
            readers = []
            for address in addresses:
                opened.append(_launch(started[0], site, proxy_port))
                readers.append(Reader(address.partition("@")[0], _page(opened[-1], site, address, word)))
            return readers

        def close_all() -> None:
            for browser in opened:
                browser.close()
            for playwright in started:
                playwright.stop()

        try:
            yield Browsers(site, thread.submit(open_all).result(), thread)
        finally:
            thread.submit(close_all).result()


def _launch(playwright: Playwright, site: Site, proxy_port: int) -> Browser:
    # The site answers under one name and port: the browser keeps both, and its connections go to the proxy.
    rule = f"MAP {site.url.partition('//')[2]} 127.0.0.1:{proxy_port}"
    arguments = [*ARGUMENTS, f"--host-resolver-rules={rule}"]
    return playwright.chromium.launch(executable_path=find(), args=arguments)


def _page(browser: Browser, site: Site, address: str, word: str) -> Page:
    context = browser.new_context(**{**DEVICE, "service_workers": "allow"})
    context.set_default_timeout(30_000)
    page = context.new_page()
    sign_in(page, site, address, word)
    page.wait_for_url(re.compile("/tonight$"))
    page.get_by_role("button", name="Pain", exact=True).click()
    page.get_by_role("heading", name=NOTE).click()
    page.get_by_role("textbox", name=NOTE).wait_for()
    context.set_default_timeout(5_000)
    return page
