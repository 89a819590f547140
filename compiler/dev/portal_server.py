"""The site on a port of its own, beside an engine that serves nothing but APIs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from compiler.dev import ports
from compiler.dev.locally import ADDRESS
from compiler.dev.pages import Call, Reply, plain

_PATIENCE = 30  # seconds for a request
_TRIES = 100
_LEAST_PORT, _USUAL_PORT, _LAST_PORT = 1024, 8080, 65_535  # below the first: the system's

Answering = Callable[[Call], Reply | None]


class PortalServer:
    """beside: the gateway's port; a free one near it is taken. OSError: there is none."""

    def __init__(self, beside: int) -> None:
        self._answer: Answering | None = None
        self._server = _opened(beside, self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="portal", kwargs={"poll_interval": 0.05}
        )

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def serve(self, answer: Answering) -> None:
        """Begins; answer: is asked from several threads."""
        self._answer = answer
        self._thread.start()

    def close(self) -> None:
        """Ends, whether it has begun or not."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def answer(self, call: Call) -> Reply:
        """What is sent."""
        found = None if self._answer is None else self._answer(call)
        return plain(404, "not found") if found is None else found


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, owner: PortalServer) -> None:
        self.owner = owner
        super().__init__((ADDRESS, port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that left is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "gatewright"
    sys_version = ""
    timeout = _PATIENCE

    def _respond(self) -> None:
        names = dict.fromkeys(name.lower() for name in self.headers)
        headers = {name: ", ".join(self.headers.get_all(name, ())) for name in names}
        found = self.server.owner.answer(Call(self.command, self.path.partition("?")[0], headers))
        self.send_response(found.status)
        for name, value in (*found.headers, ("X-Content-Type-Options", "nosniff")):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(found.body)))
        if "content-length" in headers or "transfer-encoding" in headers:
            self.send_header("Connection", "close")  # nobody reads the body
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(found.body)

    do_GET = do_HEAD = do_POST = do_OPTIONS = do_PUT = do_PATCH = do_DELETE = _respond

    def log_message(self, format: str, *args: object) -> None:
        """Only calls of APIs are listed."""


def _opened(beside: int, owner: PortalServer) -> _Server:
    if beside < _LEAST_PORT:
        beside = _USUAL_PORT
    above = range(beside + 1, min(beside + _TRIES, _LAST_PORT) + 1)
    below = range(beside - 1, max(beside - _TRIES, _LEAST_PORT) - 1, -1)
    for port in (*above, *below):
        claimed = ports.claim(port)
        if claimed is None:
            continue  # of a gateway that is about to listen there
        with claimed, suppress(OSError):
            return _Server(port, owner)
    raise OSError(f"no port near {beside} is free for the portal")
