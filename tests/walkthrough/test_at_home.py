"""The guards that keep what is run here on this machine do so: without them, a snippet with a wrong
base URL would ask the vendor, and its test would see no difference."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.walkthrough.conftest import Apart
from tests.walkthrough.snippet_runs import AT_HOME

HOST = "vendor.invalid"
IN_PYTHON = f"""\
import urllib.request

try:
    urllib.request.urlopen("http://{HOST}/")
except OSError:
    print("caught")
"""
IN_NODE = f"""\
await fetch("http://{HOST}/").catch(() => console.log("caught"));
"""


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def stray(tmp_path: Path, name: str, program: str, *command: str) -> None:
    file = tmp_path / name
    file.write_text(program)
    found = run(*command, str(file))
    assert found.returncode == 1
    assert found.stdout == ""
    assert f"{HOST} is another host" in found.stderr


def test_a_program_in_python(tmp_path: Path) -> None:
    stray(tmp_path, "asks.py", IN_PYTHON, sys.executable, "-I", str(AT_HOME))


@pytest.mark.soak
def test_a_program_in_javascript(tmp_path: Path) -> None:
    hook = str(AT_HOME.with_suffix(".mjs"))
    stray(tmp_path, "asks.mjs", IN_NODE, "node", "--import", hook)


@pytest.mark.soak
def test_a_call_of_an_sdk_apart(apart: Apart) -> None:
    with pytest.raises(AssertionError, match=HOST):
        apart.made("claude_models", f"http://{HOST}", "any")
