"""Verified TLS to a vendor: the endpoint's own CA bundle, its name as SNI and in the certificate.

The standard library's TLS over memory: it verifies names by itself, and no option of mitmproxy (an
insecure upstream, another bundle, a key log) reaches it.
"""

from __future__ import annotations

import ssl
from functools import lru_cache
from pathlib import Path

from gatewright_gateway.upstreams import Upstream

_PIECE = 65_536


class TlsFailed(Exception):
    """No verified connection, or a broken one. Carries no text of the peer's."""


class VendorTls:
    """One connection's TLS, as bytes in and out."""

    def __init__(self, upstream: Upstream) -> None:
        if upstream.ca is None or upstream.server_name is None:
            raise TlsFailed
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        try:
            context = context_of(upstream.ca)
            self._tls = context.wrap_bio(
                self._incoming, self._outgoing, server_hostname=upstream.server_name
            )
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            raise TlsFailed from error
        self.established = False
        self.ended = False

    def receive(self, data: bytes) -> bytes:
        """Bytes of the peer in, what they say out. TlsFailed: not verified, or broken."""
        plain = bytearray()
        self._incoming.write(data)
        try:
            if not self.established:
                self._tls.do_handshake()
                self.established = True
            while piece := self._tls.read(_PIECE):
                plain += piece
            self.ended = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self.ended = True
        except ssl.SSLError as error:
            if not plain:
                raise TlsFailed from error
        return bytes(plain)

    def send(self, plain: bytes) -> None:
        """TlsFailed: the connection is broken."""
        try:
            self._tls.write(plain)
        except ssl.SSLError as error:
            raise TlsFailed from error

    def take_outgoing(self) -> bytes:
        """What must go to the peer now."""
        return self._outgoing.read()


def context_of(ca: Path) -> ssl.SSLContext:
    """How a server is verified by a CA bundle as it is now. OSError: there is none to be read."""
    return _context(ca, ca.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _context(ca: Path, changed: int) -> ssl.SSLContext:
    """One context for each state of a CA file; `changed` is when it was last written."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # verifies certificate and name
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cafile=ca)
    context.set_alpn_protocols(["http/1.1"])
    return context
