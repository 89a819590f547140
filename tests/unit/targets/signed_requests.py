"""A vendor that takes signed requests only, and the check of a signature (AWS Signature Version 4)
from its description: docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote_plus

_AUTHORIZATION = re.compile(
    "AWS4-HMAC-SHA256 Credential=([^/]+)/([0-9]{8})/([^/]+)/([^/]+)/aws4_request, "
    "SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
)
_UNRESERVED = "-._~"


@dataclass(frozen=True)
class Keys:
    """An access key, and the token of a temporary one."""

    id: str
    secret: str
    token: str | None = None


@dataclass(frozen=True)
class Request:
    """As it came over the wire. headers: by name in lower case, with all values."""

    method: str
    target: str
    headers: dict[str, list[str]]
    body: bytes

    def one(self, name: str) -> str:
        """The value of a header that was sent once. AssertionError: it was not."""
        (value,) = self.headers.get(name, [""]) or [""]
        return value


def problem(request: Request, keys: Keys, service: str, region: str) -> str | None:
    """Why the vendor would refuse the request; None: it is signed as it must be."""
    for name, values in request.headers.items():
        if len(values) > 1:
            return f"{name} was sent {len(values)} times"
    found = _AUTHORIZATION.fullmatch(request.one("authorization"))
    if found is None:
        return "there is no signature"
    id, day, *scope, signed, signature = found.groups()
    date, digest = request.one("x-amz-date"), hashlib.sha256(request.body).hexdigest()
    names = signed.split(";")
    wanted = {"host", *(name for name in request.headers if name.startswith("x-amz-"))}
    reasons = {
        "another key": id != keys.id,
        "another service or region": scope != [region, service],
        "another day": date[:8] != day,
        "too old": not _recent(date),
        "another token": request.one("x-amz-security-token") != (keys.token or ""),
        "another body": request.one("x-amz-content-sha256") != digest,
        "headers left out": not wanted <= set(names) or names != sorted(names),
        "another signature": signature != _signature(request, keys, names, [day, *scope], date),
    }
    return next((reason for reason, true in reasons.items() if true), None)


def _recent(date: str) -> bool:
    then = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return abs(datetime.now(UTC) - then) < timedelta(minutes=5)


def _signature(request: Request, keys: Keys, names: list[str], scope: list[str], date: str) -> str:
    """Step by step as the description has it; scope: day, region and service."""
    path, _, query = request.target.partition("?")
    canonical = "\n".join(
        (
            request.method,
            # Encoded once more than it was sent, by every service but S3.
            quote(path, safe="/" + _UNRESERVED),
            _canonical_query(query),
            *(f"{name}:{' '.join(request.one(name).split())}" for name in names),
            "",
            ";".join(names),
            hashlib.sha256(request.body).hexdigest(),
        )
    )
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join(("AWS4-HMAC-SHA256", date, "/".join([*scope, "aws4_request"]), digest))
    key = b"AWS4" + keys.secret.encode()
    for part in (*scope, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()


def _canonical_query(query: str) -> str:
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    encoded = [
        tuple(quote(unquote_plus(part), safe=_UNRESERVED) for part in (name, value))
        for name, _, value in pairs
    ]
    return "&".join("=".join(pair) for pair in sorted(encoded))


@dataclass
class Recording:
    """Answers everything with 200. `requests`: what arrived."""

    port: int = 0
    requests: list[Request] = field(default_factory=list)


@contextmanager
def recording() -> Iterator[Recording]:
    """A vendor that takes requests of HTTP/1.1 with an announced length."""
    known = Recording()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            known.requests.append(Request(self.command, self.path, _headers(self.headers), body))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        known.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield known
        finally:
            server.shutdown()
            thread.join()


def _headers(message: Message) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in message.items():
        found.setdefault(name.lower(), []).append(value)
    return found
