"""No secret escapes: two compiles with other keys around them are the same bytes, and of all keys,
prompts and queries that pass a real engine none comes out of it, in any form, but to whom it is
meant for."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from compiler.reporting import FORMATS
from compiler.targets.registry import TARGETS
from tests.proofs.allowed import ALLOWED, leaks
from tests.proofs.attempts import Attempts
from tests.proofs.canaries import CREDENTIALS, Canaries
from tests.proofs.canary_project import Place, Ports
from tests.proofs.gathering import COMMANDS, gather
from tests.proofs.mutations import MUTATIONS
from tests.proofs.searching import Search

ROOT = Path(__file__).resolve().parents[2]
CANARIES = Canaries("first")
SEARCH = Search(CANARIES.values)
PORTS = Ports(gateway=18080, one=18081, two=18082, refused=18083, issuer=18084)

on_every_engine = pytest.mark.parametrize("engine", COMMANDS)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Open to the users that engines work as; pytest's own folders are closed to them again by
    every other pytest that starts."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        yield place


def command(*words: str, song: Place) -> subprocess.CompletedProcess[bytes]:
    """gatewright with the canaries of a place around it, and another order of every set."""
    seed = {"PYTHONHASHSEED": str(len(song.canaries.song))}
    return subprocess.run(
        [sys.executable, "-m", "compiler", *words],
        cwd=ROOT,
        env=os.environ | song.environment | seed,
        capture_output=True,
    )


def test_compiles_among_other_keys_are_the_same_bytes(tmp_path: Path) -> None:
    """All targets, both environments, the manifest and keys.env.example; keys in variables, in
    files outside of the project and inside it."""
    trees, said = [], []
    for song in ("first", "second song"):
        place = Place(tmp_path, Canaries(song))
        place.write(PORTS, CANARIES.digest)
        out = tmp_path / song
        done = command("compile", str(place.project), "--out", str(out), song=place)
        assert done.returncode == 0, done.stderr
        files = sorted(file for file in out.rglob("*") if file.is_file())
        trees.append({str(file.relative_to(out)): file.read_bytes() for file in files})
        said.append((done.stdout + done.stderr).replace(bytes(out), b"OUT"))
        for content in (*trees[-1].values(), *map(str.encode, trees[-1]), said[-1]):
            assert not Search(place.canaries.values).of(content)
    assert trees[0] == trees[1]
    assert said[0] == said[1]
    parts = {tuple(path.split("/")[:2]) for path in trees[0]}
    for environment in ("sandbox", "production"):
        for part in ("manifest.json", "keys.env.example", *(target.name for target in TARGETS)):
            assert (environment, part) in parts
    for form in FORMATS:
        report = command("check", str(place.project), "--format", form, song=place)
        assert b"W305" in report.stdout + report.stderr
        assert not Search(place.canaries.values).of(report.stdout + report.stderr)


@on_every_engine
def test_nothing_escapes_from_an_engine(engine: str, folder: Path) -> None:
    attempts = {attempt.name: attempt for attempt in Attempts(CANARIES)}
    found = gather(engine, Place(folder, CANARIES), attempts.values())
    wrong = {
        name: status
        for name, status in found.statuses.items()
        if status not in attempts[name].statuses
    }
    assert not wrong
    assert not list(leaks(engine, found.outputs, SEARCH))


@on_every_engine
def test_what_escapes_is_found(engine: str, folder: Path) -> None:
    """The power of the test above: in a copy that lets keys out, it sees each of them."""
    mutation = MUTATIONS[engine]
    good = (Attempts(CANARIES).good(),)
    place = Place(folder, CANARIES)
    found = gather(engine, place, good, lambda copy: mutation.change(copy, CANARIES))
    seen = {(where, one) for where, text in found.outputs.items() for one in SEARCH.of(text)}
    assert mutation.found <= seen
    reported = "\n".join(leaks(engine, found.outputs, SEARCH))
    for where, one in mutation.found:
        assert f"{engine}, {where}: {one.secret}, {one.form}" in reported


def test_no_credential_is_allowed_but_to_its_vendor_or_issuer() -> None:
    allowed = {(one.where, name) for one in ALLOWED for name in one.canaries}
    assert {(where, name) for where, name in allowed if name in CREDENTIALS} == {
        ("vendor one", "vendor_one"),
        ("vendor two", "vendor_two"),
        ("issuer", "issuer_secret"),
        ("issuer", "token"),
        ("issuer", "stranger"),
    }
