"""Who cannot say where it hurts, or how they lay, is heard all the same; no finer answer is made up for them."""

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import newcomer, sign_in
from tests.site import Site, eventually

pytestmark = pytest.mark.browser
NOT_SURE = "lying, not sure how"
COARSE = {"sites": [{"site": "leg", "side": "both"}], "onset": "lying", "intensity": 6}


@pytest.fixture
def cora(site: Site, phone: Page) -> Page:
    """Someone new to whom "my legs" hurt tonight, lying, she is not sure how."""
    sign_in(phone, site, newcomer(site, f"cora-{uuid.uuid4()}@example.com"))
    phone.get_by_role("button", name="Pain", exact=True).click()
    phone.locator("[data-somewhere=both]").first.click()
    phone.get_by_role("button", name=NOT_SURE, exact=True).first.click()
    phone.get_by_role("button", name="6", exact=True).first.click()
    return phone


def kept(page: Page, site: Site) -> list[dict[str, Any]]:
    """The nights as the server holds them."""
    found: list[dict[str, Any]] = page.request.get(f"{site.url}/api/v1/patients/me/nights").json()["results"]
    return found


def test_a_coarse_night_is_kept_and_read_back_as_it_was_said(cora: Page, site: Site) -> None:
    def told() -> list[dict[str, object]]:
        return [
            {key: one.get(key) for key in COARSE} for night in kept(cora, site) for one in night["episodes"]
        ]

    assert eventually(lambda: told() == [COARSE]), told()
    cora.reload()
    expect(cora.locator("[data-somewhere=both]").first).to_have_attribute("aria-pressed", "true")

    cora.get_by_role("link", name="The whole night").click()

    said = cora.get_by_role("region", name="What you have said")
    expect(said.get_by_text(NOT_SURE)).to_be_visible()
    expect(said).not_to_contain_text(re.compile("calf|foot|thigh|on my (back|front|left|right)"))


def test_weeks_of_coarse_nights_strongly_resemble_nothing(cora: Page, site: Site) -> None:
    """The defining feeling was never asked: no pattern is shown as more than a little like them."""
    assert eventually(lambda: kept(cora, site))
    tonight = date.fromisoformat(kept(cora, site)[0]["date"])
    token = next(one["value"] for one in cora.context.cookies() if "csrftoken" in one["name"])
    headers = {"X-CSRFToken": token, "Referer": site.url}
    for back in range(1, 22):
        body = {"pain": True, "episodes": [{"id": str(uuid.uuid4()), **COARSE}]}
        night = f"{site.url}/api/v1/patients/me/nights/{tonight - timedelta(days=back)}"
        answer = cora.request.put(night, data=body, headers=headers)
        assert answer.ok, answer.text()
    insight = f"{site.url}/api/v1/patients/me/insights"
    assert eventually(lambda: "22" in cora.request.get(insight).text(), 60), cora.request.get(insight).text()

    cora.goto(f"{site.url}/patterns")

    expect(cora.get_by_text(re.compile("From 22 nights, 22 with pain"))).to_be_visible()
    expect(cora.locator("main")).not_to_contain_text("strongly resemble")
