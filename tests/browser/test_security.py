"""Second factors on a phone: a passkey by a virtual authenticator, an authenticator app, recovery codes, devices."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import PICTURES, TAPS_APART_MS, device
from tests.browser.people import (
    WORD,
    code_from_mail,
    grow_stale,
    half_a_minute_later,
    newcomer,
    sign_in,
    totp,
)
from tests.site import Site

pytestmark = pytest.mark.browser
PHONE_LOCK = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def locked(phone: Page, context: BrowserContext) -> Page:
    """A phone whose screen lock holds passkeys."""
    session = context.new_cdp_session(phone)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE_LOCK})
    return phone


def card(page: Page, title: str) -> Locator:
    return page.locator("section", has=page.get_by_role("heading", name=title, exact=True))


def prove(page: Page) -> None:
    """Answer the question whether it is really they."""
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    dialog.get_by_label("Password").fill(WORD)
    dialog.get_by_role("button", name="Confirm").click()
    expect(dialog).to_have_count(0)


def open_security(page: Page, site: Site, address: str) -> None:
    sign_in(page, site, address)
    page.wait_for_url(re.compile("/tonight$"))
    page.goto(f"{site.url}/security")
    expect(page.get_by_role("heading", name="Passkeys")).to_be_visible()


def sign_out(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/settings")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_timeout(TAPS_APART_MS)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/welcome$"))


def test_a_passkey_is_made_named_used_and_removed(locked: Page, browser: Browser, site: Site) -> None:
    address = newcomer(site, "pia@example.com")
    other = device(browser).new_page()
    open_security(other, site, address)
    open_security(locked, site, address)
    mine = card(locked, "Passkeys")
    mine.get_by_label("Name of this passkey").fill("Pocket phone")
    mine.get_by_role("button", name="Add a passkey").click()

    shown = card(locked, "Recovery codes").get_by_role("listitem")
    expect(shown).to_have_count(10)
    assert other.request.get(f"{site.url}/api/v1/me").status == 401
    locked.screenshot(path=PICTURES / "security-codes.png", full_page=True)
    locked.get_by_role("button", name="I have kept them").click()
    mine.get_by_role("button", name="Rename: Pocket phone").click()
    mine.get_by_label("Name of this passkey").first.fill("Bedside phone")
    mine.get_by_role("button", name="Save the name").click()
    expect(mine.get_by_text("Bedside phone", exact=True)).to_be_visible()

    sign_out(locked, site)
    locked.goto(f"{site.url}/sign-in")
    locked.get_by_role("button", name="Sign in with a passkey").click()
    locked.wait_for_url(re.compile("/tonight$"))

    locked.goto(f"{site.url}/security")
    grow_stale(site, address)
    mine.get_by_role("button", name="Remove: Bedside phone").click()
    mine.get_by_role("button", name="Yes, remove").click()
    prove(locked)
    expect(mine.get_by_text("No passkey yet.")).to_be_visible()
    assert locked.faults == []  # type: ignore[attr-defined]


def test_an_authenticator_app_is_asked_for_after_the_password(phone: Page, site: Site) -> None:
    address = newcomer(site, "tom@example.com")
    open_security(phone, site, address)
    app = card(phone, "Authenticator app")
    app.get_by_role("button", name="Set it up").click()
    expect(app.get_by_role("img", name="QR code for the authenticator app")).to_be_visible()
    phone.screenshot(path=PICTURES / "security-totp.png", full_page=True)
    secret = app.locator("bdi").inner_text()
    app.get_by_label("Six-digit code").fill("000000")
    app.get_by_role("button", name="Confirm").click()
    expect(app.get_by_role("alert")).to_have_text("That code is not right, or it is too old.")
    phone.wait_for_timeout(TAPS_APART_MS)
    app.get_by_label("Six-digit code").fill(totp(secret))
    app.get_by_role("button", name="Confirm").click()
    shown = card(phone, "Recovery codes").get_by_role("listitem")
    expect(shown).to_have_count(10)
    codes = shown.all_inner_texts()
    assert len(set(codes)) == 10

    sign_out(phone, site)
    sign_in(phone, site, address)
    expect(phone.get_by_role("heading", name="Second step")).to_be_visible()
    half_a_minute_later(site)
    phone.get_by_label("Code").fill(totp(secret))
    phone.get_by_role("button", name="Confirm").click()
    phone.wait_for_url(re.compile("/tonight$"))

    sign_out(phone, site)
    sign_in(phone, site, address)
    phone.get_by_label("Code").fill(codes[0])
    phone.get_by_role("button", name="Confirm").click()
    phone.wait_for_url(re.compile("/tonight$"))
    phone.goto(f"{site.url}/security")
    expect(phone.get_by_text("9 recovery codes are left.")).to_be_visible()


def test_another_device_is_seen_and_signed_out(phone: Page, browser: Browser, site: Site) -> None:
    address = newcomer(site, "dora@example.com")
    other = device(browser).new_page()
    open_security(other, site, address)
    open_security(phone, site, address)
    there = card(phone, "Where you are signed in")
    expect(there.get_by_text("This device")).to_be_visible()

    while there.get_by_role("button", name="Sign it out").count():
        left = there.get_by_role("button", name="Sign it out").count()
        phone.wait_for_timeout(TAPS_APART_MS)
        there.get_by_role("button", name="Sign it out").first.click()
        # The button is called "one moment" while it waits: the row goes when the answer has come.
        expect(there.get_by_role("button", name="One moment")).to_have_count(0)
        expect(there.get_by_role("button", name="Sign it out")).to_have_count(left - 1)

    assert other.request.get(f"{site.url}/api/v1/me").status == 401
    assert phone.request.get(f"{site.url}/api/v1/me").status == 200
    typed = phone.goto(f"{site.url}/api/v1/me")
    assert typed
    assert (typed.status, typed.json()["code"]) == (403, "not_a_page")


def test_password_and_address_are_changed(phone: Page, site: Site) -> None:
    open_security(phone, site, newcomer(site, "ada@example.com"))
    phone.get_by_text("Change password").click()
    phone.get_by_label("Password as it is now").fill(WORD)
    phone.get_by_label("New password").fill("another long one")
    phone.get_by_role("button", name="Save the new password").click()
    expect(phone.get_by_text("The password is changed.")).to_be_visible()

    phone.get_by_text("Change e-mail address").click()
    phone.get_by_label("New e-mail address").fill("ada.new@example.com")
    phone.get_by_role("button", name="Send the code").click()
    phone.get_by_label("Code").fill(code_from_mail(site, "ada.new@example.com"))
    phone.wait_for_timeout(TAPS_APART_MS)
    phone.get_by_role("button", name="Confirm").click()
    expect(phone.get_by_text("The address is changed.")).to_be_visible()

    assert phone.request.get(f"{site.url}/api/v1/me").json()["email"] == "ada.new@example.com"


def test_a_code_by_mail_signs_in_without_a_password(phone: Page, site: Site) -> None:
    address = newcomer(site, "cleo@example.com")
    phone.goto(f"{site.url}/sign-in")
    phone.get_by_text("Get a code by e-mail instead").click()
    phone.get_by_label("E-mail").last.fill(address)
    phone.get_by_role("button", name="Send me a code").click()
    expect(phone.get_by_role("heading", name="Type the code")).to_be_visible()
    phone.get_by_label("Code").fill(code_from_mail(site, address, 2))
    phone.get_by_role("button", name="Confirm").click()

    phone.wait_for_url(re.compile("/tonight$"))
