"""The import rules of the house: arrows point one way, targets stay apart, no vendor is named."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
COMPILER = ROOT / "compiler"

# A module imports only what stands before it; a package is one entry and free within itself.
ORDER = (
    "masking",
    "diagnostics",
    "codes",
    "explanations",
    "artifacts",
    "resources",
    "limits",
    "terms",
    "pointers",
    "guides",
    "looks",
    "upstreams",
    "issuers",
    "contract",
    "telling",
    "rendering",
    "production",
    "urls",
    "values",
    "bulk",
    "alike",
    "events",
    "source",
    "suggest",
    "keys",
    "schema",
    "editor",
    "fits",
    "checking",
    "definition",
    "openapi",
    "shapes",
    "descriptions",
    "vendors",
    "schema_files",
    "consumers",
    "ir",
    "apis",
    "budgets",
    "model",
    "resolve",
    "review",
    "announcing",
    "callers",
    "lower",
    "targets",
    "manifest",
    "staging",
    "project",
    "pipeline",
    "results",
    "reporting",
    "engines",
    "importing",
    "issuing",
    "mock",
    "dev",
    "dev_commands",
    "key_commands",
    "starting",
    "init_commands",
    "usage",
    "usage_commands",
    "schema_commands",
    "vendor_views",
    "vendor_commands",
    "cli",
    "__main__",
)
# What a target may know besides its own package.
TARGET_MAY_IMPORT = {
    "diagnostics",
    "codes",
    "artifacts",
    "resources",
    "terms",
    "pointers",
    "contract",
    "telling",
    "rendering",
    "production",
    "openapi",
    "shapes",
    "guides",
    "looks",
    "ir",
    "budgets",
    "targets",
}


def entry(module: str) -> str:
    """`compiler.targets.nginx.views` -> `targets`; `compiler` alone -> ``."""
    return module.removeprefix("compiler").removeprefix(".").partition(".")[0]


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def imports(path: Path) -> Iterator[str]:
    """Every module of ours that the file imports, at any depth, as a dotted name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            # `from package import module` is an import of the module, not of the package.
            dotted = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if is_module(name) else node.module or "" for name in dotted]
        else:
            continue
        yield from (name for name in names if name == "compiler" or name.startswith("compiler."))


def modules() -> list[Path]:
    return sorted(COMPILER.rglob("*.py"))


def own(path: Path) -> str:
    parts = path.relative_to(COMPILER).with_suffix("").parts
    return "" if parts == ("__init__",) else parts[0]


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(COMPILER)))
def test_imports_point_one_way(path: Path) -> None:
    mine = own(path)
    if mine == "":
        assert list(imports(path)) == []
        return
    assert mine in ORDER, f"{mine} has no place in ORDER"
    for name in imports(path):
        theirs = entry(name)
        if theirs in ("", "__version__") or theirs == mine:
            continue
        assert ORDER.index(theirs) < ORDER.index(mine), f"{path.name} imports {name} upwards"


@pytest.mark.parametrize(
    "path", sorted((COMPILER / "targets").rglob("*.py")), ids=lambda p: str(p.relative_to(COMPILER))
)
def test_targets_know_no_yaml_and_no_other_target(path: Path) -> None:
    parts = path.relative_to(COMPILER / "targets").parts
    if parts[0] == "registry.py":
        return
    for name in imports(path):
        assert entry(name) in TARGET_MAY_IMPORT, f"{path} imports {name}"
        inner = name.removeprefix("compiler.targets").lstrip(".").partition(".")[0]
        if entry(name) == "targets" and inner and inner != "Target":
            assert inner == parts[0], f"{path} imports another target: {name}"


def test_modules_have_no_circle() -> None:
    graph = {}
    for path in modules():
        dotted = ".".join(("compiler", *path.relative_to(COMPILER).with_suffix("").parts))
        graph[dotted.removesuffix(".__init__")] = set(imports(path))
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail[trail.index(name) :], name))
        if name in done or name not in graph:
            return
        for following in sorted(graph[name]):
            visit(following if following in graph else following.rpartition(".")[0], (*trail, name))
        done.add(name)

    for name in sorted(graph):
        visit(name, ())


def test_no_vendor_is_named() -> None:
    pattern = re.compile(
        r"openai|mistral|azure|anthropic|gemini|bedrock|cohere|ollama|groq|deepseek", re.IGNORECASE
    )
    for folder in (COMPILER, ROOT / "templates"):
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc"):
            assert not pattern.search(path.read_text(encoding="utf-8")), path
