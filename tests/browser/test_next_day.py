"""The day after: what came of a warning is asked in the morning, and each answer has its consequence."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.sheet import STEADY_MS, call, fold, go, number, row, say_yes, sheet
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
EVENING = "2026-11-22T22:14:00+00:00"


@pytest.fixture
def evening(browser: Browser, site: Site) -> Iterator[Page]:
    """A guest's phone on a Sunday at 22:14."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="en-GB", timezone_id="Europe/London", has_touch=True
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.clock.install(time=EVENING)
    page.goto(f"{site.url}/tonight")
    expect(row(page, "strip.breath")).to_be_visible()
    yield page
    context.close()


def open_at(page: Page, instant: str) -> None:
    """The app is opened again at an instant."""
    page.clock.set_system_time(instant)
    page.reload()
    expect(page.locator(".bar")).to_be_visible()


def warned(page: Page, name: str = "strip.swelling") -> None:
    """A row was answered yes, and its sheet folded away."""
    say_yes(page, name)
    page.clock.run_for(STEADY_MS)
    fold(page)
    page.clock.run_for(STEADY_MS)


def test_it_is_asked_from_six_the_next_morning_and_never_before(evening: Page) -> None:
    warned(evening)
    expect(evening.get_by_text("Were you seen")).to_have_count(0)

    open_at(evening, "2026-11-23T05:59:00+00:00")
    evening.wait_for_timeout(500)
    expect(evening.get_by_text("Were you seen")).to_have_count(0)

    open_at(evening, "2026-11-23T06:00:30+00:00")
    expect(
        evening.get_by_role("heading", name=re.compile("Good morning.*Were you seen", re.S))
    ).to_be_visible()


@pytest.mark.parametrize(
    ("answer", "says", "stands"),
    [
        ("Yes, all clear", "Noted", False),
        ("Not yet", "Please do it today", True),
        ("I couldn't reach anyone", "Try again now. If it has got worse, call 999", True),
        ("I tapped it by mistake", "Please answer once more", False),
    ],
)
def test_each_answer_has_its_consequence(evening: Page, answer: str, says: str, stands: bool) -> None:
    warned(evening)
    open_at(evening, "2026-11-23T08:05:00+00:00")

    evening.get_by_role("button", name=answer).click()

    expect(evening.locator(".replied")).to_contain_text(says)
    expect(evening.locator(".bar")).to_have_count(1 if stands else 0)
    if answer.startswith("I couldn't"):
        expect(evening.locator(".replied a[href='tel:111']")).to_be_visible()
        expect(evening.locator(".replied a[href='tel:999']")).to_be_visible()
    if answer == "Yes, all clear":
        evening.locator(".replied").get_by_role("button", name="Undo").click()
        expect(evening.locator(".bar")).to_be_visible()


def test_a_crisis_is_helped_before_it_is_asked_about(evening: Page) -> None:
    evening.get_by_role("button", name="I can't cope tonight").click()
    expect(call(evening)).to_have_attribute("href", "tel:116123")
    evening.clock.run_for(STEADY_MS)
    yes = sheet(evening).get_by_role("group", name="hurting yourself").get_by_role("button", name="Yes")

    yes.click()
    expect(yes).to_have_attribute("aria-pressed", "true")
    assert number(evening) == "116123"
    sheet(evening).get_by_role("button", name="I'm safe for now").click()
    expect(sheet(evening)).to_contain_text("We're glad")
    sheet(evening).get_by_role("button", name="Close").click()

    expect(evening.locator(".bar")).to_have_count(0)
    expect(evening.locator("main a[href='tel:116123']")).to_be_visible()


def test_the_undo_of_that_very_answer_leaves_nothing_of_a_crisis(evening: Page) -> None:
    evening.get_by_role("button", name="I can't cope tonight").click()
    evening.clock.run_for(STEADY_MS)
    sheet(evening).get_by_role("group", name="hurting yourself").get_by_role("button", name="Yes").click()
    sheet(evening).get_by_role("button", name="Close").click()
    expect(evening.locator(".bar")).to_contain_text("Someone to talk to")
    evening.clock.run_for(STEADY_MS)

    evening.get_by_role("button", name="Undo").click()

    expect(evening.locator(".bar")).to_have_count(0)
    expect(evening.locator("main a[href^='tel:']")).to_have_count(0)


def test_safety_says_nothing_is_urgent_only_when_all_four_were_answered(evening: Page) -> None:
    go(evening, "/safety")
    expect(evening.get_by_text("You skipped some safety questions")).to_be_visible()
    expect(evening.get_by_text("Nothing you ticked")).to_have_count(0)

    go(evening, "/tonight")
    evening.locator("[aria-labelledby=strip] [data-none]").click()
    go(evening, "/safety")

    expect(evening.get_by_text("Nothing you ticked needs urgent help")).to_be_visible()
