"""Trends on a phone: a picture with its table and the way to the night, with a network and without."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PICTURES, WITH_WORKER
from tests.browser.people import sign_in
from tests.site import Site

pytestmark = [pytest.mark.browser, WITH_WORKER]


def test_trends_are_drawn_with_a_network_and_without(
    site: Site, phone: Page, context: BrowserContext
) -> None:
    sign_in(phone, site, "patient@demo.test", "stillnight-demo")
    expect(phone.get_by_text("All sent")).to_be_visible()
    phone.goto(f"{site.url}/trends")
    chart = phone.get_by_role("img", name="Worst pain")
    expect(chart).to_be_visible()
    expect(phone.get_by_text(re.compile(r"^Pain on \d+ of \d+ nights\.$"))).to_be_visible()
    course = phone.get_by_role("region", name="Better or worse")
    expect(course.get_by_text(re.compile("^Worked out from nights up to "))).to_be_visible()
    told = course.inner_text()
    expect(phone.get_by_role("heading", name="Where it hurt, now against before")).to_be_visible()
    phone.screenshot(path=PICTURES / "trends.png", full_page=True)

    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    context.set_offline(True)
    phone.reload()
    expect(chart).to_be_visible()
    expect(course).to_have_text(re.compile(re.escape(told.split("\n")[-1])))
    assert course.inner_text() == told
    phone.get_by_label("What to show").select_option("sleep_minutes")
    expect(phone.get_by_role("img", name="Sleep", exact=True)).to_be_visible()
    phone.get_by_text("The same as a table").click()
    phone.get_by_role("table").first.get_by_role("link").first.click()

    expect(phone.get_by_role("heading", name="Your sleep")).to_be_visible()
    context.set_offline(False)
    assert phone.faults == []  # type: ignore[attr-defined]
