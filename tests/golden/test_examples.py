"""`out/` is what the examples compile to: compared both ways, byte for byte."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from compiler import staging
from compiler.pipeline import Selection, compile_project

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(p.parent.name for p in (ROOT / "examples").glob("*/gateway.yaml"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_out_is_what_the_example_compiles_to(name: str) -> None:
    compilation = compile_project(ROOT / "examples" / name, Selection())
    assert [str(found) for found in compilation.diagnostics] == []
    complaints = []
    for build in compilation.builds:
        folder = ROOT / "out" / name / build.gateway.environment
        contents = {artifact.path: artifact.content for artifact in build.artifacts()}
        for kind, path in staging.differences(folder, build.artifacts()):
            complaints.append(f"{kind}: {path}")
            if kind == "different":
                before = (folder / path).read_text(errors="replace").splitlines()
                after = contents[path].decode(errors="replace").splitlines()
                complaints += difflib.unified_diff(before, after, "out", "compiled", n=1)
    assert not complaints, "\n".join(complaints[:80]) + "\nrun 'make out' and read the diff"
    on_disk = {p.name for p in (ROOT / "out" / name).iterdir()}
    assert on_disk == set(compilation.environments)


def test_every_example_is_in_out() -> None:
    assert EXAMPLES
    assert sorted(p.name for p in (ROOT / "out").iterdir()) == EXAMPLES
