"""Where every address leads: the API, sign-in, the site's own pages, and for all else the PWA."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularSwaggerSplitView

from api import dev_mail, problems, system

# Django's own pages are HTML, which no client of the API can read.
handler400 = problems.bad_request
handler403 = problems.not_allowed
handler404 = problems.not_found
handler500 = problems.server_error

# Its script is a file of its own, and its template ours, which holds no inline style either.
docs = SpectacularSwaggerSplitView.as_view(url_name="schema", template_name="api/docs.html")

urlpatterns = [
    path("api/v1/", include("api.urls")),
    path("api/docs", require_safe(docs)),
    # No account has a telephone number, so these routes of allauth's have nothing behind them.
    re_path(r"^_allauth/(?:app|browser)/v1/(?:account|auth)/phone(?:/|$)", problems.not_found),
    path("_allauth/", include("allauth.headless.urls")),
    path("admin/", admin.site.urls),
    path("dev/inbox", dev_mail.inbox),
    path("dev/mail", dev_mail.mails),
    path("dev/mail/<int:number>", dev_mail.mail),
    path("healthz", system.healthz),
    path("readyz", system.readyz),
    path("metrics", system.metrics),
    path(".well-known/security.txt", system.security_txt),
    # Last, and for nothing with an ending: a page in place of a missing script would be kept as that script.
    re_path(r"^(?!api/|_allauth/|admin/|static/|assets/|\.well-known/)(?!.*\.\w{1,12}$).*$", system.shell),
]
