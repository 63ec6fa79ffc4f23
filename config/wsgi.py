"""The WSGI door that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from config import web

web.end_with_main()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
inner = get_wsgi_application()

from api.start import make_ready  # noqa: E402  only once Django is set up
from config.waiting import WaitingRoom  # noqa: E402

PLACES = int(os.environ.get("WEB_PLACES", "4"))  # requests worked on at once, in each process
application = WaitingRoom(inner, places=PLACES)

make_ready()
