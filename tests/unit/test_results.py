"""compiler.results: what `compile` says of what it wrote."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from compiler.cli import cli

QUICKSTART = Path(__file__).resolve().parents[2] / "examples" / "quickstart"
NOTE = "note: {} is not for everybody: protect it in your web server, or leave it out of what you"


def notes(folder: Path, keys: str, *options: str) -> list[str]:
    """Of a strict compile of a project whose one API has these keys besides: the lines about
    folders, without what the project is called in them."""
    project = folder / "p"
    shutil.copytree(QUICKSTART, project, ignore=shutil.ignore_patterns("out"))
    callers = project / "consumers.yaml"
    text = callers.read_text(encoding="utf-8")
    callers.write_text(text.replace("    keys:", "    roles: [internal]\n    keys:"))
    with (project / "apis" / "mistral.yaml").open("a", encoding="utf-8") as api:
        api.write(keys)
    words = ["compile", str(project), "--strict", "--out", str(folder / "out"), *options]
    result = CliRunner().invoke(cli, words)
    assert (result.exit_code, result.stdout) == (0, ""), result.stderr
    wrote, *others = result.stderr.replace(f"{folder}/", "").splitlines()
    assert wrote.startswith("wrote out/sandbox: 1 API, ")
    return others


@pytest.mark.parametrize(
    ("keys", "options", "noted"),
    [
        ("", (), []),
        ("visibility: {roles: [internal]}", (), ["out/sandbox/devportal/roles"]),
        ("visibility: {roles: [internal]}", ("--target", "nginx"), []),
        ("overrides: {production: {visibility: {roles: [internal]}}}", (), []),
    ],
)
def test_what_is_not_for_everybody_is_named(
    tmp_path: Path, keys: str, options: tuple[str, ...], noted: list[str]
) -> None:
    """It is no warning: there is nothing wrong with the project."""
    found = notes(tmp_path, f"\n{keys}\n", "--env", "sandbox", *options)
    assert [line.rpartition(" publish")[0] for line in found] == [NOTE.format(it) for it in noted]
