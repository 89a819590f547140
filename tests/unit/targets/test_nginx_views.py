"""ir.Gateway -> views and data: what is shared, what is separate, what is complained of."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from compiler import contract, ir
from compiler.codes import NEEDS_RESOLVER, NO_ADDRESS_IN_CERTIFICATE
from compiler.diagnostics import Diagnostics
from compiler.targets.nginx import TARGET, data
from compiler.targets.nginx.classes import Body
from compiler.targets.nginx.locations import locations
from compiler.targets.nginx.plan import plan
from compiler.targets.nginx.segments import model_place, segments
from compiler.targets.nginx.server import main
from compiler.targets.nginx.upstreams import address, upstream_blocks
from compiler.terms import Parameter, PathTemplate, Timeouts
from tests.gateways import ORIGIN, gateway

SAMPLE = gateway(9001, 9000)
TLS = ir.UpstreamTls("api.vendor.test", ir.ProjectCa("own.pem", b"pem"))


def _reached_by(name: str, upstream: ir.Upstream) -> ir.Api:
    api = SAMPLE.apis[0]
    return replace(
        api,
        name=name,
        base=f"/{name}/1",
        endpoint=replace(api.endpoint, upstream=upstream),
    )


def test_apis_of_one_vendor_share_locations_and_paths() -> None:
    shared = plan(SAMPLE)
    assert len(shared.surfaces.names) == 1
    assert len(shared.transports.names) == 1
    assert set(shared.bodies.names) == {
        Body(100 * 1024 * 1024, upload=True, usage=True),
        Body(10 * 1024 * 1024, upload=False, usage=True),
        Body(10 * 1024 * 1024, upload=False, usage=False),
    }
    assert [location.path for location in locations(shared)] == ["/-/t0/b0", "/-/t0/b1", "/-/t0/b2"]


def test_usage_is_read_only_where_it_is_reported() -> None:
    filtered = {view.client_max_body_size: view.js_body_filter for view in locations(plan(SAMPLE))}
    assert filtered[100 * 1024 * 1024] is True
    assert [view.js_body_filter for view in locations(plan(SAMPLE))] == [True, True, False]


def test_timeouts_and_trust_make_a_class_of_their_own() -> None:
    plain = SAMPLE.upstreams[0]
    secure = replace(plain, name="u1", tls=TLS)
    slow = replace(_reached_by("slow", plain), timeouts=Timeouts(1_000, 2_000))
    apis = (SAMPLE.apis[0], _reached_by("secure", secure), slow)
    views = locations(plan(replace(SAMPLE, apis=apis)))
    assert {(view.scheme, view.proxy_read_timeout) for view in views} == {
        ("http", "300000ms"),
        ("https", "300000ms"),
        ("http", "2000ms"),
    }
    trusted = {view.tls.proxy_ssl_trusted_certificate for view in views if view.tls}
    assert trusted == {"ca/own.pem"}


def test_what_the_vendor_description_removes_is_hidden() -> None:
    hidden = locations(plan(SAMPLE))[0].proxy_hide_header
    assert "x-vendor-internal" in hidden
    assert set(contract.REMOVED_RESPONSE_HEADERS) <= set(hidden)


def test_one_zone_is_shared_by_all_upstreams() -> None:
    named = ir.Upstream("u1", "api.vendor.test", 443, TLS, False, ORIGIN)
    blocks = upstream_blocks(replace(SAMPLE, upstreams=(*SAMPLE.upstreams, named)))
    assert [block.zone for block in blocks] == ["gw_upstreams 80k", "gw_upstreams"]
    assert [block.resolve for block in blocks] == [False, True]


def test_an_address_of_six_groups_is_bracketed() -> None:
    assert address("::1", 443) == "[::1]:443"
    assert address("127.0.0.1", 80) == "127.0.0.1:80"


def test_templates_become_segments() -> None:
    mixed = PathTemplate(
        ("/v1/models/", Parameter("m"), ":run/", Parameter("a"), "-", Parameter("b"))
    )
    assert segments(mixed) == ["", "v1", "models", ["", ":run"], ["", "-", ""]]
    assert segments(PathTemplate(("/v1/x",))) == ["", "v1", "x"]
    assert model_place(mixed, "m") == [3, 0, 4]
    assert model_place(mixed, None) is None


def test_only_variables_of_keys_are_kept() -> None:
    assert main(SAMPLE, plan(SAMPLE), ()).env == ("SAMPLE_API_KEY",)


def test_tables_that_grow_are_flat() -> None:
    grown = {"apis", "paths", "templates", "usages", "consumers"}
    for name, entries in data.tables(SAMPLE, plan(SAMPLE)):
        if name in grown:
            assert all(isinstance(value, str) for _, value in entries()), name


def test_every_removed_header_has_a_role() -> None:
    roles = dict(dict(data.tables(SAMPLE, plan(SAMPLE)))["headers"]())
    listed: Any = contract.as_data()
    for name in [*listed["removed_request_headers"], *listed["removed_request_header_prefixes"]]:
        assert name in roles, name


def test_names_without_resolver_are_complained_of_where_they_stand() -> None:
    named = ir.Upstream("u1", "api.vendor.test", 443, TLS, False, ORIGIN)
    asked = replace(SAMPLE, upstreams=(*SAMPLE.upstreams, named))
    found = Diagnostics()
    TARGET.check(asked, found)
    assert [(one.code, one.span) for one in found] == [(NEEDS_RESOLVER, ORIGIN)]
    found = Diagnostics()
    TARGET.check(replace(asked, resolvers=("10.0.0.1",)), found)
    assert not len(found)


def test_certificates_for_addresses_are_complained_of() -> None:
    tls = replace(TLS, server_name="10.0.0.9")
    named = ir.Upstream("u1", "10.0.0.9", 443, tls, True, ORIGIN)
    found = Diagnostics()
    TARGET.check(replace(SAMPLE, upstreams=(*SAMPLE.upstreams, named)), found)
    assert [(one.code, one.span) for one in found] == [(NO_ADDRESS_IN_CERTIFICATE, ORIGIN)]


def test_emitting_twice_gives_the_same_bytes() -> None:
    once, again = list(TARGET.emit(SAMPLE)), list(TARGET.emit(gateway(9001, 9000)))
    assert [(a.path, a.content) for a in once] == [(a.path, a.content) for a in again]
    assert len({artifact.path for artifact in once}) == len(once)


@pytest.mark.parametrize("part", ["njs/gateway.js", "nginx.conf", "conf/server.conf"])
def test_fixed_parts_are_there(part: str) -> None:
    assert part in {str(artifact.path) for artifact in TARGET.emit(SAMPLE)}


def test_a_project_ca_is_copied_once() -> None:
    upstreams = tuple(replace(SAMPLE.upstreams[0], name=f"u{at}", tls=TLS) for at in range(2))
    emitted = list(TARGET.emit(replace(SAMPLE, upstreams=upstreams)))
    assert [a.content for a in emitted if str(a.path) == "ca/own.pem"] == [b"pem"]


def test_data_holds_no_text_that_is_not_json() -> None:
    for artifact in TARGET.emit(SAMPLE):
        if artifact.path.suffix == ".json":
            json.loads(artifact.content)


def test_tables_are_indented_json() -> None:
    for artifact in TARGET.emit(replace(SAMPLE, consumers=())):
        if artifact.path.suffix == ".json":
            text = artifact.content.decode()
            assert text == json.dumps(json.loads(text), indent=1) + "\n", artifact.path
