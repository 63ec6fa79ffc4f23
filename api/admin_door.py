"""The administration has no sign-in of its own: it uses the site's, with its limits and second factors."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

PAGE = re.compile(r"/admin/[\w/-]*", re.ASCII)


def sign_in(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """Visitors are sent to the site's sign-in; signed-in people without the right find nothing here."""
    if request.user.is_authenticated:
        raise Http404
    target = request.GET.get("next", "/admin/")
    return redirect(f"/sign-in?next={target if PAGE.fullmatch(target) else '/admin/'}")
