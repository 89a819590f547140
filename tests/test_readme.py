"""README's example is compiled, and what it shows is what comes out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from compiler.cli import cli

README = Path(__file__).resolve().parents[1] / "README.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCK.findall(README.read_text()) if name == language]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of the example: each block's first line names its file."""
    for text in blocks("yaml"):
        name = re.match(r"# ([\w/.]+\.yaml)", text)
        assert name, text
        file = tmp_path / name[1]
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path


def shown(command: str) -> str:
    """What README shows below `$ command`."""
    (text,) = [block for block in blocks("console") if block.startswith(f"$ {command}\nwrote")] or [
        block for block in blocks("console") if block.startswith(f"$ {command}\napis")
    ]
    return text.partition("\n")[2]


def test_the_example_compiles(project: Path) -> None:
    result = CliRunner().invoke(cli, ["compile"])
    assert result.exit_code == 0, result.output
    assert result.stderr == shown("gatewright compile")
    for line in blocks(""):
        for name in re.findall(r"^out/\S+", line, re.MULTILINE):
            assert (project / name).exists(), name


def test_the_mistake_is_reported_as_shown(project: Path) -> None:
    api = project / "apis" / "mistral.yaml"
    lines = api.read_text().replace("vendor: mistral/v1 ", "vendor: mistrl/v1  ").splitlines()
    api.write_text("\n".join(lines) + "\n")
    result = CliRunner().invoke(cli, ["check"])
    assert result.exit_code == 1
    assert result.stderr == shown("gatewright check").replace(
        "apis/mistral.yaml:4", "apis/mistral.yaml:5"
    ).replace("  4 |", "  5 |")
