"""The main job on a phone: sign up, log a cramp without a network, and see what fourteen nights resemble."""

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PICTURES, WITH_WORKER
from tests.browser.people import WORD, code_from_mail
from tests.site import Site, eventually

pytestmark = [pytest.mark.browser, WITH_WORKER]
ADDRESS = "kim@example.com"


def test_from_a_cramp_offline_to_a_pattern_with_its_reasons(
    site: Site, phone: Page, context: BrowserContext
) -> None:
    sign_up(phone, site)
    kept_offline(phone, context)

    night = eventually(lambda: last_night(phone, site))
    assert night["episodes"][0]["intensity"] == 7
    assert night["episodes"][0]["sites"] == [{"site": "calf", "side": "left"}]
    assert night["episodes"][0]["feel"] == ["cramping"]

    for ago in range(1, 15):
        put_cramp(phone, site, date.fromisoformat(night["date"]) - timedelta(days=ago))
    pattern_shown(phone, site)
    assert phone.faults == []  # type: ignore[attr-defined]


def sign_up(phone: Page, site: Site) -> None:
    phone.goto(f"{site.url}/")
    picture(phone, "welcome")
    phone.goto(f"{site.url}/sign-up")
    phone.get_by_label("Year of birth").fill("2015")
    expect(phone.get_by_text("This tool is for adults")).to_be_visible()
    phone.get_by_label("Year of birth").fill("1961")
    phone.get_by_label("E-mail").fill(ADDRESS)
    phone.get_by_label("Password", exact=True).fill(WORD)
    phone.get_by_role("checkbox", name="I agree").check()
    picture(phone, "sign-up")
    phone.get_by_role("button", name="Create").click()
    expect(phone.get_by_text("We have sent you a code")).to_be_visible()
    phone.get_by_label("Code").fill(code_from_mail(site, ADDRESS))
    phone.get_by_role("button", name="Confirm").click()
    expect(phone.get_by_role("button", name="No pain")).to_be_visible()
    picture(phone, "tonight")


def kept_offline(phone: Page, context: BrowserContext) -> None:
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    context.set_offline(True)
    phone.reload()
    phone.get_by_role("button", name="Pain", exact=True).click()
    phone.get_by_role("button", name=re.compile("calf, your left", re.I)).first.click()
    phone.get_by_role("button", name=re.compile("^7")).first.click()
    phone.get_by_role("button", name=re.compile("cramping", re.I)).first.click()
    expect(phone.get_by_text(re.compile("Saved on this phone")).first).to_be_visible()
    picture(phone, "cramp-offline")
    context.set_offline(False)
    phone.evaluate("window.dispatchEvent(new Event('online'))")


def last_night(phone: Page, site: Site) -> Any:
    """The night the server holds, once everything said on the phone has arrived."""
    rows = phone.request.get(f"{site.url}/api/v1/patients/me/nights").json()["results"]
    episode = rows[0]["episodes"][0] if rows and rows[0]["episodes"] else {}
    return rows[0] if {"intensity", "sites", "feel"} <= episode.keys() else None


def put_cramp(phone: Page, site: Site, day: date) -> None:
    episode = {
        "id": str(uuid.uuid4()),
        "intensity": 6,
        "onset": "back",
        "when": "woken",
        "dur": "lt10m",
        "feel": ["cramping"],
        "sites": [{"site": "calf", "side": "left" if day.day % 2 else "right"}],
        "radiates": False,
        "signs": {"knot": True, "tender": True},
        "actions": {"stretch": "helped"},
        "returns": False,
    }
    token = next(cookie["value"] for cookie in phone.context.cookies() if cookie["name"] == "csrftoken")
    answer = phone.request.put(
        f"{site.url}/api/v1/patients/me/nights/{day}",
        data={"pain": True, "timezone": "Europe/London", "episodes": [episode]},
        headers={"X-CSRFToken": token, "Origin": site.url, "Referer": f"{site.url}/"},
    )
    assert answer.ok, answer.text()


def pattern_shown(phone: Page, site: Site) -> None:
    insights = f"{site.url}/api/v1/patients/me/insights"
    assert eventually(lambda: phone.request.get(insights).json()["nights"] == 15)
    phone.goto(f"{site.url}/patterns")
    expect(phone.get_by_text("Night muscle cramp").first).to_be_visible()
    expect(phone.get_by_text(re.compile(r"painful nights it cramped or seized"))).to_be_visible()
    expect(phone.get_by_text(re.compile("cannot tell you what is causing"))).to_be_visible()
    picture(phone, "patterns")
    phone.goto(f"{site.url}/nights")
    expect(phone.get_by_role("heading", name="Nights").first).to_be_visible()
    picture(phone, "nights")


def picture(phone: Page, name: str) -> None:
    phone.screenshot(path=PICTURES / f"{name}.png")
