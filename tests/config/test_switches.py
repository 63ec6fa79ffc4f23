"""How the parts are switched on: programs that live together, settings that fail loudly, a nudge nobody waits for."""

import os
import subprocess
import sys
from pathlib import Path

import requests

from base.nudge import Nudge
from config.embedded import broker
from config.supervisor import Group
from config.web import ENDS_WITHIN
from tests.site import Site, eventually, free_port, mended
from tests.sockets import callers, open_ones, unfinished

SLEEPER = (sys.executable, "-c", "import time; time.sleep(60)")


def test_a_program_that_falls_is_started_again() -> None:
    group = Group(dict(os.environ))
    program = group.start("sleeper", *SLEEPER)
    try:
        assert program.process is not None
        first = program.process.pid
        program.process.kill()
        program.process.wait(30)

        assert eventually(lambda: mended(group))
        assert program.process.pid != first
    finally:
        group.stop()


def test_stopping_the_group_ends_every_program() -> None:
    group = Group(dict(os.environ))
    programs = [group.start(name, *SLEEPER) for name in ("one", "two")]
    group.stop()
    assert [program.running for program in programs] == [False, False]


def test_a_long_path_gets_a_socket_of_its_own(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a" * 40] * 4)
    assert len(str(broker.socket_path(deep))) <= broker.LONGEST_SOCKET
    assert broker.socket_path(Path("/v")) == Path("/v/valkey.sock")


def test_a_server_without_a_secret_key_does_not_start() -> None:
    environment = {**os.environ, "DATABASE_URL": "postgres://nobody@localhost/none"}
    environment.pop("SECRET_KEY", None)
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "SECRET_KEY is missing" in done.stderr


def test_what_is_kept_is_nobody_elses_to_read(tmp_path: Path) -> None:
    kept = tmp_path / "var"
    kept.mkdir(mode=0o755)
    subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={**os.environ, "VAR_DIR": str(kept)},
        capture_output=True,
        check=True,
    )
    assert kept.stat().st_mode & 0o777 == 0o700


def test_a_server_without_a_mail_server_prints_no_code(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "EMAIL_URL"}
    environment |= {"SITE_URL": "https://stillnight.example", "VAR_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", "from config import settings; print(settings.EMAIL_BACKEND)"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "django.core.mail.backends.smtp.EmailBackend"


def test_the_web_server_says_no_warning_and_ends_though_a_request_is_half_sent(tmp_path: Path) -> None:
    port, said = free_port(), tmp_path / "said"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": str(tmp_path)}
    group = Group(environment | {"SITE_URL": f"http://localhost:{port}"})
    command = f"exec {sys.executable} -m config.web --port {port} >{said} 2>&1"
    site = Site(f"http://localhost:{port}", group)
    try:
        web = group.start("web", "sh", "-c", command)
        assert eventually(lambda: _answers(port))
        with callers(site, 1, unfinished(site)) as half:
            assert (open_ones(half), "WARNING" in said.read_text()) == (1, False)
            web.ask_to_end()
            assert web.process is not None
            assert web.process.wait(ENDS_WITHIN + 10) is not None
    finally:
        group.stop()


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://localhost:{port}/healthz", timeout=2).ok
    except requests.ConnectionError:
        return False


def test_a_nudge_never_raises_without_a_broker() -> None:
    nudge = Nudge()
    nudge.send("insights.read_moved")
    nudge.send("insights.read_moved")
    assert eventually(lambda: not nudge._due)
