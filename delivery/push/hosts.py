"""Which addresses a push may be sent to: the push services of browsers, over https, and nowhere else.

Asked when a subscription is saved and again before each send, so that no request of ours can be led elsewhere.
"""

import re
from urllib.parse import urlsplit

EXACT = frozenset({"fcm.googleapis.com", "updates.push.services.mozilla.com"})
UNDER = (".push.apple.com", ".notify.windows.com")
LONGEST = 1000
PLAIN = re.compile(r"[\x21-\x7e]+", re.ASCII)


def allowed(endpoint: str) -> bool:
    """Whether this is an address of a known push service."""
    if len(endpoint) > LONGEST or not PLAIN.fullmatch(endpoint) or "\\" in endpoint:
        return False
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or parts.username is not None or parts.password is not None:
        return False
    host = parts.hostname or ""
    return port in (None, 443) and (host in EXACT or host.endswith(UNDER))
