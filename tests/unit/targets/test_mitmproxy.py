"""The mitmproxy target's artifacts: complete, deterministic, readable by their own fixed code."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from gatewright_gateway import loading, settings

from compiler import ir
from compiler.targets.mitmproxy import TARGET
from compiler.terms import EnvSecret, Parameter, PathTemplate, Security
from tests.gateways import KEY, ORIGIN, api, gateway
from tests.unit.targets.divided_paths import DIVIDED

GATEWAY = gateway(9001, 9002)
CA = ir.ProjectCa("internal.pem", b"not read here")


def written(one: ir.Gateway) -> dict[PurePosixPath, bytes]:
    return {artifact.path: artifact.content for artifact in TARGET.emit(one)}


def loaded(one: ir.Gateway, folder: Path) -> settings.Settings:
    for path, content in written(one).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return loading.load(folder)


def with_private_ca() -> ir.Gateway:
    tls = ir.UpstreamTls("vendor.test", CA)
    upstream = ir.Upstream("u1", "vendor.test", 443, tls, False, ORIGIN)
    secure = api("Secure", upstream, EnvSecret("SAMPLE_API_KEY"))
    return replace(GATEWAY, apis=(*GATEWAY.apis, secure), upstreams=(*GATEWAY.upstreams, upstream))


def test_files() -> None:
    paths = list(written(with_private_ca()))
    assert paths[0] == PurePosixPath("gateway.py")
    assert PurePosixPath("gatewright_gateway/__init__.py") in paths
    assert paths[-2:] == [PurePosixPath("ca/internal.pem"), PurePosixPath("gateway.json")]
    assert not [path for path in paths if path.suffix not in (".py", ".pem", ".json")]


def test_same_bytes() -> None:
    assert written(GATEWAY) == written(gateway(9001, 9002))


def test_only_data_differs() -> None:
    one, other = written(GATEWAY), written(gateway(9003, 9004))
    assert [p for p in one if one[p] != other[p]] == [PurePosixPath("gateway.json")]


def test_no_secret() -> None:
    content = written(GATEWAY)[PurePosixPath("gateway.json")].decode()
    assert KEY not in content
    assert '"env": "SAMPLE_API_KEY"' in content


def test_loads(tmp_path: Path) -> None:
    found = loaded(with_private_ca(), tmp_path)
    chat, secure = found.apis[b"/chat/1.0.0"], found.apis[b"/secure/1.0.0"]
    assert (found.environment, found.address, found.port) == ("sandbox", "127.0.0.1", 9002)
    assert chat.upstream.ca is None
    assert secure.upstream.ca == tmp_path / "ca" / "internal.pem"
    assert chat.idle == 300.0
    assert chat.literal[b"/v1/chat/completions"].operations["POST"].limit == 10 * 1024 * 1024
    assert [route.template for route in chat.patterns] == ["/v1/models/{model_id}"]
    assert found.vendors["https", "vendor.test", 443] == (secure,)
    assert [caller.name for caller in found.callers.values()] == ["demo-app"]


@pytest.mark.parametrize(("parts", "path", "value"), DIVIDED)
def test_parameters_of_one_segment(
    tmp_path: Path, parts: tuple[str | Parameter, ...], path: str, value: str | None
) -> None:
    first, *others = GATEWAY.apis
    one = ir.Path(PathTemplate(parts), first.paths[0].operations)
    made = loaded(replace(GATEWAY, apis=(replace(first, paths=(one,)), *others)), tmp_path)
    (route,) = made.apis[first.base.encode()].patterns
    assert route.pattern is not None
    found = route.pattern.fullmatch(path.encode())
    values = {} if found is None else dict(zip(route.parameters, found.groups(), strict=True))
    assert values.get("a") == (value and value.encode())


def test_other_format_is_refused(tmp_path: Path) -> None:
    loaded(GATEWAY, tmp_path)
    file = tmp_path / "gateway.json"
    data = json.loads(file.read_bytes())
    file.write_text(json.dumps(data | {"format": 1}))
    with pytest.raises(ValueError, match="format"):
        loading.load(tmp_path)


def test_unknown_security_is_refused(tmp_path: Path) -> None:
    """A list that this code cannot check must not read as an open API."""
    loaded(GATEWAY, tmp_path)
    file = tmp_path / "gateway.json"
    text = file.read_text()
    file.write_text(text.replace(f'"{Security.API_KEY.value}"', '"jwt"'))
    with pytest.raises(ValueError, match="security"):
        loading.load(tmp_path)
