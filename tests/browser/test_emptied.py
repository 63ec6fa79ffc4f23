"""A browser short of space empties what it kept, not the sign-in: the diary comes back, and the loss is said."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WITH_WORKER
from tests.browser.people import newcomer, sign_in
from tests.site import Site, eventually

pytestmark = [pytest.mark.browser, WITH_WORKER]
LOST = "had emptied what it kept"
ALL_BUT_COOKIES = "indexeddb,local_storage,cache_storage,service_workers"


def empty(phone: Page, site: Site) -> None:
    """As the browser does it, while no page is open."""
    phone.goto("about:blank")
    devtools = phone.context.new_cdp_session(phone)
    devtools.send("Storage.clearDataForOrigin", {"origin": site.url, "storageTypes": ALL_BUT_COOKIES})


def test_an_emptied_phone_fetches_its_diary_again_and_says_what_is_lost(phone: Page, site: Site) -> None:
    address = newcomer(site, f"ella-{uuid.uuid4()}@example.com")
    sign_in(phone, site, address)
    phone.wait_for_url(re.compile("/tonight$"))
    phone.get_by_role("button", name="No pain").click()
    nights = f"{site.url}/api/v1/patients/me/nights"
    assert eventually(lambda: phone.request.get(nights).json()["results"])

    empty(phone, site)
    phone.goto(f"{site.url}/tonight")

    expect(phone.get_by_role("status").filter(has_text=LOST)).to_be_visible()
    expect(phone.get_by_role("banner").get_by_text(address)).to_be_visible()
    expect(phone.get_by_role("button", name="No pain")).to_have_attribute("aria-pressed", "true")
    phone.get_by_role("button", name="Understood").click()
    expect(phone.get_by_text(LOST)).to_have_count(0)
    phone.reload()
    expect(phone.get_by_role("button", name="No pain")).to_have_attribute("aria-pressed", "true")
    expect(phone.get_by_text(LOST)).to_have_count(0)


def test_nobody_new_is_asked_who_they_are(phone: Page, site: Site) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(f"{site.url}/tonight")
    phone.wait_for_load_state("networkidle")

    assert eventually(
        lambda: phone.evaluate("true") and any("Pause" in url or "sw.js" in url for url in asked)
    )
    assert [url for url in asked if url.endswith("/api/v1/me")] == []
    expect(phone.get_by_text(LOST)).to_have_count(0)
