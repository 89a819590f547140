"""The port on loopback where the gateway tells what it has counted, and nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

from gatewright_gateway import wire
from gatewright_gateway.fault import place_of
from gatewright_gateway.heads import RequestHead, take_request
from gatewright_gateway.tallies import Tallies
from gatewright_gateway.telling import Telling
from gatewright_gateway.wire import Malformed

_HOST = "127.0.0.1"
_PATIENCE = 30.0  # seconds for a request and its answer
_MOST = 16 * 1024  # bytes of a request's line, and of its headers
_PIECE = 16 * 1024

_log = logging.getLogger(__name__)


class AdminPort:
    """Open while there is something to tell."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self._telling: Telling | None = None
        self._tallies: Tallies | None = None
        self._complained = False

    async def keep(self, telling: Telling | None, tallies: Tallies | None) -> None:
        """Opens, closes or moves the port as it must be now; called again and again."""
        port = None if self._telling is None else self._telling.port
        self._telling, self._tallies = telling, tallies
        if self._server is not None and (telling is None or telling.port != port):
            self.close()
        if self._server is None and telling is not None:
            try:
                self._server = await asyncio.start_server(self._serve, _HOST, telling.port)
                self._complained = False
            except OSError:
                if not self._complained:
                    _log.error("port %d is not free: no metrics are told there", telling.port)
                self._complained = True

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                head = await _read(reader)
                for data in self._answer(head):
                    writer.write(data)
                    await writer.drain()
                    await asyncio.sleep(0)  # a long answer holds up no request
        except (OSError, EOFError, Malformed):
            pass
        except Exception as error:
            _log.error("metrics cannot be told: %s", place_of(error))
        finally:
            writer.close()

    def _answer(self, head: RequestHead) -> Iterator[bytes]:
        telling, tallies = self._telling, self._tallies
        if telling is None or tallies is None or head.target.partition(b"?")[0] != telling.path:
            yield from _plain(b"404 Not Found", b"not found\n", head)
        elif head.method != b"GET":
            yield from _plain(
                b"405 Method Not Allowed", b"method not allowed\n", head, b"Allow: GET"
            )
        else:
            chunked = head.minor == 1
            framing = [b"Transfer-Encoding: chunked"] if chunked else []
            yield _head(b"200 OK", telling.type, *framing)
            yield from (wire.chunk(piece) if chunked else piece for piece in tallies.text())
            if chunked:
                yield wire.LAST_CHUNK


def _plain(status: bytes, body: bytes, head: RequestHead, *lines: bytes) -> Iterator[bytes]:
    yield _head(status, b"text/plain; charset=utf-8", b"Content-Length: %d" % len(body), *lines)
    if head.method != b"HEAD":
        yield body


def _head(status: bytes, kind: bytes, *lines: bytes) -> bytes:
    own = (b"HTTP/1.1 " + status, b"Content-Type: " + kind, b"Connection: close")
    return b"\r\n".join((*own, *lines)) + b"\r\n\r\n"


async def _read(reader: asyncio.StreamReader) -> RequestHead:
    buffer = bytearray()
    while (head := take_request(buffer, _MOST, _MOST)) is None:
        data = await reader.read(_PIECE)
        if not data:
            raise EOFError
        buffer += data
    return head
