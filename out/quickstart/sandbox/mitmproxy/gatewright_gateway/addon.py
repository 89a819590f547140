"""The addon: mitmproxy's options, ports and first layer for a gateway or a forward proxy."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import os
import sys
from pathlib import Path

from mitmproxy import ctx, exceptions, version
from mitmproxy.addonmanager import Loader
from mitmproxy.addons.termlog import TermLogHandler
from mitmproxy.proxy import layer
from mitmproxy.proxy.layers import modes

from gatewright_gateway.admin_port import AdminPort
from gatewright_gateway.client_side import ClientSide
from gatewright_gateway.journal import Journal
from gatewright_gateway.loading import load, stamp
from gatewright_gateway.runtime import Mode, Runtime, Site, lift_connection_limit
from gatewright_gateway.tallies import Tallies

_OLDEST, _NEWEST = (11, 0, 2), (12,)
_NOWHERE = "http://127.0.0.1:9"  # a reverse proxy must name a server; no connection is made to it

_LOOK_EVERY = 1.0

_log = logging.getLogger(__name__)


class Gateway:
    """folder: the deployed copy, with gateway.json. journal, site: of a process that runs this
    gateway inside of it; mitmproxy's own commands have none."""

    def __init__(
        self, folder: Path, journal: Journal | None = None, site: Site | None = None
    ) -> None:
        if journal is None:
            _keep_standard_output_clean()
            journal = Journal(sys.stdout.fileno())
        _check_version()
        self._folder = folder
        self._stamp = stamp(folder)
        self._runtime = Runtime(load(folder), Mode.GATEWAY, frozenset(), journal, site=site)
        self._taking = asyncio.Lock()
        self._following: asyncio.Task[None] | None = None
        self._admin = AdminPort()

    def load(self, loader: Loader) -> None:
        """Adds the options and shuts what would open if this script were lost."""
        loader.add_option(
            "gatewright_mode", str, Mode.GATEWAY.value, "What to be.", [mode.value for mode in Mode]
        )
        loader.add_option(
            "gatewright_allow", str, "", "Proxy mode: other hosts that may be reached, with commas."
        )
        _pin_script()
        _disarm_next_layer()

    def configure(self, updated: set[str]) -> None:
        """Sets what the gateway stands on, whatever was asked for."""
        mode = Mode(ctx.options.gatewright_mode)
        if self._following is not None and mode is not self._runtime.mode:
            # The port that is open was chosen for the other mode, and for other clients.
            raise exceptions.OptionsError("gatewright_mode cannot change while mitmproxy runs")
        self._runtime.mode = mode
        self._tally()
        allowed = ctx.options.gatewright_allow.lower().split(",")
        self._runtime.allowed = frozenset(name for entry in allowed if (name := entry.strip()))
        wanted: dict[str, object] = {
            "connection_strategy": "lazy",
            "flow_detail": 0,
            "http2": False,
            "http3": False,
            "proxy_debug": False,
            "showhost": False,
        }
        match mode:
            case Mode.GATEWAY:
                address, port = self._runtime.settings.address, self._runtime.settings.port
                wanted["mode"] = [f"reverse:{_NOWHERE}@{address}:{port}"]
            case Mode.PROXY:
                wanted["mode"] = ["regular"]
                wanted["listen_host"] = _loopback(ctx.options.listen_host)
        known = ctx.options.keys()
        changed = {
            name: value
            for name, value in wanted.items()
            if name in known and getattr(ctx.options, name) != value
        }
        if changed:
            ctx.options.update(**changed)

    def _tally(self) -> None:
        """Counts for metrics where the settings ask for it; what is counted stays."""
        runtime, telling = self._runtime, self._runtime.settings.telling
        if telling is None or runtime.mode is not Mode.GATEWAY:
            runtime.tallies = None
        elif runtime.tallies is None:
            runtime.tallies = Tallies(telling)

    def next_layer(self, data: layer.NextLayer) -> None:
        """The first layer of every connection; the layers below it are this code's own affair."""
        top = data.context.layers[-1]
        if isinstance(top, modes.ReverseProxy | modes.HttpProxy):
            lift_connection_limit(data.context.client)
            data.layer = ClientSide(data.context, self._runtime)

    def running(self) -> None:
        self._following = asyncio.create_task(self._follow())

    def done(self) -> None:
        if self._following is not None:
            self._following.cancel()
        self._admin.close()

    async def _follow(self) -> None:
        """Takes over a gateway.json that is deployed while the gateway runs; one that cannot be
        read changes nothing."""
        while True:
            try:
                tallies = self._runtime.tallies
                telling = None if tallies is None else self._runtime.settings.telling
                await self._admin.keep(telling, tallies)
                await self.take_over()
            except Exception as error:  # whatever it is: the next one must be looked for
                _log.error("gateway.json is not usable, the last one stays: %s", error)
            await asyncio.sleep(_LOOK_EVERY)

    async def take_over(self) -> None:
        """Takes a gateway.json that is not the last one. Whatever it raises: not usable."""
        async with self._taking:  # of two that follow each other, the later one must stay
            now = stamp(self._folder)
            if now != self._stamp:
                self._stamp = now
                last = self._runtime.settings
                self._runtime.settings = await asyncio.to_thread(load, self._folder, last)
                self.configure(set())


def _loopback(host: str) -> str:
    """In proxy mode whoever reaches the port has the vendors' keys at work: nobody else may."""
    if not host:
        return "127.0.0.1"
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local:
        raise exceptions.OptionsError("gatewright_mode=proxy listens on loopback addresses only")
    return host


def _check_version() -> None:
    running = tuple(int(part) for part in version.VERSION.split(".")[:3] if part.isdigit())
    if not _OLDEST <= running < _NEWEST:
        raise RuntimeError(f"mitmproxy {version.VERSION} is not supported: 11.0.2 to 11.x is")


def _pin_script() -> None:
    """mitmproxy un-loads a script whose file changes or vanishes, and goes on without it."""
    for script in ctx.master.addons.get("scriptloader").addons:
        if script.reloadtask is not None:
            script.reloadtask.cancel()


def _disarm_next_layer() -> None:
    """Without this script's answer mitmproxy would choose a layer itself: that of an open proxy."""
    default = ctx.master.addons.get("nextlayer")
    if default is not None:
        default.next_layer = _no_layer


def _no_layer(data: layer.NextLayer) -> None:
    if data.layer is None:
        _log.error("no layer for a connection: it stays closed")


def _keep_standard_output_clean() -> None:
    """Standard output is for log lines only; what mitmproxy has to say goes to standard error, and
    so does what it has printed so far, as far as Python still holds it."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, TermLogHandler):
            handler.file = sys.stderr
    kept = os.dup(1)
    os.dup2(2, 1)
    sys.stdout.flush()
    os.dup2(kept, 1)
    os.close(kept)
