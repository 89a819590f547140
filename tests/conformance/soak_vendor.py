"""A vendor in a process of its own that holds every stream open until it is told to go on.

Prints its port. Each request gets the first event at once; a line on standard input releases the
rest of all streams, those to come included.
"""

from __future__ import annotations

import asyncio
import sys

from tests.conformance import answers, facts

EVENTS = answers.events("/v1/chat/completions", facts.OPERATIONS["chat_stream"].body)
HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
    b"Connection: close\r\n\r\n"
)


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


async def serve() -> None:
    go = asyncio.Event()

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(HEAD + chunk(EVENTS[0]))
            await go.wait()
            writer.write(b"".join(map(chunk, EVENTS[1:])) + b"0\r\n\r\n")
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    go.set()
    await asyncio.to_thread(sys.stdin.readline)


if __name__ == "__main__":
    asyncio.run(serve())
