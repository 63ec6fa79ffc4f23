"""A night read whole, an earlier version brought back, a night deleted and taken out of the trash."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PICTURES
from tests.browser.people import newcomer, sign_in
from tests.site import Site, eventually

pytestmark = pytest.mark.browser


@pytest.fixture
def nora(site: Site, phone: Page) -> Page:
    """Someone new who has said of tonight: pain in the left calf, strength 6, then 8."""
    sign_in(phone, site, newcomer(site, f"nora-{uuid.uuid4()}@example.com"))
    phone.get_by_role("button", name="Pain", exact=True).click()
    phone.get_by_role("button", name="calf, your left").first.click()
    for strength in ("6", "8"):
        phone.get_by_role("button", name=strength, exact=True).first.click()
        assert eventually(lambda said=strength: strength_held(phone, site) == int(said))  # type: ignore[misc]
    return phone


def strength_held(page: Page, site: Site) -> int | None:
    """What the server knows of tonight's spell."""
    nights = page.request.get(f"{site.url}/api/v1/patients/me/nights").json()["results"]
    return next((one.get("intensity") for night in nights for one in night["episodes"]), None)


def test_an_overwritten_strength_is_brought_back(nora: Page) -> None:
    nora.get_by_role("link", name="The whole night").click()
    expect(nora.get_by_text("strength 8 of 10").first).to_be_visible()

    nora.get_by_role("button", name="Show them").click()
    nora.screenshot(path=PICTURES / "history.png", full_page=True)
    row = nora.get_by_role("listitem").filter(has_text="strength 6 of 10")
    row.get_by_role("button", name="Bring back").click()

    said = nora.get_by_role("region", name="What you have said")
    expect(said.get_by_text("strength 6 of 10")).to_be_visible()


def test_a_deleted_night_is_undone_or_comes_out_of_the_trash(nora: Page) -> None:
    nora.get_by_role("link", name="The whole night").click()
    nora.get_by_role("button", name="Delete this night").click()
    night = nora.get_by_role("link", name=re.compile("strength 8"))
    expect(nora.get_by_text("No night logged in this month.")).to_be_visible()

    nora.get_by_role("button", name="Undo").click()
    expect(night.last).to_be_visible()

    night.last.click()
    nora.get_by_role("button", name="Delete this night").click()
    nora.get_by_text("Deleted nights").click()
    nora.screenshot(path=PICTURES / "trash.png", full_page=True)
    nora.get_by_role("button", name="Bring back").click()
    expect(night.last).to_be_visible()
    assert nora.faults == []  # type: ignore[attr-defined]
