"""The ASGI application that granian serves: Django's WSGI application behind the buffering of slow requests."""

import os
import sys
import threading

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config import web
from config.static_files import keep_assets

# Before anything is loaded: a process without its main one must not come as far as serving the port.
web.end_with_main()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Before Django is set up: WhiteNoise lists the folder once, when its middleware is made.
keep_assets(settings.PWA_DIR, settings.KEPT_ASSETS)
inner = get_wsgi_application()

from api.warm_up import make_ready  # noqa: E402  only once Django is set up
from config.listening import bound_send_buffers  # noqa: E402
from config.request_buffering import BufferSlowRequests  # noqa: E402

PLACES = int(os.environ.get("WEB_PLACES", "4"))  # requests worked on at once, in each process
LISTENS_WITHIN = 0.5  # seconds until the server, which loads this first, has opened its socket
SWITCH_INTERVAL = 0.0005  # seconds the loop waits for a busy worker thread, instead of Python's 0.005
application = BufferSlowRequests(inner, places=PLACES, session_cookie=settings.SESSION_COOKIE_NAME)

# After all imports: only what exists by then is put aside from garbage collection.
make_ready()
sys.setswitchinterval(SWITCH_INTERVAL)
threading.Timer(LISTENS_WITHIN, bound_send_buffers).start()
