"""The JSON Schemas for editors, and the command that prints them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from compiler import source
from compiler.cli import cli
from compiler.diagnostics import Diagnostics
from compiler.editor import editor_schema
from compiler.keys.examples import OF_FILES, OF_SCALARS
from compiler.keys.kinds import Names, Scalar
from compiler.keys.table import TABLE, FileKind, kind_of
from compiler.schema import validator
from compiler.schema_commands import KINDS

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = [
    (kind, path)
    for folder in ("examples/quickstart", "examples/three-vendors")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
    if (kind := kind_of(PurePosixPath(path.relative_to(ROOT / folder)))) is not None
]
WRITTEN += [(FileKind.VENDOR, path) for path in sorted((ROOT / "vendor_specs").glob("*/*/v*.yaml"))]
WRITTEN += [(FileKind.CLIENT, path) for path in sorted((ROOT / "vendor_specs/clients").iterdir())]


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema in a schema. A mapping of keys is none."""
    if isinstance(schema, dict):
        yield schema
        for word, below in schema.items():
            if word == "properties":
                for each in below.values():
                    yield from parts(each)
            elif word in ("items", "additionalProperties", "then", "else"):
                yield from parts(below)


@pytest.mark.parametrize("kind", FileKind)
def test_it_is_a_schema_of_a_known_language(kind: FileKind) -> None:
    schema = editor_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema
    assert not [part for part in parts(schema) if "format" in part or "$comment" in part]


@pytest.mark.parametrize("kind", FileKind)
def test_every_key_is_described(kind: FileKind) -> None:
    keys = [
        key
        for part in parts(editor_schema(kind))
        for key in (*part.get("properties", {}).values(), part.get("additionalProperties"))
        if isinstance(key, dict)
    ]
    assert keys
    for key in keys:
        assert key["description"].endswith(".")
        assert key["markdownDescription"].replace("\n\n", " ") == key["description"]


@pytest.mark.parametrize("kind", FileKind)
def test_every_example_is_right(kind: FileKind) -> None:
    tried = 0
    for part in parts(editor_schema(kind)):
        for example in part.get("examples", ()):
            Draft202012Validator(part).validate(example)
            tried += 1
        if "default" in part:
            Draft202012Validator(part).validate(part["default"])
    assert tried > 4


def test_every_scalar_has_examples_that_it_reads() -> None:
    kinds = (row.kind.names if isinstance(row.kind, Names) else row.kind
             for rows in TABLE.values() for row in rows)  # fmt: skip
    known = {kind.name: kind for kind in kinds if isinstance(kind, Scalar) and not kind.choices}
    assert set(OF_SCALARS) == set(known)
    for name, examples in OF_SCALARS.items():
        for example in examples:
            known[name].parse(example)


@pytest.mark.parametrize("kind", FileKind)
def test_the_whole_file_is_right(kind: FileKind) -> None:
    assert validator(kind).is_valid(OF_FILES[kind])


@pytest.mark.parametrize(("kind", "path"), WRITTEN, ids=lambda each: getattr(each, "name", each))
def test_what_people_wrote_is_right(kind: FileKind, path: Path) -> None:
    document = source.parse(PurePosixPath(path.name), path.read_bytes(), Diagnostics())
    assert document is not None
    Draft202012Validator(editor_schema(kind)).validate(document.data)


def test_a_hover_says_what_counts() -> None:
    schema = editor_schema(FileKind.GATEWAY)
    accent = schema["properties"]["portal"]["properties"]["colours"]["properties"]["accent"]
    assert accent["description"].endswith("Default: #2f5bd7. Decides what the portal does.")
    assert accent["examples"] == ["#0b5fff"]
    environment = schema["properties"]["environments"]["additionalProperties"]["properties"]
    assert "mitmproxy cannot do it." in environment["listen"]["properties"]["tls"]["description"]
    assert "Decides what nginx does." in environment["resolvers"]["description"]


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["schema", *words])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_knows_every_kind() -> None:
    assert tuple(FileKind) == KINDS
    for kind in FileKind:
        code, out, _ = run(kind.value)
        assert code == 0
        assert json.loads(out) == editor_schema(kind)


def test_the_command_writes_all(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "schemas"
    assert run("--out", str(folder))[0] == 0
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(f"{kind}.schema.json" for kind in FileKind)
    assert run("plans", "--out", str(tmp_path)) == (0, "", f"wrote {tmp_path}/plans.schema.json\n")
    assert (tmp_path / "plans.schema.json").read_text() == run("plans")[1]


def test_the_command_wants_one_of_two() -> None:
    code, _, error = run()
    assert code == 2
    assert "name one of gateway, api, consumers, plans, vendor, client" in error
    assert run("pland")[0] == 2
