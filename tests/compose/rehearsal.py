"""Compose without an engine: `make compose-rehearsal`, as root on Linux.

Each service's command runs with exactly the environment, volumes, secrets, temporary folders, read-only root, hosts
and capabilities that docker-compose.yml gives it, in namespaces of its own; its health check must pass. This
checkout stands for our image, this machine's PostgreSQL and Valkey for theirs. Caddy has no stand-in: it is asked
for what it asks. Not rehearsed: the images themselves, and who can reach whom (`rules.py` reads that).
"""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from base.postgres_programs import program
from config import make_secrets
from config.embedded import broker
from tests.compose.file import FILE, ROOT, environment, mounts, read
from tests.compose.rules import faults

HOST = "stillnight.example"
BIN = Path(sys.prefix).resolve() / "bin"
IMAGE = {
    "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin",
    "PYTHONUNBUFFERED": "1",
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "VAR_DIR": "/var/lib/stillnight",
    "STILLNIGHT_IMAGE": "1",
    "MPLCONFIGDIR": "/tmp/matplotlib",  # noqa: S108
    "XDG_CACHE_HOME": "/tmp/cache",  # noqa: S108
}
WEB = "python -m config.web --host 0.0.0.0 --port 8000 --workers 2"  # the image's own command
PATIENCE = 180.0


class Failed(RuntimeError):
    """A service that does not come up; what it said is above."""


class Rehearsal:
    """One run of the file in a folder."""

    def __init__(self, compose: Mapping[str, Any], work: Path) -> None:
        self.compose, self.work = compose, work
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: str, user: str = "root") -> None:
        """Start a service in its own namespaces."""
        script = self._script(name, command, user)
        self.running[name] = subprocess.Popen(
            ["unshare", "--mount", "sh", "-euc", script], start_new_session=True
        )

    def finish(self, name: str) -> None:
        """A service that runs to its end."""
        if self.running.pop(name).wait(PATIENCE):
            raise Failed(f"{name}: ended badly")
        print(f"{name}: done", flush=True)

    def healthy(self, name: str) -> None:
        """Until its own health check passes."""
        test = self.compose["services"][name]["healthcheck"]["test"]
        words = test[1:] if test[0] == "CMD" else ["sh", "-c", test[1]]
        inside = ["nsenter", "--mount", "-t", str(self.running[name].pid), "--wdns=/app"]
        check = [*inside, "env", "-i", *self._variables(name), *words]
        deadline = time.monotonic() + PATIENCE
        while (done := subprocess.run(check, capture_output=True, text=True, check=False)).returncode:
            if self.running[name].poll() is not None or time.monotonic() > deadline:
                raise Failed(f"{name}: not healthy: {done.stdout}{done.stderr}")
            time.sleep(1)
        print(f"{name}: healthy", flush=True)

    def stop(self) -> None:
        """End what runs."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)

    def _variables(self, name: str) -> list[str]:
        found = {**IMAGE, **environment(self.compose["services"][name])}
        found["PATH"] = f"{self.work}/bin:{IMAGE['PATH']}"
        return [f"{key}={value}" for key, value in found.items()]

    def _script(self, name: str, command: str, user: str) -> str:
        """Mounts, then the command without privileges; the root is sealed last."""
        service = self.compose["services"][name]
        steps = ["mount --make-rprivate /", f"mkdir -p /app && mount --bind {ROOT} /app && cd /app"]
        for place, source in mounts(service).items():
            local = ROOT / source if source.startswith(".") else self.work / "volumes" / source
            if not source.startswith("."):
                local.mkdir(parents=True, exist_ok=True)
                shutil.chown(local, user)
                steps.append(f"mkdir -p {place} && mount --bind {local} {place}")
        steps.append("mkdir -p /run/secrets && mount -t tmpfs secrets /run/secrets")
        for secret in service.get("secrets") or ():
            file = self.compose["secrets"][secret]["file"].replace("./secrets", str(self.work / "secrets"))
            steps.append(f"cp {file} /run/secrets/{secret} && chmod 444 /run/secrets/{secret}")
        for place in (one.split(":")[0] for one in service.get("tmpfs") or ()):
            steps.append(f"mkdir -p {place} && mount -t tmpfs -o mode=1777 scratch {place}")
        if service.get("read_only"):
            steps.append("mount -o remount,bind,ro / && ! touch /written 2>/dev/null")
        drop = "setpriv --no-new-privs --bounding-set=-all --inh-caps=-all"
        drop += f" --reuid={user} --regid={user} --clear-groups" if user != "root" else ""
        variables = " ".join(map(shlex.quote, self._variables(name)))
        steps.append(f"exec env -i {variables} {drop} {command}")
        return "\n".join(steps)


def rehearse(compose: Mapping[str, Any], work: Path) -> None:
    """Bring everything up in the file's order, and ask as Caddy does. Failed."""
    run = Rehearsal(compose, work)
    services = compose["services"]
    try:
        run.start("postgres", f"sh -eu {ROOT_IN}/tests/compose/postgres.sh {_postgres_bin()}", "postgres")
        run.start("redis", services["redis"]["command"])
        run.healthy("postgres")
        run.healthy("redis")
        run.start("migrate", services["migrate"]["command"])
        run.finish("migrate")
        for name in ("web", "worker", "beat"):
            run.start(name, services[name].get("command", WEB))
        for name in ("web", "worker", "beat"):
            run.healthy(name)
        _ask_as_caddy(work)
    finally:
        run.stop()


ROOT_IN = "/app"


def _ask_as_caddy(work: Path) -> None:
    token = (work / "secrets" / "metrics_token").read_text()
    deadline = time.monotonic() + 60
    for path in ("/healthz", "/", "/metrics", "/readyz"):
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
        headers["Authorization"] = f"Bearer {token}"
        while True:
            try:
                answer = requests.get(
                    f"http://web:8000{path}", headers=headers, timeout=5, allow_redirects=False
                )
                if answer.status_code == 200:
                    print(f"caddy would get 200 for {path}", flush=True)
                    break
                raise OSError(f"{answer.status_code} {answer.text[:200]}")
            except OSError as fault:
                if time.monotonic() > deadline:
                    raise Failed(f"{path}: {fault}") from None
                time.sleep(1)


def _postgres_bin() -> Path:
    return Path(program("initdb", 0)).parent


@contextmanager
def stage(compose: Mapping[str, Any]) -> Iterator[Path]:
    """A folder with secrets and the stand-ins' programs, and the names of all services in /etc/hosts."""
    with tempfile.TemporaryDirectory(prefix="rehearsal-", dir="/var/tmp") as folder:
        work = Path(folder)
        work.chmod(0o755)
        make_secrets.main([str(work / "secrets"), "--email-url", "smtp://mail:1025"])
        (work / "secrets").chmod(0o755)
        (work / "bin").mkdir()
        (work / "bin" / "redis-server").symlink_to(broker.command(work)[0])
        (work / "bin" / "redis-cli").write_text(REDIS_CLI)
        (work / "bin" / "redis-cli").chmod(0o755)
        (work / "hosts").write_text(f"127.0.0.1 localhost {HOST} {' '.join(compose['services'])}\n")
        subprocess.run(["mount", "--bind", str(work / "hosts"), "/etc/hosts"], check=True)
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        yield work


REDIS_CLI = f"""#!{sys.executable}
import os, redis
print(redis.Redis(password=os.environ["REDISCLI_AUTH"]).ping() and "PONG")
"""


def main() -> int:
    """Read, then run; 0 if all of it holds."""
    if "REHEARSING" not in os.environ:
        inside = {**os.environ, "REHEARSING": "1"}
        return subprocess.run(
            ["unshare", "--net", "--mount", sys.executable, "-m", "tests.compose.rehearsal", *sys.argv[1:]],
            env=inside,
            check=False,
        ).returncode
    text = Path(sys.argv[1] if sys.argv[1:] else FILE).read_text()
    variables = {"SITE_HOST": HOST, "SECRET_KEY": "x" * 60, "POSTGRES_PASSWORD": "x"}
    compose = read(text, variables)
    seen = faults(compose)
    print("\n".join(seen), flush=True)
    if seen:
        return 1
    try:
        with stage(compose) as work:
            rehearse(compose, work)
    except Failed as fault:
        print(fault)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
