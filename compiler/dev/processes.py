"""nginx or Envoy as a process of its own, which takes new builds while it runs."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from compiler import contract, engines
from compiler.dev import bound
from compiler.dev.locally import ADDRESS
from compiler.dev.running import Facts, Failed

_OPEN_SECONDS = 30.0
_STOP_SECONDS = 5.0
_DRAIN_SECONDS = 1.0  # for what it has said to its end
_LOOK_SECONDS = 0.02
_RELOAD_SECONDS = 5.0  # after that, whatever it does, the next build may be written
_BLIND_SECONDS = 0.5  # where nobody can see that it has read them
_LINE_BYTES = 1024 * 1024
_KILLED = "[emerg]"  # of a build that nginx does not take


class EngineProcess:
    """folder: the deployed copy. took: gets the facts of each request; said: gets the engine's own
    lines."""

    def __init__(
        self,
        engine: engines.Engine,
        program: str,
        folder: Path,
        port: int,
        took: Callable[[Facts], None],
        said: Callable[[str], None],
    ) -> None:
        self._engine = engine
        self._program = program
        self._folder = folder
        self._port = port
        self._took = took
        self._said = said
        self._refusal = ""
        self._process: Process | None = None
        self._readers: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Returns when the gateway answers. Failed: it does not."""
        self._process = process = await asyncio.create_subprocess_exec(
            *_bound(self._program),
            *self._engine.arguments,
            cwd=self._folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            limit=_LINE_BYTES,
            process_group=0,  # an interrupt from the terminal is for us, who end it then
        )
        if process.stdout is None or process.stderr is None:
            raise Failed(f"{self._engine.name} has no output")
        self._readers = [
            asyncio.create_task(_each_line(process.stdout, self._log)),
            asyncio.create_task(_each_line(process.stderr, self._complain)),
        ]
        loop = asyncio.get_running_loop()
        end = loop.time() + _OPEN_SECONDS
        while not await _healthy(self._port):
            if process.returncode is not None:
                raise Failed(f"{self._engine.name} ended with {process.returncode}: see above why")
            if loop.time() > end:
                raise Failed(f"{self._engine.name} does not answer: see above why")
            await asyncio.sleep(_LOOK_SECONDS)

    async def take(self) -> None:
        """Envoy sees for itself that files were replaced. nginx is told, and reads them until its
        new workers are there: what comes after that may be written. Failed: it goes on with what it
        had."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        if _moved_away(process.pid, self._folder):
            raise Failed(f"{self._engine.name} has lost its folder: start gatewright dev again")
        if self._engine.name != "nginx":
            return
        self._refusal = ""
        await self._reload(process)
        if self._refusal:
            raise Failed(f"nginx does not take this build: {self._refusal}")

    async def _reload(self, process: Process) -> None:
        before = _children(process.pid)
        process.send_signal(signal.SIGHUP)
        if before is None:
            await asyncio.sleep(_BLIND_SECONDS)
            return
        loop = asyncio.get_running_loop()
        end = loop.time() + _RELOAD_SECONDS
        while loop.time() < end and process.returncode is None and not self._refusal:
            if (_children(process.pid) or set()) - before:
                return
            await asyncio.sleep(_LOOK_SECONDS / 4)

    async def ended(self) -> str:
        """Waits until it ends by itself, and says how."""
        if self._process is None:
            return f"{self._engine.name} did not start"
        code = await _returned(self._process)
        await asyncio.wait(self._readers, timeout=_DRAIN_SECONDS)
        return f"{self._engine.name} ended with {code}"

    async def stop(self) -> None:
        """Ends it; answers that are on their way are cut."""
        process = self._process
        if process is None:
            return
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(_returned(process), _STOP_SECONDS)
        late: set[asyncio.Task[None]] = set()
        if self._readers:
            _, late = await asyncio.wait(self._readers, timeout=_DRAIN_SECONDS)
        if late or process.returncode is None:
            # Somebody of its group goes on, such as the workers of a master that was killed.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await _returned(process)
        for task in late:
            task.cancel()

    def _log(self, line: bytes) -> None:
        try:
            facts = json.loads(line)
        except ValueError:
            facts = None
        if isinstance(facts, dict) and "request_id" in facts:
            self._took({name: facts.get(name) for name in contract.LOG_NAMES})
        else:
            self._complain(line)

    def _complain(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace").strip()
        if _KILLED in text:
            self._refusal = text
        if text:
            self._said(f"{self._engine.name}: {text}")


async def _returned(process: Process) -> int:
    """Its exit code. `Process.wait` would wait for all that have its output, too."""
    while process.returncode is None:
        await asyncio.sleep(_LOOK_SECONDS)
    return process.returncode


async def _each_line(stream: asyncio.StreamReader, took: Callable[[bytes], None]) -> None:
    while True:
        try:
            line = await stream.readline()
        except ValueError:  # longer than any that we know of
            continue
        if not line:
            return
        took(line)


async def _healthy(port: int) -> bool:
    """Whether the gateway answers for itself."""
    try:
        async with asyncio.timeout(1):
            reader, writer = await asyncio.open_connection(ADDRESS, port)
            try:
                writer.write(
                    f"GET {contract.HEALTH_PATH} HTTP/1.1\r\nHost: {ADDRESS}:{port}\r\n"
                    "Connection: close\r\n\r\n".encode()
                )
                return b" 200 " in await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False


def _bound(program: str) -> tuple[str, ...]:
    """The command that becomes the program, which then ends with this process."""
    return sys.executable, "-I", "-S", bound.__file__, str(os.getpid()), program


def _moved_away(pid: int, folder: Path) -> bool:
    """Whether the process is not in that folder any more; False where the system does not tell."""
    place = Path(f"/proc/{pid}/cwd")
    return place.exists() and not (folder.exists() and place.samefile(folder))


def _children(pid: int) -> set[int] | None:
    """The processes that this one has started; None where the system does not tell (proc(5))."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return None
    return {int(each) for each in found.split()}
