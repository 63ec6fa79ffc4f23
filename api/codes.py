"""A fresh code as people pass it on: typed, followed as a link, or held before a camera."""

from typing import Any

import segno
from django.conf import settings

SCALE = 6


def passed_on(code: str, page: str) -> dict[str, Any]:
    """The code, its link and its QR code as a picture. The code stands behind `#`: it reaches no server's log."""
    link = f"{settings.SITE_URL}/{page}#{code}"
    picture = segno.make(link, error="m", micro=False).svg_data_uri(scale=SCALE, border=4, light="white")
    return {"code": code, "link": link, "qr": picture}
