"""The route tree: an API's base leads to its routes; the Lua filter knows the operations below it.

Envoy decides here what only Envoy can: the cluster, Host, the idle timeout and which limit of
bodies holds. One route per API does, and one more for each operation whose bodies may be larger,
so that memory and start time follow the APIs and not their operations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from compiler import contract, ir
from compiler.targets.envoy import held, signing, tokens, upgrades
from compiler.targets.envoy.api_data import api_data, digest, late_removals
from compiler.targets.envoy.bodies import Bodies, warnings
from compiler.targets.envoy.clusters import cluster_name
from compiler.targets.envoy.limits import Limits
from compiler.targets.envoy.names import (
    ANSWER_HEADER,
    FACTS,
    FORWARDED_PROTO,
    HEALTH_ROUTE,
    LUA_FILTER,
    ROUTES,
    SET_BY_ENVOY,
    Json,
    extension,
    seconds,
    typed,
)
from compiler.targets.envoy.operation_sets import OperationSets
from compiler.terms import Parameter, PathTemplate


def base_actions(gateway: ir.Gateway, sets: OperationSets) -> Iterator[tuple[str, Json]]:
    """What begins the paths of each API, and the action of the route tree there, one by one since
    a large gateway's do not fit into memory together. `sets` learns every API's operations."""
    limits = Limits.of(gateway)
    for api in gateway.apis:
        data = api_data(api, sets.name(api))
        switched = tokens.switches(gateway, api, data)
        routes = _api_routes(api, data, switched, limits, sets.bodies(api))
        yield f"{api.base}/", _action(routes)


def configuration(bases: Mapping[str, Json | None], origins: bool) -> Json:
    """The RouteConfiguration around the actions of the bases. `origins`: whether pages of portals
    may call, so that answers differ by origin."""
    tree = {
        "input": _path_input(),
        "prefix_match_map": {"map": {contract.HEALTH_PATH: _action(_health()), **bases}},
    }
    host: Json = {
        "name": ROUTES,
        "domains": ["*"],
        "retry_policy": {"retry_on": "connect-failure,reset-before-request", "num_retries": 1},
        "matcher": {"matcher_tree": tree, "on_no_match": _action([_not_found()])},
    }
    return typed(
        "envoy.config.route.v3.RouteConfiguration",
        name=ROUTES,
        validate_clusters=True,
        virtual_hosts=[host],
        request_headers_to_add=[_set("accept-encoding", "identity")],
        request_headers_to_remove=[FORWARDED_PROTO],
        response_headers_to_add=[
            _set("x-content-type-options", "nosniff"),
            _set(ANSWER_HEADER, _HOW_IT_CAME),
            *([_also("vary", "Origin")] if origins else []),
        ],
        response_headers_to_remove=[
            name for name in contract.REMOVED_RESPONSE_HEADERS if name not in SET_BY_ENVOY
        ],
    )


def _api_routes(
    api: ir.Api, data: Json, switched: Json, limits: Limits, bodies: Bodies
) -> list[Json]:
    """Upgrades and the larger bodies' operations first, then everything else below the base.
    `data`: what the Lua code knows. `switched`: settings of filters, for all of them."""
    action = {
        "cluster": cluster_name(api.endpoint.upstream, api.timeouts.connect_ms),
        "host_rewrite_literal": api.endpoint.authority,
        "timeout": "0s",
        "idle_timeout": seconds(api.timeouts.idle_ms),
    }
    shared: Json = {"name": f"{api.id} {digest(data)}", "route": action}
    early = [name for name in api.removed_response_headers if name not in late_removals(api)]
    if early:
        shared["response_headers_to_remove"] = early
    lua = typed("envoy.extensions.filters.http.lua.v3.LuaPerRoute", filter_context={"api": data})
    settings = {LUA_FILTER: lua, **switched, **warnings(api), **signing.switches(api)}
    return [
        *_upgrade_routes(api, shared, {**settings, **limits.none()}),
        *_limited_routes(api, shared, settings, limits, bodies),
    ]


def _upgrade_routes(api: ir.Api, shared: Json, settings: Json) -> Iterator[Json]:
    """Whatever passes once both sides agreed is no body of a request, and has no limit."""
    for path in api.paths:
        for operation in path.operations:
            if operation.websocket:
                headers = [_method(operation), upgrades.asked()]
                yield {
                    **shared,
                    "match": {**_path_match(api.base, path.template), "headers": headers},
                    "typed_per_filter_config": settings,
                }


def _limited_routes(
    api: ir.Api, shared: Json, settings: Json, limits: Limits, bodies: Bodies
) -> Iterator[Json]:
    usual, usual_read = limits.usual(api), False
    matches = []
    for path in api.paths:
        for operation in path.operations:
            read = bodies.read_of(path.template.text, operation.method)
            if operation.limit == usual:
                usual_read = usual_read or read
                continue
            match = {**_path_match(api.base, path.template), "headers": [_method(operation)]}
            matches.append((match, operation.limit, read))
    for match, limit, read in [*matches, ({"prefix": f"{api.base}/"}, usual, usual_read)]:
        switched = {**settings, **limits.switches(limit), **held.switches(api, limit)}
        route = {**shared, "match": match, "typed_per_filter_config": switched}
        if read:  # whole bodies wait for the Lua code
            route["request_body_buffer_limit"] = limit
        if held.needed(api):
            yield held.unannounced(route, limit)
        yield route


def _path_match(base: str, template: PathTemplate) -> Json:
    if template.literal:
        return {"path": base + template.text}
    pattern = "".join(
        "[^/]+" if isinstance(part, Parameter) else re.escape(part) for part in template.parts
    )
    return {"safe_regex": {"regex": re.escape(base) + pattern}}


def _method(operation: ir.Operation) -> Json:
    return {"name": ":method", "string_match": {"exact": operation.method}}


def _health() -> list[Json]:
    exact = {"path": contract.HEALTH_PATH}
    get = {**exact, "headers": [{"name": ":method", "string_match": {"exact": "GET"}}]}
    body = {"inline_string": contract.HEALTH_BODY}
    return [
        {
            "name": HEALTH_ROUTE,
            "match": get,
            "direct_response": {"status": 200, "body": body},
            "response_headers_to_add": [_set("content-type", "application/json")],
        },
        {
            "name": HEALTH_ROUTE,
            "match": exact,
            "direct_response": {"status": 405},
            "response_headers_to_add": [_set("allow", "GET")],
        },
        _not_found(),
    ]


def _not_found() -> Json:
    return {"match": {"prefix": "/"}, "direct_response": {"status": 404}}


# How the answer came about, its status, and what the Lua code left of the request for it.
_HOW_IT_CAME = f"%RESPONSE_CODE_DETAILS% %RESP(:status)% %DYNAMIC_METADATA({FACTS}:outcome)%"


def _set(name: str, value: str) -> Json:
    return {
        "header": {"key": name, "value": value},
        "append_action": "OVERWRITE_IF_EXISTS_OR_ADD",
    }


def _also(name: str, value: str) -> Json:
    return {"header": {"key": name, "value": value}, "append_action": "APPEND_IF_EXISTS_OR_ADD"}


def _path_input() -> Json:
    return extension(
        "path", "envoy.type.matcher.v3.HttpRequestHeaderMatchInput", header_name=":path"
    )


def _action(routes: list[Json]) -> Json:
    route_list = typed("envoy.config.route.v3.RouteList", routes=routes)
    return {"action": {"name": ROUTES, "typed_config": route_list}}
