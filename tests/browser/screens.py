"""Every screen of the app, as `routes.ts` names them: a new one is walked, checked and pictured from day one."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import device
from tests.browser.people import sign_in
from tests.site import Site

ROUTES = Path("pwa/src/routes.ts")
LINE = re.compile(r"^  (?:'([^']*)'|([\w-]+))(?::|,$)", re.M)
# Whose screen it is, where it is not a patient's.
VISITORS = {"": "guest", "welcome": "guest", "sign-in": "guest", "sign-up": "guest", "verify": "guest"}
VISITORS |= {"reset": "guest", "desk": "therapist"}
# Shown once a session has ended, and leads on at any other time: pwa/tests/ended.test.ts walks there.
LEADS_ON = ("signed-out",)
DEMO_WORD = "stillnight-demo"
THEMES = ("light", "dark", "night")


def names() -> list[str]:
    """The first part of every address the app knows."""
    text = ROUTES.read_text(encoding="utf-8")
    table = text[text.index("const pages") : text.index("\n}\n", text.index("const pages"))]
    return [quoted or plain for quoted, plain in LINE.findall(table) if plain + quoted not in LEADS_ON]


@contextmanager
def visitor(browser: Browser, site: Site, name: str, **options: object) -> Iterator[Page]:
    """A page of a guest, or of someone of the demo who has signed in and whose diary has arrived."""
    context = device(browser, **options)
    page = context.new_page()
    page.complaints = complaints(page)  # type: ignore[attr-defined]
    if name == "guest":
        page.goto(f"{site.url}/welcome")
    else:
        sign_in(page, site, f"{name}@demo.test", DEMO_WORD)
        page.wait_for_url(re.compile("/(tonight|desk)$"))
        page.wait_for_load_state("networkidle")
    yield page
    context.close()


def complaints(page: Page) -> list[str]:
    """Every error that the page's console is told from now on."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def show(page: Page, site: Site, name: str) -> None:
    """Open a screen and wait until it has said what it is and asked for all it needs."""
    page.goto(f"{site.url}/{name}")
    expect(page.get_by_role("heading", level=1).first).to_be_attached()
    page.wait_for_load_state("networkidle")


def unfold(page: Page) -> None:
    """Open everything that folds: what is hidden is checked and pictured too."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")


def paint(page: Page, theme: str) -> None:
    """Wear a theme, as the settings would."""
    page.evaluate(
        "(theme) => { localStorage.setItem('stillnight.theme', theme);"
        " document.documentElement.dataset.theme = theme }",
        theme,
    )
