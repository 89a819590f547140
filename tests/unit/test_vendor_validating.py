"""A description against the rules of OpenAPI: however bad, in a time that its size says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

from compiler.diagnostics import Diagnostic, Diagnostics
from compiler.openapi import Document
from compiler.vendors.cache import Cache
from compiler.vendors.describing import Description, describe, warn_of_changes
from compiler.vendors.validating import validate
from tests.projects import ACME_DESCRIPTION

OK: dict[str, Any] = {"responses": {"200": {"description": "OK"}}}
PATH = PurePosixPath(ACME_DESCRIPTION)


def described(*, paths: Any = None, **schemas: Any) -> dict[str, Any]:
    info = {"title": "Acme", "version": "1"}
    components = {"schemas": schemas}
    return {"openapi": "3.1.0", "info": info, "paths": paths or {}, "components": components}


def complaints(content: str) -> list[Diagnostic]:
    description = Description(PATH, content.encode(), Document({}, "0" * 64), ())
    diagnostics = Diagnostics()
    validate(description, Cache(None), diagnostics)
    return list(diagnostics)


def problems(content: str) -> list[str]:
    return [found.message for found in complaints(content)]


def test_what_is_wrong_is_said_where_it_stands() -> None:
    nullable = {"type": "object", "properties": {"b": {"type": ["string", "null"]}}}
    data = {**described(A=nullable), "openapi": "3.0.3"}
    (found,) = complaints(json.dumps(data, indent=1))
    assert "['string', 'null']" in found.message
    assert found.span.line == json.dumps(data, indent=1).split("\n").index('      "type": [') + 1


def test_what_normalising_says_is_not_said_again() -> None:
    wrong = {"type": "strong"}, {"minimum": "1"}, {"type": "string", "default": 5}
    assert problems(json.dumps(described(**dict(zip("ABC", wrong, strict=True))))) == []


def test_patterns_are_not_tried() -> None:
    never = {"type": "string", "pattern": "(a|a)*$", "default": "a" * 60 + "!"}
    others = {"patternProperties": {"(a|a)*$": {}}, "default": {"a" * 60 + "!": 1}}
    named = {"properties": {"pattern": {"type": "string"}, "patternProperties": {"enum": ["b"]}}}
    assert problems(json.dumps(described(A=never, B=others, C=named))) == []


def test_an_alias_bomb_ends() -> None:
    lines = ["x-0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"x-{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert problems(yaml.safe_dump(described()) + "\n".join(lines)) == []


def test_a_secret_is_covered_before_a_problem_is_cut() -> None:
    key = "sk-proj-" + "a1B2c3D4e5F6g7H8" * 4
    for before in range(140, 200, 5):
        data = described(paths={"x" * before + " " + key: {}})
        said = problems(json.dumps(data))
        assert said
        assert "a1B2" not in "".join(said)


@pytest.mark.parametrize("bad", ["ids", "references"])
def test_the_file_is_looked_through_once_for_all_complaints(
    bad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = {"get": {"operationId": "same", **OK}, "post": {"operationId": "other", **OK}}
    data = described(paths={f"/{number}": same for number in range(30)})
    if bad == "references":
        elsewhere = {"$ref": "https://elsewhere.example"}
        data = described(**{f"A{n}": elsewhere for n in range(100)}, paths={"/a": same})
    content, passes = json.dumps(data).encode(), []
    real = yaml.parse

    def parse(*args: Any, **more: Any) -> Any:
        passes.append(args)
        return real(*args, **more)

    monkeypatch.setattr(yaml, "parse", parse)
    diagnostics = Diagnostics()
    found = describe(PATH, content, Cache(None), diagnostics)
    if found is not None:
        warn_of_changes(found, diagnostics)
    said = [each.message for each in diagnostics]
    assert len(passes) == 1
    assert len(said) == {"ids": 1, "references": 20}[bad], said
    assert any("(58 times)" in each or "(80 more)" in each for each in said)


def test_the_same_is_said_whatever_the_order_of_sets() -> None:
    lists = {name: {"type": ["string", "null"]} for name in "abcdefgh"}
    data = {**described(A={"type": "object", "properties": lists}), "openapi": "3.0.3"}
    program = (
        "import sys; from compiler.descriptions.reading import read;"
        "from compiler.vendors.validating import _problems;"
        "print(_problems(read(sys.stdin.buffer.read())))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=json.dumps(data).encode(),
            capture_output=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": str(number)},
        ).stdout
        for number in range(5)
    }
    assert len(said) == 1
