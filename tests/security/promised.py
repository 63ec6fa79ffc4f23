"""What every answer of the site has to carry, judged by its meaning: no line of the site's own table stands here."""

import re
from collections.abc import Iterator, Mapping

# Libraries that write markup as plain strings when they start; docs/security.md says which and why.
WITHOUT_TRUSTED_TYPES = re.compile(r"/admin(/.*)?|/api/docs")
# One mail on one's own machine, styled in its markup and without any script.
MAIL = re.compile(r"/dev/mail/\d+")
WIDE = re.compile(r"unsafe|\*|http:|https:|ws:|blob:|filesystem:|'nonce|'sha|strict-dynamic|report-sample")
LITERAL = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
NEVER_USED = {
    "camera",
    "microphone",
    "geolocation",
    "payment",
    "usb",
    "serial",
    "hid",
    "midi",
    "display-capture",
}
TELLS_OF_US = ("granian", "django", "python", "uvicorn", "gunicorn", "whitenoise")


def faults(
    path: str, status: int, headers: Mapping[str, str], *, empty: bool = False, server: bool = False
) -> list[str]:
    """All that is wrong with one answer, a sentence each; `server`: the site stands behind https."""
    found = {name.lower(): value for name, value in headers.items()}
    policy = found.get("content-security-policy", "")
    said = [
        *(f"{name} is {found.get(name)}" for name, value in LITERAL.items() if found.get(name) != value),
        *_policy(path, policy),
        *_caching(path, status, found.get("cache-control", "")),
        *_type(found, empty=empty),
    ]
    denied = dict(one.strip().partition("=")[::2] for one in found.get("permissions-policy", "").split(","))
    said += [f"{feature} is allowed" for feature in NEVER_USED if denied.get(feature) != "()"]
    if server:
        said += _strict_transport(found.get("strict-transport-security", ""))
    said += [f"{name} opens the answer to others" for name in found if name.startswith("access-control-")]
    told = f"{found.get('server')} {found.get('via')}".lower()
    said += [f"the server is told: {told}" for word in TELLS_OF_US if word in told]
    return said


def cookie_faults(name: str, attributes: Mapping[str, object], *, server: bool) -> list[str]:
    """What is wrong with one cookie."""
    said = []
    if attributes["samesite"] != "Lax" or attributes["domain"] or attributes["path"] != "/":
        said.append(f"{name}: SameSite, Domain or Path")
    if server and not (name.startswith("__Host-") and attributes["secure"]):
        said.append(f"{name}: neither __Host- nor secure")
    if "csrf" not in name and not attributes["httponly"]:
        said.append(f"{name}: a script can read it")
    return said


def _policy(path: str, policy: str) -> Iterator[str]:
    rules = {one.split()[0]: one.split()[1:] for one in policy.split(";") if one.strip()}
    if len(rules) != len(policy.split(";")):
        yield f"a directive stands twice: {policy}"
    mail = MAIL.fullmatch(path) is not None
    for name, values in rules.items():
        if WIDE.search(" ".join(values)) and not (mail and name == "style-src"):
            yield f"{name} is wide: {values}"
    for name in ("default-src", "object-src", "base-uri", "frame-ancestors"):
        if rules.get(name) != ["'none'"]:
            yield f"{name} is {rules.get(name)}"
    if rules.get("form-action") != ["'self'"]:
        yield f"form-action is {rules.get('form-action')}"
    if mail and (
        rules.get("script-src") is not None or "allow-scripts" in rules.get("sandbox", ["allow-scripts"])
    ):
        yield "a mail may run scripts"
    yield from _trusted_types(path, rules)


def _trusted_types(path: str, rules: Mapping[str, list[str]]) -> Iterator[str]:
    if WITHOUT_TRUSTED_TYPES.fullmatch(path):
        return
    if rules.get("require-trusted-types-for") != ["'script'"]:
        yield "Trusted Types are not required"
    if set(rules.get("trusted-types", ["any"])) != {"svelte-trusted-html", "stillnight-worker"}:
        yield f"trusted types: {rules.get('trusted-types')}"


def _caching(path: str, status: int, cache: str) -> Iterator[str]:
    if path.startswith(("/api/", "/_allauth/")) and cache != "no-store":
        yield f"an answer of the API may be kept: {cache}"
    if (status >= 400 or path.startswith(("/admin", "/dev/"))) and "no-store" not in cache:
        yield f"it may be kept: {cache}"
    if not cache:
        yield "nothing is said about keeping it"


def _type(found: Mapping[str, str], *, empty: bool) -> Iterator[str]:
    kind, _, charset = found.get("content-type", "").partition(";")
    if not kind and not empty:
        yield "it has no content type"
    if (kind.startswith("text/") or kind.endswith(("+xml", "/xml"))) and "utf-8" not in charset:
        yield f"{kind} without its charset"


def _strict_transport(value: str) -> Iterator[str]:
    seconds = re.match(r"max-age=(\d+);", value)
    if seconds is None or int(seconds[1]) < 365 * 24 * 3600 or "includeSubDomains" not in value:
        yield f"strict transport: {value}"
