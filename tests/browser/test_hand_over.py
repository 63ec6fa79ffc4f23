"""A patient is handed over: the old therapist proposes, the new one uses the code, and only the patient decides."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import PHONE, PICTURES, device
from tests.browser.people import WORD, newcomer, sign_in
from tests.browser.test_desk import LAPTOP
from tests.browser.test_desk_walk import AT_ONCE_MS, code_shown, use_code
from tests.site import Site

pytestmark = pytest.mark.browser
CLOSED = "This is not open to you, or no longer."
NOTE = "Ask about the stairs next time"


def named(site: Site, size: ViewportSize, name: str) -> tuple[str, Any]:
    """Someone new of that name: their address, and their own way in past the screens."""
    first = name.split()[0].lower()
    visitor = site.sign_in(newcomer(site, f"{first}{size['width']}@example.com"), WORD)
    visitor.call("PATCH", "me", {"name": name}).raise_for_status()
    return f"{first}{size['width']}@example.com", visitor


def share(patient: Any, therapist: Any) -> str:
    """The patient lets the therapist see everything; gives the record."""
    made = patient.call("POST", "patients/me/consents", {"scope": "full"}).json()
    therapist.call("PUT", "me/therapist").raise_for_status()
    therapist.call("POST", "consents/accept", {"code": made["code"]}).raise_for_status()
    patient.call("POST", f"patients/me/consents/{made['id']}/confirm").raise_for_status()
    return str(patient.get("me")["patient"])


def on_a_device(browser: Browser, site: Site, address: str, size: ViewportSize) -> Page:
    page = device(browser, viewport=size).new_page()
    sign_in(page, site, address)
    page.wait_for_url(re.compile("/(tonight|desk)$"))
    return page


def pictured(page: Page, name: str, size: ViewportSize) -> None:
    """The screen as it is, within its width."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"hand-over-{name}-{size['width']}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


@pytest.mark.parametrize(
    "size", [pytest.param(LAPTOP, id="laptop", marks=pytest.mark.full), pytest.param(PHONE, id="phone")]
)
def test_a_patient_is_handed_over(browser: Browser, site: Site, size: ViewportSize) -> None:
    old, hanna = named(site, size, "Hanna Voss")
    new, _ = named(site, size, "Ines Roca")
    patient, gil = named(site, size, "Gil Moreno")
    record = share(gil, hanna)
    hanna.call("POST", f"patients/{record}/notes", {"text": NOTE, "shared": True}).raise_for_status()
    leaving, coming = (on_a_device(browser, site, who, size) for who in (old, new))
    phone = on_a_device(browser, site, patient, PHONE)

    leaving.goto(f"{site.url}/desk")
    leaving.get_by_role("link", name="Gil Moreno").click()
    leaving.get_by_text("Hand over or end").click()
    leaving.get_by_label("Colleague's e-mail").fill(new)
    leaving.get_by_role("button", name="Propose a colleague").click()
    code = code_shown(leaving)
    expect(leaving.get_by_text("Nothing changes until your colleague has used it")).to_be_visible()
    pictured(leaving, "proposed", size)

    use_code(coming, site, code)
    expect(coming.get_by_text("Hanna Voss hands a patient over to you.")).to_be_visible()
    expect(coming.get_by_text("Gil")).to_have_count(0)
    pictured(coming, "asked", size)
    coming.get_by_role("button", name="Use the code").click()
    coming.get_by_role("button", name="Open a therapist's desk").click()
    expect(coming.get_by_text("once your name is confirmed")).to_be_visible()
    coming.goto(f"{site.url}/desk/{record}")
    expect(coming.get_by_text(CLOSED)).to_be_visible()
    leaving.reload()
    expect(leaving.get_by_role("heading", name=re.compile("Gil Moreno"))).to_be_visible()

    phone.goto(f"{site.url}/sharing")
    expect(phone.get_by_role("button", name="Yes, Ines Roca may look")).to_be_visible()
    pictured(phone, "confirm", size)
    phone.get_by_role("button", name="Yes, Ines Roca may look").click()
    expect(phone.get_by_text("May look now")).to_have_count(1)

    expect(leaving.get_by_text(CLOSED)).to_be_visible(timeout=AT_ONCE_MS)
    expect(leaving.get_by_text("Gil Moreno")).to_have_count(0)
    coming.goto(f"{site.url}/desk")
    coming.get_by_role("link", name="Gil Moreno").click()
    expect(coming.get_by_text(NOTE)).to_be_visible()
    pictured(coming, "arrived", size)
    leaving.goto(f"{site.url}/desk")
    expect(leaving.get_by_text("Nobody shares a diary with you yet.")).to_be_visible()
