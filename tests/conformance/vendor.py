"""The mock vendor: a server of raw bytes that writes down all that reaches it.

It runs on a loop of its own thread. A request's `X-Mock` header picks what it does
(`behaviours`), `X-Exchange` says which exchange of the table it belongs to.
"""

from __future__ import annotations

import asyncio
import itertools
import ssl
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.conformance import behaviours
from tests.conformance.turn import Left, Turn
from tests.conformance.wire import Broken, read_body, read_head

WAIT = 20.0


@dataclass(slots=True)
class Arrival:
    """One request as it arrived. `complete`: its body ended as announced. `left` is set when the
    gateway closes the connection before the answer has ended. `answered`: the answer went out."""

    connection: int
    port: str
    server_name: str | None
    line: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytearray = field(default_factory=bytearray, repr=False)
    complete: bool = False
    left: threading.Event = field(default_factory=threading.Event, repr=False)

    def all(self, name: str) -> list[bytes]:
        return [value for key, value in self.headers if key.lower() == name.lower().encode()]

    def first(self, name: str) -> str:
        return (self.all(name) or [b""])[0].decode("latin-1")

    @property
    def method(self) -> str:
        return self.line.split(b" ")[0].decode("latin-1")

    @property
    def target(self) -> bytes:
        """The request target, byte for byte."""
        return self.line.split(b" ", 1)[1].rpartition(b" ")[0]


class Port:
    """One listening port of the vendor. `secrets`: the credentials that it takes, in a header or in
    the query's `parameter`. `like`: another port, already open, whose number this one has on its
    own address."""

    def __init__(
        self,
        name: str,
        secrets: Iterable[str],
        tls: ssl.SSLContext | None = None,
        *,
        address: str = "127.0.0.1",
        like: Port | None = None,
        provider: str = "mistral",
        parameter: str = "",
    ) -> None:
        self.name = name
        self.address = address
        self.like = like
        self.provider = provider
        self.parameter = parameter
        self.secrets = tuple(secrets)
        self.tls = tls
        self.number = 0


class Vendor:
    """The running mock. A context manager; `arrivals` grows while it runs."""

    def __init__(self, ports: Iterable[Port]) -> None:
        self.ports = {port.name: port for port in ports}
        self.arrivals: list[Arrival] = []
        self.changed = threading.Condition(threading.RLock())
        self._gates: dict[str, asyncio.Semaphore] = {}
        self._numbers = itertools.count(1)
        self._names: dict[int, str | None] = {}
        self.defects: list[dict[str, object]] = []
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(self._complain)
        self._thread = threading.Thread(target=self._loop.run_forever, name="vendor")
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Vendor:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(WAIT)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(WAIT)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(WAIT)
        self._loop.close()

    def _complain(self, _: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        # A handshake that the gateway breaks off is what some rows are about.
        if not isinstance(context.get("exception"), OSError):
            self.defects.append(context)

    async def _open(self) -> None:
        for port in self.ports.values():
            if port.tls is not None:
                port.tls.sni_callback = self._remember_name

            async def serve(
                reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: Port = port
            ) -> None:
                await self._serve(port, reader, writer)

            server = await asyncio.start_server(
                serve,
                port.address,
                port.like.number if port.like else 0,
                ssl=port.tls,
                limit=1 << 20,
                backlog=512,
            )
            port.number = server.sockets[0].getsockname()[1]
            self._servers.append(server)

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)

    def _remember_name(
        self, connection: ssl.SSLSocket | ssl.SSLObject, name: str | None, _: ssl.SSLContext
    ) -> None:
        self._names[id(connection)] = name

    async def _serve(
        self, port: Port, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        number = next(self._numbers)
        name = self._names.pop(id(writer.get_extra_info("ssl_object")), None)
        try:
            while await self._exchange(number, port, name, reader, writer):
                pass
            writer.close()
        except Broken:
            writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
            writer.close()
        except (OSError, asyncio.IncompleteReadError):
            writer.transport.abort()
        except asyncio.CancelledError:
            # The test is over: ending the task as cancelled would make asyncio complain.
            writer.transport.abort()

    async def _exchange(
        self,
        number: int,
        port: Port,
        name: str | None,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        head = await read_head(reader)
        if head is None:
            return False
        arrival = Arrival(number, port.name, name, head.line, head.headers)
        self._note(arrival)
        try:
            await read_body(reader, writer, head.headers, arrival.body)
        except (Broken, ConnectionError, asyncio.IncompleteReadError):
            arrival.left.set()
            self._note(None)
            return False
        arrival.complete = True
        self._note(None)
        gate = self._gates.setdefault(arrival.first("x-exchange"), asyncio.Semaphore(0))
        turn = Turn(
            provider=port.provider,
            method=arrival.method,
            target=arrival.target.decode("latin-1"),
            headers={key.lower().decode(): value.decode("latin-1") for key, value in head.headers},
            body=bytes(arrival.body),
            secrets=port.secrets,
            parameter=port.parameter,
            reader=reader,
            writer=writer,
            gate=gate,
        )
        try:
            return await behaviours.play(turn)
        except (Left, ConnectionError):
            arrival.left.set()
            return False

    def _note(self, arrival: Arrival | None) -> None:
        with self.changed:
            if arrival is not None:
                self.arrivals.append(arrival)
            self.changed.notify_all()

    def release(self, exchange: str) -> None:
        """Lets a waiting behaviour of this exchange take its next step."""

        def step() -> None:
            self._gates.setdefault(exchange, asyncio.Semaphore(0)).release()

        self._loop.call_soon_threadsafe(step)

    def of(self, exchange: str) -> list[Arrival]:
        """What has arrived for an exchange so far."""
        with self.changed:
            return [one for one in self.arrivals if one.first("x-exchange") == exchange]

    def wait_for(self, exchange: str, count: int = 1) -> list[Arrival]:
        """Waits until so many requests of an exchange have begun to arrive."""
        with self.changed:
            self.changed.wait_for(
                lambda: sum(a.first("x-exchange") == exchange for a in self.arrivals) >= count,
                WAIT,
            )
        return self.of(exchange)

    def wait_until_complete(self, exchange: str) -> None:
        """Waits until the first request of an exchange has arrived whole."""
        with self.changed:
            self.changed.wait_for(lambda: any(a.complete for a in self.of(exchange)), WAIT)
