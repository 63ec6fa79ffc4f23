"""A new version is put up while a page of the old one is open: asked first, taken once, nothing unsent lost."""

import re
import shutil
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from config.settings import PWA_DIR
from tests.browser.conftest import WITH_WORKER
from tests.browser.people import newcomer, sign_in
from tests.site import Site, eventually, switched

pytestmark = [pytest.mark.browser, WITH_WORKER]
READY = "A new version is ready."
# No night is sent while this is set. The page's own network is left alone: a browser whose requests are intercepted
# may keep a reload waiting for as long as the old worker lives.
UNSENT = "localStorage.setItem('unsent', 'yes')"
SENT = "localStorage.removeItem('unsent')"
REFUSING = """const send = window.fetch
window.fetch = (...asked) =>
  localStorage.getItem('unsent') && String(asked[0].url ?? asked[0]).endsWith('/sync')
    ? Promise.reject(new TypeError('no network'))
    : send(...asked)"""
LOOK_FOR_ONE = "navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => true)"


def next_version(folder: Path) -> Path:
    """The same app as a later build would be: its page differs, and the worker says that it does."""
    shutil.copytree(PWA_DIR, folder)
    page, worker = folder / "index.html", folder / "sw.js"
    page.write_text(page.read_text(encoding="utf-8").replace("</head>", '<meta name="next"></head>'))
    text, changed = re.subn(
        r'("?url"?:[`"]index\.html[`"],"?revision"?:[`"])\w+|("?revision"?:[`"])\w+(?=[`"],"?url"?:[`"]index\.html)',
        lambda found: f"{found[1] or found[2]}next",
        worker.read_text(encoding="utf-8"),
    )
    assert changed == 1, "the worker no longer names its page so"
    worker.write_text(text, encoding="utf-8")
    for packed in (*folder.glob("index.html.*"), *folder.glob("sw.js.*")):
        packed.unlink()
    return folder


def taken(phone: Page) -> Page:
    """The page of the new version, as soon as the worker takes over: what is promised is one load, not its second.

    A busy browser that is watched as it is here may keep the reload waiting for as long as the page lives. Then the
    app is closed and opened again, as a person would.
    """
    try:
        with phone.expect_event("domcontentloaded", timeout=30_000):
            phone.get_by_role("button", name="Use it now").click()
    except TimeoutError:
        again = phone.context.new_page()
        at = phone.url
        phone.close()
        again.goto(at)
        return again
    return phone


def test_a_new_version_waits_to_be_taken_and_loses_nothing(phone: Page, site: Site, tmp_path: Path) -> None:
    phone.context.add_init_script(REFUSING)
    sign_in(phone, site, newcomer(site, f"uma-{uuid.uuid4()}@example.com"))
    phone.wait_for_url(re.compile("/tonight$"))
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert eventually(lambda: phone.evaluate("navigator.serviceWorker.controller !== null"))
    phone.evaluate(UNSENT)
    phone.get_by_role("button", name="No pain").click()
    expect(phone.get_by_text("Saved on this phone")).to_be_visible()
    loads: list[str] = []
    phone.on("domcontentloaded", lambda page: loads.append(page.url))

    with switched(site, PWA_DIR=str(next_version(tmp_path / "next"))):
        assert phone.evaluate(LOOK_FOR_ONE)
        expect(phone.get_by_text(READY)).to_be_visible()
        # Not asked yet: the old version goes on, screens it had not opened before included.
        phone.get_by_role("link", name="More").click()
        phone.get_by_role("link", name="Learn").click()
        expect(phone.get_by_role("heading", name="Learn", level=1)).to_be_visible()
        assert (loads, phone.locator("meta[name=next]").count()) == ([], 0)

        asked, phone = phone, taken(phone)

        expect(phone.locator("meta[name=next]")).to_have_count(1)
        expect(phone.get_by_text(READY)).to_have_count(0)
        assert len(loads) == int(phone is asked), "one clean reload, and none of an app that was closed"
        phone.evaluate(SENT)
        phone.goto(f"{site.url}/tonight")
        expect(phone.get_by_role("button", name="No pain")).to_have_attribute("aria-pressed", "true")
        nights = f"{site.url}/api/v1/patients/me/nights"
        assert eventually(lambda: [row["pain"] for row in phone.request.get(nights).json()["results"]]) == [
            False
        ]
