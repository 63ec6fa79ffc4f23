"""Twenty minutes after sign-in the app asks who is there before it opens a diary to somebody, and then goes on."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PICTURES, TAPS_APART_MS
from tests.browser.people import WORD, code_from_mail, grow_stale, newcomer, sign_in
from tests.site import Site

pytestmark = pytest.mark.browser


def ask_for_a_code(phone: Page, site: Site) -> None:
    phone.goto(f"{site.url}/sharing")
    phone.get_by_label("What name should they see?").fill("Petra Lund")
    phone.get_by_role("button", name="Use this name").click()
    phone.get_by_text("Invite someone").click()
    phone.wait_for_timeout(TAPS_APART_MS)
    phone.get_by_role("button", name="Make a code").click()


def test_a_password_is_asked_for_and_the_invitation_is_made(phone: Page, site: Site) -> None:
    address = newcomer(site, "petra@example.com")
    sign_in(phone, site, address)
    phone.wait_for_url(re.compile("/tonight$"))
    grow_stale(site, address)
    ask_for_a_code(phone, site)

    dialog = phone.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Please show that it is you")).to_be_visible()
    phone.screenshot(path=PICTURES / "prove-password.png")
    dialog.get_by_label("Password").fill(WORD)
    dialog.get_by_role("button", name="Confirm").click()

    expect(phone.get_by_text("It is shown only here and works once.")).to_be_visible()
    expect(dialog).to_have_count(0)
    assert phone.faults == []  # type: ignore[attr-defined]


def test_without_a_password_a_code_comes_by_mail(phone: Page, site: Site) -> None:
    address = newcomer(site, "milo@example.com")
    sign_in(phone, site, address)
    phone.wait_for_url(re.compile("/tonight$"))
    grow_stale(site, address, password=False)
    ask_for_a_code(phone, site)

    dialog = phone.get_by_role("dialog")
    dialog.get_by_role("button", name="Send me a code").click()
    phone.screenshot(path=PICTURES / "prove-mail.png")
    dialog.get_by_label("Code").fill(code_from_mail(site, address, 2))
    dialog.get_by_role("button", name="Confirm").click()

    expect(phone.get_by_text("It is shown only here and works once.")).to_be_visible()


def test_a_desk_is_given_up_by_whoever_proves_it_is_theirs(phone: Page, site: Site) -> None:
    address = newcomer(site, "tilda@example.com")
    tilda = site.sign_in(address, WORD)
    assert tilda.call("PUT", "me/therapist").status_code == 200
    sign_in(phone, site, address)
    phone.get_by_role("link", name="Desk", exact=True).first.wait_for()
    phone.goto(f"{site.url}/security")
    grow_stale(site, address)
    phone.get_by_role("button", name="Give up the desk").click()
    phone.get_by_text("Every diary that was opened to you closes").scroll_into_view_if_needed()
    phone.screenshot(path=PICTURES / "desk-end.png")
    phone.wait_for_timeout(TAPS_APART_MS)
    phone.get_by_role("button", name="Give up the desk").click()

    dialog = phone.get_by_role("dialog")
    dialog.get_by_label("Password").fill(WORD)
    dialog.get_by_role("button", name="Confirm").click()

    expect(phone.get_by_text("The desk is closed.")).to_be_visible()
    expect(phone.get_by_role("link", name="Desk", exact=True)).to_have_count(0)
    assert tilda.call("GET", "me").status_code == 401
    assert site.sign_in(address, WORD).get("me")["roles"] == ["patient"]
