"""The issuers' servers: their keys for whoever fetches them, and what they say of opaque tokens.

Threads of their own. Each gateway has paths of its own, which begin with its port, so that its
requests can be counted and its keys changed.
"""

from __future__ import annotations

import ssl
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.conformance import introspection
from tests.conformance.introspection import HUGE, Reply
from tests.conformance.signing import jwk, key_set

WAIT = 30.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that an issuer got. token: what it was about, where it was about one."""

    path: str
    token: str = field(default="", repr=False)


def served_keys() -> bytes:
    """A set of keys, some of which nobody may use."""
    return key_set(
        jwk("rsa.served", alg="RS256", use="sig"),
        jwk("p256.served"),
        jwk("ed25519.served", alg="EdDSA"),
        jwk("rsa.encrypts", use="enc"),
        jwk("rsa.wraps", key_ops=["wrapKey"]),
        jwk("small"),
        {"kty": "oct", "kid": "shared", "k": "c2hhcmVkIHNlY3JldCBvZiB0d28gcGFydGllcw"},
        {**jwk("p256.strange"), "crv": "P-256K"},
        {"kty": "RSA", "kid": "hollow"},
    )


class Issuers:
    """The running servers. A context manager. plain, secure, strange: their ports; the certificate
    of the last one is nobody's. defects: questions that were not as they must be."""

    def __init__(self, secure: ssl.SSLContext, strange: ssl.SSLContext) -> None:
        self.changed = threading.Condition()
        self.asked: list[Asked] = []
        self.defects: list[str] = []
        self.rotated: set[str] = set()
        self.failing: set[str] = set()
        self._since: dict[str, int] = {}
        self.over = threading.Event()
        self._servers = [_Server(self, tls) for tls in (None, secure, strange)]
        self._threads = [
            threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.05})
            for one in self._servers
        ]
        self.plain, self.secure, self.strange = (one.server_port for one in self._servers)

    def __enter__(self) -> Issuers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for server, thread in zip(self._servers, self._threads, strict=True):
            server.shutdown()
            thread.join(WAIT)
            server.server_close()

    def times(self, path: str) -> int:
        """How often a path was asked for."""
        with self.changed:
            return sum(one.path == path for one in self.asked)

    def times_about(self, token: str) -> int:
        """How often a token was asked about."""
        with self.changed:
            return sum(one.token == token for one in self.asked)

    def note(self, asked: Asked) -> None:
        with self.changed:
            self.asked.append(asked)

    def keys(self, path: str) -> Reply:
        """The answer to a GET of /PORT/NAME."""
        name = path.rpartition("/")[2]
        if path in self.rotated:
            return Reply(key_set(jwk("rsa.next")))
        if path in self.failing:
            return Reply(b"", 500)
        replies = {
            "garbage": Reply(served_keys()[:-9]),
            "list": Reply(b"[]"),
            "keyless": Reply(b"{}"),
            "empty": Reply(b'{"keys":[]}'),
            "huge": Reply(served_keys()[:-1] + b',"pad":"' + b"p" * HUGE + b'"}'),
            "status-500": Reply(served_keys(), 500),
            "status-404": Reply(served_keys(), 404),
            "redirect": Reply(b"", 302, location=path.replace("redirect", "good")),
            "hang": Reply(wait=True),
            "close": Reply(close=True),
        }
        return replies.get(name, Reply(served_keys()))

    def said(self, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        """The answer to a POST."""
        try:
            token = introspection.asked_of(body, headers)
        except Exception as error:
            self.note(Asked(path))
            self.defects.append(f"{type(error).__name__}: {error}")
            return Reply(b'{"active":false}', 400)
        self.note(Asked(path, token))
        since = self._since.setdefault(token, int(time.time()))
        return introspection.reply(introspection.name_of(token), since)


class _Server(ThreadingHTTPServer):
    request_queue_size = 128

    def __init__(self, issuers: Issuers, tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.issuers = issuers
        self.tls = tls

    def finish_request(self, request: Any, client_address: Any) -> None:
        # In the request's own thread: a handshake may fail, and may take its time.
        if self.tls is None:
            super().finish_request(request, client_address)
            return
        with self.tls.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A gateway that went away, or did not like the certificate."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = WAIT

    @property
    def issuers(self) -> Issuers:
        assert isinstance(self.server, _Server)
        return self.server.issuers

    def do_GET(self) -> None:
        self.issuers.note(Asked(self.path))
        self._send(self.issuers.keys(self.path))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._send(self.issuers.said(self.path, body, headers))

    def _send(self, reply: Reply) -> None:
        if reply.wait or reply.close:
            self.close_connection = True
            if reply.wait:
                self.issuers.over.wait(WAIT)
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        if reply.location is not None:
            self.send_header("Location", reply.location)
        if reply.status != 204:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests have their own record."""
