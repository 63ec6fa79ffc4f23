"""The files that a server is started from: each fault that has kept one from working is seen, and none is left."""

import copy
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from django.test import override_settings

from api import deploy_checks
from config.headers import headers_for
from tests.compose.file import FILE, ROOT, read
from tests.compose.rules import faults

COMPOSE = read(FILE.read_text(), {"SITE_HOST": "stillnight.example"})
KUBERNETES = sorted(
    path for path in (ROOT / "ops" / "kubernetes").glob("*.yaml") if path.name != "kustomization.yaml"
)


def test_nothing_is_wrong_with_the_compose_file() -> None:
    assert faults(COMPOSE) == []


SPOILED: dict[str, Callable[[Any], object]] = {
    "SECRET_KEY_FALLBACKS does not reach it": lambda s: s["web"]["environment"].pop(
        "SECRET_KEY_FALLBACKS_FILE"
    ),
    "VAPID_PRIVATE_KEY does not reach it": lambda s: s["worker"]["secrets"].remove("vapid_private_key"),
    "SECRET_KEY stands in the environment": lambda s: s["web"]["environment"].update(SECRET_KEY="x"),
    "have no volume that all share": lambda s: s["beat"].update(volumes=[]),
    "its root can be written": lambda s: s["redis"].update(read_only=False),
    "keeps capabilities": lambda s: s["web"].pop("cap_drop"),
    "may gain privileges": lambda s: s["caddy"].pop("security_opt"),
    "has no password": lambda s: s["redis"].update(command="redis-server"),
    "role that owns the tables": lambda s: s["migrate"]["environment"].update(
        DATABASE_URL_FILE=s["web"]["environment"]["DATABASE_URL_FILE"]
    ),
    "cannot reach postgres": lambda s: s["web"].update(networks=["front"]),
    "reaches the database": lambda s: s["caddy"].update(networks=["front", "back"]),
    "is killed after ten seconds": lambda s: s["worker"].pop("stop_grace_period"),
    "writes what was said into its log": lambda s: s["postgres"].pop("command"),
    "has no health check": lambda s: s["postgres"].pop("healthcheck"),
}


@pytest.mark.parametrize("words", SPOILED)
def test_each_fault_of_the_compose_file_is_seen(words: str) -> None:
    spoiled = copy.deepcopy(COMPOSE)
    SPOILED[words](spoiled["services"])
    assert any(words in fault for fault in faults(spoiled))


ON_A_SERVER = {
    "HOST": "stillnight.example",
    "ALLOWED_HOSTS": ["stillnight.example"],
    "EMAIL_CONFIGURED": True,
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "VAPID_PRIVATE_KEY": "x",
    "METRICS_TOKEN": "x",
    "REDIS_URL": "redis://:secret@redis:6379/0",
    "SITE_URL": "https://stillnight.example",
    "SESSION_COOKIE_NAME": "__Host-session",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
}
FAULTS: dict[str, dict[str, object]] = {
    "E001": {"ALLOWED_HOSTS": ["web"]},
    "E002": {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"},
    "E003": {"VAPID_PRIVATE_KEY": ""},
    "E004": {"METRICS_TOKEN": ""},
    "E005": {"REDIS_URL": "redis://redis:6379/0"},
    "E006": {"VAR_DIR": "/app/var"},
    "E007": {},
    "E008": {"SITE_URL": "http://stillnight.example"},
    "E009": {"MIDDLEWARE": ["django.middleware.security.SecurityMiddleware"]},
    "E010": {"CSRF_COOKIE_DOMAIN": "example"},
    "E011": {"SECURE_HSTS_SECONDS": 60},
}


@pytest.mark.parametrize("number", ["", *FAULTS])
def test_the_deploy_check_refuses_each_fault(
    number: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        **ON_A_SERVER,
        "VAR_DIR": "/proc",
        "BACKUP_DIR": "",
        **FAULTS.get(number, {}),
    }.items():
        setattr(settings, name, value)
    for name in deploy_checks.SECRETS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(deploy_checks.IMAGE, "1")
    if number == "E007":
        monkeypatch.setenv("METRICS_TOKEN", "x")

    found = [fault.id for fault in deploy_checks.fit_for_a_server(None)]

    assert found == ([f"deploy.{number}"] if number else [])


@pytest.mark.parametrize("path", KUBERNETES, ids=lambda path: path.stem)
def test_the_manifests_are_what_the_cluster_understands(path: Path) -> None:
    manifests = list(yaml.safe_load_all(path.read_text()))

    assert manifests
    assert [fault for manifest in manifests if (fault := _misunderstood(manifest))] == []


def test_a_manifest_with_a_field_the_cluster_does_not_know_is_refused() -> None:
    [manifest, *_] = yaml.safe_load_all(KUBERNETES[0].read_text())

    assert "surprise" in _misunderstood({**manifest, "surprise": 1})


def _misunderstood(manifest: dict[str, Any]) -> str:
    """Why the cluster would refuse a manifest; empty when it would not."""
    try:
        kubernetes_validate.validate(manifest, "1.33", strict=True)
    except kubernetes_validate.ValidationError as fault:
        return str(fault)
    return ""


def test_every_manifest_is_part_of_the_whole() -> None:
    listed = yaml.safe_load((ROOT / "ops" / "kubernetes" / "kustomization.yaml").read_text())["resources"]
    assert sorted(listed) == [path.name for path in KUBERNETES]


def test_what_caddy_answers_by_itself_has_the_same_headers() -> None:
    _, _, own = (ROOT / "Caddyfile").read_text().partition("handle_errors {")
    named = set(re.findall(r"^\t+(?:header @tls )?([A-Z][\w-]+) ", own, re.MULTILINE))
    settings_of_a_server = override_settings(SECURE_SITE=True, SECURE_HSTS_SECONDS=1)
    with settings_of_a_server:
        assert named == {*headers_for("/", secure=True), "Cache-Control"}


def test_the_roles_script_is_shell() -> None:
    assert subprocess.run(["sh", "-n", "ops/postgres-roles.sh"], cwd=ROOT, check=False).returncode == 0
