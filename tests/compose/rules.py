"""What is wrong with a compose file that can be seen without running it, a sentence each."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.compose.file import environment, mounts

APP = ("migrate", "web", "worker", "beat")
MUST_REACH = (
    *(
        "SECRET_KEY",
        "SECRET_KEY_FALLBACKS",
        "METRICS_TOKEN",
        "VAPID_PRIVATE_KEY",
        "EMAIL_URL",
        "DATABASE_URL",
    ),
    *("REDIS_URL", "BACKUP_RECIPIENTS"),
)
ASKS = {"web": "postgres", "worker": "redis", "beat": "redis", "migrate": "postgres", "caddy": "web"}
DATA = "/var/lib/stillnight"


def faults(compose: Mapping[str, Any]) -> list[str]:
    """All of them."""
    services = {name: one for name, one in compose["services"].items() if not one.get("profiles")}
    return [*_hardening(services), *_of_the_app(compose, services), *_networks(compose, services)]


def _hardening(services: Mapping[str, Any]) -> Iterator[str]:
    for name, one in services.items():
        if not one.get("read_only"):
            yield f"{name}: its root can be written"
        if one.get("cap_drop") != ["ALL"]:
            yield f"{name}: keeps capabilities"
        if "no-new-privileges:true" not in (one.get("security_opt") or ()):
            yield f"{name}: may gain privileges"
        if name != "migrate" and name != "caddy" and not one.get("healthcheck"):
            yield f"{name}: has no health check"


def _of_the_app(compose: Mapping[str, Any], services: Mapping[str, Any]) -> Iterator[str]:
    volumes = set()
    for name in APP:
        found, given = environment(services[name]), set(services[name].get("secrets") or ())
        for wanted in MUST_REACH:
            file = found.get(f"{wanted}_FILE", "")
            if wanted in found:
                yield f"{name}: {wanted} stands in the environment"
            elif file.removeprefix("/run/secrets/") not in given & set(compose.get("secrets") or ()):
                yield f"{name}: {wanted} does not reach it"
        volumes.add(mounts(services[name]).get(DATA))
    if None in volumes or len(volumes) > 1 or not volumes <= set(compose.get("volumes") or ()):
        yield "keys and the list of the erased have no volume that all share"
    if services["migrate"]["environment"].get("DATABASE_URL_FILE") == services["web"]["environment"].get(
        "DATABASE_URL_FILE", "the same"
    ):
        yield "web works as the role that owns the tables"
    if "--requirepass" not in str(services["redis"].get("command")):
        yield "redis: has no password"
    yield from _quiet_database(services["postgres"])
    for name in ("web", "worker", "postgres"):
        if not services[name].get("stop_grace_period"):
            yield f"{name}: is killed after ten seconds"


def _quiet_database(service: Mapping[str, Any]) -> Iterator[str]:
    quiet = ("log_min_error_statement=panic", "log_error_verbosity=terse")
    if any(word not in str(service.get("command")) for word in quiet):
        yield "postgres writes what was said into its log, with each statement that fails"


def _networks(compose: Mapping[str, Any], services: Mapping[str, Any]) -> Iterator[str]:
    nets = {name: set(one.get("networks") or ()) for name, one in services.items()}
    for name, asks in {
        "web": "postgres",
        "worker": "redis",
        "beat": "redis",
        "migrate": "postgres",
        "caddy": "web",
    }.items():
        if not nets[name] & nets[asks]:
            yield f"{name}: cannot reach {asks}"
    if nets["caddy"] & nets["postgres"]:
        yield "caddy: reaches the database"
    inside = nets["postgres"] | nets["redis"]
    if not inside or not all((compose["networks"].get(one) or {}).get("internal") for one in inside):
        yield "database and broker are not on a network of their own"
