"""What lies on the disk: whatever it is, it is read or complained of, and nothing hangs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from compiler import project as reading
from compiler.diagnostics import Diagnostics
from compiler.project import Project
from tests.projects import PROJECT


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in PROJECT.items():
        file = tmp_path / "p" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "p"


def outcome(root: Path) -> tuple[list[str], list[str]]:
    """The paths that were read, and `path code` of each complaint."""
    diagnostics = Diagnostics()
    read = [str(file.path) for file in Project(root).sources(diagnostics)]
    return read, [f"{found.span.path} {found.code.id}" for found in diagnostics]


def in_a_circle(root: Path) -> None:
    (root / "apis" / "x.yaml").symlink_to("x.yaml")


def leads_out(root: Path) -> None:
    (root.parent / "x.yaml").write_text("name: x")
    (root / "apis" / "x.yaml").symlink_to("../../x.yaml")


def leads_nowhere(root: Path) -> None:
    (root / "apis" / "x.yaml").symlink_to("nowhere")


def a_pipe(root: Path) -> None:
    os.mkfifo(root / "apis" / "x.yaml")


def too_large(root: Path) -> None:
    with (root / "apis" / "x.yaml").open("wb") as file:
        file.truncate(reading.MAX_BYTES + 1)


def upper_case(root: Path) -> None:
    (root / "apis" / "x.YAML").write_text("")


def another_suffix(root: Path) -> None:
    (root / "apis" / "x.yml").write_text("")


def consumers_of_another_suffix(root: Path) -> None:
    (root / "consumers.yml").write_text("")


def linked_folder(root: Path) -> None:
    (root / "apis" / "loop").symlink_to(".")


def not_utf8(root: Path) -> None:
    Path(os.fsdecode(os.fsencode(root / "apis") + b"/\xff.yaml")).write_text("")


def with_an_escape(root: Path) -> None:
    (root / "apis" / "\x1b[31m.yaml").write_text("")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (in_a_circle, "apis/x.yaml E213"),
        (leads_out, "apis/x.yaml E213"),
        (leads_nowhere, "apis/x.yaml E213"),
        (a_pipe, "apis/x.yaml E213"),
        (too_large, "apis/x.yaml E213"),
        (upper_case, "apis/x.YAML E214"),
        (another_suffix, "apis/x.yml E214"),
        (consumers_of_another_suffix, "consumers.yml E214"),
        (linked_folder, "apis/loop E215"),
        (not_utf8, "apis/\ufffd.yaml E216"),
        (with_an_escape, "apis/\ufffd[31m.yaml E216"),
    ],
)
def test_what_is_no_ordinary_file(
    root: Path, change: Callable[[Path], None], expected: str
) -> None:
    change(root)
    assert outcome(root) == (["gateway.yaml", "consumers.yaml", "apis/chat.yaml"], [expected])


def test_consumers_that_lead_nowhere_are_not_no_consumers(root: Path) -> None:
    (root / "consumers.yaml").unlink()
    (root / "consumers.yaml").symlink_to("nowhere")
    assert outcome(root)[1] == ["consumers.yaml E213"]


def test_apis_that_are_no_folder(root: Path) -> None:
    (root / "apis").rename(root / "elsewhere")
    (root / "apis").symlink_to("elsewhere")
    assert outcome(root)[1] == ["apis E215"]
    (root / "apis").unlink()
    (root / "apis").write_text("")
    assert outcome(root)[1] == ["apis E213"]
    (root / "apis").unlink()
    assert outcome(root)[1] == []


def test_a_folder_that_cannot_be_listed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("inner"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    (root / "apis" / "inner").mkdir()
    monkeypatch.setattr(os, "scandir", refuse)
    assert outcome(root)[1] == ["apis/inner E213"]


@pytest.mark.parametrize("kind", ["absent", "folder"])
def test_no_project(root: Path, kind: str) -> None:
    (root / "gateway.yaml").unlink()
    if kind == "folder":
        (root / "gateway.yaml").mkdir()
    assert outcome(root) == ([], ["gateway.yaml E212"])
