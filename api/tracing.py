"""Every request has an id, which its answer and all its log lines carry."""

from collections.abc import Callable

from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest, HttpResponse

from accounts.limits import network
from base import tracing

Handler = Callable[[HttpRequest], HttpResponse]


def traced(get_response: Handler) -> Handler:
    """First of all: begin the request's lines, and give its id back as `X-Request-ID`."""

    def handle(request: HttpRequest) -> HttpResponse:
        claimed = request.headers.get(tracing.HEADER, "")
        request_id = tracing.begin_request(claimed, network(get_ip(request)))
        response = get_response(request)
        response[tracing.HEADER] = request_id
        return response

    return handle
