"""`gatewright dev` from its first compile to its last request."""

from __future__ import annotations

import asyncio
import gc
import signal
import time
import traceback
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from compiler import engines
from compiler.dev.building import Attempt, Builder, NoEnvironment
from compiler.dev.first_call import first_call
from compiler.dev.running import Failed
from compiler.dev.serving import Serving
from compiler.dev.terminal import Terminal, Welcome
from compiler.ir import Gateway
from compiler.masking import has_key, mask, printable

_LOOK_SECONDS = 0.1
_SETTLE_SECONDS = 0.02  # between two looks that must be the same: some editors write twice
_SETTLE_MOST = 15
_THRESHOLDS = (700, 10, 10)  # Python's own
_HALF_SECONDS = 0.1  # a broken build waits for the rest of a file
_AGAIN_SECONDS = 30.0  # after a key that could not be renewed
_SHARE = 10  # looking takes at most one part in so many of the time, but
_LONGEST_PAUSE = 2.0  # one look that a busy machine made slow is no reason to wait longer

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for. environment, port: None: not said."""

    project: Path
    environment: str | None
    engine: str
    port: int | None
    mock: bool


class Session:
    """Runs until it is interrupted, or until the engine ends."""

    def __init__(self, wanted: Wanted, terminal: Terminal) -> None:
        self._wanted = wanted
        self._terminal = terminal
        self._builder = Builder(wanted.project, wanted.environment, wanted.engine, mock=wanted.mock)
        self._serving = Serving(terminal, wanted.engine, wanted.port)
        self._resolvers = engines.machine_resolvers()
        self._last: Attempt | None = None
        self._missing: tuple[str, ...] = ()
        self._renew_after = 0.0
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Failed: the engine cannot run, or has ended by itself. NoEnvironment."""
        loop = asyncio.get_running_loop()
        for number in _interrupts():
            loop.add_signal_handler(number, self._stopped.set)
        try:
            if await self._start():
                ended = asyncio.create_task(self._serving.ended())
                await self._first_of(ended, self._follow())
                if ended.done() and not self._stopped.is_set():
                    raise Failed(f"{ended.result()}; start gatewright dev again")
                ended.cancel()
        finally:
            await self._serving.close()

    async def _start(self) -> bool:
        """Whether the gateway runs; not if there was an interrupt before."""
        began = time.monotonic()
        attempt = await self._attempt()
        if attempt.gateway is None:
            self._terminal.note("waiting for a project that compiles")
        while attempt.gateway is None:
            if not await self._changed(attempt):
                return False
            began = time.monotonic()
            attempt = await self._attempt()
        if self._stopped.is_set():
            return False
        await self._serving.start(attempt.gateway, mock=self._wanted.mock)
        self._welcome(time.monotonic() - began)
        # A compile alone needs no collector; a process that goes on does, for what comes from here.
        gc.freeze()
        gc.set_threshold(*_THRESHOLDS)
        self._warn_of_keys()
        return True

    async def _follow(self) -> None:
        """Serves what is saved, as long as it compiles."""
        while self._last is not None and await self._changed(self._last):
            began = time.monotonic()
            broken = self._last.gateway is None
            attempt = await self._attempt()
            if attempt.gateway is None:
                self._serving.site.broken(click.unstyle(attempt.report))
                self._terminal.note("the last good build stays")
                continue
            if not await self._taken(attempt.gateway):
                continue
            took = round((time.monotonic() - began) * 1000)
            self._terminal.note(f"{'fixed: ' if broken else ''}recompiled in {took} ms")
            self._warn_of_keys()

    async def _taken(self, gateway: Gateway) -> bool:
        """Whether the engine serves it now; if not, says why, here and in the portal."""
        try:
            await self._serving.take(gateway)
        except Failed as error:
            report = printable(str(error))
            self._terminal.problem(report)
        except Exception:
            report = self._defect()
        else:
            return True
        self._serving.site.broken(report)
        self._terminal.note("the last good build stays")
        return False

    async def _attempt(self) -> Attempt:
        """Compiles, and says what is new of what is wrong."""
        try:
            attempt = await self._built()
        except NoEnvironment as error:
            if self._last is None:
                raise
            attempt = Attempt(None, str(error), error.seen)
        except Exception:
            if self._last is None:
                raise
            attempt = Attempt(None, self._defect(), self._builder.now(self._last.seen))
            self._last = attempt
            return attempt
        before = None if self._last is None else self._last.report
        if attempt.report and (attempt.report != before or attempt.gateway is None):
            self._terminal.report(attempt.report)
        self._last = attempt
        return attempt

    async def _built(self) -> Attempt:
        """Compiles; again where a file was only half written, as one is while it is being saved."""
        attempt = await asyncio.to_thread(self._builder.build, self._resolvers)
        while attempt.gateway is None and not await self._interrupted(_HALF_SECONDS):
            if await asyncio.to_thread(self._builder.now, attempt.seen) == attempt.seen:
                break
            attempt = await asyncio.to_thread(self._builder.build, self._resolvers)
        return attempt

    async def _changed(self, attempt: Attempt) -> bool:
        """Waits until something differs from what the attempt was made of; False: interrupted."""
        pause = _LOOK_SECONDS
        while not await self._interrupted(pause):
            began = time.monotonic()
            found = await asyncio.to_thread(self._builder.now, attempt.seen)
            pause = _pause(time.monotonic() - began)
            if found != attempt.seen:
                for _ in range(_SETTLE_MOST):
                    await asyncio.sleep(_SETTLE_SECONDS)
                    before = found
                    found = await asyncio.to_thread(self._builder.now, attempt.seen)
                    if found == before:
                        break
                return True
            await self._renew_key()
        return False

    async def _renew_key(self) -> None:
        """What goes wrong is said, and tried again later: requests go on."""
        if time.monotonic() < self._renew_after:
            return
        try:
            if await self._serving.renew_key():
                self._say_key()
        except Failed as error:
            self._renew_after = time.monotonic() + _AGAIN_SECONDS
            self._terminal.problem(str(error))
        except Exception:
            self._renew_after = time.monotonic() + _AGAIN_SECONDS
            self._defect()

    async def _interrupted(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._stopped.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def _first_of(self, ended: asyncio.Task[_T], going: Coroutine[Any, Any, None]) -> None:
        """Until the engine has ended or all is done. What the latter raises, this does."""
        follow = asyncio.create_task(going)
        await asyncio.wait((ended, follow), return_when=asyncio.FIRST_COMPLETED)
        if follow.done():
            follow.result()
        else:
            follow.cancel()

    def _welcome(self, seconds: float) -> None:
        gateway = self._serving.shown
        mock = " · no vendor is called" if self._wanted.mock else ""
        self._terminal.welcome(
            Welcome(
                title=f"{gateway.environment} · {self._wanted.engine}{mock}"
                f" · ready in {seconds * 1000:.0f} ms",
                portal=self._serving.site.url,
                gateway=gateway.url,
                apis=[(api.id, f"{gateway.url}{api.base}") for api in gateway.apis],
                key=self._serving.ring.current.key,
                minutes=self._minutes(),
                call=first_call(gateway),
            )
        )

    def _say_key(self) -> None:
        self._terminal.key(self._serving.ring.current.key, self._minutes())

    def _minutes(self) -> int:
        return round((self._serving.ring.current.expires - time.time()) / 60)

    def _warn_of_keys(self) -> None:
        missing = self._serving.missing_keys()
        for name in missing:
            if name not in self._missing:
                self._terminal.warn(f"{name} is missing; its APIs answer 503 (or use --mock)")
        self._missing = missing

    def _defect(self) -> str:
        """Says that something of ours failed; the text has no key."""
        text = traceback.format_exc().rstrip()
        lines = text.split("\n")
        shown = "\n".join(mask(line) if has_key(line) else printable(line) for line in lines)
        report = f"gatewright has a defect: please report it with this\n{shown}"
        self._terminal.report(report)
        return report


def _interrupts() -> Iterator[signal.Signals]:
    """What ends it. Whoever started it with nohup wants it to outlive the terminal."""
    yield from (signal.SIGINT, signal.SIGTERM)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        yield signal.SIGHUP


def _pause(looked: float) -> float:
    """Seconds until the next look. looked: what the last one took."""
    return min(max(_LOOK_SECONDS, _SHARE * looked), _LONGEST_PAUSE)


def serve(wanted: Wanted, terminal: Terminal) -> None:
    """Until an interrupt. Failed, NoEnvironment."""

    async def run() -> None:
        await Session(wanted, terminal).run()

    asyncio.run(run())
