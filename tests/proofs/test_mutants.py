"""Whatever a definition looks like, the compiler says what is wrong and where, or compiles it:
never a traceback. The examples and the files of a project's own vendors, mutated."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from compiler import reporting, vendors
from compiler.pipeline import Compilation, Selection, compile_project
from tests.bundled import CATALOGUE
from tests.conformance.world import PROJECT as CONFORMANCE
from tests.projects import GATEWAY, OWN_VENDOR, of_no_project
from tests.proofs.mutants import mutant

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MUTANTS, MUTANTS_IN_A_SOAK = 100, 10_000
VENDOR_MUTANTS, VENDOR_MUTANTS_IN_A_SOAK = 50, 5_000
LAB = ("v1", "v2", "v3")
SHARDS = 10
"""Parts of a soak that may run beside each other."""


def projects() -> list[Path]:
    return sorted(path.parent for path in EXAMPLES.glob("*/gateway.yaml"))


@pytest.fixture(autouse=True)
def bundled_vendors(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are read once."""
    monkeypatch.setattr(vendors, "load_catalogue", lambda *_: of_no_project(CATALOGUE))


@pytest.fixture
def copies(tmp_path: Path) -> list[Path]:
    """A copy of every example."""
    made = [tmp_path / project.name for project in projects()]
    for project, copy in zip(projects(), made, strict=True):
        shutil.copytree(project, copy)
    return made


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A project with vendors of its own, which together use all that the language has for them."""
    sandbox = "url: http://127.0.0.1:8080\n"
    gateway = GATEWAY.replace(sandbox, f"{sandbox}    resolvers: [127.0.0.53]\n")
    files = {"gateway.yaml": gateway, **OWN_VENDOR}
    for version in LAB:
        files[f"apis/lab-{version}.yaml"] = (
            f"name: Lab\nversion: '{version}'\ncontext: lab\nvendor: lab/{version}\n"
        )
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    shutil.copytree(CONFORMANCE / "vendors" / "lab", tmp_path / "vendors" / "lab")
    return tmp_path


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


def survives(projects: list[Path], numbers: range, files: str = "**/*.yaml") -> None:
    """The number of a failing mutant stands in its message; the same ones come every time."""
    for number in numbers:
        chance = random.Random(number)
        project = chance.choice(projects)
        file = chance.choice(sorted(project.glob(files)))
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


def test_the_project_with_own_vendors_is_good(own: Path) -> None:
    compilation = compile_project(own, Selection())
    assert not compilation.diagnostics.failed
    assert len(compilation.builds) == 2


def test_no_mutant_of_a_vendor_is_a_defect(own: Path) -> None:
    survives([own], range(VENDOR_MUTANTS), "vendors/*/*/*.yaml")


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_mutant_of_a_vendor_is_a_defect_for_long(own: Path, shard: int) -> None:
    survives([own], range(shard, VENDOR_MUTANTS_IN_A_SOAK, SHARDS), "vendors/*/*/*.yaml")
