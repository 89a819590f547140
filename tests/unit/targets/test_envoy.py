"""The Envoy target's data: names, routes, clusters, limits, Lua settings."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
import yaml

from compiler import contract, ir
from compiler.diagnostics import Diagnostics
from compiler.targets.envoy import TARGET
from compiler.targets.envoy.clusters import cluster_name
from compiler.targets.envoy.limits import Limits
from compiler.targets.envoy.lua_literals import lua_literal
from compiler.terms import EnvSecret, PathTemplate, QueryCredential, Timeouts
from tests.gateways import ORIGIN, consumer, gateway, operation

SAMPLE = gateway(9001, 9000)


def files(one: ir.Gateway) -> dict[str, bytes]:
    return {str(artifact.path): artifact.content for artifact in TARGET.emit(one)}


def resources(one: ir.Gateway, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(files(one)[f"xds/{name}.json"])["resources"]
    return found


def route_lists(one: ir.Gateway) -> dict[str, list[dict[str, Any]]]:
    tree = resources(one, "routes")[0]["virtual_hosts"][0]["matcher"]["matcher_tree"]
    return {
        prefix: entry["action"]["typed_config"]["routes"]
        for prefix, entry in tree["prefix_match_map"]["map"].items()
    }


def manager(one: ir.Gateway) -> dict[str, Any]:
    chain = resources(one, "listeners")[0]["filter_chains"][0]
    found: dict[str, Any] = chain["filters"][0]["typed_config"]
    return found


def test_nothing_is_beyond_it() -> None:
    diagnostics = Diagnostics()
    TARGET.check(SAMPLE, diagnostics)
    assert not len(diagnostics)


def test_the_same_bytes_twice() -> None:
    assert list(files(SAMPLE).items()) == list(files(gateway(9001, 9000)).items())


def test_what_is_referred_to_comes_first() -> None:
    """A running Envoy may be given the files one by one."""
    names = list(files(SAMPLE))
    lua = [index for index, name in enumerate(names) if name.startswith("lua/")]
    ends = ["xds/clusters.json", "xds/routes.json", "xds/listeners.json", "envoy.yaml"]
    assert names[-4:] == ends
    assert max(lua) < names.index("xds/clusters.json")


def test_no_port_but_the_gateways_own() -> None:
    bootstrap = yaml.safe_load(files(SAMPLE)["envoy.yaml"])
    assert "admin" not in bootstrap
    assert "static_resources" not in bootstrap


def test_the_log_has_the_contracts_names() -> None:
    """Each form of the line has every name once; the Lua code writes what Envoy inserts."""
    forms = [log["typed_config"]["log_format"] for log in manager(SAMPLE)["access_log"]]
    *texts, unseen = forms
    assert tuple(unseen["json_format"]) == contract.LOG_NAMES
    code = files(SAMPLE)["lua/log_line.lua"].decode()
    for form in texts:
        text = form["text_format_source"]["inline_string"]
        of_answer, of_request = "gatewright:answer" in text, "gatewright:request" in text
        assert of_request
        part = code.partition("-- The answer's part")
        written = text + part[0].partition("-- The API's part")[2] + part[2] * of_answer
        assert sorted(re.findall(r'"([a-z_.]+)":', written)) == sorted(contract.LOG_NAMES)


def test_every_refusal_that_envoy_makes_is_the_contracts_row() -> None:
    bodies = {refusal.body for refusal in contract.REFUSALS}
    for mapper in manager(SAMPLE)["local_reply_config"]["mappers"][1:]:
        text = mapper["body_format_override"]["text_format_source"]["inline_string"]
        assert text.replace("%%", "%") in bodies


def test_a_route_for_an_api_and_one_for_larger_bodies() -> None:
    lists = route_lists(SAMPLE)
    assert list(lists) == ["/healthz", "/chat/1.0.0/", "/open/1.0.0/", "/pinned/1.0.0/"]
    upload, rest = lists["/chat/1.0.0/"]
    assert upload["match"]["path"] == "/chat/1.0.0/v1/audio/transcriptions"
    assert rest["match"] == {"prefix": "/chat/1.0.0/"}
    switched = upload["typed_per_filter_config"]
    assert switched["limit_10485760"]["disabled"]
    assert "disabled" not in switched["limit_104857600"]
    assert list(rest["typed_per_filter_config"]) == ["gateway"]


def test_one_filter_per_distinct_limit() -> None:
    names = [one["name"] for one in manager(SAMPLE)["http_filters"]]
    limits = ["limit_10485760", "limit_104857600"]
    assert names == ["strip", "gateway", "guard", *limits, "envoy.filters.http.router"]
    assert Limits.of(SAMPLE).default == 10 * 1024 * 1024


def test_an_api_may_have_other_limits_than_the_rest() -> None:
    paths = (ir.Path(PathTemplate(("/v1/small",)), (replace(operation("a", "GET"), limit=7),)),)
    small = replace(SAMPLE.apis[1], paths=paths)
    one = replace(SAMPLE, apis=(SAMPLE.apis[0], small, SAMPLE.apis[2]))
    (route,) = route_lists(one)["/open/1.0.0/"]
    assert set(route["typed_per_filter_config"]) == {"gateway", "limit_7", "limit_10485760"}


def test_only_what_is_used_is_switched_on() -> None:
    """No upgrade, and no filter that holds bodies, in a gateway whose APIs need neither."""
    names = [one["name"] for one in manager(SAMPLE)["http_filters"]]
    assert "hold" not in names
    assert "upgrade_configs" not in manager(SAMPLE)
    protocol = manager(SAMPLE)["http_protocol_options"]
    assert protocol["ignore_http_11_upgrade"] == [{"safe_regex": {"regex": ".*"}}]


def test_a_websocket_has_a_route_without_limits() -> None:
    one_path = ir.Path(
        PathTemplate(("/v1/live",)), (replace(operation("live", "GET"), websocket=True),)
    )
    api = replace(SAMPLE.apis[0], paths=(*SAMPLE.apis[0].paths, one_path))
    one = replace(SAMPLE, apis=(api,))
    first = route_lists(one)["/chat/1.0.0/"][0]
    assert first["match"]["path"] == "/chat/1.0.0/v1/live"
    assert first["typed_per_filter_config"]["limit_10485760"]["disabled"]
    assert manager(one)["upgrade_configs"] == [{"upgrade_type": "websocket"}]


@pytest.mark.parametrize(
    ("word", "passes"),
    [
        *((word, True) for word in ("websocket", "WebSocket", "WEBSOCKET")),
        *(
            (word, False)
            for word in ("h2c", "", "web", "websockets", "xwebsocket", "w", "wEbsocked")
        ),
    ],
)
def test_words_of_an_upgrade(word: str, passes: bool) -> None:
    live = replace(operation("live", "GET"), websocket=True)
    paths = (ir.Path(PathTemplate(("/v1/live",)), (live,)),)
    one = replace(SAMPLE, apis=(replace(SAMPLE.apis[0], paths=paths),))
    ignored = manager(one)["http_protocol_options"]["ignore_http_11_upgrade"]
    patterns = [matcher["safe_regex"]["regex"] for matcher in ignored]
    assert passes is not any(re.fullmatch(pattern, word) for pattern in patterns)


def test_bodies_are_held_for_a_key_in_the_query() -> None:
    """Those of unannounced length, up to the limit of each route."""
    api = SAMPLE.apis[0]
    key = QueryCredential("key", "", EnvSecret("A"))
    api = replace(api, endpoint=replace(api.endpoint, credential=key))
    routes = route_lists(replace(SAMPLE, apis=(api,)))["/chat/1.0.0/"]
    held = [route["typed_per_filter_config"].get("hold") for route in routes]
    limits = [hold and hold["buffer"]["max_request_bytes"] for hold in held]
    assert limits == [104857600, None, 10485760, None]
    assert routes[0]["match"]["headers"][1:] == [
        {"name": "content-length", "present_match": False},
        {"name": "upgrade", "present_match": False},
    ]


def test_apis_share_their_operations() -> None:
    names = [name for name in files(SAMPLE) if name.startswith("lua/paths/")]
    contexts = [
        routes[-1]["typed_per_filter_config"]["gateway"]["filter_context"]
        for prefix, routes in route_lists(SAMPLE).items()
        if prefix != "/healthz"
    ]
    assert [f"lua/paths/{context['api']['operations']}.lua" for context in contexts] == names * 3


def test_a_routes_name_changes_with_its_data() -> None:
    """A worker prepares each version of an API once, by the name of its route."""

    def name(one: ir.Gateway) -> str:
        found: str = route_lists(one)["/chat/1.0.0/"][-1]["name"]
        return found

    api = SAMPLE.apis[0]
    other = replace(api, endpoint=replace(api.endpoint, base_path="/other"))
    assert name(SAMPLE).startswith(f"{api.id} ")
    assert name(SAMPLE) != name(replace(SAMPLE, apis=(other, *SAMPLE.apis[1:])))


def test_a_clusters_name_changes_with_its_settings() -> None:
    """So that a route never meets another address while files are replaced."""
    upstream = SAMPLE.upstreams[0]
    tls = ir.UpstreamTls("vendor.test", ir.SystemCa("/etc/ca.pem"))
    variants = (
        upstream,
        replace(upstream, host="127.0.0.2"),
        replace(upstream, port=1),
        replace(upstream, tls=tls),
        replace(upstream, tls=replace(tls, trusted_ca=ir.SystemCa("/etc/other.pem"))),
        replace(upstream, host="vendor.test", host_is_address=False),
    )
    names = {cluster_name(one, 5000) for one in variants} | {cluster_name(upstream, 1000)}
    assert len(names) == 7


def test_tls_is_verified_by_name_and_project_ca() -> None:
    bundle = ir.ProjectCa("private.pem", b"PEM")
    tls = ir.UpstreamTls("vendor.test", bundle)
    upstream = ir.Upstream("u1", "vendor.test", 443, tls, False, ORIGIN)
    api = SAMPLE.apis[0]
    one = replace(
        SAMPLE,
        apis=(replace(api, endpoint=replace(api.endpoint, upstream=upstream)),),
        upstreams=(upstream,),
    )
    (cluster,) = resources(one, "clusters")
    context = cluster["transport_socket"]["typed_config"]
    validation = context["common_tls_context"]["validation_context"]
    assert context["sni"] == "vendor.test"
    assert validation["trusted_ca"] == {"filename": "ca/private.pem"}
    assert validation["match_typed_subject_alt_names"] == [
        {"san_type": "DNS", "matcher": {"exact": "vendor.test"}}
    ]
    assert files(one)["ca/private.pem"] == b"PEM"


def test_the_listeners_certificate_is_named_and_watched() -> None:
    tls = ir.ListenerTls("/etc/acme/tls.crt", "/etc/acme/private/tls.key")
    one = replace(SAMPLE, listener=ir.Listener("0.0.0.0", 8443, tls))
    (secret,) = resources(one, "secrets")
    assert secret["tls_certificate"] == {
        "certificate_chain": {"filename": tls.certificate},
        "private_key": {"filename": tls.key},
        "watched_directory": {"path": "/etc/acme"},
    }
    assert "xds/secrets.json" not in files(SAMPLE)


def test_timeouts_are_the_apis() -> None:
    api = replace(SAMPLE.apis[0], timeouts=Timeouts(connect_ms=1250, idle_ms=2000))
    one = replace(SAMPLE, apis=(api,))
    (cluster,) = resources(one, "clusters")
    route = route_lists(one)["/chat/1.0.0/"][-1]["route"]
    assert cluster["connect_timeout"] == "1.250s"
    assert (route["timeout"], route["idle_timeout"]) == ("0s", "2s")


def test_early_and_late_removals() -> None:
    """What the log reads first is removed by the Lua code, everything else natively."""
    api = replace(SAMPLE.apis[0], removed_response_headers=("request-id", "x-cost"))
    rest = route_lists(replace(SAMPLE, apis=(api,)))["/chat/1.0.0/"][-1]
    context = rest["typed_per_filter_config"]["gateway"]["filter_context"]["api"]
    assert rest["response_headers_to_remove"] == ["x-cost"]
    assert context["removed"] == ["request-id"]


def test_a_change_of_consumers_changes_the_listener() -> None:
    """Envoy reads the Lua folder again only with a listener that differs."""
    other = replace(SAMPLE, consumers=(consumer("other", "0" * 64),))
    assert files(other)["xds/listeners.json"] != files(SAMPLE)["xds/listeners.json"]
    assert files(other)["xds/routes.json"] == files(SAMPLE)["xds/routes.json"]


def test_lua_literals() -> None:
    assert lua_literal({"a": [1, True, False], "b": {}, "c": []}) == (
        '{\n  ["a"] = {\n    1,\n    true,\n    false,\n  },\n  ["b"] = {},\n  ["c"] = {},\n}'
    )
    assert lua_literal('"\\\n]]--é\0') == '"\\034\\092\\010]]--\\195\\169\\000"'
