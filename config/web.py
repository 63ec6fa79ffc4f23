"""The web server, set one way for this machine and the image: `python -m config.web --port 8000 …`.

Two hundred phones with bad reception each hold a thread while they send (`config.waiting`); few of these work at a
time. Threads come when they are needed and end when they idle, so their number is a ceiling and costs nothing.
"""

import logging
import sys

THREADS = 256
SETTINGS = ("--interface", "wsgi", "--no-ws", "--blocking-threads", str(THREADS))
APPLICATION = "config.wsgi:application"


def _not_about_threads(record: logging.LogRecord) -> bool:
    """The server warns of more threads than cores, which are meant."""
    return "Python threads" not in record.getMessage()


def main(words: list[str]) -> None:
    """Serve until told to end; `words` are the server's own options."""
    from granian.cli import entrypoint

    logging.getLogger("_granian").addFilter(_not_about_threads)
    sys.argv = ["granian", *SETTINGS, *words, APPLICATION]
    entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main(sys.argv[1:])
