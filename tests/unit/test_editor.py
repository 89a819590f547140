"""The JSON Schemas for editors, and the command that prints them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from compiler import source
from compiler.cli import cli
from compiler.diagnostics import Diagnostics
from compiler.editor import _LOOKS, editor_schema
from compiler.keys.examples import OF_FILES, OF_SCALARS
from compiler.keys.kinds import Names, Scalar
from compiler.keys.table import TABLE, FileKind, kind_of
from compiler.schema import validator
from compiler.schema_commands import KINDS
from tests.bundled import CATALOGUE

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
        shown = key["markdownDescription"].replace("\n\n", " ")
        assert re.sub(r"\\([\\<*~])", r"\1", shown) == key["description"]
        assert not re.search(r"(?<!\\)[<*~]", shown)  # nothing of it is taken for a notation
        assert key["title"]
        assert "<" not in key["title"]


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


# All that the editors' servers know; the last two are no keywords of JSON Schema.
KEYWORDS = {
    "$schema", "title", "description", "examples", "default", "type", "enum", "const", "properties",
    "required", "items", "if", "then", "else", "additionalProperties", "propertyNames", "pattern",
    "dependentRequired", "minProperties", "maxProperties", "oneOf", "allOf", "minItems", "maxItems",
    "uniqueItems", "minimum", "maximum", "markdownDescription", "patternErrorMessage",
}  # fmt: skip


@pytest.mark.parametrize("kind", FileKind)
def test_no_keyword_is_strange_and_nothing_is_elsewhere(kind: FileKind) -> None:
    schema = editor_schema(kind)
    for part in parts(schema):
        assert set(part) <= KEYWORDS
        assert part is schema or "$schema" not in part


@pytest.mark.parametrize("kind", FileKind)
def test_a_value_of_another_type_has_one_complaint(kind: FileKind) -> None:
    for part in parts(editor_schema(kind)):
        if isinstance(part.get("type"), list):
            (found,) = Draft202012Validator(part).iter_errors(None)
            assert found.validator == "type"


@pytest.mark.parametrize("kind", FileKind)
def test_what_is_said_of_a_key_is_not_said_of_one_of_its_alternatives(kind: FileKind) -> None:
    for part in parts(editor_schema(kind)):
        for branch in ("then", "else"):
            assert not {"title", "description", "examples"} & set(part.get(branch, ()))


@pytest.mark.parametrize("kind", FileKind)
def test_a_default_is_a_value(kind: FileKind) -> None:
    """An editor writes it into the file."""
    for row in TABLE[kind]:
        if isinstance(row.kind, Scalar) and not row.kind.choices:
            key = at(editor_schema(kind), row.path)
            if isinstance(key.get("default"), str):
                row.kind.parse(key["default"])


def at(schema: dict[str, Any], path: str) -> dict[str, Any]:
    """The schema of a key, by its path in the table."""
    for name in path.replace("[]", ".[]").split("."):
        schema = next(found for each in meant(schema) for found in below(each, name))
    return schema


def meant(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A schema and all that it may be instead."""
    yield schema
    for branch in ("then", "else"):
        yield from meant(schema[branch]) if branch in schema else ()


def below(schema: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    if name == "[]":
        found = schema.get("items")
    elif name.startswith("<"):
        found = schema.get("additionalProperties")
    else:
        found = schema.get("properties", {}).get(name)
    if found:
        yield found


# Right ones that an example is not, and wrong ones.
LOOKS = {
    "duration": (["1ms", "24h"], ["0s", "5", "5 m", "abc"]),
    "keep": (["24h"], ["5"]),
    "leeway": (["300s"], ["5"]),
    "size": (["1B", "2GiB", "1KiB"], ["10", "10MB"]),
    "rate": (["1/hour", "999999999999999/second"], ["600", "600/week", "600 / minute"]),
    "date": (["1970-01-01"], ["31.12.2026", "2026-12-31T12:00:00Z"]),
    "instant": (["1970-01-01T00:00:00Z"], ["never", "2026-12-31 12:00"]),
    "digest": (["F" * 64], ["f" * 63]),
    "variable": (["_k1"], ["1K", "A-KEY"]),
    "link": (["HTTPS://a.example"], ["a.example"]),
    "origin": (["HTTP://a.example:81"], ["a.example"]),
    "root-url": (["Http://a.example"], ["ftp://a.example"]),
    "url": (["Https://a.example/b"], ["a.example/b"]),
}


def test_a_look_refuses_nothing_that_is_right() -> None:
    assert set(LOOKS) == set(_LOOKS)
    known = {row.kind.name: row.kind for rows in TABLE.values() for row in rows
             if isinstance(row.kind, Scalar)}  # fmt: skip
    for name, (right, wrong) in LOOKS.items():
        for text in right:
            known[name].parse(text)
            assert re.search(_LOOKS[name], text)
        for text in wrong:
            assert not re.search(_LOOKS[name], text)


def test_the_vendors_of_the_compiler_are_offered() -> None:
    examples = json.loads(run("api")[1])["properties"]["vendor"]["examples"]
    assert examples == list(CATALOGUE.ids())


def test_no_default_of_security_is_offered_alone() -> None:
    """An editor would write the only example into the file as soon as the key is there."""
    security = editor_schema(FileKind.API)["properties"]["security"]
    assert security["examples"] == [["api_key", "jwt"], "none"]


def test_what_begins_with_a_name_of_the_language_has_no_capital() -> None:
    words = at(editor_schema(FileKind.API), "security[]")["description"]
    assert words.startswith("api_key: a key of consumers.yaml")


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
        assert json.loads(out) == editor_schema(kind, CATALOGUE.ids())


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


def test_an_empty_folder_is_not_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, error = run("--out", "")
    assert code == 2
    assert "--out is empty" in error
    assert not list(tmp_path.iterdir())
