"""The cache: quicker, and nothing else. Whatever stands in it, the artifacts are the same."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from compiler.pipeline import Selection, compile_project
from compiler.vendors import cache as cache_module
from compiler.vendors import cache_of, describing, reading, validating
from compiler.vendors.cache import Cache
from tests.projects import OWN_VENDOR, PROJECT

BUNDLED = "name: Other\nversion: 1.0.0\ncontext: other\nvendor: mistral/v1\n"
DOUBT = """\
  /v1/doubt/{id}: {get: {operationId: doubt, responses: {"200": {description: ok}}}}
components:
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    texts = {**PROJECT, **OWN_VENDOR, "apis/chat.yaml": BUNDLED}
    texts["gateway.yaml"] = texts["gateway.yaml"].replace(
        "8080\n", "8080\n    resolvers: [127.0.0.53]\n"
    )
    described = "vendors/acme/v1/openapi.yaml"
    texts[described] = texts[described].replace("components:\n", DOUBT)
    for path, text in texts.items():
        (tmp_path / "p" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "p" / path).write_text(text)
    return tmp_path / "p"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GATEWRIGHT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def made(project: Path) -> tuple[list[str], dict[str, bytes]]:
    """The complaints and the artifacts."""
    compilation = compile_project(project, Selection())
    shown = [f"{each.span} {each.code.id} {each.message}" for each in compilation.diagnostics]
    assert not compilation.diagnostics.failed, shown
    return shown, {
        f"{build.gateway.environment}/{artifact.path}": artifact.content
        for build in compilation.builds
        for artifact in build.artifacts()
    }


def test_the_same_with_and_without(
    project: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = made(project), made(project)
    assert list(folder.iterdir())
    monkeypatch.setenv("GATEWRIGHT_CACHE", "off")
    without = made(project)
    assert first == second == without
    assert any("openapi.yaml" in each for each in without[0]), "a warning about the description"


def counted(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> list[str]:
    """One entry for each call of a module's function from now on."""
    calls: list[str] = []
    real = getattr(module, name)

    def call(*args: Any) -> Any:
        calls.append(name)
        return real(*args)

    monkeypatch.setattr(module, name, call)
    return calls


def test_the_second_compile_reads_no_description(
    project: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = counted(monkeypatch, describing, "read")
    checks = counted(monkeypatch, reading, "check")
    made(project)
    assert (len(reads), len(checks)) == (2, 2)
    made(project)
    assert (len(reads), len(checks)) == (2, 2)
    vendor = project / "vendors/acme/v1/vendor.yaml"
    vendor.write_text(vendor.read_text().replace("Acme AI", "Acme"))
    made(project)
    assert (len(reads), len(checks)) == (2, 3), "the description is known, the facts are not"


@pytest.mark.parametrize(
    "poison",
    [
        b"",
        b"\x00" * 100,
        b"{}",
        b"0" * 64 + b'\n{"data": {}, "notices": []}',
        b"[" * 100_000,
        sha256(b"[]").hexdigest().encode() + b"\n[]",
    ],
    ids=["empty", "nul", "json", "digest", "deep", "of another shape"],
)
def test_an_entry_that_is_no_entry_is_ignored(project: Path, folder: Path, poison: bytes) -> None:
    expected = made(project)
    for entry in folder.iterdir():
        entry.write_bytes(poison)
    assert made(project) == expected
    assert made(project) == expected


def test_an_entry_that_was_changed_is_ignored(project: Path, folder: Path) -> None:
    expected = made(project)
    for entry in folder.iterdir():
        content = entry.read_bytes()
        entry.write_bytes(content.replace(b"createChat", b"deleteChat").replace(b"/v1", b"/v9"))
    assert made(project) == expected


def test_the_file_counts_not_the_entry_of_another(project: Path, folder: Path) -> None:
    before = made(project)[1]
    vendor = project / "vendors/acme/v1/vendor.yaml"
    vendor.write_text(vendor.read_text().replace("api.acme.example", "api2.acme.example"))
    after = made(project)[1]
    assert any(b"api2.acme.example" in content for content in after.values())
    assert not any(b"api2.acme.example" in content for content in before.values())


def test_a_vendor_with_mistakes_is_looked_at_again(project: Path, folder: Path) -> None:
    vendor = project / "vendors/acme/v1/vendor.yaml"
    vendor.write_text(vendor.read_text().replace("[talk]", "[tlak]"))
    found = [list(compile_project(project, Selection()).diagnostics) for _ in range(2)]
    assert found[0] == found[1]
    assert "E333" in [each.code.id for each in found[0]]


def test_a_folder_that_cannot_be_written_to(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWRIGHT_CACHE", "off")
    expected = made(project)
    blocker = project / "blocker"
    blocker.write_text("")
    monkeypatch.setenv("GATEWRIGHT_CACHE", str(blocker / "cache"))
    assert made(project) == expected


def test_a_folder_that_others_can_write_to_is_not_read(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.put("kind", "key", {"a": 1})
    assert cache.get("kind", "key") == {"a": 1}
    assert cache.get("kind", "other") is None
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700
    (tmp_path / "cache").chmod(0o777)
    assert cache.get("kind", "key") is None
    cache.put("kind", "other", {"a": 1})
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_a_folder_of_somebody_else_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path / "cache")
    cache.put("kind", "key", {"a": 1})
    monkeypatch.setattr(os, "getuid", lambda: (tmp_path / "cache").stat().st_uid + 1)
    assert cache.get("kind", "key") is None


def test_an_entry_is_json_with_its_digest(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("kind", "key", {"ä": [1, None, "\u2028"]})
    (entry,) = tmp_path.iterdir()
    digest, _, body = entry.read_bytes().partition(b"\n")
    assert len(digest) == 64
    assert json.loads(body) == {"ä": [1, None, "\u2028"]}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"HOME": "/home/me"}, "/home/me/.cache/gatewright"),
        ({"HOME": "/home/me", "XDG_CACHE_HOME": "/var/c"}, "/var/c/gatewright"),
        ({"HOME": "/home/me", "XDG_CACHE_HOME": "relative"}, "/home/me/.cache/gatewright"),
        ({"HOME": "/home/me", "GATEWRIGHT_CACHE": "/c"}, "/c"),
        ({"HOME": "/home/me", "GATEWRIGHT_CACHE": "off"}, None),
        ({}, None),
    ],
)
def test_where_it_is(environment: dict[str, str], expected: str | None) -> None:
    assert cache_of(environment).folder == (None if expected is None else Path(expected))


def test_a_relative_folder_is_below_the_current_one() -> None:
    found = cache_of({"GATEWRIGHT_CACHE": "here"}).folder
    assert found == Path(os.getcwd()) / "here"


def test_a_description_is_validated_once(
    project: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = counted(monkeypatch, validating, "_problems")
    for _ in range(2):
        assert any("W318" in each for each in made(project)[0])
    vendor = project / "vendors/acme/v1/vendor.yaml"
    vendor.write_text(vendor.read_text().replace("Acme AI", "Acme"))
    made(project)
    assert len(calls) == 1


def test_a_large_description_is_not_validated(
    project: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validating, "_MAX_BYTES", 100)
    assert not any("W318" in each for each in made(project)[0])


def test_without_a_validator_nothing_is_validated(
    project: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(validating, "version", missing)
    assert not any("W318" in each for each in made(project)[0])


def test_a_validator_that_is_installed_later_is_asked(
    project: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    with monkeypatch.context() as context:
        context.setattr(validating, "version", missing)
        assert not any("W318" in each for each in made(project)[0])
    assert any("W318" in each for each in made(project)[0])


@pytest.mark.parametrize("module", ["masking.py", "urls.py", "descriptions/keys.py"])
def test_what_another_compiler_kept_is_made_anew(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.stat
    before = cache_module._build.__wrapped__()

    def changed(path: Path, **more: bool) -> os.stat_result:
        found = real(path, **more)
        if str(path).endswith(f"/compiler/{module}"):
            return os.stat_result([*found[:6], found.st_size + 1, *found[7:]])
        return found

    monkeypatch.setattr(Path, "stat", changed)
    assert cache_module._build.__wrapped__() != before
