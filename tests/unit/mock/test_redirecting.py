"""A gateway in front of the mock: where its APIs go, and what stays as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compiler import contract, ir
from compiler.diagnostics import Diagnostics
from compiler.mock import redirected
from compiler.mock.vendor import CUT_HEADER, DELAY_HEADER, STATUS_HEADER
from compiler.targets import Target
from compiler.targets.registry import TARGETS
from tests.unit.mock.gateways import gateway

WHOLE = gateway("mistral/v1", "azure-openai/2024-10-21", "ollama/v1")


def test_every_api_goes_to_the_mock() -> None:
    made = redirected(WHOLE, 4321)
    (upstream,) = made.upstreams
    assert (upstream.host, upstream.port, upstream.tls) == ("127.0.0.1", 4321, None)
    for api, before in zip(made.apis, WHOLE.apis, strict=True):
        assert api.endpoint.upstream is upstream
        assert api.endpoint.authority == "127.0.0.1:4321"
        assert (api.endpoint.base_path, api.endpoint.credential) == (api.base, None)
        assert api.endpoint.query == before.endpoint.query
        assert replace(api, endpoint=before.endpoint) == before
    kept = replace(made, apis=WHOLE.apis, upstreams=WHOLE.upstreams)
    assert kept == WHOLE
    assert redirected(WHOLE, 4321) == made


def test_issuers_are_asked_as_before() -> None:
    other = ir.Upstream("u_issuer_443", "issuer.example", 443, None, False, WHOLE.origin)
    keys = ir.FetchedKeys(ir.Service(other, "issuer.example", "/keys"), 300)
    issuer = ir.Issuer("staff", "https://issuer.example", ("a",), keys, (), ("sub",), 0)
    made = redirected(replace(WHOLE, issuers=(issuer,)), 1)
    assert [one.name for one in made.upstreams] == ["mock", "u_issuer_443"]
    assert made.issuers == (issuer,)


ENGINES = [target for target in TARGETS if target.name != "devportal"]


@pytest.mark.parametrize("target", ENGINES, ids=lambda target: target.name)
def test_every_engine_takes_it(target: Target) -> None:
    made, diagnostics = redirected(WHOLE, 4321), Diagnostics()
    target.check(made, diagnostics)
    assert not diagnostics.failed
    files = {str(one.path): one.content for one in target.emit(made)}
    assert files
    assert not any(b"A_KEY" in content for content in files.values())


@pytest.mark.parametrize("name", [STATUS_HEADER, DELAY_HEADER, CUT_HEADER])
def test_gateways_send_the_mocks_headers_on(name: str) -> None:
    data = contract.as_data()
    removed, prefixes = data["removed_request_headers"], data["removed_request_header_prefixes"]
    assert isinstance(removed, list)
    assert isinstance(prefixes, list)
    assert name not in removed
    assert not name.startswith(tuple(prefixes))
