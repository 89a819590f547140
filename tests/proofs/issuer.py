"""Two issuers among canaries: one that is asked about tokens, and one whose keys are known."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from tests.conformance import signing

AUDIENCE, SUBJECT = "gateway.test", "someone"
ISSUERS = """\
{{asked: {{issuer: asked.test, introspection: {{url: "http://127.0.0.1:{port}/ask",
      client: gatewright, secret: {{env: CANARY_ISSUER_SECRET}}}}}},
      known: {{issuer: known.test, audiences: [gateway.test], jwks: {{file: certs/keys.json}}}}}}"""
SUBJECTS = "[{issuer: asked, subject: someone}, {issuer: known, subject: someone}]"
_KEY = "p256"


def key_set() -> str:
    """The public keys of the second."""
    return signing.key_set(signing.jwk(_KEY)).decode()


@cache
def signed(song: str) -> str:
    """A token of the second that counts until 2100, the same for the same song."""
    claims = {"iss": "known.test", "aud": AUDIENCE, "sub": SUBJECT, "exp": 4102444800, "jti": song}
    parts = ({"alg": "ES256", "kid": _KEY}, claims)
    text = ".".join(signing.b64(json.dumps(part).encode()) for part in parts)
    return f"{text}.{signing.b64(signing.signature('ES256', _KEY, text.encode()))}"


class Asked:
    """The first issuer at work: it knows one token. heard: all that it was sent."""

    def __init__(self, token: str) -> None:
        self.heard = bytearray()
        heard = self.heard

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                heard.extend(f"{self.requestline}\n{self.headers}\n".encode("latin-1") + body)
                known = parse_qs(body.decode()).get("token") == [token]
                answer = json.dumps({"active": known, "sub": SUBJECT}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]

    @contextmanager
    def serving(self) -> Iterator[Asked]:
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()
