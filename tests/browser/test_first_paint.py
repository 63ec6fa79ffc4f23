"""No white at night: every frame from the first paint on, on a slow phone."""

import base64
import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.site import Site

pytestmark = pytest.mark.browser
SCREENS = ("tonight", "trends", "nights")
# Of 255, as an average over the screen: the night theme lies near 13, the dark one near 30, a white flash at 255.
DIMMEST = {"night": 20.0, "dark": 60.0}


@pytest.mark.parametrize(
    ("theme", "shown"),
    [("night", SCREENS), ("dark", SCREENS[:1]), pytest.param("dark", SCREENS, marks=pytest.mark.full)],
    ids=["night", "dark", "dark everywhere"],
)
def test_no_frame_of_loading_is_bright(
    site: Site, phone: Page, context: BrowserContext, theme: str, shown: tuple[str, ...]
) -> None:
    phone.emulate_media(color_scheme="light")
    phone.goto(f"{site.url}/tonight")
    phone.evaluate("theme => localStorage.setItem('stillnight.theme', theme)", theme)
    phone.reload()
    expect(phone.get_by_role("button", name="No pain")).to_be_visible()
    frames: list[str] = []
    watcher = context.new_cdp_session(phone)

    def keep(frame: dict[str, Any]) -> None:
        frames.append(frame["data"])
        watcher.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    watcher.on("Page.screencastFrame", keep)
    watcher.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    watcher.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
    for screen in shown:
        phone.goto(f"{site.url}/{screen}")
        expect(phone.locator("main h1")).to_be_attached()
    watcher.send("Page.stopScreencast")

    assert len(frames) > len(shown)
    assert max(brightness(frame) for frame in frames) < DIMMEST[theme]


def brightness(png: str) -> float:
    """The average of all pixels, as grey."""
    pixels = Image.open(io.BytesIO(base64.b64decode(png))).convert("L").resize((64, 64)).tobytes()
    return sum(pixels) / len(pixels)
