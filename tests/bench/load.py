"""A client for load: `python -m tests.bench.load PORT REQUEST CONNECTIONS SECONDS [KEYS [once]]`.

REQUEST is a name of REQUESTS. KEYS is a file with what stands in place of KEY, a line each, taken
in turn, over and over or each once; the load ends with them then. Kept connections, one request at
a time on each, no pipelining; a process of its own, so that its work is not the engine's. Prints
requests, seconds and the median of a request in milliseconds as JSON; ends with 1 if an answer was
not 200.
"""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path

KEY = "gw-key-of-the-benchmark"
BASE = "/mistralaiapi/0.0.2"
_BODY = json.dumps(
    {"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hello?"}]}
)
# What a client of today sends beside them.
_HEADERS = (
    f"Authorization: Bearer {KEY}\r\nAccept: application/json\r\nAccept-Encoding: gzip, deflate\r\n"
    "User-Agent: bench/1.0\r\nX-Stainless-Lang: python\r\nX-Stainless-OS: Linux\r\n"
    "Connection: keep-alive\r\n"
)
REQUESTS = {
    "chat": (
        f"POST {BASE}/v1/chat/completions HTTP/1.1\r\nHost: gateway.example\r\n{_HEADERS}"
        f"Content-Type: application/json\r\nContent-Length: {len(_BODY)}\r\n\r\n{_BODY}"
    ).encode(),
    "models": f"GET {BASE}/v1/models HTTP/1.1\r\nHost: gateway.example\r\n{_HEADERS}\r\n".encode(),
}
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


@dataclass
class Counts:
    """What all connections found. until: when no further request begins."""

    until: float
    taken: list[float] = field(default_factory=list)
    refused: int = 0


class Connection(asyncio.Protocol):
    """Sends the request again whenever an answer is complete."""

    def __init__(
        self, requests: Iterator[bytes], counts: Counts, ended: asyncio.Future[None]
    ) -> None:
        self._requests = requests
        self._counts = counts
        self._ended = ended
        self._received = b""
        self._begin = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._complete():
            return
        now = time.perf_counter()
        self._counts.taken.append(now - self._begin)
        self._counts.refused += not self._received.startswith(b"HTTP/1.1 200")
        self._received = b""
        if now < self._counts.until:
            self._send()
        else:
            self._close()

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._ended.done():
            self._ended.set_result(None)

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._close()
        elif self._transport is not None:
            self._begin = time.perf_counter()
            self._transport.write(request)

    def _complete(self) -> bool:
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found:
            return False
        if (length := _LENGTH.search(head)) is not None:
            return len(body) >= int(length[1])
        return body.endswith(b"0\r\n\r\n")


def requests_of(name: str, keys: str = "", once: str = "") -> Iterator[bytes]:
    """The requests in turn; arguments as of the command."""
    request = REQUESTS[name]
    if not keys:
        return cycle([request])
    lines = Path(keys).read_bytes().split()
    made = (request.replace(KEY.encode(), line) for line in lines)
    return made if once else cycle(list(made))


async def load(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> Counts:
    loop = asyncio.get_running_loop()
    counts = Counts(time.perf_counter() + seconds)
    ends = []
    for _ in range(connections):
        ended: asyncio.Future[None] = loop.create_future()
        ends.append(ended)
        made = partial(Connection, requests, counts, ended)
        await loop.create_connection(made, "127.0.0.1", port)
    await asyncio.gather(*ends)
    return counts


def main() -> None:
    port, name, connections, seconds, *keys = sys.argv[1:]
    begin = time.perf_counter()
    requests = requests_of(name, *keys)
    counts = asyncio.run(load(int(port), requests, int(connections), float(seconds)))
    found = {
        "requests": len(counts.taken),
        "seconds": time.perf_counter() - begin,
        "median_ms": statistics.median(counts.taken) * 1000,
    }
    print(json.dumps(found))
    sys.exit(1 if counts.refused else 0)


if __name__ == "__main__":
    main()
