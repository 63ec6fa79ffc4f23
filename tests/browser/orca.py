"""A Chromium read by Orca: a screen of its own, real keys, and every utterance with its time."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, Playwright

from tests.site import eventually, free_port
from tools.browser import find

SPEECH = Path(__file__).parent / "speech"
LETTERS_A_SECOND = 16
DESK = """
Xvfb $DISPLAY -screen 0 1000x1000x24 & sleep 1.5
openbox & /usr/libexec/at-spi-bus-launcher --launch-immediately & sleep 1
gsettings set org.gnome.desktop.interface toolkit-accessibility true
dbus-send --session --print-reply --dest=org.a11y.Bus /org/a11y/bus org.freedesktop.DBus.Properties.Set \\
  string:org.a11y.Status string:ScreenReaderEnabled variant:boolean:true
"$BROWSER" --no-sandbox --disable-gpu --no-first-run --force-renderer-accessibility --app="$ADDRESS" \\
  --remote-debugging-port=$PORT --user-data-dir="$HOME/profile" &
until [ -e "$HOME/ready" ]; do sleep 0.2; done
for attempt in 1 2 3; do PYTHONPATH="$SPEECH" orca; sleep 2; done
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """The browser's page, and whoever reads it aloud."""

    page: Page
    home: Path
    display: str

    def press(self, key: str) -> float:
        """One key of the keyboard; gives back when."""
        at = time.time()
        subprocess.run(["xdotool", "key", key], env={**os.environ, "DISPLAY": self.display}, check=True)
        return at

    def utterances(self, since: float = 0) -> list[tuple[float, str]]:
        """What was begun to be said from an instant on, each with its seconds after it."""
        file = self.home / "spoken"
        lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
        return [(line["at"] - since, line["said"]) for line in lines if line["said"] and line["at"] >= since]

    def quiet(self, seconds: float = 3) -> None:
        """Waits until nothing has been said for so long."""
        assert eventually(lambda: self.utterances()[-1][0] < time.time() - seconds, patience=60)

    def said(self, since: float) -> str:
        """All of it, in order."""
        return " ".join(words for _, words in self.utterances(since))


@contextmanager
def read_aloud(playwright: Playwright, home: Path, address: str) -> Iterator[Desk]:
    """A fresh profile at an address, until it is read aloud."""
    (home / "run").mkdir(mode=0o700)
    port, display = free_port(), f":{100 + os.getpid() % 400}"
    environment = {**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run"), "DISPLAY": display}
    environment |= {"SPEECH": str(SPEECH), "SPOKEN": str(home / "spoken"), "BROWSER": str(find())}
    environment |= {"ADDRESS": address, "PORT": str(port), "LANG": "C.UTF-8"}
    with (home / "log").open("w") as log:
        command = ["dbus-run-session", "--", "sh", "-c", DESK]
        desk = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        browser = eventually(lambda: _connected(playwright, port), patience=60)
        assert browser is not None, (home / "log").read_text()[-2000:]
        page = browser.contexts[0].pages[0]
        page.set_default_timeout(30_000)
        page.locator("main h1").first.wait_for(state="attached")
        (home / "ready").touch()
        read = Desk(page, home, display)
        assert eventually(read.utterances, patience=90), (home / "log").read_text()[-2000:]
        yield read
        browser.close()
    finally:
        os.killpg(desk.pid, signal.SIGKILL)
        desk.wait()


def _connected(playwright: Playwright, port: int) -> Browser | None:
    try:
        return playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
    except Error:
        time.sleep(0.5)
        return None
