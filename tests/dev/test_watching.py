"""What a save is: every file that a compile may read is watched, and no other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from compiler.dev.building import Builder
from compiler.dev.session import _pause
from compiler.dev.watching import look, stamp
from tests.dev.projects import FILES, written


def builder(project: Path) -> Builder:
    return Builder(project, None, "mitmproxy", mock=False)


def test_a_look_that_took_long_is_no_long_wait() -> None:
    assert [_pause(took) for took in (0.001, 0.1, 5.0)] == [0.1, 1.0, 2.0]


@pytest.mark.parametrize(
    "name",
    [
        "gateway.yaml",
        "gateway.yml",
        "plans.yaml",
        "consumers.yaml",
        "apis/acme.yaml",
        "apis/new.yaml",
        "apis/deep/er/new.yaml",
        "vendors/acme/v1/vendor.yaml",
        "vendors/acme/v1/openapi.yaml",
        "vendors/other/v1/vendor.yaml",
        "docs/guide.md",
    ],
)
def test_every_file_that_a_compile_may_read_is_watched(name: str, tmp_path: Path) -> None:
    project = written(tmp_path)
    api = project / "apis" / "acme.yaml"
    api.write_text(
        f"{api.read_text()}documents: [{{title: A, type: how_to, file: ../docs/guide.md}}]\n"
    )
    made = builder(project)
    seen = made.build(()).seen
    assert made.now(seen) == seen
    file = project / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(file.read_text() + "\n" if file.exists() else "new\n")
    assert made.now(seen) != seen
    file.unlink()
    assert (made.now(seen) == seen) is (name not in FILES)


def test_other_files_are_not(tmp_path: Path) -> None:
    project = written(tmp_path)
    made = builder(project)
    seen = made.build(()).seen
    (project / "out").mkdir()
    (project / "out" / "gateway.yaml").write_text("no\n")
    (project / "README.md").write_text("no\n")
    assert made.now(seen) == seen


@pytest.mark.parametrize("name", [".acme.yaml.swp", "acme.yaml~", "4913", "#acme.yaml#"])
def test_what_editors_leave_is_not(name: str, tmp_path: Path) -> None:
    project = written(tmp_path)
    made = builder(project)
    seen = made.build(()).seen
    (project / "apis" / name).write_text("no\n")
    assert made.now(seen) == seen


def test_the_mark_of_an_editor_is_not(tmp_path: Path) -> None:
    project = written(tmp_path)
    made = builder(project)
    seen = made.build(()).seen
    (project / "apis" / ".#acme.yaml").symlink_to("me@host.123:456")
    assert made.now(seen) == seen
    assert made.build(()).gateway is not None


@pytest.mark.parametrize(
    ("name", "target"), [("apis/inner", "docs"), ("plans.yaml", "nowhere"), ("apis/a.yaml", "no")]
)
def test_a_link_that_is_refused_is_watched(name: str, target: str, tmp_path: Path) -> None:
    project = written(tmp_path)
    (project / "docs").mkdir()
    made = builder(project)
    before = made.build(()).seen
    (project / name).unlink(missing_ok=True)
    (project / name).symlink_to(project / target)
    refused = made.build(())
    assert refused.gateway is None
    assert refused.seen != before
    (project / name).unlink()
    assert made.now(refused.seen) != refused.seen


def test_a_file_that_may_be_read_now_is_another(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    file.chmod(0)
    before = stamp(file)
    file.chmod(0o644)
    assert stamp(file) != before


def test_a_current_folder_that_was_replaced_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = written(tmp_path / "p")
    monkeypatch.chdir(project)
    made = builder(Path())
    seen = made.build(()).seen
    shutil.rmtree(project)
    assert made.now(seen) != seen
    assert made.build(()).gateway is None
    written(project)
    found = made.build(())
    assert found.gateway is not None, found.report


@pytest.mark.parametrize("place", ["apis", "vendors"])
def test_links_to_elsewhere_are_not_walked(place: str, tmp_path: Path) -> None:
    far = tmp_path / "far"
    (far / "deep").mkdir(parents=True)
    (far / "deep" / "file.yaml").write_text("")
    project = tmp_path / "p"
    project.mkdir()
    before = look(project, ())
    (project / place).symlink_to(far)
    linked = look(project, ())
    assert linked.keys() - before.keys() == {place}
    (project / place).unlink()
    assert look(project, ()) == before
