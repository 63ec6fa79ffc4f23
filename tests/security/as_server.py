"""What a server behind https answers, as JSON: `python -m tests.security.as_server` in a server's environment."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import django

LOGIN = "/_allauth/browser/v1/auth/login"
CONFIG = "/_allauth/browser/v1/config"
PEOPLE = {"email": "ada@example.com", "password": "a long enough one"}
# The pages of someone who runs the site, the app's own, its files, the API, and addresses that are none.
PLACES = (
    *(
        "/",
        "/tonight",
        "/sw.js",
        "/manifest.webmanifest",
        "/icon.svg",
        "/static/admin/css/base.css",
        "/no.js",
    ),
    *(
        "/admin/",
        "/admin/accounts/user/",
        "/api/docs",
        "/api/v1/me",
        "/api/v1/agreement",
        "/api/none",
        CONFIG,
    ),
)


def main() -> None:
    """Make the tables and somebody, ask, and print."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.MIGRATION_MODULES = dict.fromkeys((app.split(".")[-1] for app in settings.INSTALLED_APPS), None)
    call_command("migrate", run_syncdb=True, verbosity=0)
    json.dump(list(answers(settings.HOST)), sys.stdout)


def answers(host: str) -> Iterator[dict[str, Any]]:
    """Each answer with what was asked: by https as somebody signs in, and by plain http."""
    from django.test import Client

    _somebody()
    proxied = Client(enforce_csrf_checks=True, headers={"host": host, "x-forwarded-proto": "https"})
    plain = Client(headers={"host": host, "x-forwarded-proto": "http"})
    yield _answer(proxied.get(CONFIG), by="https")
    token = next(cookie.value for name, cookie in proxied.cookies.items() if name.endswith("csrftoken"))
    signing_in = proxied.post(
        LOGIN, PEOPLE, "application/json", headers={"x-csrftoken": token, "referer": f"https://{host}/"}
    )
    yield _answer(signing_in, by="https")
    for path in PLACES:
        for http, by in ((proxied, "https"), (plain, "http")):
            for method in ("GET", "POST"):
                yield _answer(http.generic(method, path, "{}", content_type="application/json"), by=by)
    for path in ("/healthz", LOGIN):
        yield _answer(plain.get(path), by="http")


def _somebody() -> None:
    from allauth.account.models import EmailAddress

    from accounts.models import User

    user = User.objects.create_superuser(**PEOPLE)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def _answer(answer: Any, *, by: str) -> dict[str, Any]:
    asked = answer.wsgi_request
    empty = not (b"".join(answer) if answer.streaming else answer.content)
    answer.close()
    return {
        "by": by,
        "method": asked.method,
        "path": asked.path,
        "status": answer.status_code,
        "empty": empty,
        "headers": dict(answer.headers),
        "cookies": {name: dict(cookie) for name, cookie in answer.cookies.items()},
    }


if __name__ == "__main__":
    main()
