"""Calling a WSGI application from an ASGI server: its `environ`, and the answer it gives."""

import sys
from collections.abc import Iterable, Mapping
from typing import IO, Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication

from django.conf import settings

Header = tuple[bytes, bytes]
WITHOUT_BODY = frozenset({204, 304})


def headers_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """The request's headers by lower-case name; the same name twice is joined.

    Names with `_` are left out: in `environ` they could not be told from those with `-` that a proxy sets.
    """
    found: dict[str, str] = {}
    for raw, value in scope["headers"]:
        name, text = raw.decode("latin-1").lower(), value.decode("latin-1")
        if "_" not in name:
            found[name] = f"{found[name]},{text}" if name in found else text
    return found


def is_secure(scope: Mapping[str, Any]) -> bool:
    """Whether the request came by https, as the proxy before us says."""
    name, value = getattr(settings, "SECURE_PROXY_SSL_HEADER", None) or ("", "https")
    wanted = name.removeprefix("HTTP_").replace("_", "-").lower()
    return headers_of(scope).get(wanted, scope.get("scheme")) == value


def environ_of(
    scope: Mapping[str, Any], headers: Mapping[str, str], body: IO[bytes], size: int
) -> dict[str, Any]:
    """The request as PEP 3333 has it, with its whole body."""
    host, port = scope.get("server") or ("localhost", 80)
    # PEP 3333: PATH_INFO is unquoted, and holds one Latin-1 character for each byte.
    path = unquote_to_bytes(scope.get("raw_path") or scope["path"].encode())
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    # CONTENT_LENGTH is what was measured; what the caller claimed must not stand beside it.
    named.pop("HTTP_CONTENT_LENGTH", None)
    return named | {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "CONTENT_TYPE": named.pop("HTTP_CONTENT_TYPE", ""),
        "CONTENT_LENGTH": str(size),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


class Call:
    """One call of the application: status, headers and the pieces of the answer; `close` ends it in any case."""

    def __init__(self, application: WSGIApplication, environ: dict[str, Any]) -> None:
        self.status, self.headers = 500, list[Header]()
        self.method: str = environ["REQUEST_METHOD"]
        self._answer: Iterable[bytes] = application(environ, self._start)  # type: ignore[arg-type]
        self.pieces = iter(self._answer)

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        self.status = int(status.partition(" ")[0])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    def header(self, name: bytes) -> bytes | None:
        """The value of one header of the answer."""
        return next((value for known, value in self.headers if known == name), None)

    def measured(self, size: int) -> list[Header]:
        """The headers, saying how long the answer is, so that one cut short is known for it."""
        if self.method == "HEAD" or self.status in WITHOUT_BODY:
            return self.headers
        kept = [header for header in self.headers if header[0] != b"content-length"]
        return [*kept, (b"content-length", str(size).encode())]

    def close(self) -> None:
        """Tell the application that the answer is done with, sent or not."""
        close = getattr(self._answer, "close", None)
        if close is not None:
            close()
