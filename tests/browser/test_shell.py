"""The shell of the app: reminders, settings, a shared phone, old browsers, what is sent over the wire."""

import json
import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PICTURES, TAPS_APART_MS, WITH_WORKER, device
from tests.browser.disk import everything
from tests.browser.people import newcomer, sign_in
from tests.site import Site, eventually

pytestmark = pytest.mark.browser
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map(({ title, body, data }) => ({ title, body, url: data.url }))"""
# A touch on the newest notification, as the worker is told of it.
TOUCH = """async () => {
  const [notification] = await self.registration.getNotifications()
  self.dispatchEvent(new NotificationEvent('notificationclick', { notification }))
}"""
HEALTH = re.compile(r"\b(pain|leg|legs|cramp|symptom|ache|diary)\b", re.I)


def signed_in(page: Page, site: Site, address: str) -> Page:
    sign_in(page, site, newcomer(site, address))
    page.wait_for_url(re.compile("/tonight$"))
    return page


def push(page: Page, site: Site, message: dict[str, str]) -> None:
    """Deliver a push as the browser's push service would."""
    session = page.context.new_cdp_session(page)
    versions: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: versions.extend(row["registrationId"] for row in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    while not versions:  # the page's own timeout ends a wait for ever
        page.wait_for_timeout(50)
    message_sent = {"origin": site.url, "registrationId": versions[0], "data": json.dumps(message)}
    session.send("ServiceWorker.deliverPushMessage", message_sent)


@WITH_WORKER
def test_a_reminder_says_nothing_of_health_and_a_touch_opens_tonight(
    phone: Page, context: BrowserContext, site: Site
) -> None:
    context.grant_permissions(["notifications"], origin=site.url)
    phone.goto(f"{site.url}/learn")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    worker = (
        context.service_workers[0] if context.service_workers else context.wait_for_event("serviceworker")
    )

    push(phone, site, {"title": "Stillnight", "body": "A quiet reminder for this evening"})
    shown = eventually(lambda: phone.evaluate(SHOWN))

    assert len(shown) == 1
    assert not HEALTH.search(shown[0]["title"] + shown[0]["body"])
    worker.evaluate(TOUCH)
    phone.wait_for_url(re.compile("/tonight$"))


@WITH_WORKER
def test_a_reminder_never_leads_out_of_the_app(phone: Page, context: BrowserContext, site: Site) -> None:
    context.grant_permissions(["notifications"], origin=site.url)
    phone.goto(f"{site.url}/learn")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    worker = (
        context.service_workers[0] if context.service_workers else context.wait_for_event("serviceworker")
    )
    push(phone, site, {"title": "Stillnight", "body": "", "url": "https://elsewhere.example/tonight"})
    assert eventually(lambda: phone.evaluate(SHOWN))

    worker.evaluate(TOUCH)

    phone.wait_for_url(re.compile("/tonight$"))
    assert urlsplit(phone.url).netloc == urlsplit(site.url).netloc


def test_permission_is_asked_after_a_touch_only(phone: Page, site: Site) -> None:
    phone.add_init_script(
        "window.askedAt = [];"
        "Notification.requestPermission = async () => { askedAt.push(location.pathname); return 'denied' }"
    )
    signed_in(phone, site, "rosa@example.com")
    for screen in ("tonight", "morning", "settings"):
        phone.goto(f"{site.url}/{screen}")
        phone.wait_for_load_state("networkidle")
        assert phone.evaluate("askedAt") == []

    phone.get_by_text("Reminders and mail").click()
    phone.get_by_role("button", name="Remind me on this device").click()

    expect(phone.get_by_text("Reminders are blocked for this site")).to_be_visible()
    assert phone.evaluate("askedAt") == ["/settings"]


def test_the_app_itself_reminds_where_no_push_reaches(phone: Page, site: Site) -> None:
    phone.clock.install(time="2026-11-20T22:00:00Z")
    signed_in(phone, site, "nora@example.com")
    phone.goto(f"{site.url}/settings")
    phone.get_by_text("Reminders and mail").click()
    phone.get_by_label("At what time?").fill("21:30")
    phone.get_by_label("At what time?").blur()
    phone.get_by_role("link", name="More").click()
    phone.get_by_role("link", name="Tonight is not logged yet").click()

    phone.get_by_role("button", name="No pain").click()
    expect(phone.get_by_text("Saved on this phone")).to_be_visible()
    phone.goto(f"{site.url}/more")

    expect(phone.get_by_role("heading", name="More")).to_be_visible()
    expect(phone.get_by_role("link", name="Tonight is not logged yet")).to_have_count(0)


def test_settings_of_a_phone_are_kept_and_reach_the_account(phone: Page, site: Site) -> None:
    signed_in(phone, site, "sven@example.com")
    phone.goto(f"{site.url}/settings")
    phone.get_by_label("Your name").fill("Sven Aa")
    phone.get_by_label("Your name").blur()
    phone.get_by_label("Country").select_option("DE")
    phone.get_by_role("button", name="10:30").click()
    phone.get_by_label("Language").select_option("de")
    expect(phone.get_by_role("heading", name="Einstellungen")).to_be_visible()

    me = lambda: phone.request.get(f"{site.url}/api/v1/me").json()  # noqa: E731
    assert eventually(lambda: me()["language"] == "de")
    assert (me()["name"], me()["country"]) == ("Sven Aa", "DE")
    phone.reload()
    expect(phone.locator("header")).to_contain_text("Sven Aa")
    expect(phone.get_by_role("heading", name="Auf diesem Telefon")).to_be_visible()
    phone.screenshot(path=PICTURES / "settings-de.png", full_page=True)


def test_signing_out_offline_warns_of_unsent_nights_leaves_nothing_and_ends_the_session_later(
    phone: Page, context: BrowserContext, site: Site
) -> None:
    signed_in(phone, site, "wilma@example.com")
    expect(phone.locator("header")).to_contain_text("wilma@example.com")
    phone.route("**/api/v1/patients/me/sync", lambda route: route.abort())
    phone.get_by_role("button", name="No pain").click()
    expect(phone.get_by_text("Saved on this phone")).to_be_visible()
    phone.get_by_role("link", name="More").click()
    phone.get_by_role("link", name=re.compile("^Settings")).click()
    me = f"{site.url}/api/v1/me"
    expect(phone.get_by_role("button", name="Sign out")).to_be_visible()
    context.set_offline(True)
    phone.get_by_role("button", name="Sign out").click()
    expect(
        phone.get_by_role("alert").filter(has_text="not on the server yet and would be lost")
    ).to_be_visible()
    phone.wait_for_timeout(TAPS_APART_MS)
    phone.get_by_role("button", name="Sign out").click()
    phone.wait_for_url(re.compile("/welcome$"))

    left = everything(phone)
    assert "wilma" not in left
    assert "pain" not in left
    assert phone.request.get(me).status == 200, "the server has not heard of it"

    context.set_offline(False)
    phone.goto(f"{site.url}/tonight")
    assert eventually(lambda: phone.request.get(me).status == 401)
    expect(phone.get_by_role("button", name="No pain")).to_have_attribute("aria-pressed", "false")


def test_everything_is_erased_only_after_the_word(phone: Page, site: Site) -> None:
    signed_in(phone, site, "gone@example.com")
    phone.goto(f"{site.url}/settings")
    phone.get_by_text("Your data").click()
    button = phone.get_by_role("button", name="Erase everything")
    expect(button).to_be_disabled()
    phone.get_by_label("Type “erase” to go on").fill("erase")
    button.click()
    phone.wait_for_url(re.compile("/welcome$"))

    assert phone.request.get(f"{site.url}/api/v1/me").status == 401


def test_a_phone_that_shares_files_hands_the_record_on(browser: Browser, site: Site) -> None:
    context = device(browser, has_touch=True)
    phone = context.new_page()
    phone.add_init_script(
        "navigator.canShare = () => true;"
        "navigator.share = async ({ files }) => { window.shared = [files[0].name, files[0].type, files[0].size] }"
    )
    signed_in(phone, site, "iris@example.com")
    phone.goto(f"{site.url}/settings")
    phone.get_by_text("Your data").click()
    phone.get_by_role("button", name="The diary (JSON)").click()
    phone.get_by_role("button", name=re.compile("^Hand on stillnight-")).click()

    name, kind, size = eventually(lambda: phone.evaluate("window.shared"))
    assert (name[-5:], kind) == (".json", "application/json")
    assert size > 0
    context.close()


def test_a_browser_too_old_gets_a_plain_page(browser: Browser, site: Site) -> None:
    page = device(browser, locale="de-DE").new_page()
    page.add_init_script("delete AbortSignal.timeout")

    page.goto(f"{site.url}/tonight")

    expect(page.get_by_text("Dieser Browser ist zu alt für Stillnight.")).to_be_visible()
    assert page.locator("#app > *").count() == 1


def test_an_insecure_address_says_what_will_not_work(browser: Browser, site: Site) -> None:
    page = device(browser).new_page()
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    for screen in ("welcome", "settings"):
        page.goto(f"{site.url}/{screen}")
        expect(page.get_by_role("alert").filter(has_text="This address is not secure")).to_be_visible()


def test_the_first_visit_asks_for_nothing_that_is_refused_and_comes_packed(phone: Page, site: Site) -> None:
    refused: list[str] = []
    plain: list[str] = []
    phone.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    phone.on(
        "response",
        lambda answer: (
            plain.append(answer.url)
            if answer.url.endswith((".js", ".css"))
            and answer.headers.get("content-encoding") not in ("br", "gzip")
            else None
        ),
    )
    phone.goto(f"{site.url}/")
    phone.wait_for_load_state("networkidle")
    time.sleep(0.2)

    assert refused == []
    # A file of a few hundred bytes is sent as it is.
    assert [url for url in plain if int(phone.request.get(url).headers["content-length"]) > 600] == []
