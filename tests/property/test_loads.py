"""If it compiles, it loads: whatever valid project, each engine takes what is made of it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from gatewright_gateway import settings as mitmproxy_settings
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate

from compiler import reporting
from compiler.pipeline import Build, Selection, compile_project
from tests.conformance.certificates import Authority
from tests.property.hostile import CA_BUNDLE, DOCUMENT, Files, projects
from tests.unit.targets.envoy_rig import envoy_program
from tests.unit.targets.envoy_static import static_bootstrap
from tests.unit.targets.nginx_rig import load
from tests.unit.targets.sample_wire import free_port


@dataclass(frozen=True)
class Place:
    """What is made once: files that engines read while they load, a free port, and digests of what
    of OpenAPI documents was found valid."""

    files: Files
    bundle: bytes
    port: int
    validated: set[str]


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with tempfile.TemporaryDirectory() as name:
        authority = Authority(Path(name), "tests")
        pair = authority.issue("localhost")
        files = Files(str(pair.certificate), str(pair.key))
        yield Place(files, authority.bundle.read_bytes(), free_port(), set())


def written(build: Build, target: str, folder: Path) -> Path:
    """The artifacts of one target in a folder of their own."""
    for artifact in build.of_target(target):
        file = folder / target / artifact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(artifact.content)
    return folder / target


def loads_in_envoy(build: Build, folder: Path) -> None:
    copy = written(build, "envoy", folder)
    (copy / "whole.json").write_text(json.dumps(static_bootstrap(build.gateway)))
    command = [envoy_program(), "-c", "whole.json", "--mode", "validate", "-l", "warn"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def loads(build: Build, folder: Path, known: set[str]) -> None:
    """AssertionError, or the loader's own: an engine does not take the build."""
    targets = {target.name for target in build.targets}
    load(written(build, "nginx", folder))
    loads_in_envoy(build, folder)
    if "mitmproxy" in targets:
        copy = written(build, "mitmproxy", folder)
        assert len(mitmproxy_settings.load(copy).apis) == len(build.gateway.apis)
    documents = list(written(build, "devportal", folder).rglob("openapi.json"))
    assert len(documents) == len([api for api in build.gateway.apis if api.listing.visible])
    for document in documents:
        is_valid(json.loads(document.read_bytes()), known)


def is_valid(document: dict[str, Any], known: set[str]) -> None:
    """Validates an OpenAPI document. What APIs of one vendor share takes a second: where it is
    `known` already, what is the API's own is looked at beside no path at all."""
    shared = {name: document.get(name) for name in ("paths", "components", "security")}
    digest = hashlib.sha256(json.dumps(shared, sort_keys=True).encode()).hexdigest()
    if digest in known:
        document = {**document, "paths": {}, "components": {}, "security": []}
    validate(document)
    known.add(digest)


def compiles_and_loads(data: st.DataObject, place: Place) -> None:
    files = data.draw(projects(place.files, place.port))
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for path, text in files.items():
            file = root / "project" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        bundle = root / "project" / CA_BUNDLE
        bundle.parent.mkdir()
        bundle.write_bytes(place.bundle)
        (root / "project" / DOCUMENT).write_bytes(b"# How to\n")
        compilation = compile_project(root / "project", Selection())
        report = reporting.render(compilation.diagnostics, compilation.texts, "text")
        assert not compilation.diagnostics.failed, report
        for build in compilation.builds:
            loads(build, root, place.validated)


# Loading takes a second, so that shrinking would take minutes: what fails is printed as it is.
ONCE = (Phase.explicit, Phase.reuse, Phase.generate)


@given(st.data())
@settings(max_examples=100, phases=ONCE, suppress_health_check=list(HealthCheck))
def test_what_compiles_loads(place: Place, data: st.DataObject) -> None:
    compiles_and_loads(data, place)


@pytest.mark.soak
@given(st.data())
@settings(max_examples=5000, phases=ONCE, suppress_health_check=list(HealthCheck))
def test_what_compiles_loads_for_long(place: Place, data: st.DataObject) -> None:
    compiles_and_loads(data, place)
