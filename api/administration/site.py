"""Who may enter the administration. It has no sign-in of its own: it uses the site's, with its second factors."""

import re
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from accounts import proof
from accounts.models import User
from accounts.queries import has_second_factor

# Only pages of the administration: `next` is the caller's, and could lead to another site (open redirect).
PAGE = re.compile(r"/admin/[\w/-]*", re.ASCII)


class Site(AdminSite):
    """Open to administrators with a second factor who proved who they are within the last quarter of an hour."""

    def has_permission(self, request: HttpRequest) -> bool:
        """On every request; so a page left alone is closed after a quarter of an hour too."""
        user = _administrator(request)
        return user is not None and has_second_factor(user) and _fresh(request)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Without Django's redirector to any row of any table."""
        return [found for found in super().get_urls() if getattr(found, "name", "") != "view_on_site"]

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        """To what is missing: the site's sign-in, a second factor, or a fresh proof; others get 404."""
        wanted = request.GET.get("next", "/admin/")
        target = wanted if PAGE.fullmatch(wanted) else "/admin/"
        if not request.user.is_authenticated:
            return redirect(f"/sign-in?next={target}")
        user = _administrator(request)
        if user is None:
            # 404 and not 403: others are not told that there is something here.
            raise Http404
        if not has_second_factor(user):
            return redirect("/security")
        if not _fresh(request):
            return redirect(f"/security?{urlencode({'next': target}, safe='/')}")
        return redirect(target)

    def password_change(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:  # type: ignore[override]
        """In the app, which asks for proof, tells the person and ends their sessions."""
        return redirect("/security")


def _administrator(request: HttpRequest) -> User | None:
    user = request.user
    return user if isinstance(user, User) and user.is_active and user.is_staff else None


def _fresh(request: HttpRequest) -> bool:
    return proof.is_fresh(request.session, timezone.now())
