"""A real Chromium at phone size, in front of a whole site."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize

from tests.site import Site, running_site
from tools.browser import ARGUMENTS, find

PHONE: ViewportSize = {"width": 390, "height": 844}
# The worker fetches the whole app at a first visit, and every test is one: whoever asks about it says `WITH_WORKER`.
DEVICE: dict[str, Any] = {
    "viewport": PHONE,
    "locale": "en-GB",
    "timezone_id": "Europe/London",
    "service_workers": "block",
}
WITH_WORKER = pytest.mark.browser_context_args(service_workers="allow")
PICTURES = Path("var/screens")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    path = find()
    assert path is not None, "no Chromium: run `python -m tools.browser`"
    return {"executable_path": path, "args": list(ARGUMENTS)}


@pytest.fixture
def browser_context_args() -> dict[str, Any]:
    return {**DEVICE, "has_touch": True}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("b")) as running:
        yield running


# What the browser says of whatever the policy refuses.
POLICY_WORDS = ("Content Security Policy", "requires 'Trusted", "Permissions-Policy", "Permissions policy")
REFUSED: list[str] = []

# A second tap of the same control sooner than this does nothing (`lib/secondTap.ts`).
TAPS_APART_MS = 650
# Waits until the phone's disk has every touch so far: writes of one database follow one another.
WRITTEN = """async () => {
  if (!(await indexedDB.databases?.())?.some(({ name }) => name === 'stillnight')) return
  const done = (asked) => new Promise((resolve) => {
    asked.onsuccess = asked.oncomplete = () => resolve(asked.result)
  })
  const db = await done(indexedDB.open('stillnight'))
  await done(db.transaction([...db.objectStoreNames], 'readwrite'))
  db.close()
}"""


def device(browser: Browser, **options: Any) -> BrowserContext:
    """A device of its own beside the test's phone."""
    context = watched(browser.new_context(**{**DEVICE, **options}))
    context.set_default_timeout(20_000)
    return context


def watched(context: BrowserContext) -> BrowserContext:
    """The same, noting what its pages were refused by the site's policy."""

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and any(word in message.text for word in POLICY_WORDS):
            REFUSED.append(message.text)

    context.on("console", note)
    return context


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    return watched(context)


@pytest.fixture(autouse=True)
def refused() -> Iterator[list[str]]:
    """What the policy refused up to the test's end: nothing, or the test fails. Who provokes it clears the list."""
    yield REFUSED
    found = REFUSED.copy()
    REFUSED.clear()
    assert found == []


@pytest.fixture(scope="session")
def kept_phone(browser: Browser) -> Iterator[Page]:
    """One phone for the whole run, the app's worker on it; each test begins with it as new (`as_new`)."""
    context = device(browser, has_touch=True, service_workers="allow")
    yield careful(context.new_page())
    context.close()


@pytest.fixture
def phone_as_new(kept_phone: Page, site: Site) -> Page:
    """The kept phone, for a test that leaves nothing in it: a third of what one of its own costs."""
    as_new(kept_phone, site.url)
    return kept_phone


@pytest.fixture
def phone(page: Page, context: BrowserContext) -> Page:
    """A phone of the test's own."""
    context.set_default_timeout(20_000)
    return careful(page)


def as_new(page: Page, url: str) -> None:
    """The phone holds nothing of anyone: no nights, no country, nobody signed in."""
    page.context.set_offline(False)
    page.set_viewport_size(PHONE)
    page.goto("about:blank")
    page.context.clear_cookies()
    origin = {"origin": url, "storageTypes": "indexeddb,local_storage"}
    page.context.new_cdp_session(page).send("Storage.clearDataForOrigin", origin)
    page.faults.clear()  # type: ignore[attr-defined]


def careful(page: Page) -> Page:
    """The same page, with the errors nobody handled in `faults`.

    It is left as a person leaves it, once a touch is kept: it is shown before the disk has it.
    """
    leave, load = page.goto, page.reload

    def goto(*args: Any, **options: Any) -> Any:
        if page.url.startswith("http"):
            page.evaluate(WRITTEN)
        return leave(*args, **options)

    def reload(**options: Any) -> Any:
        page.evaluate(WRITTEN)
        return load(**options)

    page.goto, page.reload = goto, reload  # type: ignore[method-assign]
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.faults = faults  # type: ignore[attr-defined]
    PICTURES.mkdir(parents=True, exist_ok=True)
    return page
