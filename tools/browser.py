"""Where a Chromium is, and how to get one: `python -m tools.browser`."""

import os
import shutil
import sys

from tools.apt import install

# Off by default in Playwright's runs; a second list replaces its own, so those that matter here are said again.
PLAYWRIGHTS = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
# The pop-ups of the address bar are two pages of their own in every window: three quarters of what a window costs.
ADDRESS_BAR = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# No sandbox: with one Chromium does not start as root, as whom tests in a container often run.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join((*PLAYWRIGHTS, *ADDRESS_BAR))}",
)


def find() -> str | None:
    """The browser's path: `CHROMIUM` if set, else the first on the path."""
    given = os.environ.get("CHROMIUM")
    return given or next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> int:
    """Say which browser the tests will use; 1, in plain words, when there is none."""
    if find() is None:
        install("chromium")
    found = find()
    if found is None:
        sys.stderr.write("No Chromium was found and none could be installed; set CHROMIUM to its path.\n")
        return 1
    sys.stdout.write(f"browser: {found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
