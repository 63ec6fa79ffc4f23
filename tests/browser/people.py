"""New people on a phone: an account with a confirmed address, made over the API, and signing in by screen."""

import base64
import hashlib
import hmac
import re
import struct
import subprocess
import sys
import time
from pathlib import Path

import requests
from playwright.sync_api import Page

from tests.site import Site, eventually

WORD = "a long enough one"
CODE = re.compile(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", re.M)
BETWEEN = re.compile(r"^-{79}$", re.M)
HALF_MINUTE = 30


def newcomer(site: Site, address: str) -> str:
    """Make an account that has agreed and whose address is confirmed; gives the address back."""
    route = f"{site.url}/_allauth/app/v1/auth"
    text = requests.get(f"{site.url}/api/v1/agreement", timeout=20).json()
    body = {"email": address, "password": WORD, "agreement": text["version"], "language": text["language"]}
    pending = requests.post(f"{route}/signup", json=body, timeout=20).json()
    headers = {"X-Session-Token": pending["meta"]["session_token"]}
    key = {"key": code_from_mail(site, address)}
    requests.post(f"{route}/email/verify", json=key, headers=headers, timeout=20).raise_for_status()
    return address


def grow_stale(site: Site, address: str, *, password: bool = True) -> None:
    """Every session of the account was proved twenty minutes ago; with no `password` it never had one."""
    script = f"""
from accounts.models import User, Session
from accounts.sessions import SessionStore
user = User.objects.get(email={address!r})
if not {password}:
    User.objects.filter(pk=user.pk).update(password='!')
for row in Session.objects.filter(user=user):
    session = SessionStore(row.session_key)
    session['proved_at'] = session.get('proved_at', 0) - 1200
    if not {password}:
        user.refresh_from_db()
        session['_auth_user_hash'] = user.get_session_auth_hash()
    session.save()
"""
    command = [sys.executable, "manage.py", "shell", "-c", script]
    subprocess.run(command, env=dict(site.group.environment), check=True, capture_output=True)


def half_a_minute_later(site: Site) -> None:
    """The code with which an authenticator app was set up is used up; what the next one will be is not waited for."""
    command = [
        sys.executable,
        "manage.py",
        "shell",
        "-c",
        "from django.core.cache import cache; cache.clear()",
    ]
    subprocess.run(command, env=dict(site.group.environment), check=True, capture_output=True)


def sign_in(page: Page, site: Site, address: str, password: str = WORD) -> None:
    """Type address and password; what comes next is the caller's."""
    page.goto(f"{site.url}/sign-in")
    page.get_by_label("E-mail").first.fill(address)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def code_from_mail(site: Site, address: str, number: int = 1) -> str:
    """The code of the newest mail to an address once a worker has sent it `number` of them."""
    folder = Path(site.group.environment["VAR_DIR"]) / "mail"
    found = eventually(lambda: codes if len(codes := _codes(folder, address)) >= number else [], patience=90)
    assert found, f"{number} mails with a code did not arrive for {address}"
    return found[-1]


def totp(secret: str, at: float | None = None) -> str:
    """The code an authenticator app shows (RFC 6238), worked out here a second time."""
    counter = int(time.time() if at is None else at) // HALF_MINUTE
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def _codes(folder: Path, address: str) -> list[str]:
    mails = sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime) if folder.is_dir() else []
    # One file holds all that went over one line to the server.
    texts = [one for mail in mails for one in BETWEEN.split(mail.read_text(encoding="utf-8"))]
    found = [CODE.search(text) for text in texts if f"To: {address}" in text]
    return [code.group(1) for code in found if code is not None]
