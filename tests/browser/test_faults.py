"""Faults that only a whole browser has: several tabs, a session that ended, a full disk, a kill."""

import os
import re
import signal
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import (
    BrowserContext,
    Error,
    Locator,
    Page,
    Playwright,
    Request,
    Response,
    Route,
    expect,
)

from tests.browser.conftest import WITH_WORKER
from tests.browser.people import WORD, newcomer, sign_in
from tests.site import Site, eventually
from tools.browser import ARGUMENTS, find

pytestmark = [pytest.mark.browser, WITH_WORKER]
SYNC = "**/api/v1/patients/me/sync"
ONLINE = "void dispatchEvent(new Event('online'))"


@pytest.fixture
def alice(phone: Page, site: Site) -> Page:
    """Alice's phone: signed in, with the worker, nothing said of tonight."""
    sign_in(phone, site, someone(site, "alice"))
    phone.wait_for_url(re.compile("/tonight$"))
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.wait_for_load_state("networkidle")
    return phone


def someone(site: Site, name: str) -> str:
    return newcomer(site, f"{name}-{uuid.uuid4()}@example.com")


def nights_held(page: Page, site: Site) -> Any:
    """What the server holds of the person whose cookie the browser has."""
    return page.request.get(f"{site.url}/api/v1/patients/me/nights").json()["results"]


def no_pain(page: Page) -> Locator:
    return page.get_by_role("button", name="No pain")


def say_no_pain(page: Page) -> None:
    no_pain(page).click()
    expect(page.get_by_text("Saved on this phone")).to_be_visible()


def say_a_cramp(page: Page) -> None:
    page.get_by_role("button", name="Pain", exact=True).click()
    page.get_by_role("button", name="calf, your left").first.click()
    page.get_by_role("button", name="7", exact=True).first.click()
    expect(page.get_by_text("Saved on this phone")).to_be_visible()


def sent_by(requests_seen: list[Request]) -> list[str]:
    """The ids of the changes that left, in order, once for each time they left."""
    bodies: list[Any] = [one.post_data_json for one in requests_seen]
    return [change["id"] for body in bodies for change in body["changes"]]


def test_three_tabs_send_each_change_once(alice: Page, context: BrowserContext, site: Site) -> None:
    others = [context.new_page(), context.new_page()]
    for tab in others:
        tab.goto(f"{site.url}/tonight")
        expect(no_pain(tab)).to_be_visible()
        tab.wait_for_load_state("networkidle")
    context.set_offline(True)
    say_a_cramp(alice)
    seen: list[Request] = []

    def pass_on(route: Route) -> None:
        seen.append(route.request)
        route.continue_()

    context.route(SYNC, pass_on)

    context.set_offline(False)
    for tab in (alice, *others):
        tab.evaluate(ONLINE)

    expect(alice.get_by_text("All sent")).to_be_visible()
    sent = sent_by(seen)
    assert sent
    assert len(sent) == len(set(sent)), "a change left twice"
    [night] = nights_held(alice, site)
    assert [(spell["intensity"], spell["sites"]) for spell in night["episodes"]] == [
        (7, [{"site": "calf", "side": "left"}])
    ]


def test_a_tab_that_ends_while_it_sends_holds_up_no_other(
    alice: Page, context: BrowserContext, site: Site
) -> None:
    second = context.new_page()
    second.goto(f"{site.url}/tonight")
    expect(no_pain(second)).to_be_visible()
    held: list[Route] = []

    def hold(route: Route) -> None:
        if sent_by([route.request]) and not held:
            held.append(route)  # sent, and never answered
        else:
            route.continue_()

    context.route(SYNC, hold)
    say_no_pain(alice)
    # Either tab may send what was touched in the first.
    assert eventually(lambda: alice.evaluate("true") and held)
    sender = held[0].request.frame.page
    other = second if sender == alice else alice
    other.evaluate(ONLINE)
    assert nights_held(other, site) == []

    sender.close()
    with suppress(Error):
        held[0].abort()  # its tab is gone; only the test still knew of it

    # Asked again as a phone's coming and going network would: the lock ends a moment after its tab.
    assert eventually(lambda: other.evaluate(ONLINE) or nights_held(other, site))
    assert [night["pain"] for night in nights_held(other, site)] == [False]
    expect(other.get_by_text("All sent")).to_be_visible()


def test_a_session_that_ended_meanwhile_keeps_the_queue_for_its_owner_alone(
    alice: Page, context: BrowserContext, site: Site
) -> None:
    address = owner(alice, site)
    old_tab = context.new_page()
    old_tab.goto(f"{site.url}/tonight")
    expect(no_pain(old_tab)).to_be_visible()
    old_tab.route(SYNC, lambda route: route.abort())
    context.set_offline(True)
    say_no_pain(alice)
    end_session(alice, site)
    context.set_offline(False)
    alice.evaluate(ONLINE)
    expect(alice.get_by_role("link", name=re.compile("Sign in (and|to) send"))).to_be_visible()
    expect(old_tab.get_by_text(address)).to_have_count(0)

    sign_in(alice, site, someone(site, "bob"))
    alice.wait_for_url(re.compile("/tonight$"))
    expect(alice.locator("header")).to_contain_text("bob-")
    old_tab.unroute(SYNC)
    for tab in (alice, old_tab):
        expect(tab.locator("header")).to_contain_text("bob-")
        assert eventually(lambda tab=tab: tab.evaluate(ONLINE) or tab.get_by_text("All sent").count())  # type: ignore[misc]
        expect(no_pain(tab)).to_have_attribute("aria-pressed", "false")
    assert nights_held(alice, site) == []

    old_tab.close()
    end_session(alice, site)
    sign_in(alice, site, address)
    alice.wait_for_url(re.compile("/tonight$"))
    expect(no_pain(alice)).to_have_attribute("aria-pressed", "true")
    assert eventually(lambda: [night["pain"] for night in nights_held(alice, site)]) == [False]


def owner(page: Page, site: Site) -> str:
    return str(page.request.get(f"{site.url}/api/v1/me").json()["email"])


def end_session(page: Page, site: Site) -> None:
    """From elsewhere, so that this browser keeps its cookie and knows nothing of it."""
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    headers = {"X-CSRFToken": cookies["csrftoken"], "Origin": site.url, "Referer": f"{site.url}/"}
    route = f"{site.url}/_allauth/browser/v1/auth/session"
    answer = requests.delete(route, cookies=cookies, headers=headers, timeout=20)
    assert answer.status_code == 401, "signed out is how the API answers an ended session"


def test_a_change_the_server_cannot_read_is_set_aside_in_sight_and_holds_up_no_other(
    alice: Page, context: BrowserContext, site: Site
) -> None:
    tried: list[str] = []

    def poisoned(route: Route) -> None:
        sent: Any = route.request.post_data_json
        kinds = [change["kind"] for change in sent["changes"]]
        if "night" not in kinds:
            return route.continue_()
        tried.append("alone" if len(kinds) == 1 else "with others")
        problem = {"status": 422, "code": "invalid", "errors": [{"field": "changes", "code": "wrong"}]}
        return route.fulfill(status=422, json=problem)

    context.set_offline(True)
    say_a_cramp(alice)
    alice.route(SYNC, poisoned)
    context.set_offline(False)
    alice.evaluate(ONLINE)

    expect(alice.get_by_role("link", name="1 entry needs a look")).to_be_visible()
    assert eventually(lambda: nights_held(alice, site))
    [night] = nights_held(alice, site)
    assert [spell["intensity"] for spell in night["episodes"]] == [7]
    with alice.expect_response(SYNC):
        alice.evaluate(ONLINE)
    assert tried == ["with others", "alone"], "what was refused is not tried again by itself"


def test_an_account_erased_elsewhere_is_said_and_its_queue_sent_once_at_most(
    alice: Page, context: BrowserContext, site: Site
) -> None:
    answered: list[Response] = []
    alice.on("response", lambda answer: answered.append(answer) if answer.url.endswith("/sync") else None)
    context.set_offline(True)
    say_no_pain(alice)
    answered.clear()
    erase_elsewhere(owner(alice, site), site)
    context.set_offline(False)

    alice.evaluate(ONLINE)
    expect(alice.get_by_role("heading", name="This account was erased")).to_be_visible()
    expect(alice.get_by_text("1 entry had not been sent and is only on this phone.")).to_be_visible()
    seen = len(answered)
    for _ in range(3):
        alice.evaluate(ONLINE)
        alice.evaluate("new Promise((done) => setTimeout(done, 50))")

    assert (seen, len(answered)) == (1, 1)
    alice.goto(f"{site.url}/tonight")
    expect(no_pain(alice)).to_have_attribute("aria-pressed", "false")


def erase_elsewhere(address: str, site: Site) -> None:
    """By a session of another device."""
    route = f"{site.url}/_allauth/app/v1/auth/login"
    meta = requests.post(route, json={"email": address, "password": WORD}, timeout=20).json()["meta"]
    headers = {"X-Session-Token": meta["session_token"]}
    assert requests.delete(f"{site.url}/api/v1/me", headers=headers, timeout=20).status_code == 204


def test_a_full_phone_says_so_and_keeps_what_was_typed(
    playwright: Playwright, site: Site, tmp_path: Path
) -> None:
    typed = "Woke at three, walked about."
    with chromium(playwright, tmp_path) as (page, kill):
        page.goto(f"{site.url}/tonight")
        say_a_cramp(page)
        kill()

    # A browser that has promised space already goes on giving it, so a new one meets the full disk.
    with chromium(playwright, tmp_path) as (page, _):
        devtools = page.context.new_cdp_session(page)
        devtools.send("Storage.overrideQuotaForOrigin", {"origin": site.url, "quotaSize": 1})
        note = type_a_note(page, site, typed)
        expect(page.get_by_text("This phone is full: nothing was saved.")).to_be_visible()
        expect(page.get_by_text("Saved on this phone")).to_have_count(0)
        expect(note).to_have_value(typed)

        devtools.send("Storage.overrideQuotaForOrigin", {"origin": site.url})
        note.press("End")
        note.press("!")
        note.blur()
        expect(page.get_by_text("Saved on this phone")).to_be_visible()
        page.reload()
        expect(page.get_by_label("A note")).to_have_value(f"{typed}!")


def type_a_note(page: Page, site: Site, words: str) -> Locator:
    page.goto(f"{site.url}/tonight")
    page.get_by_text("A note", exact=True).first.click()
    note = page.get_by_role("textbox", name="A note")
    note.fill(words)
    note.blur()
    return note


def test_a_browser_killed_right_after_saved_has_the_night(
    playwright: Playwright, site: Site, tmp_path: Path
) -> None:
    with chromium(playwright, tmp_path) as (page, kill):
        page.goto(f"{site.url}/tonight")
        say_no_pain(page)
        kill()

    with chromium(playwright, tmp_path) as (page, _):
        page.goto(f"{site.url}/tonight")
        expect(no_pain(page)).to_have_attribute("aria-pressed", "true")


@contextmanager
def chromium(playwright: Playwright, profile: Path) -> Iterator[tuple[Page, Any]]:
    """A browser of our own on a profile that stays, and what ends it at once with all its processes."""
    port = profile / "DevToolsActivePort"
    port.unlink(missing_ok=True)
    command = [
        str(find()),
        *ARGUMENTS,
        "--headless=new",
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
    ]
    process = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)

    def kill() -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)

    try:
        assert eventually(lambda: port.exists() and port.read_text().count("\n") >= 1), "no browser came up"
        address = f"http://127.0.0.1:{port.read_text().split()[0]}"
        assert eventually(lambda: shows_a_page(address)), "no page came up"
        browser = playwright.chromium.connect_over_cdp(address)
        yield browser.contexts[0].pages[0], kill
    finally:
        if process.poll() is None:
            kill()


def shows_a_page(address: str) -> bool:
    """Whether the browser has opened its first page: who connects before it may wait for ever."""
    targets = requests.get(f"{address}/json/list", timeout=20).json()
    return any(one["type"] == "page" for one in targets)
