"""Sharing never says that nobody can see a diary unless the server has just said so."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import WITH_WORKER
from tests.browser.people import WORD, newcomer, sign_in
from tests.browser.test_pattern_warnings import shown_at_the_desk
from tests.site import Site

pytestmark = [pytest.mark.browser, WITH_WORKER]
CONSENTS = re.compile(r"/api/v1/patients/me/consents")
NOBODY = "Nobody but you can see your diary."
UNKNOWN = "You're offline. Who can see your diary can't be said now."
KNOWN = re.compile("You're offline. This is how it was on")


def test_offline_or_loading_it_is_told_what_is_known_and_since_when(
    site: Site, phone: Page, context: BrowserContext
) -> None:
    address = newcomer(site, "seen@example.org")
    sign_in(phone, site, address)
    phone.wait_for_url(re.compile("/tonight"))
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")  # every screen is on the phone by then
    visitor = site.sign_in(address, WORD)

    with shown_at_the_desk(site, visitor):
        context.set_offline(True)
        phone.get_by_role("link", name="More").click()
        phone.evaluate("history.pushState({}, '', '/sharing'); dispatchEvent(new PopStateEvent('popstate'))")
        expect(phone.get_by_text(UNKNOWN)).to_be_visible()
        expect(phone.get_by_text(NOBODY)).to_have_count(0)

        held: list[Route] = []
        context.set_offline(False)
        phone.route(CONSENTS, lambda route: held.append(route))
        phone.reload()
        expect(phone.get_by_role("heading", name="Sharing", level=1)).to_be_visible()
        expect(phone.get_by_text("One moment…").first).to_be_visible()
        expect(phone.get_by_text(NOBODY)).to_have_count(0)

        for route in held:
            route.continue_()
        phone.unroute(CONSENTS)
        expect(phone.get_by_text("Tess Okafor").first).to_be_visible()

        context.set_offline(True)
        phone.reload()
        expect(phone.get_by_text(KNOWN)).to_be_visible()
        expect(phone.get_by_text(NOBODY)).to_have_count(0)
        context.set_offline(False)
