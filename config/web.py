"""The web server, set one way for this machine and the image: `python -m config.web --port 8000 …`.

Thousands of phones with bad reception may be connected at once: each costs a socket and a coroutine
(`config.request_buffering`). What the web processes ask of the database, they ask for seconds only.
"""

import atexit
import os
import resource
import shutil
import signal
import sys
import tempfile

from config.supervisor import end_with_parent

SOCKETS = 8192
HEADERS_WITHIN = 10  # seconds, and as long a connection may rest between two requests
ENDS_WITHIN = 5  # seconds for what is under way at the end; a half-sent request holds up no restart
# With the wait for a place (0.9 s) below 3 s: that soon a busy site says 503.
DATABASE_PATIENCE = "2"
SETTINGS = (
    # What nobody here speaks is off: HTTP/2 ends at the proxy, and there are no WebSockets.
    *("--interface", "asgi", "--http", "1", "--no-ws"),
    *("--backlog", "2048", "--backpressure", str(SOCKETS)),
    *("--http1-header-read-timeout", str(1000 * HEADERS_WITHIN)),
    *("--workers-kill-timeout", str(ENDS_WITHIN)),
    "--respawn-failed-workers",  # a worker that is killed costs itself alone
)
MAIN_PROCESS = "WEB_MAIN_PROCESS"  # the environment's name for the process whose end ends the workers
APPLICATION = "config.asgi:application"


def end_with_main() -> None:
    """In a worker: never outlive the main process, or it would serve the port for ever beside the next one."""
    main_process = os.environ.get(MAIN_PROCESS)
    if main_process is None:
        return  # another server runs the application
    end_with_parent(signal.SIGKILL)
    # It may have ended before the kernel was asked to tell of it, and then no signal comes.
    if os.getppid() != int(main_process):
        os.kill(os.getpid(), signal.SIGKILL)


def _count_together() -> None:
    """One set of counters for all workers of this server, whichever of them is asked; gone with the server."""
    folder, owner = tempfile.mkdtemp(prefix="stillnight-metrics-"), os.getpid()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder

    def forget() -> None:
        # A forked worker may run these exits too; only the main process may take the folder of all away.
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(forget)


def main(words: list[str]) -> None:
    """Serve until told to end; `words` are the server's own options."""
    from granian.cli import entrypoint

    os.environ[MAIN_PROCESS] = str(os.getpid())
    os.environ.setdefault("DATABASE_PATIENCE", DATABASE_PATIENCE)
    # Before prometheus_client is imported, which looks for the folder only then.
    _count_together()
    _allow_sockets()
    sys.argv = ["granian", *SETTINGS, *words, APPLICATION]
    entrypoint()  # type: ignore[no-untyped-call]


def _allow_sockets() -> None:
    """As many open files as the system lets this process have, for a socket each and its answer."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * SOCKETS if hard == resource.RLIM_INFINITY else min(hard, 2 * SOCKETS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


if __name__ == "__main__":
    main(sys.argv[1:])
