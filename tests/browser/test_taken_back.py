""" "I was seen" and its Undo, at every moment and from every place that offers one: the warning stands again."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import WITH_WORKER
from tests.browser.people import WORD, newcomer, sign_in
from tests.browser.sheet import fold, go
from tests.site import Site, Visitor, eventually

pytestmark = [pytest.mark.browser, WITH_WORKER, pytest.mark.timeout(300)]
SYNC = "**/api/v1/patients/me/sync"
ONLINE = "void dispatchEvent(new Event('online'))"
WAITING = re.compile("not on the server yet|needs? a look")
TIMINGS = ("on the server", "offline", "before it went out", "the server's word was lost")
PLACES = ("under the answer", "on Tonight", "on Safety", "on Safety after a new start")
# Each moment once, each place once; the full run has every pair.
SOME = list(zip(TIMINGS, PLACES, strict=True))
EVERY = pytest.param(list(product(TIMINGS, PLACES)), marks=pytest.mark.full, id="every pair")


@pytest.fixture
def address(site: Site) -> str:
    return newcomer(site, f"nora-{uuid.uuid4()}@example.com")


@pytest.fixture
def nora(site: Site, address: str) -> Visitor:
    """Nora, who told of new breathlessness the evening before last."""
    visitor = site.sign_in(address, WORD)
    told = datetime.now(UTC) - timedelta(days=2)
    change = {
        "id": str(uuid.uuid4()),
        "kind": "check",
        "key": f"{told.date()}/pe.breathless_new",
        "op": "put",
        "edited_at": told.isoformat(),
        "data": {"value": True},
    }
    body = {"device": str(uuid.uuid4()), "changes": [change]}
    assert visitor.call("POST", "patients/me/sync", body).json()["safety"][0]["rule"] == "RF01"
    return visitor


def standing(visitor: Visitor) -> list[str]:
    return [flag["rule"] for flag in visitor.get("patients/me/safety")["results"]]


@pytest.mark.parametrize("pairs", [pytest.param(SOME, id="some"), EVERY])
def test_seen_is_taken_back_in_every_timing(
    phone: Page,
    context: BrowserContext,
    site: Site,
    address: str,
    nora: Visitor,
    pairs: list[tuple[str, str]],
) -> None:
    sign_in(phone, site, address)
    phone.wait_for_url(re.compile("/tonight$"))
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    # The warning's sheet may rise over what is tapped; it folds into the bar.
    phone.add_locator_handler(phone.locator("dialog[open]"), lambda: fold(phone))
    for timing, place in pairs:
        go(phone, "/safety")
        expect(phone.locator(".bar")).to_be_visible()
        network = Network(phone, context, timing)
        network.before()

        phone.get_by_role("button", name="Yes, all clear").click()
        expect(phone.locator(".bar")).to_have_count(0)
        if timing == "on the server":
            assert eventually(lambda: standing(nora) == []), (timing, place)
        take_back(phone, place)

        expect(phone.locator(".bar"), f"{timing}, {place}").to_be_visible()
        network.after()
        expect(phone.get_by_text(WAITING)).to_have_count(0)
        assert eventually(lambda: standing(nora) == ["RF01"]), (timing, place)
        expect(phone.locator(".bar"), f"{timing}, {place}").to_be_visible()


def take_back(page: Page, place: str) -> None:
    if place == "under the answer":
        page.locator(".replied").get_by_role("button", name="Undo").click()
    elif place == "on Tonight":
        go(page, "/tonight")
        page.locator("main").get_by_role("button", name="Undo").click()
    else:
        if place == "on Safety after a new start":
            page.reload()
        else:
            go(page, "/tonight")
            go(page, "/safety")
        page.locator("[aria-labelledby=recent]").get_by_role("button", name="Undo").click()


class Network:
    """What becomes of a sync while the person answers and takes the answer back."""

    def __init__(self, page: Page, context: BrowserContext, timing: str) -> None:
        self.page, self.context, self.timing = page, context, timing
        self.lost = 0

    def before(self) -> None:
        if self.timing == "offline":
            self.context.set_offline(True)
        elif self.timing == "before it went out":
            self.page.route(SYNC, lambda route: route.abort())
        elif self.timing != "on the server":
            self.page.route(SYNC, self._lose)

    def _lose(self, route: Route) -> Any:
        """The server takes it; the phone never hears so."""
        self.lost += 1
        route.fetch()
        route.abort()

    def after(self) -> None:
        if self.timing == "the server's word was lost":
            assert eventually(lambda: self.page.evaluate("true") and self.lost)
        self.context.set_offline(False)
        # A sync that is still being lost is lost first.
        self.page.unroute_all(behavior="wait")
        self.page.evaluate(ONLINE)
