"""A phone that keeps nothing: full from the first start, or closed to the page. The app opens and says so."""

import pytest
from playwright.sync_api import Page, expect

from tests.site import Site

pytestmark = pytest.mark.browser
SAID = "This phone keeps nothing for the app"
REFUSED = """
indexedDB.open = () => { throw new DOMException('refused', 'SecurityError') }
Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused', 'SecurityError') } })
"""


def open_refused(phone: Page, site: Site) -> None:
    phone.add_init_script(REFUSED)
    phone.goto(f"{site.url}/tonight")


def open_full(phone: Page, site: Site) -> None:
    devtools = phone.context.new_cdp_session(phone)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": site.url, "quotaSize": 1})
    phone.goto(f"{site.url}/tonight")


@pytest.mark.parametrize("begin", [open_refused, open_full])
def test_a_first_start_without_storage_opens_says_so_and_warns_all_the_same(
    phone: Page, site: Site, begin: object
) -> None:
    begin(phone, site)  # type: ignore[operator]
    expect(phone.get_by_role("alert").filter(has_text=SAID)).to_be_visible()

    phone.get_by_role("button", name="No pain").click()

    expect(phone.get_by_role("button", name="No pain")).to_have_attribute("aria-pressed", "true")
    expect(phone.get_by_text("Saved on this phone")).to_have_count(0)
    expect(
        phone.get_by_text("nothing was saved").or_(phone.get_by_text("could not be saved"))
    ).to_be_visible()
    phone.get_by_role("button", name="I can't cope tonight").click()
    sheet = phone.locator("dialog[open]")
    sheet.get_by_role("group", name="hurting yourself").get_by_role("button", name="Yes").click()
    sheet.get_by_role("button", name="Close").click()
    expect(phone.locator(".bar a[href^='tel:']")).to_be_visible()
    assert phone.faults == []  # type: ignore[attr-defined]
