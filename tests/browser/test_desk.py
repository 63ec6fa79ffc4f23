"""The desk on laptop and phone: read, mark, write, plan; the patient ticks it, and ends the sharing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import PHONE, PICTURES, device
from tests.browser.disk import everything
from tests.browser.people import sign_in
from tests.site import Site, eventually

pytestmark = pytest.mark.browser
# As long as an action may take: a busy machine draws a page late, and nothing here is about speed.
expect.set_options(timeout=20_000)
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
STRETCH = "Calf stretch at the wall"


def signed_in(browser: Browser, site: Site, who: str, size: ViewportSize, **options: Any) -> Page:
    """Someone of the demo, on a device of their own."""
    page = device(browser, viewport=size, **options).new_page()
    sign_in(page, site, f"{who}@demo.test", "stillnight-demo")
    page.wait_for_url(re.compile("/(tonight|desk)$"))
    return page


def open_record(page: Page) -> None:
    """From the caseload to Robin's page."""
    page.get_by_role("link", name="Robin Ashdown").click()
    expect(page.get_by_role("heading", name=re.compile("Robin Ashdown"))).to_be_visible()


STORED = """async () => {
  const found = [localStorage, sessionStorage].map((one) => JSON.stringify(one))
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) found.push(url)
  return found.join(' ')
}"""


@pytest.fixture
def shared_again(site: Site) -> Iterator[None]:
    """Whatever became of it, Robin shares with Tess again afterwards: the site is everyone's."""
    yield
    robin, tess = (site.sign_in(f"{who}@demo.test", "stillnight-demo") for who in ("patient", "therapist"))
    made = robin.call("POST", "patients/me/consents", {"scope": "full"}).json()
    tess.call("POST", "consents/accept", {"code": made["code"]}).raise_for_status()
    robin.call("POST", f"patients/me/consents/{made['id']}/confirm").raise_for_status()


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_desk_is_read_within_the_width_of_the_screen(
    browser: Browser, site: Site, size: ViewportSize
) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    tess = signed_in(browser, site, "therapist", size)
    expect(tess.get_by_text("Nobody watches these records in real time")).to_be_visible()
    tess.screenshot(path=PICTURES / f"desk-{size['width']}.png")

    open_record(tess)

    for title in ("Safety", "Better or worse", "Which leg, where", "What the nights resemble", "Plan"):
        expect(tess.get_by_role("heading", name=title, exact=True)).to_be_visible()
    assert tess.evaluate("document.documentElement.scrollWidth") <= size["width"]
    tess.screenshot(path=PICTURES / f"desk-patient-{size['width']}.png", full_page=True)


def test_a_record_is_marked_reviewed_and_the_mark_taken_back(browser: Browser, site: Site) -> None:
    tess = signed_in(browser, site, "therapist", LAPTOP)

    tess.get_by_role("button", name="Mark reviewed").click()
    expect(tess.get_by_text("Reviewed today")).to_be_visible()
    tess.get_by_role("button", name="Undo review").click()

    expect(tess.get_by_role("button", name="Mark reviewed")).to_be_visible()


def test_nothing_of_a_record_stays_on_the_therapists_device(browser: Browser, site: Site) -> None:
    tess = signed_in(browser, site, "therapist", LAPTOP, service_workers="allow")
    tess.evaluate("navigator.serviceWorker.ready.then(() => true)")
    open_record(tess)
    tess.get_by_label("New note").fill("Asked about the stairs")
    tess.get_by_role("button", name="Keep note").click()
    expect(tess.get_by_text("Asked about the stairs")).to_be_visible()

    stored = tess.evaluate(STORED) + everything(tess)

    assert "Tess Okafor" in stored
    assert "Robin" not in stored
    assert "stairs" not in stored
    assert "/api/" not in stored


def test_a_plan_reaches_tonight_and_a_tick_comes_back(browser: Browser, site: Site) -> None:
    tess, robin = (signed_in(browser, site, who, PHONE) for who in ("therapist", "patient"))
    open_record(tess)
    tess.get_by_text("Add to the plan").click()
    tess.get_by_label("In your own words").last.fill(STRETCH)
    tess.get_by_label("How much").fill("3 times 10 seconds")
    tess.get_by_role("button", name="Add", exact=True).click()
    expect(tess.get_by_role("button", name="Take out of the plan")).to_be_visible()

    # A plan of today is asked for from today's night on; before noon Tonight still shows the last one.
    robin.goto(f"{site.url}/tonight/{robin.evaluate('new Date().toLocaleDateString(`sv`)')}")
    asked = robin.locator("li", has_text=STRETCH)
    asked.get_by_role("button", name="Done").click()

    expect(asked.get_by_role("button", name="Done")).to_have_attribute("aria-pressed", "true")
    there = site.sign_in("patient@demo.test", "stillnight-demo")
    assert eventually(lambda: there.get("patients/me/plan")["ticks"])
    robin.screenshot(path=PICTURES / "tonight-plan.png", full_page=True)


@pytest.mark.usefixtures("shared_again")
def test_an_open_page_closes_when_the_sharing_has_ended(browser: Browser, site: Site) -> None:
    tess = signed_in(browser, site, "therapist", LAPTOP)
    open_record(tess)
    robin = site.sign_in("patient@demo.test", "stillnight-demo")
    [held] = [one for one in robin.get("patients/me/consents")["results"] if one["state"] == "active"]
    assert robin.call("DELETE", f"patients/me/consents/{held['id']}").status_code == 204

    expect(tess.get_by_text("This is not open to you, or no longer.")).to_be_visible()
    expect(tess.get_by_text("Robin Ashdown")).to_have_count(0)


def test_who_is_no_therapist_finds_no_desk(browser: Browser, site: Site) -> None:
    robin = signed_in(browser, site, "patient", PHONE)

    robin.goto(f"{site.url}/more")
    expect(robin.get_by_role("link", name=re.compile("Settings"))).to_be_visible()
    robin.wait_for_load_state("networkidle")
    expect(robin.get_by_role("link", name=re.compile("desk"))).to_have_count(0)
    robin.goto(f"{site.url}/desk")

    expect(robin.get_by_text("This is not open to you, or no longer.")).to_be_visible()
