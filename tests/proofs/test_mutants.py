"""Whatever a definition looks like, the compiler says what is wrong and where, or compiles it:
never a traceback. The examples, mutated."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from compiler import reporting, vendors
from compiler.pipeline import Compilation, Selection, compile_project
from tests.bundled import CATALOGUE
from tests.projects import of_no_project
from tests.proofs.mutants import mutant

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MUTANTS, MUTANTS_IN_A_SOAK = 300, 10_000
SHARDS = 10
"""Parts of a soak that may run beside each other."""


def projects() -> list[Path]:
    return sorted(path.parent for path in EXAMPLES.glob("*/gateway.yaml"))


@pytest.fixture
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A copy of every example; vendors are read once."""
    monkeypatch.setattr(vendors, "load_catalogue", lambda *_: of_no_project(CATALOGUE))
    made = [tmp_path / project.name for project in projects()]
    for project, copy in zip(projects(), made, strict=True):
        shutil.copytree(project, copy)
    return made


def points(compilation: Compilation) -> None:
    """AssertionError: a complaint without a place, or a build beside an error."""
    for found in compilation.diagnostics:
        text = compilation.texts.get(found.span.path, b"").decode("utf-8", "replace")
        assert 1 <= found.span.line <= text.count("\n") + text.count("\r") + 1, found
        assert found.span.column >= 1, found
        assert found.message, found
        assert found.advice, found
    for form in reporting.FORMATS:
        reporting.render(compilation.diagnostics, compilation.texts, form)
    assert not (compilation.diagnostics.failed and compilation.builds)
    for build in compilation.builds:
        for _ in build.artifacts():
            pass


def survives(copies: list[Path], numbers: range) -> None:
    """The number of a failing mutant stands in its message; the same ones come every time."""
    for number in numbers:
        chance = random.Random(number)
        project = chance.choice(copies)
        file = chance.choice(sorted(project.rglob("*.yaml")))
        good = file.read_bytes()
        content = mutant(good.decode(), chance)
        try:
            file.write_bytes(content)
            points(compile_project(project, Selection()))
        except Exception as error:
            raise AssertionError(f"mutant {number} of {file}: {content!r}") from error
        finally:
            file.write_bytes(good)


def test_no_mutant_of_the_examples_is_a_defect(copies: list[Path]) -> None:
    survives(copies, range(MUTANTS))


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_mutant_of_the_examples_is_a_defect_for_long(copies: list[Path], shard: int) -> None:
    survives(copies, range(shard, MUTANTS_IN_A_SOAK, SHARDS))
