"""Engines beside gatewright: what they refuse, what is taken away from them, and how they end."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from compiler import ir
from compiler.dev import bound, portal_server
from compiler.dev.pages import Call
from compiler.dev.portal_server import PortalServer
from compiler.dev.running import Failed
from compiler.dev.serving import Serving
from compiler.dev.session import Session, Wanted
from compiler.dev.site import Site
from compiler.dev.terminal import Terminal
from tests import gateways
from tests.conformance.vendor import Port, Vendor
from tests.dev.command import SECONDS, dev, ready
from tests.dev.projects import KEYS, VENDOR_KEY, quickstart, small
from tests.ports import free_port


def until(what: Callable[[], bool]) -> None:
    """Waits for it, and not for ever."""
    end = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


@asynccontextmanager
async def serving(engine: str, gateway: ir.Gateway) -> AsyncIterator[Serving]:
    """Yields when the engine serves it."""
    one = Serving(Terminal(colour=False), engine, free_port())
    try:
        await one.start(gateway, mock=False)
        yield one
    finally:
        await one.close()


def build(one: Serving) -> str:
    """The name of the build that the portal shows."""
    host = one.site.url.split("/")[2]
    found = one.site.answer(Call("GET", "/portal/-/status", {"host": host}))
    assert found is not None
    name: str = json.loads(found.body)["build"]
    return name


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tmp_path.chmod(0o755)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_a_build_that_nginx_refuses_is_not_shown(tmp_path: Path) -> None:
    async def go() -> None:
        async with serving("nginx", small(tmp_path)) as one:
            gateway, shown = one.shown, build(one)
            changed = replace(gateway, apis=(replace(gateway.apis[0], base="/elsewhere"),))
            file = one._deployed.folder / "conf" / "log.conf"
            file.write_text("nonsense;")
            with pytest.raises(Failed, match=r"nginx does not take this build: .*nonsense"):
                await one.take(changed)
            assert one.shown == gateway
            assert build(one) == shown
            assert httpx.get(f"{gateway.url}/healthz").status_code == 200
            file.unlink()  # it is written again, then
            await one.take(changed)
            assert one.shown.apis == changed.apis
            assert build(one) != shown

    asyncio.run(go())


@pytest.mark.parametrize("engine", ["nginx", pytest.param("envoy", marks=pytest.mark.soak)])
def test_a_folder_that_was_removed_is_said(engine: str, tmp_path: Path) -> None:
    async def go() -> None:
        async with serving(engine, small(tmp_path)) as one:
            shutil.rmtree(one._deployed.folder)
            with pytest.raises(Failed, match="has lost its folder: start gatewright dev again"):
                await one.take(one.shown)

    asyncio.run(go())


def test_a_key_that_cannot_be_renewed_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session(Wanted(tmp_path, None, "mitmproxy", None, False), Terminal(colour=False))
    tried = []

    async def fail() -> bool:
        tried.append(True)
        raise ValueError("no luck \x1b[2J")

    monkeypatch.setattr(session._serving, "renew_key", fail)
    for _ in range(2):
        asyncio.run(session._renew_key())
    assert len(tried) == 1  # the next time is later
    err = capsys.readouterr().err
    assert "ValueError: no luck \N{REPLACEMENT CHARACTER}[2J" in err


def test_what_an_engine_refuses_is_said_in_the_portal_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session(Wanted(tmp_path, None, "mitmproxy", None, False), Terminal(colour=False))
    served = session._serving
    served.site = site = Site("127.0.0.1", 8080, lambda: served.ring.current)

    async def refuse(gateway: object) -> None:
        raise Failed("it does not take this build: \x1b[2J")

    monkeypatch.setattr(served, "take", refuse)
    assert not asyncio.run(session._taken(gateways.gateway(9, 8080)))
    status = site.answer(Call("GET", "/portal/-/status", {"host": "127.0.0.1:8080"}))
    assert status is not None
    found = json.loads(status.body)
    assert found["broken"]
    assert found["report"] == "it does not take this build: \N{REPLACEMENT CHARACTER}[2J"
    out, err = capsys.readouterr()
    assert "the last good build stays" in out
    assert "Traceback" not in err


def test_the_portal_is_near_the_gateway() -> None:
    for beside, wanted in ((65_535, range(65_435, 65_535)), (80, range(8081, 8181))):
        server = PortalServer(beside)
        try:
            assert server.port in wanted
        finally:
            server.close()


def test_no_port_for_the_portal_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal_server, "_TRIES", 0)

    async def go() -> None:
        async with serving("nginx", gateways.gateway(9, 8080)):
            raise AssertionError("there is none to look at")

    with pytest.raises(Failed, match=r"no port near \d+ is free for the portal"):
        asyncio.run(go())


def test_a_mock_without_a_port_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(gateway: object) -> None:
        raise OSError(24, os.strerror(24))

    monkeypatch.setattr("compiler.mock.start", refuse)

    async def go() -> None:
        one = Serving(Terminal(colour=False), "mitmproxy", free_port())
        try:
            await one.start(gateways.gateway(9, 8080), mock=True)
        finally:
            await one.close()

    with pytest.raises(Failed, match="the mock vendor cannot listen: Too many open files"):
        asyncio.run(go())


@pytest.mark.parametrize(
    ("module", "missing"),
    [("compiler.mock", "--mock needs h11"), ("compiler.dev.embedded", "mitmproxy is not")],
)
def test_what_is_not_installed_is_said(
    module: str, missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)  # as if a package of it were not there

    async def go() -> None:
        one = Serving(Terminal(colour=False), "mitmproxy", free_port())
        try:
            await one.start(small(tmp_path), mock=True)
        finally:
            await one.close()

    with pytest.raises(Failed, match=rf"{missing}.*: pip install 'gatewright\[engines\]'"):
        asyncio.run(go())


@pytest.mark.skipif(sys.platform != "linux", reason="prctl(2)")
def test_a_program_ends_with_whoever_started_it(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    start = (
        "import os, subprocess, sys, time\n"
        "one = subprocess.Popen([sys.executable, '-I', '-S', sys.argv[1], str(os.getpid()),"
        " '/bin/sh', '-c', 'echo $$ > $0.new; mv $0.new $0; exec sleep 60', sys.argv[2]])\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-I", "-S", "-c", start, bound.__file__, str(pid)]
    with subprocess.Popen(command) as parent:
        until(pid.exists)
        parent.kill()
    child = int(pid.read_text())
    until(lambda: gone(child))


def gone(pid: int) -> bool:
    """Whether there is no such process, or only what is left of one that nobody waited for."""
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True


@pytest.mark.soak
@pytest.mark.parametrize("engine", ["mitmproxy", "nginx", "envoy"])
def test_no_engine_outlives_the_command(engine: str, tmp_path: Path) -> None:
    port = free_port()
    with (
        Vendor((Port("VENDOR", (f"Bearer {VENDOR_KEY}",), None),)) as vendor,
        dev(quickstart(tmp_path, vendor, port), port, "--engine", engine, keys=KEYS) as running,
    ):
        ready(running)
        running.process.send_signal(signal.SIGKILL)
        running.process.wait()

        def free() -> bool:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                return probe.connect_ex(("127.0.0.1", port)) != 0

        until(free)
