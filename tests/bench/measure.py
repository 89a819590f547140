"""The measuring: whole processes, an engine's start and memory, medians of latencies."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from compiler import engines
from compiler.targets.registry import TARGETS
from tests.bench.synthetic import KEY, many

REQUESTS = 400
# A connection keeps the cores that it began on, so that a single one can be a third slower.
CONNECTIONS = 16
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Process:
    """A finished process: seconds by the clock, seconds of CPU, and the largest resident size, MB.
    On a machine that does other things as well the second says more."""

    seconds: float
    cpu_seconds: float
    megabytes: float


def process(command: Sequence[str], cwd: Path) -> Process:
    """Runs a command whose output does not matter; it must succeed."""
    begin = time.perf_counter()
    child = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise RuntimeError(f"{command} ended with {child.returncode}")
    cpu = usage.ru_utime + usage.ru_stime
    return Process(time.perf_counter() - begin, cpu, usage.ru_maxrss / 1024)


def median_process(command: Sequence[str], cwd: Path, runs: int = 7) -> Process:
    found = [process(command, cwd) for _ in range(runs)]
    return Process(
        statistics.median(one.seconds for one in found),
        statistics.median(one.cpu_seconds for one in found),
        max(one.megabytes for one in found),
    )


@contextmanager
def origin() -> Iterator[int]:
    """A vendor in a process of its own; its port."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.origin"], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    try:
        yield int(child.stdout.readline())
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def deploy(engine: str, count: int, folder: Path, vendor_port: int, port: int) -> None:
    """Writes the engine's artifacts for `count` APIs."""
    target = next(known for known in TARGETS if known.name == engine)
    for artifact in target.emit(many(count, vendor_port, port)):
        path = folder / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artifact.content)


@dataclass(frozen=True, slots=True)
class Running:
    """An engine that answers. start: seconds from exec to the first /healthz; megabytes: of the
    whole process tree after the start."""

    count: int
    port: int
    start: float
    megabytes: float


@contextmanager
def running(engine: str, count: int, folder: Path, vendor_port: int) -> Iterator[Running]:
    """Starts the engine with `count` APIs, and ends it."""
    port = free_port()
    deploy(engine, count, folder, vendor_port, port)
    known = next(one for one in engines.ENGINES if one.name == engine)
    program = engines.find(known)
    assert program is not None, f"{engine} is not installed"
    begin = time.perf_counter()
    child = subprocess.Popen(
        [program, *known.arguments],
        cwd=folder,
        env=os.environ | {"SAMPLE_API_KEY": "sk-bench"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, child, begin)
        start = time.perf_counter() - begin
        yield Running(count, port, start, _tree_megabytes(child.pid))
    finally:
        child.terminate()
        child.wait(30)


def medians(many_running: Sequence[Running]) -> list[dict[str, float]]:
    """Milliseconds of one request on a kept connection, by kind of request, one mapping for each
    engine. They are asked in turn, so that a busy machine is busy for all of them."""
    found: list[dict[str, float]] = [{} for _ in many_running]
    for kind in _paths(1):
        connections = [_Asked(one, _paths(one.count)[kind]) for one in many_running]
        for _ in range(REQUESTS):
            for connection in connections:
                connection.ask()
        for connection, mapping in zip(connections, found, strict=True):
            mapping[kind] = connection.median()
    return found


def _paths(count: int) -> dict[str, tuple[str, str]]:
    last = count - 1
    return {
        "first API": ("POST", "/api00000/1.0.0/v1/r0/op0"),
        "last API": ("POST", f"/api{last:05d}/1.0.0/v1/r{last}/op6"),
        "last, parameter": ("GET", f"/api{last:05d}/1.0.0/v1/r{last}/item2/abc"),
        "404": ("GET", "/nothing/here"),
    }


class _Asked:
    """Kept connections to one engine, used in turn, for one kind of request."""

    def __init__(self, engine: Running, request: tuple[str, str]) -> None:
        self._connections = [
            http.client.HTTPConnection("127.0.0.1", engine.port, timeout=30)
            for _ in range(CONNECTIONS)
        ]
        self._request = request
        self._taken: list[float] = []

    def ask(self) -> None:
        method, path = self._request
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        connection = self._connections[len(self._taken) % CONNECTIONS]
        begin = time.perf_counter()
        connection.request(method, path, b"{}" if method == "POST" else None, headers)
        answer = connection.getresponse()
        answer.read()
        self._taken.append(time.perf_counter() - begin)
        assert answer.status in (200, 404), answer.status

    def median(self) -> float:
        for connection in self._connections:
            connection.close()
        return statistics.median(self._taken) * 1000


def _wait(port: int, child: subprocess.Popen[bytes], begin: float) -> None:
    while time.perf_counter() - begin < START_SECONDS:
        assert child.poll() is None, f"the engine ended with {child.returncode}"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.01)
        finally:
            connection.close()
    raise TimeoutError("the engine does not answer")


def wait_for_port(port: int, child: subprocess.Popen[bytes]) -> None:
    """Until something listens; what is written by hand has no /healthz."""
    begin = time.perf_counter()
    while time.perf_counter() - begin < START_SECONDS:
        assert child.poll() is None, f"the engine ended with {child.returncode}"
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                return
        except OSError:
            time.sleep(0.01)
    raise TimeoutError("the engine does not listen")


def _tree_megabytes(pid: int) -> float:
    """What a process and its children take: all of the first, and of its children what they do not
    share."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total = _kilobytes(str(pid), "Rss:")
    for child in children:
        total += _kilobytes(child, "Private_Clean:", "Private_Dirty:")
    return total / 1024


def _kilobytes(pid: str, *names: str) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(names))
