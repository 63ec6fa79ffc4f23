"""The security headers of every answer: one table, for the application and for what the server refuses by itself."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NONE, SELF = "'none'", "'self'"
API = ("/api/", "/_allauth/")
NO_STORE = "no-store"
SERVER = "Stillnight"  # in place of the web server's own name
Directives = Mapping[str, str]

# No inline script or style anywhere. Script may write markup through the two named policies only: Svelte's own, for
# the templates that it compiled, and the one that names the service worker's file (pwa/src/worker.ts).
TRUSTED_TYPES: Directives = {
    "require-trusted-types-for": "'script'",
    "trusted-types": "svelte-trusted-html stillnight-worker",
}
POLICY: Directives = {
    # What is not named is refused, so that a kind of source that browsers learn later is refused as well.
    "default-src": NONE,
    "script-src": SELF,
    "style-src": SELF,
    "connect-src": SELF,
    # `data:` for the QR codes of invitations and share links (`api.codes`) and the previews of mail.
    "img-src": f"{SELF} data:",
    "font-src": SELF,
    "manifest-src": SELF,
    "worker-src": SELF,
    "object-src": NONE,
    "form-action": SELF,
    "base-uri": NONE,
    "frame-ancestors": NONE,
    **TRUSTED_TYPES,
}
# What the app does without; passkeys, sharing and the clipboard keep the browser's default, this site alone.
DENIED = (
    *(
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
    ),
    *("gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi", "payment"),
    *("picture-in-picture", "serial", "sync-xhr", "usb", "xr-spatial-tracking"),
)
PERMISSIONS = ", ".join(f"{feature}=()" for feature in DENIED)


@dataclass(frozen=True, slots=True)
class Exemption:
    """Pages whose policy differs, by what, and why; an empty directive is left out."""

    pages: str
    changes: Directives
    reason: str


WITHOUT_TRUSTED_TYPES: Directives = dict.fromkeys(TRUSTED_TYPES, "")
EXEMPTIONS = (
    Exemption(
        r"/admin(/.*)?",
        WITHOUT_TRUSTED_TYPES,
        "Django's administration loads jQuery 3, which assigns plain strings to innerHTML when it starts.",
    ),
    Exemption(
        r"/api/docs",
        WITHOUT_TRUSTED_TYPES,
        "Swagger UI renders the document's Markdown, sanitised by DOMPurify, as plain strings.",
    ),
    Exemption(
        r"/dev/mail/\d+",
        {
            "script-src": "",
            "style-src": "'unsafe-inline'",
            "img-src": "data:",
            "sandbox": "allow-popups allow-popups-to-escape-sandbox",
        },
        "Mail is styled in its markup. It is shown on one's own machine only, and without any script.",
    ),
)


def headers_for(path: str, *, secure: bool) -> dict[str, str]:
    """What the answer to a request for `path` carries, whatever it says; `secure`: it came by https."""
    found = {
        "Content-Security-Policy": _policy_for(path),
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Server": SERVER,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }
    # RFC 6797, 7.2: never by http, where whoever stands in between could have written it.
    if secure and settings.SECURE_SITE:
        found["Strict-Transport-Security"] = (
            f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
        )
    return found


def _policy_for(path: str) -> str:
    # fullmatch: a path that only begins like an exempt page keeps the whole policy.
    changes = next((one.changes for one in EXEMPTIONS if re.fullmatch(one.pages, path)), {})
    return "; ".join(f"{name} {value}" for name, value in {**POLICY, **changes}.items() if value)


def on_every_answer(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """The first middleware of all, so that no answer passes it by. What is not said to be kept is kept nowhere."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in headers_for(request.path, secure=request.is_secure()).items():
            response.headers[name] = value
        # Set, not defaulted: no view may allow a browser or proxy to keep health data.
        if request.path.startswith(API):
            response.headers["Cache-Control"] = NO_STORE
        response.headers.setdefault("Cache-Control", NO_STORE)
        return response

    return handle
