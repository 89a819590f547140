"""`gatewright init` with a person at a terminal, who is a pseudo-terminal here."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

SECONDS = 60
ROOT = Path(__file__).resolve().parents[2]


class Person:
    """Reads what the command shows, and types."""

    def __init__(self, terminal: int, process: subprocess.Popen[bytes]) -> None:
        self._terminal = terminal
        self.process = process
        self.seen = ""

    def waits_for(self, text: str) -> None:
        """Until it is shown after what was waited for last. AssertionError: it is not."""
        end = time.monotonic() + SECONDS
        while text not in self.seen:
            ready, _, _ = select.select([self._terminal], [], [], max(0, end - time.monotonic()))
            assert ready, self.seen
            try:
                more = os.read(self._terminal, 4096)
            except OSError as error:  # as Linux tells that the other side is closed
                raise AssertionError(self.seen) from error
            self.seen += more.decode()
        self.seen = self.seen.partition(text)[2]

    def types(self, line: str) -> None:
        os.write(self._terminal, f"{line}\n".encode())


@contextmanager
def asked(folder: Path, *words: str) -> Iterator[Person]:
    terminal, inner = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"}
    process = subprocess.Popen(
        [sys.executable, "-m", "compiler", "init", str(folder), *words],
        cwd=folder.parent,
        env=environment,
        stdin=inner,
        stdout=subprocess.DEVNULL,
        stderr=inner,
    )
    os.close(inner)
    try:
        yield Person(terminal, process)
    finally:
        process.kill()
        process.wait()
        os.close(terminal)


def test_everything_is_asked_and_wrong_answers_again(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    with asked(folder) as person:
        person.waits_for("  mistral/v1\r\n")
        person.waits_for("[anthropic/v1]: ")
        person.types("mistrl/v1")
        person.waits_for("did you mean 'mistral/v1'?")
        person.waits_for("[anthropic/v1]: ")
        person.types("Azu")
        person.waits_for("azure-openai/2024-10-21")
        person.waits_for("[azure-openai/v1]: ")
        person.types("v1")
        person.waits_for("resource (of https://{resource}.")
        person.types("a/b")
        person.waits_for("cannot stand in a host name")
        person.waits_for("resource (of https://{resource}.")
        person.types("acme")
        person.waits_for("name of the API [AzureOpenAIAPI]: ")
        person.types("Chat Tool")
        person.waits_for("is no such name; it takes a name of letters")
        person.types("ChatTool")
        person.waits_for("context of its URL [chattool]: ")
        person.types("")
        person.waits_for("gatewright dev --mock")
        assert person.process.wait(SECONDS) == 0
    api = yaml.safe_load((folder / "apis" / "ChatTool.yaml").read_text())
    assert (api["vendor"], api["context"]) == ("azure-openai/v1", "chattool")
    assert api["endpoints"] == {"sandbox": {"variables": {"resource": "acme"}}}


@pytest.mark.soak
def test_the_folder_offers_a_vendor_and_enter_takes_it(tmp_path: Path) -> None:
    folder = tmp_path / "our-mistral-gateway"
    with asked(folder) as person:
        person.waits_for("[mistral/v1]: ")
        person.types("")
        person.waits_for("[MistralAIAPI]: ")
        person.types("")
        person.waits_for("[mistralaiapi]: ")
        person.types("")
        assert person.process.wait(SECONDS) == 0
    assert (folder / "apis" / "MistralAIAPI.yaml").is_file()


@pytest.mark.soak
def test_who_gives_the_vendor_is_asked_for_what_has_no_default_only(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    with asked(folder, "--vendor", "openai-compatible") as person:
        person.waits_for("url (where the server is) [http://127.0.0.1:8000]: ")
        person.types("")
        person.waits_for("gatewright dev --mock")
        assert person.process.wait(SECONDS) == 0
    assert "http://127.0.0.1:8000" in next((folder / "apis").iterdir()).read_text()


@pytest.mark.soak
def test_nothing_is_asked_about_a_folder_that_is_taken(tmp_path: Path) -> None:
    (tmp_path / "gateway.yaml").write_text("mine")
    with asked(tmp_path) as person:
        person.waits_for("has gateway.yaml already")
        assert person.process.wait(SECONDS) == 1


@pytest.mark.soak
def test_an_end_of_input_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    with asked(folder) as person:
        person.waits_for("[anthropic/v1]: ")
        os.write(person._terminal, b"\x04")
        assert person.process.wait(SECONDS) == 130
    assert not folder.exists()
