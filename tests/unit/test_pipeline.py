"""The whole compiler as a function: same input, same bytes; nothing of the machine gets in."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from compiler.pipeline import Selection, compile_project
from compiler.project import Project

ROOT = Path(__file__).resolve().parents[2]
QUICKSTART = ROOT / "examples" / "quickstart"


def project_of_many(folder: Path) -> Path:
    """A project whose order of files could matter: several APIs in several folders."""
    shutil.copytree(QUICKSTART, folder, ignore=shutil.ignore_patterns("out"))
    for name in ("zeta", "alpha", "Mid", "mid2"):
        path = folder / "apis" / name[0].lower() / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            f"name: {name}\nversion: 1.0.0\ncontext: {name.lower()}\nvendor: mistral/v1\n"
            "tags: [b, a]\noperations: {include: [models, chat]}\n"
        )
    return folder


def digest(folder: Path) -> dict[str, str]:
    """environment/path -> SHA-256 of everything that the project compiles to."""
    compilation = compile_project(folder, Selection())
    assert not compilation.diagnostics.failed, list(compilation.diagnostics)
    return {
        f"{build.gateway.environment}/{artifact.path}": hashlib.sha256(artifact.content).hexdigest()
        for build in compilation.builds
        for artifact in build.artifacts()
    }


def test_same_bytes_in_another_folder_and_file_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = digest(project_of_many(tmp_path / "here"))
    real = os.walk
    walked = []

    def shuffled(top: Path, **options: Any) -> Iterator[tuple[str, list[str], list[str]]]:
        walked.append(top)
        for folder, folders, files in real(top, **options):
            random.Random(len(folder)).shuffle(folders)
            random.Random(len(folder)).shuffle(files)
            yield folder, folders, files

    monkeypatch.setattr(os, "walk", shuffled)
    assert digest(project_of_many(tmp_path / "there" / "deeper")) == here
    assert [Path(top).name for top in walked] == ["vendors", "apis"]
    assert len(here) > 20


def test_same_bytes_with_another_hash_seed(tmp_path: Path) -> None:
    folder = project_of_many(tmp_path / "p")
    trees = []
    for seed in ("1", "4242"):
        out = tmp_path / seed
        subprocess.run(
            [sys.executable, "-m", "compiler", "compile", str(folder), "--out", str(out)],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": f"UTC+{seed[0]}", "LC_ALL": "C"},
            check=True,
            capture_output=True,
        )
        files = sorted(p for p in out.rglob("*") if p.is_file())
        trees.append({str(p.relative_to(out)): p.read_bytes() for p in files})
    assert trees[0] == trees[1]


def test_the_manifest_names_every_input_and_artifact(tmp_path: Path) -> None:
    folder = project_of_many(tmp_path / "p")
    (build, _) = compile_project(folder, Selection()).builds
    *others, last = build.artifacts()
    manifest = json.loads(last.content)
    assert str(last.path) == "manifest.json"
    assert sorted(manifest["artifacts"]) == sorted(str(a.path) for a in others)
    for artifact in others:
        listed = manifest["artifacts"][str(artifact.path)]
        assert listed == hashlib.sha256(artifact.content).hexdigest()
    files = {str(p.relative_to(folder)) for p in folder.rglob("*.yaml")}
    assert set(manifest["inputs"]) == files
    folder = ROOT / "vendor_specs" / "mistral" / "v1"
    facts = hashlib.sha256((folder / "vendor.yaml").read_bytes()).digest()
    both = hashlib.sha256(facts + (folder / "openapi.yaml").read_bytes()).hexdigest()
    names = [client.name for client in build.gateway.apis[0].guide.clients]
    texts = {name: ROOT / "vendor_specs" / "clients" / f"{name}.yaml" for name in names}
    clients = {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in texts.items()}
    digest = hashlib.sha256(json.dumps([both, clients]).encode()).hexdigest()
    assert manifest["vendors"] == {"mistral/v1": digest}
    assert str(tmp_path) not in last.content.decode()


def test_no_artifact_names_a_path_of_this_machine(tmp_path: Path) -> None:
    folder = project_of_many(tmp_path / "p")
    for build in compile_project(folder, Selection()).builds:
        for artifact in build.artifacts():
            for path in (str(tmp_path), str(ROOT), str(Path.home()) + "/"):
                assert path.encode() not in artifact.content, artifact.path


def test_an_environment_that_is_not_selected_is_still_checked(tmp_path: Path) -> None:
    folder = project_of_many(tmp_path / "p")
    gateway = folder / "gateway.yaml"
    gateway.write_text(gateway.read_text().replace("    resolvers: [10.96.0.10]\n", ""))
    compilation = compile_project(folder, Selection(environments=("sandbox",)))
    (found,) = compilation.diagnostics
    assert found.code.id == "E501"
    ((place, _),) = found.related  # where the resolver is to be written
    assert str(place) == "gateway.yaml:9:3"
    assert compilation.builds == ()


def test_a_link_out_of_the_project_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("s3cret")
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "ca.pem").symlink_to(tmp_path / "secret.txt")
    assert Project(folder).read(PurePosixPath("ca.pem")) is None
    assert len(Project(folder).inputs) == 0
