"""The file on the disk: whole at any time, its mode and links kept, no change lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from compiler.issuing import changes, holding
from compiler.issuing.changes import Edited
from compiler.issuing.consumers import Consumers, Faulty, Unwritable, change, read
from compiler.issuing.entry import Entry
from compiler.issuing.text import NoPlace
from tests.projects import CONSUMERS, PROJECT

ENTRY = Entry((("sha256", "a1" * 32), ("environments", ("sandbox",))))
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for path, text in PROJECT.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def add(found: Consumers) -> Edited:
    assert found.text is not None
    return changes.key_added(found.text, found.listed, 0, ENTRY)


def test_mode_and_link_stay(project: Path) -> None:
    real = project / "team" / "callers.yaml"
    real.parent.mkdir()
    (project / "consumers.yaml").rename(real)
    (project / "consumers.yaml").symlink_to(real)
    real.chmod(0o640)
    change(project, add)
    assert (project / "consumers.yaml").is_symlink()
    assert real.stat().st_mode & 0o7777 == 0o640
    assert len(read(project).listed[0]["keys"]) == 2
    assert sorted(os.listdir(real.parent)) == ["callers.yaml"]


def test_a_new_file_has_the_mode_of_others(project: Path) -> None:
    (project / "consumers.yaml").unlink()
    consumer = Entry((("name", "demo"), ("keys", (ENTRY,))))
    change(project, lambda found: changes.consumer_added(found.text, found.listed, consumer))
    other = project / "new"
    other.touch()
    assert (project / "consumers.yaml").stat().st_mode == other.stat().st_mode
    assert read(project).names == ("demo",)


def test_nothing_is_left_where_it_fails(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*words: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    before = sorted(os.listdir(project))
    with pytest.raises(OSError, match="No space"):
        change(project, add)
    assert sorted(os.listdir(project)) == before
    assert (project / "consumers.yaml").read_text() == CONSUMERS


def test_what_an_editor_saved_meanwhile_stays(project: Path) -> None:
    def slow(found: Consumers) -> Edited:
        (project / "consumers.yaml").write_text(CONSUMERS + "# mine\n")
        return add(found)

    with pytest.raises(holding.Changed):
        change(project, slow)
    assert (project / "consumers.yaml").read_text() == CONSUMERS + "# mine\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("consumers.yaml", "consumers: ["),
        ("consumers.yaml", CONSUMERS.replace("demo-app", "demo app")),
        ("consumers.yaml", CONSUMERS.replace("[sandbox]", "[staging]")),
        ("consumers.yaml", CONSUMERS + CONSUMERS.partition("\n")[2]),
        ("gateway.yaml", "gatewright: 2\n"),
    ],
)
def test_files_with_mistakes_are_refused(project: Path, path: str, text: str) -> None:
    (project / path).write_text(text)
    with pytest.raises(Faulty):
        change(project, add)
    assert (project / path).read_text() == text


def test_mistakes_elsewhere_do_not_matter(project: Path) -> None:
    """Nobody waits with taking a stolen key away until an API compiles."""
    (project / "apis" / "chat.yaml").write_text("vendor: [")
    change(project, add)


def test_no_file_with_mistakes_is_written(project: Path) -> None:
    wrong = Entry((("sha256", "no digest"),))
    with pytest.raises(Unwritable):
        change(project, lambda found: changes.key_added(found.text or "", found.listed, 0, wrong))
    assert (project / "consumers.yaml").read_text() == CONSUMERS


def test_what_is_read_otherwise_is_not_written(project: Path) -> None:
    """As an edit of a layout that was not understood would be."""

    def wrong(found: Consumers) -> Edited:
        return Edited(add(found).text, found.listed)

    with pytest.raises(NoPlace):
        change(project, wrong)
    assert (project / "consumers.yaml").read_text() == CONSUMERS


def test_no_project(tmp_path: Path) -> None:
    with pytest.raises(Faulty):
        read(tmp_path)


def test_of_many_at_once_none_is_lost(project: Path) -> None:
    command = [sys.executable, "-m", "compiler", "keys", "issue", "demo-app", "--env", "sandbox"]
    processes = [
        subprocess.Popen([*command, str(project)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    keys = {process.communicate(timeout=60)[0] for process in processes}
    assert [process.returncode for process in processes] == [0] * 6
    assert len(keys) == 6
    assert len(read(project).listed[0]["keys"]) == 7
    assert sorted(os.listdir(project)) == ["apis", "consumers.yaml", "gateway.yaml"]
