"""README's first screen, as a new user types it: from an empty folder to streamed answers."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.ports import free_port
from tests.test_readme import BLOCK, sections

HEADING = "The first minute"
PORT = 8080  # that of README; another one where somebody on this machine has it
MOST_SECONDS = 60


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCK.findall(sections()[HEADING]) if name == language]


def commands(block: str) -> list[str]:
    """What stands after each `$`, with the lines that a backslash continues."""
    return [
        found.replace("\\\n", "").strip()
        for found in re.findall(r"^\$ ((?:.*\\\n)*.*)$", block, re.MULTILINE)
    ]


class Shell:
    """Runs commands one after the other, in a folder that they can change."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.begin = time.monotonic()
        kept = {name: os.environ[name] for name in ("LANG", "PATH") if name in os.environ}
        here = Path(sys.executable).parent
        self.environment = {
            **kept,
            "PATH": f"{here}{os.pathsep}{kept.get('PATH', os.defpath)}",
            "HOME": str(folder / "home"),  # nothing of an earlier use is there
            "TMPDIR": str(folder),
        }

    def run(self, script: str) -> str:
        """What it prints on its standard output; it must succeed."""
        done = subprocess.run(
            ["sh", "-ec", self.ported(script)],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
        )
        self.says(script.splitlines()[-1])
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ported(self, text: str) -> str:
        return text.replace(str(PORT), str(self.port))

    def says(self, step: str) -> None:
        print(f"{time.monotonic() - self.begin:6.2f} s  {step[:90]}")


@contextmanager
def kept_running(shell: Shell, command: str) -> Iterator[None]:
    """A command that stays in the foreground, until its user types Ctrl-C."""
    messages = shell.folder / "messages"
    with messages.open("wb") as said:
        process = subprocess.Popen(
            shlex.split(command, comments=True),
            cwd=shell.folder,
            env=shell.environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
        try:
            wait_until_healthy(shell, process, messages)
            yield
            assert process.poll() is None, messages.read_text()
            process.send_signal(signal.SIGINT)
            process.wait(30)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def wait_until_healthy(shell: Shell, process: subprocess.Popen[bytes], messages: Path) -> None:
    end = time.monotonic() + MOST_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, messages.read_text()
        try:
            answer = httpx.get(f"http://127.0.0.1:{shell.port}/healthz", timeout=5)
        except httpx.TransportError:
            time.sleep(0.05)
            continue
        assert answer.json() == {"status": "ok"}
        shell.says("gatewright dev serves")
        return
    raise TimeoutError(messages.read_text())


def free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    (tmp_path / "home").mkdir()
    return Shell(tmp_path, PORT if free(PORT) else free_port())


def begin(shell: Shell) -> str:
    """The first block up to its last command, which is given back."""
    *first, last = commands(blocks("console")[0])
    for command in first:
        if command.startswith("pip install"):  # done: this Python has it
            continue
        if command.startswith("cd "):
            shell.folder /= command.removeprefix("cd ")
            gateway = shell.folder / "gateway.yaml"
            gateway.write_text(shell.ported(gateway.read_text()))
            continue
        shell.run(command)
    return last


def test_the_first_screen_leads_to_streamed_answers(shell: Shell) -> None:
    with kept_running(shell, begin(shell)):
        asked = "\n".join(commands(blocks("console")[1]))
        answer = shell.run(asked)
        events = [line for line in answer.splitlines() if line.startswith("data: ")]
        assert len(events) > 3, answer
        assert events[-1] == "data: [DONE]"
        assert '"content":' in events[1]
        (code,) = blocks("python")
        (shell.folder / "ask.py").write_text(shell.ported(code))
        key, *_ = commands(blocks("console")[1])
        said = shell.run(f"{key}\n{shlex.quote(sys.executable)} ask.py")
        assert len(said.split()) > 3, said
    assert time.monotonic() - shell.begin < MOST_SECONDS
