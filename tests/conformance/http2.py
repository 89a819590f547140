"""One HTTP/2 connection with single streams in hand: what a client library keeps to itself."""

from __future__ import annotations

import socket
from importlib import import_module
from typing import Any

from tests.conformance.client import PATIENCE
from tests.conformance.play import Play

# h2 comes with httpx[http2] and has no types.
connection: Any = import_module("h2.connection")
config: Any = import_module("h2.config")
events: Any = import_module("h2.events")


class Http2Connection:
    """A connection to a TLS listener, which must choose HTTP/2. A context manager."""

    def __init__(self, play: Play) -> None:
        tls = play.world.client_tls("h2")
        raw = socket.create_connection(("127.0.0.1", play.port), timeout=PATIENCE)
        self._socket = tls.wrap_socket(raw, server_hostname="localhost")
        assert self._socket.selected_alpn_protocol() == "h2"
        settings = config.H2Configuration(client_side=True)
        self._state = connection.H2Connection(config=settings)
        self._state.initiate_connection()

    def __enter__(self) -> Http2Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def request(self, play: Play) -> int:
        """Sends a row's request; the number of its stream."""
        row = play.exchange
        stream: int = self._state.get_next_available_stream_id()
        head = [
            (":method", row.sent_method),
            (":scheme", "https"),
            (":authority", f"localhost:{play.port}"),
            (":path", row.sent_target.decode()),
            *((name.lower(), value) for name, value in play.fields()),
        ]
        self._state.send_headers(stream, head)
        self._state.send_data(stream, row.sent_body, end_stream=True)
        self._flush()
        return stream

    def reset(self, stream: int) -> None:
        """Gives one stream up (RFC 9113 section 5.4.2, CANCEL); the others live."""
        self._state.reset_stream(stream, error_code=8)
        self._flush()

    def wait(self, stream: int, kind: str) -> Any:
        """The next event of this kind on a stream. ConnectionError: the connection ended."""
        while True:
            data = self._socket.recv(65536)
            if not data:
                raise ConnectionError("the connection ended")
            found = [
                event
                for event in self._state.receive_data(data)
                if isinstance(event, getattr(events, kind)) and event.stream_id == stream
            ]
            self._flush()
            if found:
                return found[0]

    def _flush(self) -> None:
        self._socket.sendall(self._state.data_to_send())
