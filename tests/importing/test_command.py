"""`gatewright vendors import`: what it writes, prints and refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import compiler.project
from compiler import vendor_commands
from compiler.cli import cli
from tests.importing.documents import document


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "gateway.yaml").write_text("gatewright: 1\n")
    return tmp_path / "p"


def described(project: Path, data: Any = None, **more: Any) -> Path:
    file = project.parent / "acme.json"
    file.write_text(json.dumps(document(**more) if data is None else data))
    return file


def run(file: Path, project: Path, *words: str, name: str = "acme", version: str = "v1") -> Result:
    command = ["vendors", "import", str(file), "--name", name, "--version", version]
    return CliRunner().invoke(cli, [*command, str(project), *words])


def test_a_vendor_is_written_and_told_of(project: Path) -> None:
    schemas = {"A": {"nullable": True}, "B": {"nullable": True}}
    file = described(project, components={"schemas": schemas})
    result = run(file, project)
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    folder = project / "vendors" / "acme" / "v1"
    assert sorted(path.name for path in folder.iterdir()) == ["openapi.json", "vendor.yaml"]
    assert "from acme.json (" in (folder / "vendor.yaml").read_text()
    said = result.stderr.splitlines()
    assert said[0] == f"read {file}: 1 operation, 2 components"
    assert said[1].startswith("  /components/schemas/A/nullable is of OpenAPI 3.0")
    assert said[1].endswith("(1 more)")
    assert said[2] == "kept 1 operation, 0 components"
    bearer = 'guessed auth {"header": "Authorization", "prefix": "Bearer "}: the description says'
    assert any(line.startswith(bearer) for line in said)
    assert f"wrote {folder / 'vendor.yaml'}" in said
    assert "an API can have `vendor: acme/v1`" in said[-1]


def test_that_many_operations_are_exposed_is_said(project: Path) -> None:
    paths = {f"/a{number}": {"get": {"operationId": f"a{number}"}} for number in range(21)}
    said = run(described(project, document(paths)), project).stderr.splitlines()
    assert said[-1] == "it exposes all 21 operations, unless `default: [GROUP, …]` is added"


def test_a_vendor_that_is_there_is_replaced_by_force_only(project: Path) -> None:
    file = described(project)
    assert run(file, project).exit_code == 0
    folder = project / "vendors" / "acme" / "v1"
    (folder / "vendor.yaml").write_text("mine")
    (folder / "openapi.yaml").write_text("mine")
    result = run(file, project)
    assert result.exit_code == 1
    assert "is there already; --force replaces its files" in result.stderr
    assert (folder / "vendor.yaml").read_text() == "mine"
    result = run(file, project, "--force")
    assert result.exit_code == 0
    assert "replaced vendor.yaml whole" in result.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["openapi.json", "vendor.yaml"]


def test_what_a_person_wrote_outlives_the_next_import(project: Path) -> None:
    assert run(described(project), project).exit_code == 0
    file = project / "vendors" / "acme" / "v1" / "vendor.yaml"
    lines = file.read_text().splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.startswith("auth:"))
    lines[at - 1 : at + 1] = ["# As they told us.\n", "auth:\n", "  header: x-acme-key # new\n"]
    file.write_text("".join(lines) + "\nremoved_response_headers: [x-acme-host]\n")
    later = {"/b": {"get": {"operationId": "b"}}}
    result = run(described(project, document(later, security=[])), project, "--force")
    assert result.exit_code == 0
    kept = "kept of vendor.yaml, where it is not marked as guessed: auth, removed_response_headers"
    said = result.stderr.splitlines()
    assert kept in said
    assert "marked as guessed, and otherwise now: groups" in said
    assert not any(line.startswith("guessed auth") for line in said)
    text = file.read_text()
    assert "# As they told us.\nauth:\n  header: x-acme-key # new\n" in text
    assert "key: {env: ACME_API_KEY}\n" in text
    assert text.endswith("\nremoved_response_headers: [x-acme-host]\n")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('{"openapi": "3.1.0",\n "paths": []}', ":2:2: error: /paths is no mapping of paths"),
        ("openapi: 3.1.0\nopenapi: 3.1.0\n", ":2:1: error: the key 'openapi' is set twice"),
        ("a: [\n", ":2:1: error: is no YAML: "),
        ("", ":1:1: error: is no mapping"),
        ("paths:\n  /a:\n    get:\n      $ref: x.json\n", ":1:1: error: is no OpenAPI description"),
    ],
)
def test_a_file_that_is_no_description_is_pointed_at(project: Path, data: str, said: str) -> None:
    file = project.parent / "acme.yaml"
    file.write_text(data)
    result = run(file, project)
    assert result.exit_code == 1
    assert str(file) + said in result.stderr
    assert not (project / "vendors").exists()


def test_references_elsewhere_are_pointed_at_each(project: Path) -> None:
    file = project.parent / "acme.yaml"
    lines = [f"    A{number}: {{$ref: other.yaml}}\n" for number in range(23)]
    head = "openapi: 3.1.0\npaths: {/a: {get: {}}}\ncomponents:\n  schemas:\n"
    file.write_text(head + "".join(lines))
    said = run(file, project).stderr.splitlines()
    assert said[0].startswith(f"{file}:5:10: error: /components/schemas/A0/$ref refers to another")
    assert len(said) == 21
    assert said[-1] == "3 more like these"


@pytest.mark.parametrize(
    ("name", "version"),
    [("Acme", "v1"), ("../acme", "v1"), ("acme", "../v1"), ("acme", ""), ("", "v1"), ("a/b", "c")],
)
def test_a_name_is_one_of_a_folder(project: Path, name: str, version: str) -> None:
    result = run(described(project), project, name=name, version=version)
    assert result.exit_code == 2
    assert "is no name and version of a vendor" in result.stderr


def test_a_vendor_that_comes_along_is_not_written(project: Path) -> None:
    specs = Path(__file__).resolve().parents[2] / "vendor_specs"
    bundled = next(specs.glob("*/*/vendor.yaml")).parent
    result = run(described(project), project, name=bundled.parent.name, version=bundled.name)
    assert result.exit_code == 2
    assert "comes along already" in result.stderr


def test_an_operation_that_there_is_not_has_a_nearest(project: Path) -> None:
    data = document({"/a": {"get": {"operationId": "listThings"}}})
    result = run(described(project, data), project, "--operations", "listThing")
    assert result.exit_code == 2
    assert "no operation or tag 'listThing'" in result.stderr
    assert "did you mean 'listThings'?" in result.stderr


def test_a_folder_without_a_project_is_not_written_to(project: Path) -> None:
    (project / "gateway.yaml").unlink()
    assert "is no project" in run(described(project), project).stderr


def test_nothing_is_written_outside_of_the_project(project: Path) -> None:
    (project.parent / "outside").mkdir()
    (project / "vendors").symlink_to(project.parent / "outside")
    result = run(described(project), project)
    assert result.exit_code == 1
    assert "leads out of the project" in result.stderr
    assert list((project.parent / "outside").iterdir()) == []


def test_what_is_printed_has_no_key_and_no_control_character(project: Path) -> None:
    key = "sk-proj-" + "a1B2c3D4e5F6g7H8"
    data = document({f"/{key}\x1b[2J": {"get": {"operationId": "a"}}, "/ok": {"get": {}}})
    said = run(described(project, data), project).stderr
    assert key not in said
    assert "\x1b" not in said


def test_no_link_in_the_folder_leads_out_of_the_project(project: Path) -> None:
    outside, folder = project.parent / "outside", project / "vendors" / "acme" / "v1"
    outside.mkdir()
    folder.mkdir(parents=True)
    for name in ("vendor.yaml", ".vendor.yaml.new", "openapi.json", ".openapi.json.new"):
        (folder / name).symlink_to(outside / name)
    assert run(described(project), project, "--force").exit_code == 0
    assert list(outside.iterdir()) == []
    assert all(path.is_file() and not path.is_symlink() for path in folder.iterdir())


def test_nothing_is_left_of_what_cannot_be_written(project: Path) -> None:
    folder = project / "vendors" / "acme" / "v1"
    (folder / "openapi.json" / "a").mkdir(parents=True)
    assert run(described(project), project, "--force").exit_code == 1
    assert [path.name for path in folder.iterdir()] == ["openapi.json"]


def test_a_file_without_end_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor_commands, "LARGEST", 1000)
    result = run(Path("/dev/zero"), project)
    assert "is larger than 1000 bytes" in result.stderr


def test_a_description_that_no_compile_would_read_is_not_written(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiler.project, "MAX_BYTES", 500)
    result = run(described(project), project)
    assert result.exit_code == 1
    assert "--facts-only" in result.stderr
    assert not (project / "vendors").exists()
