"""A push service of this machine: real HTTPS under the names of the real ones, doing what it is told."""

import http.server
import ipaddress
import socket
import ssl
import threading
import time as clock
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

NAMES = ("fcm.googleapis.com", "web.push.apple.com", "updates.push.services.mozilla.com")


@dataclass
class PushService:
    """What it is told to answer, and what it was sent."""

    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    hang: float = 0.0
    before_answer: Callable[[], object] = lambda: None
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    connections: int = 0
    port: int = 0


@contextmanager
def serving(found: PushService, folder: Path) -> Iterator[Path]:
    """The service at a free port; gives the certificate to trust."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.requests.append((self.path, dict(self.headers), body))
            found.before_answer()
            clock.sleep(found.hang)
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words: Any) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        def get_request(self) -> Any:
            found.connections += 1
            return super().get_request()

        def handle_error(self, *words: Any) -> None:
            """Who hangs up on it is no matter."""

    server = Server(("127.0.0.1", 0), Handler)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate(folder))
    server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield folder / "service.pem"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certificate(folder: Path) -> Path:
    """A key and a certificate for the names of the push services, in one file."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "t")]),
    )
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=3650))
        .not_valid_after(today + timedelta(days=3650))
        .add_extension(
            x509.SubjectAlternativeName(
                [*map(x509.DNSName, NAMES), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    kept = folder / "service.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    kept.write_bytes(private + signed.public_bytes(Encoding.PEM))
    return kept


def names_lead_to(port: int, address: str = "127.0.0.1") -> Callable[..., Any]:
    """What a resolver would say if every name led to that address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET

    def found(host: str, wanted: int, *words: Any, **named: Any) -> Any:
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

    return found
