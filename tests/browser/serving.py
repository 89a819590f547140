"""A plain web server for files, as people put the portal on one: below some path, knowing no more
of the files than their names."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class _Files(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20
    extensions_map = {  # noqa: RUF012 - as the class above has it
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".md": "text/markdown; charset=utf-8",
        ".svg": "image/svg+xml",
        "": "application/octet-stream",
    }

    def __init__(self, *arguments: Any, below: str, added: Mapping[str, bytes], **more: Any):
        self.below = below
        self.added = added
        super().__init__(*arguments, **more)

    def do_GET(self) -> None:
        if self.path == "/favicon.ico":
            # Browsers ask for it by themselves, whatever a page says.
            self._send(b"", "image/x-icon")
        elif self.path in self.added:
            self._send(self.added[self.path], "text/html; charset=utf-8")
        elif self.path.startswith(self.below):
            self.path = "/" + self.path.removeprefix(self.below)
            super().do_GET()
        else:
            self.send_error(404)

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *values: object) -> None:
        """Nobody reads it."""


@contextmanager
def serving(
    folder: Path, below: str = "/", port: int = 0, added: Mapping[str, bytes] | None = None
) -> Iterator[str]:
    """Serves a folder below a path; yields the URL of both. added: pages by their whole path."""
    handler = partial(_Files, directory=str(folder), below=below, added=added or {})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{below}"
        finally:
            server.shutdown()
            thread.join()
