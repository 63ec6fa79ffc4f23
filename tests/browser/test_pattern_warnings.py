"""On a phone, at the desk and on the visit page a pattern that needs a warning never stands without it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import PICTURES, TAPS_APART_MS, device
from tests.browser.people import WORD, newcomer, sign_in
from tests.browser.test_desk import LAPTOP, signed_in
from tests.insights.examples.diaries import examples
from tests.site import Site, Visitor, eventually

pytestmark = pytest.mark.browser
# The first raises no flag by any answer: only because its pattern is shown.
NAMES = {"pad_untried": "Poor artery flow", "sciatica": "Sciatica"}
PATTERNS = {"pad_untried": "pad", "sciatica": "sciatica"}


def keeper(site: Site, pattern: str) -> Visitor:
    """Someone whose nights, the last of them yesterday, look like the pattern's example."""
    eventually(
        lambda: requests.get(f"{site.url}/readyz", timeout=5).ok, patience=120
    )  # a worker sends the code
    visitor = site.sign_in(newcomer(site, f"{pattern}@example.org"), WORD)
    visitor.call("PATCH", "me", {"name": f"Pat {pattern}"}).raise_for_status()
    example = examples()[pattern]
    visitor.call("PUT", "patients/me/health", example["health"]).raise_for_status()
    later = datetime.now(UTC).date() - timedelta(days=1) - example["today"]
    for night in example["diary"]["nights"]:
        day = date.fromisoformat(night.pop("date")) + later
        body = {"timezone": "Europe/London", **night}
        visitor.call("PUT", f"patients/me/nights/{day}", body).raise_for_status()
    return visitor


def words_beside(visitor: Visitor, pattern: str) -> str:
    """The warning as the site serves it, once a worker has read the nights."""

    def found() -> Any:
        profiles = visitor.get("patients/me/insights")["profiles"]
        return [one["warnings"][0]["message"] for one in profiles if one["id"] == PATTERNS[pattern]]

    (words,) = eventually(found)
    return str(words)


@contextmanager
def shown_at_the_desk(site: Site, visitor: Visitor) -> Iterator[None]:
    """The demo's therapist may read the record meanwhile."""
    therapist = site.sign_in("therapist@demo.test", "stillnight-demo")
    made = visitor.call("POST", "patients/me/consents", {"scope": "summary"}).json()
    therapist.call("POST", "consents/accept", {"code": made["code"]}).raise_for_status()
    visitor.call("POST", f"patients/me/consents/{made['id']}/confirm").raise_for_status()
    yield
    visitor.call("DELETE", f"patients/me/consents/{made['id']}").raise_for_status()


def stands_with(card: Locator, words: str) -> None:
    expect(card).to_be_visible()
    expect(card.get_by_text(words)).to_be_visible()


@pytest.mark.parametrize("pattern", ["pad_untried", pytest.param("sciatica", marks=pytest.mark.full)])
def test_the_warning_stands_in_the_pattern_s_own_card(browser: Browser, site: Site, pattern: str) -> None:
    visitor, name = keeper(site, pattern), NAMES[pattern]
    words = words_beside(visitor, pattern)
    named = re.compile(name)
    PICTURES.mkdir(parents=True, exist_ok=True)

    phone = device(browser).new_page()
    sign_in(phone, site, f"{pattern}@example.org", WORD)
    phone.wait_for_url(re.compile("/tonight"))
    phone.goto(f"{site.url}/patterns")
    if pattern == "pad_untried":
        fold = phone.get_by_role("button", name="Keep logging")
        expect(fold).to_be_visible()
        phone.wait_for_timeout(TAPS_APART_MS)  # a sheet that has just risen takes no tap
        fold.click()
    stands_with(phone.get_by_role("article").filter(has=phone.get_by_role("heading", name=named)), words)
    phone.screenshot(path=PICTURES / f"pattern-{pattern}.png", full_page=True)

    if pattern == "pad_untried":
        phone.goto(f"{site.url}/safety")
        expect(phone.get_by_text(words).first).to_be_visible()

    code = visitor.call("POST", "patients/me/visit-links", {"scope": "summary"}).json()["code"]
    guest = device(browser).new_page()
    guest.goto(f"{site.url}/visit#{code}")
    stands_with(guest.get_by_role("article").filter(has=guest.get_by_role("heading", name=named)), words)

    with shown_at_the_desk(site, visitor):
        desk = signed_in(browser, site, "therapist", LAPTOP)
        desk.goto(f"{site.url}/desk/{visitor.get('me')['patient']}")
        stands_with(desk.get_by_role("article").filter(has=desk.get_by_role("heading", name=named)), words)
        copied = desk.get_by_role("region", name="Four lines for the record")
        expect(copied).to_contain_text(f"{name} ({words.rstrip('.')})")
