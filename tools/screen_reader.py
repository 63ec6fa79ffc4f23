"""Where a screen reader is, and how to get one: `python -m tools.screen_reader`.

Orca, with a screen of its own to read from. Not its usual voice: that waits for ever where no sound card is.
"""

import shutil
import sys

from tools.apt import install

PACKAGES = ("orca", "at-spi2-core", "dbus-x11", "xvfb", "openbox", "xdotool")
PROGRAMS = ("orca", "dbus-run-session", "Xvfb", "openbox", "xdotool")


def missing() -> list[str]:
    """The programs that a screen reader's test needs and this machine lacks."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def main() -> int:
    """Say whether there is a screen reader; 1, in plain words, when there is none."""
    if missing():
        install(*PACKAGES)
    if lacking := missing():
        sys.stderr.write(f"No screen reader: {', '.join(lacking)} not found, and not to be installed here.\n")
        return 1
    sys.stdout.write("screen reader: orca\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
