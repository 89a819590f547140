"""ir.Gateway -> gateway.json: everything in which one gateway differs from another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import assert_never

from compiler import budgets, contract, ir, telling
from compiler.artifacts import joined
from compiler.targets.mitmproxy.bodies import Bodies
from compiler.targets.mitmproxy.grants import Grants, limits
from compiler.targets.mitmproxy.issuers import issuers
from compiler.targets.mitmproxy.named_secrets import secret_data
from compiler.terms import (
    Credential,
    HeaderCredential,
    InBody,
    InHeader,
    InPath,
    InQuery,
    Parameter,
    Pin,
    QueryCredential,
    Reported,
    SigV4Credential,
    Usage,
)

# Raised with every change that older fixed code would read wrongly; it refuses another number.
FORMAT = 5

# Section 3.6 of the contract has no row for hosts that only the forward proxy can be asked for.
_OTHER_HOST = contract.Refusal(
    "blocked_by_policy", 403, "permission_error", "This proxy does not pass calls to this host."
)

Json = dict[str, object]


def ca_path(ca: ir.ProjectCa) -> PurePosixPath:
    """Where a bundle of the project lies in the mitmproxy folder."""
    return PurePosixPath("ca", ca.name)


def render(gateway: ir.Gateway) -> Iterator[bytes]:
    """The file's bytes, one line for each API so that a difference is readable."""
    usages, bodies, grants = _Usages(), Bodies(), Grants(gateway.consumers)
    for api in gateway.apis:
        bodies.add(api)
        for path in api.paths:
            for operation in path.operations:
                usages.place(operation.usage)
    head: Json = {
        "format": FORMAT,
        "environment": gateway.environment,
        "listen": {"address": gateway.listener.address, "port": gateway.listener.port},
        "origins": list(gateway.origins),
        "contract": _contract(gateway),
        "plans": grants.plans,
        "grants": grants.rows,
        "consumers": [grants.consumer(consumer) for consumer in gateway.consumers],
        **issuers(gateway),
        "upstreams": [_upstream(upstream) for upstream in gateway.upstreams],
        "usages": usages.rows,
        "validation": bodies.rules,
        **_metrics(gateway),
    }
    lines = [f"{json.dumps(name)}: {_dump(value)}" for name, value in head.items()]
    lines.append('"apis": [')
    apis = (f"\n  {_dump(_api(api, usages, bodies))}" for api in gateway.apis)
    return joined("{\n" + ",\n".join(lines), apis, "\n]\n}\n", between=",")


def _dump(value: object) -> str:
    return json.dumps(value, separators=(", ", ": "))


class _Usages:
    """Where vendors report usage: few kinds, each written once and named by its place."""

    def __init__(self) -> None:
        self._found: dict[Usage, int] = {}

    def place(self, usage: Usage | None) -> int | None:
        return None if usage is None else self._found.setdefault(usage, len(self._found))

    @property
    def rows(self) -> list[Json]:
        return [
            {"answer": _reported(usage.answer), "stream": _reported(usage.stream)}
            for usage in self._found
        ]


def _reported(reported: Reported) -> Json:
    """Log name -> place, for what the log has a name for, and the total, which limits count."""
    places = {
        "gen_ai.response.model": reported.model,
        "gen_ai.usage.input_tokens": reported.input,
        "gen_ai.usage.output_tokens": reported.output,
        "gen_ai.usage.total_tokens": reported.total,
    }
    return {name: _place(place) for name, place in places.items() if place is not None}


def _place(place: InBody | InHeader) -> Json:
    match place:
        case InBody(pointers):
            return {"body": [list(pointer) for pointer in pointers]}
        case InHeader(name):
            return {"header": name}
        case _:
            assert_never(place)


def _contract(gateway: ir.Gateway) -> Json:
    shared = contract.as_data()
    if not gateway.issuers:
        del shared["tokens"]
    errors = {row.code: {"status": row.status, "body": row.body} for row in contract.REFUSALS}
    errors[_OTHER_HOST.code] = {"status": _OTHER_HOST.status, "body": _OTHER_HOST.body}
    return {
        **shared,
        "errors": errors,
        "request_limit_headers": list(contract.REQUEST_LIMIT_HEADERS),
        "token_limit_headers": list(contract.TOKEN_LIMIT_HEADERS),
        "hop_headers": list(contract.HOP_HEADERS),
        "request_id_pattern": contract.REQUEST_ID_PATTERN,
        "health_path": contract.HEALTH_PATH,
        "health_body": contract.HEALTH_BODY,
        "client_left_status": contract.CLIENT_LEFT_STATUS,
    }


def _metrics(gateway: ir.Gateway) -> Json:
    """Only where somebody asks what was counted."""
    port = gateway.admin_port
    return {} if port is None else {"metrics": {"port": port, **telling.as_data()}}


def _upstream(upstream: ir.Upstream) -> Json:
    tls: Json | None = None
    if upstream.tls is not None:
        tls = {"server_name": upstream.tls.server_name, "ca": _ca(upstream.tls.trusted_ca)}
    return {"name": upstream.name, "host": upstream.host, "port": upstream.port, "tls": tls}


def _ca(bundle: ir.CaBundle) -> str:
    match bundle:
        case ir.SystemCa(path):
            return path
        case ir.ProjectCa():
            return str(ca_path(bundle))
        case _:
            assert_never(bundle)


def _api(api: ir.Api, usages: _Usages, bodies: Bodies) -> Json:
    return {
        "name": api.name,
        "version": api.version,
        "base": api.base,
        "vendor": api.vendor,
        "endpoint": _endpoint(api.endpoint),
        "security": [way.value for way in api.security],
        "key_header": api.key_header,
        "connect_ms": api.timeouts.connect_ms,
        "idle_ms": api.timeouts.idle_ms,
        "refused": api.refused,
        "plans": list(api.plans),
        "limits": limits(budgets.of_api(api)),
        "removed_response_headers": list(api.removed_response_headers),
        "added_response_headers": [list(header) for header in api.added_response_headers],
        "validate_requests": api.validation.value,
        "paths": [_path(path, usages) | bodies.of(api, path) for path in api.paths],
    }


def _endpoint(endpoint: ir.Endpoint) -> Json:
    return {
        "upstream": endpoint.upstream.name,
        "authority": endpoint.authority,
        "base_path": endpoint.base_path,
        "credential": _credential(endpoint.credential),
        "query": [_pin(pin) for pin in endpoint.query],
        "headers": [_pin(pin) for pin in endpoint.headers],
    }


def _credential(credential: Credential | None) -> Json | None:
    match credential:
        case None:
            return None
        case HeaderCredential(header, prefix, secret):
            return {"header": header, "prefix": prefix, **secret_data(secret)}
        case QueryCredential(parameter, prefix, secret):
            return {"parameter": parameter, "prefix": prefix, **secret_data(secret)}
        case SigV4Credential():
            raise AssertionError("the table of keys keeps signed requests away from this target")
        case _:
            assert_never(credential)


def _pin(pin: Pin) -> Json:
    return {"name": pin.name, "value": pin.value, "mode": pin.mode.value}


def _path(path: ir.Path, usages: _Usages) -> Json:
    parts = [{"parameter": p.name} if isinstance(p, Parameter) else p for p in path.template.parts]
    return {"parts": parts, "operations": [_operation(o, usages) for o in path.operations]}


def _operation(operation: ir.Operation, usages: _Usages) -> Json:
    return {
        "id": operation.id,
        "method": operation.method,
        "limit": operation.limit,
        "model": _model(operation.request_model),
        "usage": usages.place(operation.usage),
        "websocket": operation.websocket,
        **({"scopes": list(operation.scopes)} if operation.scopes else {}),
    }


def _model(place: InHeader | InPath | InQuery | None) -> Json | None:
    match place:
        case None:
            return None
        case InPath(parameter):
            return {"in": "path", "name": parameter}
        case InQuery(parameter):
            return {"in": "query", "name": parameter}
        case InHeader(name):
            return {"in": "header", "name": name}
        case _:
            assert_never(place)
