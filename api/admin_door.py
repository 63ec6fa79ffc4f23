"""The administration has no sign-in of its own: it uses the site's, with its limits and second factors."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def sign_in(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """Visitors are sent to the site's sign-in; signed-in people without the right find nothing here."""
    if request.user.is_authenticated:
        raise Http404
    target = request.GET.get("next", "/admin/")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=None) and target.startswith("/admin/")
    return redirect(f"/sign-in?next={target if safe else '/admin/'}")
