"""An environment folder is replaced whole, or not at all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

from compiler import staging
from compiler.artifacts import Artifact, Digests
from compiler.manifest import with_manifest
from tests.gateways import gateway


def tree(mark: str, files: int = 3) -> Iterator[Artifact]:
    """A whole environment folder whose every file says `mark`."""
    plain = (Artifact(PurePosixPath(f"nginx/{n}.txt"), mark.encode()) for n in range(files))
    return with_manifest(gateway(1, 2), Digests(), {}, plain)


def read(folder: Path) -> set[str]:
    return {p.read_text() for p in folder.rglob("*.txt")}


def write(out: Path, mark: str) -> None:
    with staging.locked(out):
        staging.replace(out, "sandbox", tree(mark))


def test_first_and_second_write(tmp_path: Path) -> None:
    write(tmp_path / "out", "old")
    write(tmp_path / "out", "new")
    assert read(tmp_path / "out" / "sandbox") == {"new"}
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["sandbox"]


def test_without_atomic_exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "_exchange", lambda one, other: False)
    write(tmp_path, "old")
    write(tmp_path, "new")
    assert read(tmp_path / "sandbox") == {"new"}
    assert [p.name for p in tmp_path.iterdir()] == ["sandbox"]


@pytest.mark.parametrize("renames_done", [0, 1])
def test_a_journal_is_replayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renames_done: int
) -> None:
    write(tmp_path, "old")
    monkeypatch.setattr(staging, "_exchange", lambda one, other: False)
    real = os.rename
    done: list[Path] = []

    def rename(one: Path, other: Path) -> None:
        if len(done) == renames_done:
            # What SIGKILL leaves: no clean-up of ours runs.
            raise KeyboardInterrupt
        done.append(one)
        real(one, other)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(KeyboardInterrupt), staging.locked(tmp_path):
        staging.replace(tmp_path, "sandbox", tree("new"))
    monkeypatch.setattr(os, "rename", real)
    with staging.locked(tmp_path):
        assert read(tmp_path / "sandbox") == {"old"}
    assert [p.name for p in tmp_path.iterdir()] == ["sandbox"]


def test_a_failing_emitter_leaves_the_old_folder(tmp_path: Path) -> None:
    write(tmp_path, "old")

    def broken() -> Iterator[Artifact]:
        yield Artifact(PurePosixPath("nginx/0.txt"), b"new")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), staging.locked(tmp_path):
        staging.replace(tmp_path, "sandbox", broken())
    assert read(tmp_path / "sandbox") == {"old"}
    assert [p.name for p in tmp_path.iterdir()] == ["sandbox"]


def test_one_path_twice_is_a_defect(tmp_path: Path) -> None:
    twice = [Artifact(PurePosixPath("a"), b"1"), Artifact(PurePosixPath("a"), b"2")]
    with pytest.raises(AssertionError), staging.locked(tmp_path):
        staging.replace(tmp_path, "sandbox", twice)


@pytest.mark.parametrize("kind", ["file", "folder", "link", "other manifest"])
def test_a_folder_that_is_not_ours_is_refused(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "sandbox"
    if kind == "file":
        folder.write_text("mine")
    elif kind == "link":
        (tmp_path / "elsewhere").mkdir()
        folder.symlink_to(tmp_path / "elsewhere")
    else:
        folder.mkdir()
        name, text = ("a", "") if kind == "folder" else ("manifest.json", json.dumps({"name": "x"}))
        (folder / name).write_text(text)
    with staging.locked(tmp_path), pytest.raises(staging.NotOurs):
        staging.replace(tmp_path, "sandbox", tree("new"))


def test_differences_both_ways(tmp_path: Path) -> None:
    write(tmp_path, "old")
    assert list(staging.differences(tmp_path / "sandbox", tree("old"))) == []
    (tmp_path / "sandbox" / "nginx" / "extra").write_text("")
    (tmp_path / "sandbox" / "nginx" / "1.txt").unlink()
    (tmp_path / "sandbox" / "nginx" / "2.txt").write_text("changed")
    found = {
        (kind, str(path)) for kind, path in staging.differences(tmp_path / "sandbox", tree("old"))
    }
    assert found == {
        ("missing", "nginx/1.txt"),
        ("different", "nginx/2.txt"),
        ("extra", "nginx/extra"),
    }


WRITER = """
import itertools, sys
from pathlib import Path
from compiler import staging
from tests.unit.test_staging import tree
out = Path(sys.argv[1])
print("go", flush=True)
for n in itertools.count():
    with staging.locked(out):
        staging.replace(out, "sandbox", tree(sys.argv[2] + str(n), files=20))
"""


def writer(out: Path, mark: str) -> subprocess.Popen[bytes]:
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(out), mark], cwd=root, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"go\n"
    return process


def test_killed_and_concurrent_writers_leave_a_whole_folder(tmp_path: Path) -> None:
    write(tmp_path, "old")
    for round_ in range(6):
        both = [writer(tmp_path, "a"), writer(tmp_path, "b")]
        time.sleep(0.01 * round_)
        for process in both:
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert process.stdout is not None
            process.stdout.close()
        assert len(read(tmp_path / "sandbox")) == 1
        with staging.locked(tmp_path):
            assert [p.name for p in tmp_path.iterdir()] == ["sandbox"]
