"""The day after: what came of a warning is asked in the morning, and each answer has its consequence."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import as_new, careful, device
from tests.browser.seeding import seed
from tests.browser.sheet import (
    STEADY_MS,
    call,
    call_is_whole,
    fold,
    go,
    number,
    reopen,
    row,
    say_yes,
    sheet,
)
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
EVENING = "2026-11-22T22:14:00+00:00"


@pytest.fixture(scope="module")
def clocked(browser: Browser) -> Iterator[Page]:
    """A phone whose clock the tests set."""
    context = device(browser, has_touch=True)
    page = careful(context.new_page())
    page.clock.install(time=EVENING)
    yield page
    context.close()


@pytest.fixture
def evening(clocked: Page, site: Site) -> Page:
    """A guest's phone as new, on a Sunday at 22:14."""
    as_new(clocked, site.url)
    clocked.clock.set_system_time(EVENING)
    clocked.goto(f"{site.url}/tonight")
    expect(row(clocked, "strip.breath")).to_be_visible()
    return clocked


def open_at(page: Page, instant: str) -> None:
    """The app is opened again at an instant, on Tonight."""
    page.clock.set_system_time(instant)
    go(page, "/tonight")
    reopen(page)
    expect(page.locator("main .now")).to_be_visible()


def answer(page: Page, name: str) -> None:
    """What came of it, by the button's words."""
    page.get_by_role("button", name=name, exact=True).click()


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
    ("said", "says", "stands"),
    [
        ("Yes, all clear", "Noted", False),
        ("Yes, I'm being treated", "Noted", False),
        ("Not yet", "Please do it today", True),
        ("I couldn't reach anyone", "Try again now. If it has got worse, call 999", True),
        ("I tapped it by mistake", "Please answer once more", False),
    ],
)
def test_each_answer_has_its_consequence(evening: Page, said: str, says: str, stands: bool) -> None:
    warned(evening)
    open_at(evening, "2026-11-23T08:05:00+00:00")

    answer(evening, said)

    expect(evening.locator(".replied")).to_contain_text(says)
    expect(evening.locator(".bar")).to_have_count(1 if stands else 0)
    assert evening.evaluate("document.activeElement.closest('.replied') !== null"), (
        "it is not where focus goes"
    )
    if said.startswith("I couldn't"):
        expect(evening.locator(".replied a[href='tel:111']")).to_be_visible()
        expect(evening.locator(".replied a[href='tel:999']")).to_be_visible()
    if said == "Yes, all clear":
        evening.locator(".replied").get_by_role("button", name="Undo").click()
        expect(evening.locator(".bar")).to_be_visible()
    if said == "I tapped it by mistake":
        evening.clock.run_for(STEADY_MS)
        evening.locator(".replied [data-row='strip.swelling'] [data-answer='true']").click()
        expect(sheet(evening)).to_be_visible()
        assert call_is_whole(evening)


def test_what_is_old_is_first_asked_whether_it_is_still_so(evening: Page) -> None:
    warned(evening)
    open_at(evening, "2026-12-01T08:05:00+00:00")
    expect(evening.get_by_role("heading", name=re.compile("Is it still so"))).to_be_visible()
    expect(sheet(evening)).to_have_count(0)
    answer(evening, "It is still so")
    expect(sheet(evening)).to_be_visible()
    assert number(evening) == "111"
    evening.keyboard.press("Escape")

    open_at(evening, "2026-12-10T08:05:00+00:00")
    answer(evening, "It has gone")
    expect(evening.locator(".replied")).to_contain_text("Have it looked at all the same")
    expect(evening.locator(".bar.within_days")).to_be_visible()

    open_at(evening, "2026-12-11T08:05:00+00:00")
    answer(evening, "Not now")
    expect(evening.locator(".replied")).to_contain_text("We'll ask again in 14 days")
    expect(evening.locator(".bar")).to_have_count(0)
    open_at(evening, "2026-12-26T08:05:00+00:00")
    expect(evening.locator(".bar.within_days")).to_be_visible()


def test_a_cleared_clot_is_asked_about_once_more_on_the_sixth_day(evening: Page) -> None:
    warned(evening)
    open_at(evening, "2026-11-23T08:05:00+00:00")
    answer(evening, "Yes, all clear")
    asked = evening.get_by_role("region", name="Was a second scan planned")
    open_at(evening, "2026-11-28T08:05:00+00:00")
    evening.wait_for_timeout(STEADY_MS)
    expect(asked).to_have_count(0)

    open_at(evening, "2026-11-30T08:05:00+00:00")
    asked.get_by_role("button", name="None was planned").click()

    expect(evening.get_by_text("ask whether a second scan is needed")).to_be_visible()
    open_at(evening, "2026-11-30T09:05:00+00:00")
    evening.wait_for_timeout(STEADY_MS)
    expect(asked).to_have_count(0)


def test_what_waits_for_an_appointment_is_one_line_of_one_screen_once_a_week(evening: Page) -> None:
    sunday = date(2026, 11, 22)
    hurts = {"episodes": [{"intensity": 5}]}
    nights = [{"date": str(sunday - timedelta(days=ago)), **hurts} for ago in range(1, 17)]
    seed(evening, nights)
    reopen(evening)
    line = evening.locator("[data-routine]")
    for path in ("/tonight", "/nights", "/more"):
        go(evening, path)
        evening.wait_for_timeout(STEADY_MS)
        expect(line.or_(evening.locator(".bar")).or_(sheet(evening))).to_have_count(0)

    go(evening, "/patterns")
    expect(line).to_contain_text("Pain on 16 of 16 nights is worth a routine appointment")
    line.get_by_role("button").click()
    expect(line).to_have_count(0)

    for instant, shown in (("2026-11-28T20:00:00+00:00", 0), ("2026-11-29T20:00:00+00:00", 1)):
        open_at(evening, instant)
        go(evening, "/patterns")
        evening.wait_for_timeout(STEADY_MS)
        expect(line).to_have_count(shown)


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
