"""A compile killed at any moment leaves every environment folder old or new, whole, and the next
compile recovers; two compiles at once do not mix."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from compiler import staging
from compiler.manifest import MANIFEST

ROOT = Path(__file__).resolve().parents[2]
QUICKSTART = ROOT / "examples" / "quickstart"
KILLS, KILLS_IN_A_SOAK = 12, 300
ROUNDS = 5

Folders = dict[str, dict[str, str]]
"""Environment -> path of each file -> its digest."""


@dataclass
class Compiles:
    """A process that compiles on demand."""

    process: subprocess.Popen[str]

    def _line(self) -> int:
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())

    def start(self, project: Path, out: Path) -> int:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{project}\t{out}\n")
        self.process.stdin.flush()
        return self._line()

    def end(self) -> int:
        """The exit code; negative for a signal."""
        return os.waitstatus_to_exitcode(self._line())

    def undisturbed(self, project: Path, out: Path) -> float:
        """The seconds that it took."""
        begin = time.perf_counter()
        self.start(project, out)
        assert self.end() == 0
        return time.perf_counter() - begin


@contextmanager
def compiles(*words: str) -> Iterator[Compiles]:
    command = [sys.executable, "-m", "tests.proofs.compiles", *words]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        yield Compiles(process)
        assert process.stdin is not None
        process.stdin.close()


def whole(out: Path) -> Folders:
    """What lies in `out`; AssertionError unless every folder is what its manifest says."""
    found: Folders = {}
    for folder in sorted(path for path in out.iterdir() if not path.name.startswith(".")):
        files = {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file()
        }
        listed = json.loads((folder / MANIFEST).read_bytes())["artifacts"]
        assert {**listed, MANIFEST: files[MANIFEST]} == files
        found[folder.name] = files
    return found


@dataclass(frozen=True)
class Versions:
    """Two versions of a project, and what each becomes."""

    projects: tuple[Path, Path]
    results: tuple[Folders, Folders]


def versions(folder: Path, worker: Compiles) -> Versions:
    projects = (folder / "one", folder / "two")
    results = []
    for project, limit in zip(projects, ("1MiB", "2MiB"), strict=True):
        shutil.copytree(QUICKSTART, project, ignore=shutil.ignore_patterns("out"))
        api = next((project / "apis").glob("*.yaml"))
        api.write_text(api.read_text() + f"\nlimits: {{body: {limit}}}\n")
        worker.undisturbed(project, folder / f"{project.name}-out")
        results.append(whole(folder / f"{project.name}-out"))
    return Versions(projects, (results[0], results[1]))


def kill_often(folder: Path, times: int, *words: str) -> None:
    chance = random.Random(times)
    out = folder / "out"
    with compiles(*words) as worker:
        known = versions(folder, worker)
        seconds = worker.undisturbed(known.projects[0], out)
        killed = 0
        for turn in range(times):
            pid = worker.start(known.projects[chance.randrange(2)], out)
            time.sleep(chance.uniform(0, seconds * 1.1))
            with suppress(ProcessLookupError):  # it was quicker
                os.kill(pid, signal.SIGKILL)
            killed += worker.end() == -signal.SIGKILL
            old_or_new(out, known, recovered="journal" in words)
            if turn % 5 == 4:
                seconds = recovers(worker, known, chance.randrange(2), out)
        assert killed > times / 3, "the kills came too late to prove anything"


def old_or_new(out: Path, known: Versions, *, recovered: bool) -> None:
    """recovered: only after the next compile has looked, since there the exchange is two steps."""
    if recovered:
        with staging.locked(out):
            pass
    found = whole(out)
    assert set(found) == set(known.results[0])
    for environment, files in found.items():
        assert files in [result[environment] for result in known.results]


def recovers(worker: Compiles, known: Versions, version: int, out: Path) -> float:
    """The seconds that a compile takes now: the machine may be doing other things as well."""
    seconds = worker.undisturbed(known.projects[version], out)
    assert whole(out) == known.results[version]
    assert sorted(path.name for path in out.iterdir()) == sorted(known.results[version])
    return seconds


@pytest.mark.parametrize("words", [(), ("journal",)], ids=["exchange", "journal"])
def test_a_killed_compile_leaves_whole_folders(tmp_path: Path, words: tuple[str, ...]) -> None:
    kill_often(tmp_path, KILLS, *words)


@pytest.mark.soak
@pytest.mark.parametrize("words", [(), ("journal",)], ids=["exchange", "journal"])
def test_a_killed_compile_leaves_whole_folders_for_long(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    kill_often(tmp_path, KILLS_IN_A_SOAK, *words)


def test_two_compiles_at_once_do_not_mix(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with compiles() as one, compiles() as other:
        known = versions(tmp_path, one)
        for _ in range(ROUNDS):
            one.start(known.projects[0], out)
            other.start(known.projects[1], out)
            assert (one.end(), other.end()) == (0, 0)
            assert whole(out) in known.results
            assert sorted(path.name for path in out.iterdir()) == sorted(known.results[0])
