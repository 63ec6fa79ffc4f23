"""The web server, set one way for this machine and the image: `python -m config.web --port 8000 …`.

Two hundred phones with bad reception each hold a thread while they send (`config.waiting`); few of these work at a
time. Threads come when they are needed and end when they idle, so their number is a ceiling and costs nothing.
"""

import logging
import os
import signal
import sys

from config.supervisor import end_with_parent

THREADS = 256
SETTINGS = (
    *("--interface", "wsgi", "--no-ws", "--blocking-threads", str(THREADS)),
    "--respawn-failed-workers",  # a worker that is killed costs itself alone
)
MAIN_PROCESS = "WEB_MAIN_PROCESS"  # the environment's name for the process whose end ends the workers
APPLICATION = "config.wsgi:application"


def _not_about_threads(record: logging.LogRecord) -> bool:
    """The server warns of more threads than cores, which are meant."""
    return "Python threads" not in record.getMessage()


def end_with_main() -> None:
    """In a worker: never outlive the main process, or it would serve the port for ever beside the next one."""
    main_process = os.environ.get(MAIN_PROCESS)
    if main_process is None:
        return  # another server runs the application
    end_with_parent(signal.SIGKILL)
    if os.getppid() != int(main_process):
        os.kill(os.getpid(), signal.SIGKILL)


def main(words: list[str]) -> None:
    """Serve until told to end; `words` are the server's own options."""
    from granian.cli import entrypoint

    logging.getLogger("_granian").addFilter(_not_about_threads)
    os.environ[MAIN_PROCESS] = str(os.getpid())
    sys.argv = ["granian", *SETTINGS, *words, APPLICATION]
    entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main(sys.argv[1:])
