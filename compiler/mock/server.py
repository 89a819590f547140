"""The mock vendor as a server of its own thread."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

from compiler import ir
from compiler.mock import errors
from compiler.mock.calls import Request, Router
from compiler.mock.replies import Reply
from compiler.mock.serving import Connection
from compiler.mock.vendor import delay, reply

_ADDRESS = "127.0.0.1"
_MOST_CONNECTIONS = 512
_THREADS = 4
_CLOSING_S = 10.0


def start(gateway: ir.Gateway, pause_ms: int = 20) -> MockVendor:
    """A mock vendor for the APIs of a gateway, at a free port of this machine. pause_ms: between
    the events of a stream. OSError: there is no port."""
    return MockVendor(gateway, pause_ms)


class MockVendor:
    """A running mock vendor; a context manager. Each API is below its own base."""

    port: int
    """Where it listens, on 127.0.0.1."""

    def __init__(self, gateway: ir.Gateway, pause_ms: int) -> None:
        self._router = Router(gateway)
        self._pause_s = pause_ms / 1000
        self._tasks: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(_THREADS, "mock-vendor-answers")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="mock-vendor", daemon=True
        )
        self._thread.start()
        self._server: asyncio.Server | None = None
        try:
            opening = asyncio.run_coroutine_threadsafe(self._open(), self._loop)
            self._server = opening.result(_CLOSING_S)
        except BaseException:
            self.close()
            raise
        self.port = self._server.sockets[0].getsockname()[1]

    def update(self, gateway: ir.Gateway) -> None:
        """Answers for these APIs from now on; answers that have begun go on."""
        self._router = Router(gateway, before=self._router)

    def close(self) -> None:
        """Ends everything; closing again does nothing."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(_CLOSING_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_CLOSING_S)
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._loop.close()

    def __enter__(self) -> MockVendor:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    async def _open(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, _ADDRESS, 0)

    async def _end(self) -> None:
        if self._server is not None:
            self._server.close()
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._tasks) >= _MOST_CONNECTIONS:
            writer.transport.abort()
            return
        self._tasks.add(task)
        try:
            await Connection(reader, writer, self._answer, self._pause_s).serve()
        except asyncio.CancelledError:
            writer.transport.abort()  # the server ends; a task that ended so would be complained of
        finally:
            self._tasks.discard(task)

    async def _answer(self, request: Request) -> Reply:
        """Made beside the loop, since examples of large descriptions take their time. Gateways
        name this address; a page that had its own name bound to it would name itself."""
        if request.headers.get("host") != f"{_ADDRESS}:{self.port}":
            return errors.plain(421, "The mock vendor answers to its own address only.")
        if seconds := delay(request):
            await asyncio.sleep(seconds)
        return await self._loop.run_in_executor(self._threads, reply, self._router, request)
