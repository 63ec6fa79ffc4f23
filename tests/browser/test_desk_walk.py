"""The whole way at the desk, on laptop and phone: from the invitation to its end; and a visit."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import PHONE, PICTURES, device
from tests.browser.test_desk import LAPTOP, open_record, signed_in
from tests.site import Site, eventually

pytestmark = pytest.mark.browser
WALL = "Calf stretch at the wall"
# An open page asks every second and a half; a busy machine may take its time.
AT_ONCE_MS = 6_000


@pytest.fixture
def ended(site: Site) -> Iterator[None]:
    """Nobody looks at Robin's record to begin with; afterwards Tess does again."""
    robin, tess = (site.sign_in(f"{who}@demo.test", "stillnight-demo") for who in ("patient", "therapist"))
    end_all(robin)
    yield
    end_all(robin)
    made = robin.call("POST", "patients/me/consents", {"scope": "full"}).json()
    tess.call("POST", "consents/accept", {"code": made["code"]}).raise_for_status()
    robin.call("POST", f"patients/me/consents/{made['id']}/confirm").raise_for_status()
    tidy(robin, tess)


def end_all(patient: Any) -> None:
    for one in patient.get("patients/me/consents")["results"]:
        if one["state"] != "ended":
            patient.call("DELETE", f"patients/me/consents/{one['id']}").raise_for_status()


def tidy(robin: Any, tess: Any) -> None:
    """Take back the marks and tags a test left at the desk."""
    record = f"patients/{robin.get('me')['patient']}"
    tess.call("DELETE", f"{record}/review")
    tess.call("PUT", f"{record}/tags", {"tags": []})


def code_shown(page: Page) -> str:
    expect(page.get_by_alt_text("picture to scan")).to_be_visible()
    return page.locator(".code").inner_text()


def use_code(page: Page, site: Site, code: str) -> None:
    page.goto(f"{site.url}/join#{code}")
    page.reload()


@pytest.mark.usefixtures("ended")
@pytest.mark.parametrize(
    "size", [pytest.param(LAPTOP, id="laptop"), pytest.param(PHONE, id="phone", marks=pytest.mark.full)]
)
def test_from_the_invitation_to_its_end(browser: Browser, site: Site, size: ViewportSize) -> None:
    robin, tess = signed_in(browser, site, "patient", PHONE), signed_in(browser, site, "therapist", size)
    PICTURES.mkdir(parents=True, exist_ok=True)

    robin.goto(f"{site.url}/sharing")
    robin.get_by_text("Invite someone").click()
    robin.get_by_role("button", name="Everything, notes and nights too").click()
    robin.get_by_role("button", name="Make a code").click()
    use_code(tess, site, code_shown(robin))
    expect(tess.get_by_text("would like to show you a diary")).to_be_visible()
    tess.get_by_role("button", name="Use the code").click()
    expect(tess.get_by_text("once your name is confirmed")).to_be_visible()
    robin.reload()
    robin.get_by_role("button", name="Yes, Tess Okafor may look").click()
    expect(robin.get_by_text("May look now")).to_be_visible()

    tess.goto(f"{site.url}/desk")
    tess.get_by_role("button", name="Mark reviewed").click()
    expect(tess.get_by_text("Reviewed today")).to_be_visible()
    open_record(tess)
    tess.get_by_label("New tag").fill("knee")
    tess.get_by_role("button", name="Add tag").click()
    expect(tess.get_by_role("button", name="Remove tag knee")).to_be_visible()
    tess.get_by_text("Add to the plan").click()
    tess.get_by_label("In your own words").last.fill(WALL)
    tess.get_by_role("button", name="Add", exact=True).click()
    expect(tess.get_by_role("button", name="Take out of the plan")).to_be_visible()

    robin.goto(f"{site.url}/tonight/{robin.evaluate('new Date().toLocaleDateString(`sv`)')}")
    robin.locator("li", has_text=WALL).get_by_role("button", name="Done").click()
    there = site.sign_in("patient@demo.test", "stillnight-demo")
    assert eventually(lambda: [tick for tick in there.get("patients/me/plan")["ticks"] if tick["done"]])
    tess.reload()
    expect(tess.get_by_text("last done")).to_be_visible()
    tess.screenshot(path=PICTURES / f"desk-walk-{size['width']}.png", full_page=True)

    robin.goto(f"{site.url}/sharing")
    robin.get_by_role("button", name="End now").click()

    expect(tess.get_by_text("This is not open to you, or no longer.")).to_be_visible(timeout=AT_ONCE_MS)
    expect(tess.get_by_text("Robin Ashdown")).to_have_count(0)
    tess.goto(f"{site.url}/desk")
    expect(tess.get_by_text("Nobody shares a diary with you yet.")).to_be_visible()


@pytest.mark.usefixtures("ended")
def test_a_therapist_invites_and_the_patient_sees_the_name_first(browser: Browser, site: Site) -> None:
    robin, tess = signed_in(browser, site, "patient", PHONE), signed_in(browser, site, "therapist", LAPTOP)
    tess.goto(f"{site.url}/desk")
    tess.get_by_text("Invite a patient").click()
    tess.get_by_role("button", name="Make a code").click()
    use_code(robin, site, code_shown(tess))

    expect(robin.get_by_text("Tess Okafor asks to see your diary")).to_be_visible()
    assert not [one for one in held_by(site) if one["state"] == "active"]
    robin.screenshot(path=PICTURES / "sharing-asked.png", full_page=True)
    robin.get_by_role("button", name="Yes, Tess Okafor may look").click()

    expect(robin.get_by_text("May look now")).to_be_visible()
    expect(tess.get_by_role("link", name="Robin Ashdown")).to_be_visible(timeout=AT_ONCE_MS)


def held_by(site: Site) -> Any:
    return site.sign_in("therapist@demo.test", "stillnight-demo").get("consents")["results"]


def test_a_colleague_is_proposed_with_a_code(browser: Browser, site: Site) -> None:
    tess = signed_in(browser, site, "therapist", PHONE)
    open_record(tess)
    tess.get_by_text("Hand over or end").click()
    tess.get_by_role("button", name="Propose a colleague").click()

    assert re.fullmatch(r"(\w{4}-){3}\w{4}", code_shown(tess))
    assert [one["state"] for one in held_by(site) if one["state"] == "active"] == ["active"]


@pytest.mark.parametrize(
    "size", [pytest.param(LAPTOP, id="laptop", marks=pytest.mark.full), pytest.param(PHONE, id="phone")]
)
def test_a_visit_is_shown_without_an_account_and_closed_at_once(
    browser: Browser, site: Site, size: ViewportSize
) -> None:
    there = site.sign_in("patient@demo.test", "stillnight-demo")
    for link in there.get("patients/me/visit-links")["results"]:
        there.call("DELETE", f"patients/me/visit-links/{link['id']}").raise_for_status()
    robin = signed_in(browser, site, "patient", PHONE)
    robin.goto(f"{site.url}/for-visit")
    robin.get_by_label("Next visit").fill("2030-01-07")
    robin.get_by_label("What do you want to ask?").fill("Is it the new tablets?")
    robin.get_by_label("Last visit").focus()
    robin.get_by_role("button", name="Everything, notes and nights too").click()
    assert eventually(lambda: there.get("patients/me/report")["question"] == "Is it the new tablets?")
    robin.get_by_role("button", name="Make a code for 30 minutes").click()
    code = code_shown(robin)
    robin.screenshot(path=PICTURES / "for-visit.png", full_page=True)

    guest = device(browser, viewport=size).new_page()
    guest.goto(f"{site.url}/visit#{code}")

    expect(guest.get_by_role("heading", name=re.compile("Robin Ashdown"))).to_be_visible()
    expect(guest.get_by_text("Is it the new tablets?")).to_be_visible()
    assert code not in guest.url
    assert guest.evaluate("document.documentElement.scrollWidth") <= size["width"]
    guest.screenshot(path=PICTURES / f"visit-{size['width']}.png", full_page=True)
    robin.get_by_role("button", name="End now").click()
    expect(guest.get_by_text("This code opens nothing, or no longer.")).to_be_visible(timeout=AT_ONCE_MS)
    expect(guest.get_by_text("Robin Ashdown")).to_have_count(0)
    looks = there.get("patients/me/access")["results"]
    assert ("visit", "visit") in {(one["role"], one["what"]) for one in looks}
