"""The kill switch: phones get rid of a service worker, keep what was not sent, and take a new worker later."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WITH_WORKER
from tests.browser.people import newcomer, sign_in
from tests.site import Site, eventually, switched

pytestmark = [pytest.mark.browser, WITH_WORKER]
# What a phone keeps of the app: whether a worker answers for it, what is registered, what is cached, what is unsent.
KEPT = """async () => {
  const done = (asked) => new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result) })
  const db = await done(indexedDB.open('stillnight'))
  const unsent = await done(db.transaction('outbox').objectStore('outbox').getAll())
  db.close()
  return {
    controlled: navigator.serviceWorker.controller !== null,
    registered: (await navigator.serviceWorker.getRegistrations()).length,
    caches: (await caches.keys()).length,
    unsent: unsent.map(({ id }) => id),
  }
}"""

# How often the page has asked for a worker.
COUNT = """(() => {
  const { serviceWorker } = navigator, register = serviceWorker.register
  window.registered = 0
  serviceWorker.register = (...asked) => { window.registered += 1; return register.apply(serviceWorker, asked) }
})()"""


@pytest.fixture
def vera(phone: Page, site: Site) -> Page:
    """Someone new whose phone has the worker, and a touch that has not reached the server."""
    sign_in(phone, site, newcomer(site, f"vera-{uuid.uuid4()}@example.com"))
    phone.wait_for_url(re.compile("/tonight$"))
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert eventually(lambda: kept(phone)["controlled"])
    phone.route("**/api/v1/patients/me/sync", lambda route: route.abort())
    phone.get_by_role("button", name="No pain").click()
    expect(phone.get_by_text("Saved on this phone")).to_be_visible()
    return phone


def kept(page: Page) -> Any:
    return page.evaluate(KEPT)


def nights_held(page: Page, site: Site) -> list[bool]:
    """What the server knows of this person's nights."""
    rows = page.request.get(f"{site.url}/api/v1/patients/me/nights").json()["results"]
    return [row["pain"] for row in rows]


def test_one_visit_frees_a_phone_of_its_worker_and_of_nothing_else(vera: Page, site: Site) -> None:
    before = kept(vera)
    assert (before["controlled"], before["registered"], len(before["unsent"])) == (True, 1, 1)
    loads: list[str] = []
    with switched(site, PWA_KILL="1"):
        vera.on("domcontentloaded", lambda page: loads.append(page.url))
        vera.reload(wait_until="commit")
        while len(loads) < 2:  # the test's own timeout ends a wait for ever
            vera.wait_for_timeout(100)
        vera.wait_for_timeout(1500)  # long enough for one more reload, or a new worker, to show
        expect(vera.get_by_role("button", name="No pain")).to_be_visible()
        free = {"controlled": False, "registered": 0, "caches": 0, "unsent": before["unsent"]}
        assert kept(vera) == free
        assert len(loads) == 2, "the visit, and one load by the worker that leaves"

        vera.add_init_script(COUNT)
        vera.unroute("**/api/v1/patients/me/sync")
        vera.reload()
        assert eventually(lambda: nights_held(vera, site)) == [False]
        assert eventually(lambda: kept(vera)["unsent"] == [])
        assert kept(vera) == {**free, "unsent": []}
        assert vera.evaluate("window.registered") == 0

    vera.reload()
    assert eventually(lambda: kept(vera)["controlled"])
    assert kept(vera)["caches"] == 1
    assert vera.evaluate("window.registered") == 1
    assert vera.faults == []  # type: ignore[attr-defined]
