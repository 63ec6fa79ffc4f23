"""Nights from a file: a table whose columns are named by hand, seen before it is taken, told row by row."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import PICTURES
from tests.browser.people import newcomer, sign_in
from tests.site import Site

pytestmark = pytest.mark.browser
TABLE = "Day;How bad;Spot;Leg\n2026-07-01;6;calf;left\n2026-07-02;0;;\n2026-07-03;awful;calf;left\n"


def test_a_table_is_mapped_previewed_and_taken(site: Site, phone: Page) -> None:
    sign_in(phone, site, newcomer(site, "ines@example.com"))
    expect(phone.get_by_role("button", name="No pain")).to_be_visible()
    phone.goto(f"{site.url}/import")
    file = FilePayload(name="old.csv", mimeType="text/csv", buffer=TABLE.encode())
    phone.set_input_files("input[type=file]", files=[file])

    for column, field in (("Day", "date"), ("How bad", "intensity"), ("Spot", "site"), ("Leg", "side")):
        phone.get_by_label(re.compile(f"^{column}")).select_option(field)
    expect(phone.get_by_text("2 new")).to_be_visible()
    expect(phone.get_by_text(re.compile("Strength, 0 to 10: A whole number is needed"))).to_be_visible()
    phone.screenshot(path=PICTURES / "import-preview.png", full_page=True)
    assert nights(phone, site) == []

    phone.get_by_role("button", name="Take 2 rows").click()
    expect(phone.get_by_role("heading", name="What became of it")).to_be_visible()
    phone.screenshot(path=PICTURES / "import-report.png", full_page=True)
    assert nights(phone, site) == ["2026-07-02", "2026-07-01"]
    assert phone.faults == []  # type: ignore[attr-defined]


def test_a_file_that_is_no_record_says_so(site: Site, phone: Page) -> None:
    sign_in(phone, site, newcomer(site, "ida@example.com"))
    expect(phone.get_by_role("button", name="No pain")).to_be_visible()
    phone.goto(f"{site.url}/import")
    file = FilePayload(name="photo.zip", mimeType="application/zip", buffer=b"PK\x03\x04not really")

    phone.set_input_files("input[type=file]", files=[file])

    expect(phone.get_by_role("alert")).to_be_visible()
    expect(phone.get_by_role("button", name=re.compile("Take"))).to_have_count(0)


def nights(phone: Page, site: Site) -> list[str]:
    held = phone.request.get(f"{site.url}/api/v1/patients/me/nights").json()["results"]
    return [night["date"] for night in held]
