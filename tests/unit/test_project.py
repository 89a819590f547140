"""What lies on the disk: whatever it is, it is read or complained of, and nothing hangs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from compiler import project as reading
from compiler.diagnostics import Diagnostics
from compiler.project import Project
from compiler.vendors import VendorFiles
from tests.projects import ACME, ACME_DESCRIPTION, OWN_VENDOR, PROJECT


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


def vendors_of(root: Path) -> tuple[list[str], list[str]]:
    """The vendors that were read, and `path code` of each complaint."""
    diagnostics = Diagnostics()
    found = Project(root).vendors(diagnostics)
    read = [each.folder.id for each in found if isinstance(each, VendorFiles)]
    return read, [f"{found.span.path} {found.code.id}" for found in diagnostics]


@pytest.fixture
def acme(root: Path) -> Path:
    for path in (ACME, ACME_DESCRIPTION):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(OWN_VENDOR[path])
    return root / "vendors" / "acme" / "v1"


def test_a_vendor_of_the_project_is_an_input(root: Path, acme: Path) -> None:
    project = Project(root)
    (files,) = project.vendors(Diagnostics())
    assert isinstance(files, VendorFiles)
    assert files.facts == OWN_VENDOR[ACME].encode()
    assert files.description == OWN_VENDOR[ACME_DESCRIPTION].encode()
    assert [path for path, _ in project.inputs] == sorted([ACME, ACME_DESCRIPTION])


def test_a_description_may_be_json(root: Path, acme: Path) -> None:
    (acme / "openapi.yaml").unlink()
    (acme / "openapi.json").write_text("{}")
    assert vendors_of(root) == (["acme/v1"], [])


def test_what_lies_beside_a_vendor(root: Path, acme: Path) -> None:
    (acme / "README.md").write_text("")
    (acme / "\x1b.txt").write_text("")
    assert vendors_of(root) == (["acme/v1"], [])
    (acme / "notes.yaml").write_text("")
    (acme / "\x1b.yaml").write_text("")
    (acme.parent / "openapi.json").write_text("")
    (acme / "loop").symlink_to(".")
    assert vendors_of(root) == (
        ["acme/v1"],
        [
            "vendors/acme/openapi.json E218",
            "vendors/acme/v1/loop E215",
            "vendors/acme/v1/notes.yaml E218",
            "vendors/acme/v1/\ufffd.yaml E216",
        ],
    )


def test_a_vendor_that_leads_out_of_the_project(root: Path, acme: Path) -> None:
    (root.parent / "facts.yaml").write_text("")
    (acme / "vendor.yaml").unlink()
    (acme / "vendor.yaml").symlink_to("../../../../facts.yaml")
    assert vendors_of(root) == ([], ["vendors/acme/v1/vendor.yaml E213"])
    with (acme / "openapi.yaml").open("wb") as file:
        file.truncate(reading.MAX_BYTES + 1)
    assert len(vendors_of(root)[1]) == 2


def test_vendors_that_are_linked(root: Path, acme: Path) -> None:
    (root / "vendors").rename(root / "elsewhere")
    (root / "vendors").symlink_to("elsewhere")
    assert vendors_of(root) == ([], ["vendors E215"])


def test_vendors_of_what_is_no_project(root: Path, acme: Path) -> None:
    (root / "gateway.yaml").unlink()
    assert vendors_of(root) == ([], [])


def test_the_mark_of_an_editor_is_no_file(root: Path) -> None:
    before = outcome(root)
    (root / "apis" / ".#acme.yaml").symlink_to("me@host.123:456")  # Emacs, before a save
    assert outcome(root) == before
    (root / "apis" / ".#acme.yaml").unlink()
    (root / "apis" / ".#acme.yaml").write_text("")  # what it never makes is read
    assert outcome(root) != before
