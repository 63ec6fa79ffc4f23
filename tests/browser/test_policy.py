"""The site's policy as a browser keeps it: what is refused, and that documentation and administration never are."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import device
from tests.browser.screens import complaints
from tests.site import Site, eventually

pytestmark = pytest.mark.browser
COUNT = """() => { window.seen = []
  document.addEventListener('securitypolicyviolation', (one) => window.seen.push(one.effectiveDirective)) }"""
# Each writes markup, or names a script, by a plain string: what Trusted Types exist to refuse.
SINKS = {
    "innerHTML": "document.body.innerHTML = '<b>x</b>'",
    "outerHTML": "document.body.firstElementChild.outerHTML = '<b>x</b>'",
    "insertAdjacentHTML": "document.body.insertAdjacentHTML('beforeend', '<b>x</b>')",
    "srcdoc": "document.createElement('iframe').srcdoc = '<b>x</b>'",
    "a script's address": "document.createElement('script').src = '/sw.js'",
    "a script's text": "document.createElement('script').text = '1'",
    "what a click does": "document.body.setAttribute('onclick', 'x()')",
    "a worker's address": "new Worker('/sw.js')",
    "a policy of one's own": "trustedTypes.createPolicy('mine', { createHTML: (text) => text })",
    "Svelte's policy again": "trustedTypes.createPolicy('svelte-trusted-html', { createHTML: (text) => text })",
}
SHORT = {
    "openapi": "3.1.0",
    "info": {"title": "Stillnight", "version": "1", "description": "**Refusals** are `problems`."},
    "paths": {"/me": {"get": {"summary": "Me", "responses": {"200": {"description": "Somebody."}}}}},
}
ADMIN = (
    "",
    "accounts/user/",
    "accounts/user/{id}/change/",
    "accounts/user/{id}/do/disable/",
    "delivery/message/",
)
SESSION = """
import json
from django.test import Client
from django.utils import timezone
from tests.security.people import administrator
user, http = administrator('ada.policy@example.com')
print(json.dumps([str(user.pk), {name: cookie.value for name, cookie in http.cookies.items()}]))
"""


@pytest.fixture(scope="module")
def welcome(browser: Browser, site: Site) -> Iterator[Page]:
    """The app as a guest sees it first."""
    context = device(browser)
    page = context.new_page()
    page.goto(f"{site.url}/welcome")
    page.evaluate(COUNT)
    yield page
    context.close()


@pytest.fixture(scope="module")
def administration(browser: Browser, site: Site) -> Iterator[tuple[Page, str]]:
    """A browser of someone who runs the site, and their account's id."""
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", SESSION]
    done = subprocess.run(
        command, env=dict(site.group.environment), check=True, capture_output=True, text=True
    )
    account, cookies = json.loads(done.stdout.splitlines()[-1])
    context = device(browser)
    context.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in cookies.items()])
    yield context.new_page(), account
    context.close()


@pytest.mark.parametrize("sink", SINKS)
def test_a_string_is_never_taken_for_markup_or_script(sink: str, welcome: Page, refused: list[str]) -> None:
    attempt = f"() => {{ try {{ ({SINKS[sink]}); return 'taken' }} catch (fault) {{ return fault.name }} }}"
    assert welcome.evaluate(attempt) == "TypeError"
    refused.clear()


@pytest.mark.parametrize(
    ("attempt", "directive"),
    [
        ("document.body.setAttribute('style', 'color: red')", "style-src-attr"),
        (
            "document.body.append(Object.assign(document.createElement('style'), {textContent: 'a{}'}))",
            "style-src-elem",
        ),
        ("fetch('http://127.0.0.1:9/').catch(() => 0)", "connect-src"),
        ("new Image().src = 'http://127.0.0.1:9/x.png'", "img-src"),
    ],
)
def test_what_the_policy_refuses_is_seen(
    attempt: str, directive: str, welcome: Page, refused: list[str]
) -> None:
    welcome.evaluate(f"() => {{ {attempt} }}")
    welcome.wait_for_function(f"window.seen.includes('{directive}')")
    welcome.wait_for_timeout(50)
    assert refused
    refused.clear()


DENIED = "['camera', 'microphone', 'geolocation'].filter((one) => document.featurePolicy.allowsFeature(one))"


def test_no_page_may_use_the_camera_or_ask_where_it_is(welcome: Page) -> None:
    assert welcome.evaluate(DENIED) == []
    assert welcome.evaluate("document.featurePolicy.allowsFeature('publickey-credentials-get')")


def test_the_documentation_opens_and_shows_an_operation(browser: Browser, site: Site) -> None:
    page = device(browser).new_page()
    faults = complaints(page)
    # Of one operation: the whole document takes seconds to draw.
    page.route("**/api/v1/schema", lambda route: route.fulfill(json=SHORT))
    page.goto(f"{site.url}/api/docs")
    operation = page.locator(".opblock-summary-control").first
    operation.click()
    expect(page.locator(".opblock-body").first).to_be_visible()
    assert faults == []
    page.context.close()


def test_the_administration_opens(administration: tuple[Page, str], site: Site) -> None:
    page, account = administration
    faults = complaints(page)
    for path in ADMIN:
        answer = page.goto(f"{site.url}/admin/{path.format(id=account)}")
        assert answer is not None
        assert answer.status == 200
        page.wait_for_load_state("networkidle")
    assert faults == []


@pytest.mark.parametrize("path", ["/admin/accounts/user/", "/api/docs"])
def test_an_exemption_from_trusted_types_is_needed(
    path: str, administration: tuple[Page, str], site: Site, refused: list[str]
) -> None:
    page, _ = administration

    def enforced(route: Route) -> None:
        answer = route.fetch()
        policy = f"{answer.headers['content-security-policy']}; require-trusted-types-for 'script'"
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy})

    page.route(f"**{path}", enforced)
    page.goto(f"{site.url}{path}")
    assert eventually(
        lambda: page.evaluate("true") and any("requires 'TrustedHTML'" in one for one in refused)
    )
    refused.clear()
