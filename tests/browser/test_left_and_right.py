"""Left and right: every drawing for a clinician faces the person; the person's own shows their legs as they see them.

The drawing of each surface is compared with the data it was made of; the paper's is in `tests/care/test_leg_map.py`.
"""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import device
from tests.browser.people import sign_in
from tests.browser.test_desk import LAPTOP, open_record, signed_in
from tests.site import Site

pytestmark = pytest.mark.browser
# Each view: its name, then the legs from the reader's left on, their letters, and the places tinted on each.
DRAWN = """() => [...document.querySelectorAll('figure .views > div')].map((view) => ({
  name: view.querySelector('.view').textContent,
  letters: [...view.querySelectorAll('.sides span')].map((one) => one.textContent),
  legs: [...view.querySelectorAll('g')].map((leg) => {
    const box = leg.getBoundingClientRect()
    const tinted = [...leg.querySelectorAll('.heat')].filter((zone) => zone.getAttribute('fill-opacity') !== '0')
    return { leg: leg.dataset.leg, x: box.x, tinted: tinted.length }
  }).sort((a, b) => a.x - b.x),
}))"""
FACING = {"front": ["right", "left"], "back": ["left", "right"]}
OWN = {"front": ["left", "right"], "back": ["left", "right"]}
LETTERS = {"left": "L", "right": "R"}


def check(page: Page, order: dict[str, list[str]]) -> list[dict[str, Any]]:
    """The legs and the letters under them stand in this order on every view of the page."""
    expect(page.locator("figure .views svg").first).to_be_visible()
    views: list[dict[str, Any]] = page.evaluate(DRAWN)
    assert {view["name"] for view in views} == {"front", "back"}
    for view in views:
        wanted = order[view["name"]]
        assert [leg["leg"] for leg in view["legs"]] == wanted
        assert view["letters"] == [LETTERS[side] for side in wanted]
    return views


def hurt(places: list[dict[str, Any]]) -> set[str]:
    """The legs on which anything hurt."""
    sides = {"left": ["left"], "right": ["right"], "both": ["left", "right"]}
    return {side for place in places for side in sides[place["side"]]}


def tinted(views: list[dict[str, Any]]) -> set[str]:
    return {leg["leg"] for view in views for leg in view["legs"] if leg["tinted"]}


def test_a_drawing_shows_the_leg_that_hurt_where_its_reader_sees_it(browser: Browser, site: Site) -> None:
    robin = site.sign_in("patient@demo.test", "stillnight-demo")
    told = robin.call("GET", "patients/me/report").json()["map"]
    code = robin.call("POST", "patients/me/visit-links", {"scope": "summary"}).json()["code"]

    desk = signed_in(browser, site, "therapist", LAPTOP)
    open_record(desk)
    visit = device(browser, viewport=LAPTOP).new_page()
    visit.goto(f"{site.url}/visit#{code}")
    for clinician in (desk, visit):
        views = check(clinician, FACING)
        # Before stands first, then now, each from the front and from behind.
        assert tinted(views[2:]) == hurt(told["now"])
        assert tinted(views[:2]) == hurt(told["before"])

    phone = device(browser).new_page()
    sign_in(phone, site, "patient@demo.test", "stillnight-demo")
    expect(phone.get_by_text("All sent")).to_be_visible()
    phone.goto(f"{site.url}/trends")
    check(phone, OWN)
