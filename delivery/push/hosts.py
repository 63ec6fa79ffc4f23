"""Which addresses a push may be sent to: the push services of browsers, over https, and nowhere else.

Asked when a subscription is saved and again before each send, so that no request of ours can be led elsewhere.
"""

import ipaddress
import re
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

EXACT = frozenset({"fcm.googleapis.com", "updates.push.services.mozilla.com"})
# With the leading dot, or `evilpush.apple.com` would be one of them.
UNDER = (".push.apple.com", ".notify.windows.com")
# The last label is letters only, so that no notation of an IP address (`0x7f.1`) passes for a name.
NAME = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]+", re.ASCII)
LONGEST, LONGEST_NAME = 1000, 253
Place = tuple[socket.AddressFamily, tuple[str, int]]
# `urlsplit` drops tabs and line breaks without a word, and would judge another address than the one that is used.
PLAIN = re.compile(r"[\x21-\x7e]+", re.ASCII)


def allowed(endpoint: str) -> bool:
    """Whether this is an address of a known push service."""
    # URL parsers of browsers read a backslash as a slash, `urlsplit` does not: they would disagree about the host.
    if len(endpoint) > LONGEST or not PLAIN.fullmatch(endpoint) or "\\" in endpoint:
        return False
    try:
        parts = urlsplit(endpoint)
        # Read within the `try`: `urlsplit` checks the port only when it is asked for.
        port = parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or parts.username is not None or parts.password is not None:
        return False
    host = parts.hostname or ""
    if len(host) > LONGEST_NAME or not NAME.fullmatch(host):
        return False
    return port in (None, 443) and (host in EXACT or host.endswith(UNDER))


def reach(host: str) -> Sequence[Place]:
    """Where that name is on the internet; a name that leads into our own network leads nowhere. OSError."""
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    places = [(family, (str(at[0]), int(at[1]))) for family, _, _, _, at in found]
    outside = [place for place in places if is_outside(place[1][0])]
    if not outside:
        raise OSError(f"{host} is not on the internet")
    return outside


def is_outside(address: str) -> bool:
    """Whether this is an address of the internet: not of this machine, this network or many at once."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    # `is_global` alone lets multicast pass.
    return found.is_global and not found.is_multicast
