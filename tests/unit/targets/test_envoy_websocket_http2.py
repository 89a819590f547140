"""WebSockets over HTTP/2 (RFC 8441) are not offered: nothing of such a request passes."""

from __future__ import annotations

import contextlib
from importlib import import_module
from typing import Any

import pytest

from tests.gateways import KEY
from tests.unit.targets.envoy_sockets import PLAIN, Rig, rig, started

__all__ = ["rig", "started"]

# h2 comes with httpx[http2] and has no types.
connections: Any = import_module("h2.connection")
config: Any = import_module("h2.config")
answered: Any = import_module("h2.events").ResponseReceived

ORDINARY = (
    (":scheme", "http"),
    (":path", "/chat/1.0.0/v1/live"),
    (":authority", "g"),
    ("authorization", f"Bearer {KEY}"),
)


def events(one: Rig, headers: tuple[tuple[str, str], ...]) -> list[Any]:
    """What comes back for one request; nothing is checked on this side."""
    unchecked = {"validate_outbound_headers": False, "normalize_outbound_headers": False}
    protocol = connections.H2Connection(config.H2Configuration(**unchecked))
    found: list[Any] = []
    protocol.initiate_connection()
    protocol.send_headers(1, headers, end_stream=False)
    with one.connect() as connection, contextlib.suppress(OSError):
        connection.settimeout(1)
        connection.sendall(protocol.data_to_send())
        while data := connection.recv(65536):
            found += protocol.receive_data(data)
    return found


@pytest.mark.parametrize(
    "headers",
    [
        ((":method", "CONNECT"), (":protocol", "websocket"), *ORDINARY),
        ((":method", "GET"), *ORDINARY, ("upgrade", "websocket"), ("connection", "upgrade")),
    ],
)
def test_refused(headers: tuple[tuple[str, str], ...], rig: Rig) -> None:
    found = events(rig, headers)
    assert not [one for one in found if isinstance(one, answered)]
    assert not rig.vendor.received


def test_an_ordinary_request(rig: Rig) -> None:
    """What the refused are measured against."""
    rig.vendor.answer = PLAIN
    found = events(rig, ((":method", "GET"), *ORDINARY))
    (answer,) = [one for one in found if isinstance(one, answered)]
    assert answer.headers
    assert (b":status", b"200") in answer.headers
