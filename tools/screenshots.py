"""Pictures of pages at phone width, by one Chromium spoken to over its DevTools pipe."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

PHONE_WIDTH = 390
SCALE = 2
PATIENCE = 20


class BrowserFailed(RuntimeError):
    """The browser ended or refused an order."""


@dataclass(slots=True)
class Browser:
    """A running Chromium with one page; orders go out and answers come in as JSON ended by a NUL."""

    orders: BinaryIO
    answers: BinaryIO
    session: str = ""
    number: int = 0
    buffer: bytes = field(default=b"")

    def picture(self, page: Path, *, dark: bool) -> bytes:
        """PNG of the whole page."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.order("Emulation.setEmulatedMedia", features=[scheme])
        # A height to begin with: the page's own is known only once it was laid out at the phone's width.
        self._size(800)
        self.order("Page.navigate", url=page.as_uri())
        self._wait_for("Page.loadEventFired")
        size = self.order("Page.getLayoutMetrics")["cssContentSize"]
        self._size(int(size["height"]))
        shot = self.order("Page.captureScreenshot", format="png")
        return base64.b64decode(shot["data"])

    def _size(self, height: int) -> None:
        self.order(
            "Emulation.setDeviceMetricsOverride",
            width=PHONE_WIDTH,
            height=height,
            deviceScaleFactor=SCALE,
            mobile=True,
        )

    def order(self, method: str, **values: Any) -> Mapping[str, Any]:
        """Give an order and await its answer. BrowserFailed."""
        self.number += 1
        message: dict[str, Any] = {"id": self.number, "method": method, "params": values}
        if self.session:
            message["sessionId"] = self.session
        self.orders.write(json.dumps(message).encode() + b"\0")
        self.orders.flush()
        while (said := self._hear()).get("id") != self.number:
            pass
        if "error" in said:
            raise BrowserFailed(f"{method}: {said['error'].get('message')}")
        found: Mapping[str, Any] = said["result"]
        return found

    def _wait_for(self, event: str) -> None:
        while self._hear().get("method") != event:
            pass

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self.buffer:
            # Not the file's `read`, which would wait until so many bytes have come.
            part = os.read(self.answers.fileno(), 1 << 16)
            if not part:
                raise BrowserFailed("the browser ended")
            self.buffer += part
        said, _, self.buffer = self.buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(said)
        return found


@contextmanager
def browser(program: str, arguments: tuple[str, ...]) -> Iterator[Browser]:
    """A browser of our own, ended with the block. BrowserFailed."""
    to_browser, orders = os.pipe()
    answers, from_browser = os.pipe()
    profile = Path(tempfile.mkdtemp(prefix="stillnight-browser-"))
    # A pipe and not a port, which any other program on the machine could speak to.
    words = [program, "--headless", "--remote-debugging-pipe", f"--user-data-dir={profile}", *arguments]

    def take_pipes() -> None:
        """The browser reads its orders from descriptor 3 and answers on 4."""
        # Copied first: one of the pipe's ends may itself be 3 or 4, and would be overwritten.
        orders_end, answers_end = os.dup(to_browser), os.dup(from_browser)
        os.dup2(orders_end, 3)
        os.dup2(answers_end, 4)
        os.set_inheritable(3, True)
        os.set_inheritable(4, True)

    process = subprocess.Popen(  # noqa: S603
        [*words, "about:blank"],
        preexec_fn=take_pipes,
        # Otherwise 3 and 4 would be closed again before the browser starts.
        close_fds=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    # Our copies are closed, or the end of the browser would never be seen as the end of the pipe.
    os.close(to_browser)
    os.close(from_browser)
    try:
        with os.fdopen(orders, "wb") as out, os.fdopen(answers, "rb") as back:
            yield _with_page(Browser(out, back))
    except BrokenPipeError as fault:
        raise BrowserFailed("the browser ended") from fault
    finally:
        process.terminate()
        process.wait(PATIENCE)
        shutil.rmtree(profile, ignore_errors=True)


def _with_page(found: Browser) -> Browser:
    targets = found.order("Target.getTargets")["targetInfos"]
    page = next(target for target in targets if target["type"] == "page")
    attached = found.order("Target.attachToTarget", targetId=page["targetId"], flatten=True)
    found.session = attached["sessionId"]
    found.order("Page.enable")
    return found
