"""A real Envoy in a deployed copy of its artifacts."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import yaml

from compiler.ir import Gateway
from compiler.targets.envoy import TARGET
from tests.unit.targets.sample_wire import VENDOR_KEY, deploy_to, program


def envoy_program() -> str:
    """Envoy beside this Python or on PATH."""
    return program("envoy")


def deploy(gateway: Gateway, folder: Path) -> Path:
    """The gateway's artifacts as files in `folder`."""
    return deploy_to(folder, TARGET, gateway)


def administered(folder: Path, admin: int) -> str:
    """The name of a bootstrap beside the deployed one, with an administration port added to it."""
    bootstrap = yaml.safe_load((folder / "envoy.yaml").read_text())
    address = {"address": "127.0.0.1", "port_value": admin}
    bootstrap["admin"] = {"address": {"socket_address": address}}
    (folder / "admin.yaml").write_text(yaml.safe_dump(bootstrap))
    return "admin.yaml"


@contextmanager
def running(
    folder: Path,
    port: int,
    *,
    config: str = "envoy.yaml",
    variables: Mapping[str, str] | None = None,
    workers: int = 1,
) -> Iterator[bool]:
    """Envoy in `folder`, with more variables of its environment. True once `port` takes
    connections, False when it does not in time."""
    known = {"PATH": os.environ["PATH"], "SAMPLE_API_KEY": VENDOR_KEY}
    environment = known if variables is None else {**known, **variables}
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        process = subprocess.Popen(
            [envoy_program(), "-c", config, "--disable-hot-restart", "--concurrency", str(workers)],
            cwd=folder,
            env=environment,
            stdout=out,
            stderr=err,
        )
        try:
            yield _listening(process, folder, port)
        finally:
            process.terminate()
            process.wait(20)


def _listening(process: subprocess.Popen[bytes], folder: Path, port: int) -> bool:
    """Envoy says when it has read everything; without a listener there will be none then."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return True
        if b"starting main dispatch loop" in (folder / "stderr").read_bytes():
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                return True
            return False
        time.sleep(0.02)
    return False


def logged(folder: Path) -> str:
    """Everything that a stopped Envoy wrote."""
    return (folder / "stdout").read_text() + (folder / "stderr").read_text()
