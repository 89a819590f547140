"""One connection of the mock vendor: HTTP/1.1, request after request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import h11

from compiler.mock.calls import Request
from compiler.mock.errors import phrase
from compiler.mock.replies import Reply

Answer = Callable[[Request], Awaitable[Reply]]
"""Makes the answer to a request."""

KEPT_BYTES = 32 * 1024 * 1024
"""How much of a body is kept; the rest is read and forgotten."""
_READ = 64 * 1024
_IDLE_S = 75.0  # for the next byte of a request
_STUCK_S = 60.0  # for a client that reads nothing of its answer
_HEAD_BYTES = 96 * 1024


class Connection:
    """Speaks with one client. pause_s: between the events of a stream."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        answer: Answer,
        pause_s: float,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._answer = answer
        self._pause_s = pause_s
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD_BYTES)

    async def serve(self) -> None:
        """Answers requests until one of the two has had enough."""
        try:
            while await self._exchange():
                self._http.start_next_cycle()
        except h11.RemoteProtocolError as error:
            await self._refuse(error.error_status_hint)
        except (OSError, TimeoutError, h11.LocalProtocolError):
            self._writer.transport.abort()
        finally:
            self._writer.close()

    async def _exchange(self) -> bool:
        """One request and its answer; whether another may follow."""
        request = await self._request()
        if request is None:
            return False
        reply = await self._answer(request)
        if not await self._send(reply, request.method == "HEAD"):
            self._writer.transport.abort()
            return False
        return self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    async def _event(self) -> h11.Event | type[h11.PAUSED]:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                # A sentinel is a class of its own, which a comparison does not narrow.
                return event  # type: ignore[return-value]
            if self._http.they_are_waiting_for_100_continue:
                await self._write(h11.InformationalResponse(status_code=100, headers=[]))
            async with asyncio.timeout(_IDLE_S):
                self._http.receive_data(await self._reader.read(_READ))

    async def _request(self) -> Request | None:
        head = await self._event()
        if not isinstance(head, h11.Request):
            return None
        body, whole = bytearray(), True
        while isinstance(part := await self._event(), h11.Data):
            if len(body) + len(part.data) <= KEPT_BYTES:
                body += part.data
            else:
                whole = False
        if not isinstance(part, h11.EndOfMessage):
            return None
        path, _, query = head.target.decode("latin-1").partition("?")
        return Request(
            method=head.method.decode("ascii"),
            path=path,
            query=query,
            headers={name.decode("ascii"): value.decode("latin-1") for name, value in head.headers},
            body=bytes(body),
            whole=whole,
        )

    async def _send(self, reply: Reply, head_only: bool) -> bool:
        """Sends an answer; False where it is to end broken."""
        headers = list(reply.headers)
        if not reply.stream and reply.status not in (204, 304):
            headers.append(("content-length", str(sum(map(len, reply.pieces)))))
        reason = phrase(reply.status).encode("ascii")
        await self._write(h11.Response(status_code=reply.status, headers=headers, reason=reason))
        for number, piece in enumerate(() if head_only else reply.pieces):
            if number == reply.cut:
                return False
            if number and reply.stream and self._pause_s:
                await asyncio.sleep(self._pause_s)
            await self._write(h11.Data(data=piece))
        if reply.cut is not None:
            return False
        await self._write(h11.EndOfMessage())
        return True

    async def _write(self, event: h11.Event) -> None:
        data = self._http.send(event)
        if data:
            self._writer.write(data)
            async with asyncio.timeout(_STUCK_S):
                await self._writer.drain()

    async def _refuse(self, status: int) -> None:
        if self._http.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self._writer.transport.abort()
            return
        headers = [("content-length", "0"), ("connection", "close")]
        try:
            await self._write(h11.Response(status_code=status, headers=headers))
            await self._write(h11.EndOfMessage())
        except (OSError, TimeoutError, h11.LocalProtocolError):
            self._writer.transport.abort()
