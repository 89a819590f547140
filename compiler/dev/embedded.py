"""The mitmproxy gateway inside of this process: the addon that is deployed, and nothing around it.

`gatewright_gateway` is templates/mitmproxy, which must be where Python looks for modules.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gatewright_gateway import targets
from gatewright_gateway.addon import Gateway
from gatewright_gateway.heads import RequestHead
from gatewright_gateway.journal import Journal
from gatewright_gateway.verdicts import Answer
from mitmproxy.hooks import ConfigureHook
from mitmproxy.options import Options
from mitmproxy.tools.dump import DumpMaster

from compiler.dev.pages import Call, Reply
from compiler.dev.running import Facts, Failed

_OPEN_SECONDS = 15.0
_LOOK_SECONDS = 0.005


class _Sink(Journal):
    """Hands the facts of a request on, instead of writing them."""

    def __init__(self, took: Callable[[Facts], None]) -> None:
        self._took = took

    def write(self, names: Sequence[str], facts: Mapping[str, object]) -> None:
        self._took({name: facts.get(name) for name in names})


class _Complaints(logging.Handler):
    """What mitmproxy and the gateway have to say of themselves, as text."""

    def __init__(self, said: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._said = said

    def emit(self, record: logging.LogRecord) -> None:
        self._said(record.getMessage())


class Embedded:
    """folder: the deployed copy. took: gets the facts of each request; said: what goes wrong.
    answer: that of the site. Runs on the loop that `start` is called on."""

    def __init__(
        self,
        folder: Path,
        took: Callable[[Facts], None],
        said: Callable[[str], None],
        answer: Callable[[Call], Reply | None],
    ) -> None:
        self._folder = folder
        self._took = took
        self._complaints = _Complaints(said)
        self._answer = answer
        self._master: Any = None
        self._addon: Gateway | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns when the port is open. Failed: it cannot be."""
        logging.getLogger().addHandler(self._complaints)
        options = Options(confdir=str(self._folder / "mitmproxy"))
        loop = asyncio.get_running_loop()
        self._master = master = DumpMaster(options, loop, with_termlog=False, with_dumper=False)
        # It would end this process, and with it whatever else it does.
        check = master.addons.get("errorcheck")
        check.finish()
        master.addons.remove(check)
        self._addon = addon = Gateway(self._folder, _Sink(self._took), self._site)
        master.addons.add(addon)
        # First, as a script is: others are asked for a layer only where nobody has one.
        master.addons.chain.insert(0, master.addons.chain.pop())
        master.addons.invoke_addon_sync(addon, ConfigureHook(set(options.keys())))
        self._task = asyncio.create_task(master.run())
        end = loop.time() + _OPEN_SECONDS
        while not master.addons.get("proxyserver").listen_addrs():
            if self._task.done() or loop.time() > end:
                raise Failed("mitmproxy does not listen: see above why")
            await asyncio.sleep(_LOOK_SECONDS)

    async def take(self) -> None:
        """Serves what the folder has now; requests go on as they began, and limits count on."""
        if self._addon is not None:
            await self._addon.take_over()

    async def ended(self) -> str:
        """Waits until it ends by itself, and says how."""
        if self._task is not None:
            await asyncio.wait((self._task,))
        return "mitmproxy ended"

    async def stop(self) -> None:
        """Ends it; answers that are on their way are cut."""
        if self._task is not None:
            self._master.shutdown()
            await asyncio.gather(self._task, return_exceptions=True)
        logging.getLogger().removeHandler(self._complaints)

    def _site(self, head: RequestHead) -> Answer | None:
        headers: dict[str, str] = {}
        for name, value in head.headers:
            key, text = name.lower().decode("latin-1"), value.decode("latin-1")
            headers[key] = f"{headers[key]}, {text}" if key in headers else text
        path = targets.read(head.target).path.decode("ascii")
        found = self._answer(Call(head.method.decode("ascii"), path, headers))
        if found is None:
            return None
        kept = tuple((name.encode(), value.encode()) for name, value in found.headers)
        return Answer(found.status, None, kept, found.body, logged=False, shared=False)
