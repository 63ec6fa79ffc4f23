"""The inbox of somebody's own machine, which has no mail server: what a mail catcher would show."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from api.system import is_local
from delivery.queries.outbox import kept_mail, last_mails
from delivery.services.outbox import keeps_bodies

INBOX = "/dev/mail"


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Where the app finds the inbox, or null: asked by the screen that waits for a mailed code."""
    return JsonResponse({"inbox": INBOX if _is_here(request) else None})


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """A list, newest first."""
    _only_here(request)
    return render(request, "delivery/pages/outbox.html", {"mails": last_mails()})


@require_safe
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """One mail as its reader sees it, or with `?as=text` its text; 404 for none."""
    _only_here(request)
    found = kept_mail(number)
    if found is None:
        raise Http404
    if request.GET.get("as") == "text" or not found.html:
        return HttpResponse(found.text, content_type="text/plain; charset=utf-8")
    return HttpResponse(found.html)


def _only_here(request: HttpRequest) -> None:
    """404 anywhere but on a site of one's own, asked for from the same machine."""
    if not _is_here(request):
        raise Http404


def _is_here(request: HttpRequest) -> bool:
    # Both: one's own site may be reached by others of the same network.
    return keeps_bodies() and is_local(request)
