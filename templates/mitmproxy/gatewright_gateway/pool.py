"""The connections to vendors that one client's connection has made."""

from __future__ import annotations

from mitmproxy.connection import Connection
from mitmproxy.proxy import commands, events

from gatewright_gateway.upstreams import Upstream
from gatewright_gateway.vendor_side import VendorSide


class Pool:
    """out: where their commands go."""

    def __init__(self, out: list[commands.Command]) -> None:
        self._vendors: list[VendorSide] = []
        self._out = out

    def has(self, connection: Connection) -> bool:
        return self._of(connection) is not None

    def handle(self, event: events.Event, connection: Connection) -> None:
        """What mitmproxy says of a connection, if it is one of these."""
        vendor = self._of(connection)
        if vendor is not None and not vendor.handle(event):
            self._vendors.remove(vendor)

    def take(self, upstream: Upstream) -> VendorSide:
        """An idle connection to exactly this upstream, else a new one that is not yet open."""
        for vendor in self._vendors:
            if vendor.usable and vendor.upstream is upstream and vendor.listener is None:
                return vendor
        vendor = VendorSide(upstream, self._out)
        self._vendors.append(vendor)
        return vendor

    def close(self) -> None:
        for vendor in self._vendors:
            vendor.close()

    def _of(self, connection: Connection) -> VendorSide | None:
        return next((vendor for vendor in self._vendors if vendor.server is connection), None)
