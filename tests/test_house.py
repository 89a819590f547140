"""The house rules that a program can see: sizes, names, templates that only print."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sorted(
    path
    for folder in ("compiler", "templates", "examples")
    for path in (ROOT / folder).rglob("*.py")
)
PRINTED = sorted((ROOT / "templates").rglob("*.j2"))
BYTES = {".pyc", ".png"}
FIXED = sorted(path for ending in ("*.js", "*.lua") for path in (ROOT / "templates").rglob(ending))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_python_is_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < 40, f"{node.name} at line {node.lineno}"


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_public_python_says_what_it_does(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert path.name == "__main__.py" or ast.get_docstring(tree), "the module"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


@pytest.mark.parametrize("path", PRINTED + FIXED, ids=name)
def test_templates_and_scripts_are_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 80


@pytest.mark.parametrize("path", FIXED, ids=name)
def test_scripts_open_with_a_comment(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith(("--", "//", "/*"))


@pytest.mark.parametrize("path", PRINTED, ids=name)
def test_templates_only_print(path: Path) -> None:
    forbidden = (
        nodes.Assign,
        nodes.AssignBlock,
        nodes.Macro,
        nodes.Compare,
        nodes.BinExpr,
        nodes.Call,
        nodes.Import,
        nodes.FromImport,
    )
    tree = jinja2.Environment().parse(path.read_text(encoding="utf-8"))
    for node in tree.find_all(forbidden):
        raise AssertionError(f"line {node.lineno}: {type(node).__name__}")


def test_no_room_is_called_by_a_word_that_says_nothing() -> None:
    for path in (*PYTHON, *PRINTED, *FIXED):
        assert not re.search("util|helper|manager|common|misc", path.stem), path


def test_nothing_names_the_machine_that_it_was_written_on() -> None:
    pattern = re.compile(r"/(work|farm|root|home|tmp)/(?!\*)[a-z]")
    for folder in ("compiler", "templates", "vendor_specs", "examples", "out", "docs"):
        for path in (
            p for p in (ROOT / folder).rglob("*") if p.is_file() and p.suffix not in BYTES
        ):
            assert not pattern.search(path.read_text(encoding="utf-8")), path
