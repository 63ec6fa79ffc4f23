"""After a restore: someone who signed up later signs up again, and their phone brings the nights along."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pyrage.x25519 import Identity

from config.run import site as run_site
from tests.browser.people import WORD, code_from_mail
from tests.site import Site, eventually, free_port

pytestmark = [pytest.mark.browser, pytest.mark.full]
ADDRESS = "later@example.com"


@contextmanager
def started(port: int, folder: Path, environment: Mapping[str, str]) -> Iterator[Site]:
    with run_site(port=port, var=folder / "var", foreground=False, **environment) as group:
        yield Site(environment["SITE_URL"], group)


def sign_up(phone: Page, site: Site, *, mails: int) -> None:
    phone.goto(f"{site.url}/sign-up")
    phone.get_by_label("Year of birth").fill("1961")
    phone.get_by_label("E-mail").fill(ADDRESS)
    phone.get_by_label("Password", exact=True).fill(WORD)
    phone.get_by_role("checkbox", name="I agree").check()
    phone.get_by_role("button", name="Create").click()
    phone.get_by_label("Code").fill(code_from_mail(site, ADDRESS, mails))
    phone.get_by_role("button", name="Confirm").click()
    expect(phone.get_by_role("button", name="No pain")).to_be_visible()


def nights(phone: Page, site: Site) -> list[bool | None]:
    answer = phone.request.get(f"{site.url}/api/v1/patients/me/nights")
    return [night["pain"] for night in answer.json()["results"]] if answer.ok else []


@pytest.mark.timeout(300)
def test_who_signed_up_after_the_backup_signs_up_again_and_has_their_nights(
    phone: Page, tmp_path: Path
) -> None:
    key, port, secret = tmp_path / "key.txt", free_port(), Identity.generate()
    key.write_text(f"{secret}\n")
    environment = {
        "SITE_URL": f"http://localhost:{port}",
        "EMAIL_URL": f"filemail:///{tmp_path}/var/mail",
        "BACKUP_DIR": str(tmp_path / "backups"),
        "BACKUP_RECIPIENTS": str(secret.to_public()),
    }
    with started(port, tmp_path, environment) as site:
        manage(site, "backup")
        sign_up(phone, site, mails=1)
        phone.get_by_role("button", name="No pain").click()
        assert eventually(lambda: nights(phone, site) == [False])
    (backup,) = (tmp_path / "backups").glob("*.age")
    manage(site, "restore", str(backup), "--identity", str(key), "--nobody-was-erased")

    with started(port, tmp_path, environment) as site:
        assert nights(phone, site) == []
        sign_up(phone, site, mails=2)

        assert eventually(lambda: nights(phone, site) == [False])
        phone.goto(f"{site.url}/tonight")
        expect(phone.get_by_role("button", name="No pain")).to_have_attribute("aria-pressed", "true")


def manage(site: Site, *words: str) -> None:
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, env=site.group.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
