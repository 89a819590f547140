"""The JSON that the fixed njs code reads, preloaded by nginx under the name `gw_FILE`.

njs takes long to preload many objects and little to preload many strings, so that every table that
grows with the project is flat: text -> one string of JSON, parsed by the request that needs it.
What only the log line prints (`log…`) is in it as JSON text once more, ready to be printed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import assert_never
from urllib.parse import quote

from compiler import contract, ir
from compiler.targets.nginx import classes
from compiler.targets.nginx.plan import Plan
from compiler.targets.nginx.segments import model_place, segments
from compiler.terms import (
    Credential,
    EnvSecret,
    FileSecret,
    Pin,
    PinMode,
    Pointer,
    Reported,
)

MAX_EVENT_CHARS = 256 * 1024  # one event of a stream, beyond it is not looked at
MAX_PARSED_BYTES = 256 * 1024  # a JSON answer that is parsed whole
MAX_DOCUMENT_BYTES = 8 * 1024 * 1024  # one that is read to its end
SEARCHED_BYTES = 16 * 1024  # at least, at the end of one that is not parsed

Table = Mapping[str, object]


def tables(gateway: ir.Gateway, plan: Plan) -> Iterator[tuple[str, Table]]:
    """(name, content) of every data file, in order."""
    yield "contract", contract.as_data()
    yield "gateway", _settings(gateway)
    yield "headers", _header_roles()
    yield "apis", {api.base: _text(_api(api, plan)) for api in gateway.apis}
    yield "paths", dict(_literal_paths(plan))
    yield "templates", dict(_templates(plan))
    yield "usages", dict(_usages(plan))
    yield (
        "consumers",
        {digest: consumer.name for consumer in gateway.consumers for digest in consumer.digests},
    )


def _settings(gateway: ir.Gateway) -> Table:
    failed: dict[str, object] = dict.fromkeys(contract.LOG_NAMES)
    failed["environment"] = gateway.environment
    return {
        "environment": _text(gateway.environment),
        "log_keys": [
            ("," if at else "{") + _text(name) + ":" for at, name in enumerate(contract.LOG_NAMES)
        ],
        "health_path": contract.HEALTH_PATH,
        "deepest_base": max((api.base.count("/") for api in gateway.apis), default=0),
        "max_target_bytes": contract.MAX_TARGET_BYTES,
        "max_key_bytes": contract.MAX_KEY_BYTES,
        "max_event_chars": MAX_EVENT_CHARS,
        "max_document_bytes": MAX_DOCUMENT_BYTES,
        "max_parsed_bytes": MAX_PARSED_BYTES,
        "searched_bytes": SEARCHED_BYTES,
        "client_left_status": contract.CLIENT_LEFT_STATUS,
        "stream_media": dict.fromkeys(contract.STREAM_CONTENT_TYPES, 1),
        "vendor_request_id_variables": [
            "upstream_http_" + name.replace("-", "_") for name in contract.VENDOR_REQUEST_ID_HEADERS
        ],
        "log_failed": _text(failed),
    }


def _header_roles() -> dict[str, str]:
    """What becomes of a header of the client, by its name or by the beginning of its name up to the
    first "-" after the second character; the others pass."""
    for prefix in contract.ROUTE_HEADER_PREFIXES:
        if prefix.index("-", 2) != len(prefix) - 1:
            raise AssertionError(f"the njs lookup cannot find headers that begin with {prefix!r}")
    removed = (
        *contract.CREDENTIAL_HEADERS,
        *contract.FACT_HEADERS,
        *contract.HOP_HEADERS,
        *contract.ROUTE_HEADERS,
        *contract.REPLACED_REQUEST_HEADERS,
        *contract.ROUTE_HEADER_PREFIXES,
        "content-length",  # nginx frames the body itself
    )
    roles = dict.fromkeys(removed, "drop")
    roles["connection"] = "connection"
    roles.update(dict.fromkeys(contract.KEY_HEADERS, "key"))
    roles["authorization"] = "bearer"
    return roles


def _api(api: ir.Api, plan: Plan) -> Table:
    endpoint = api.endpoint
    upstream = endpoint.upstream
    table = {
        "log_name": _text(api.name),
        "log_version": _text(api.version),
        "log_vendor": _text(api.vendor),
        "log_base": _text(api.base)[1:-1],
        "surface": plan.surfaces.name(api.paths),
        "transport": plan.transports.name(classes.transport(api)),
        "upstream": upstream.name,
        "authority": endpoint.authority,
        "server_name": upstream.tls.server_name if upstream.tls else "",
        "base_path": endpoint.base_path,
        "credential": _credential(endpoint.credential),
        "query": [_query_pin(pin) for pin in endpoint.query],
        "headers": [_header_pin(pin) for pin in endpoint.headers],
        "dropped_headers": dict.fromkeys(_own_headers(endpoint), 1),
        "security": list(api.security),
    }
    if api.refused:
        table["refused"] = api.refused
    if api.added_response_headers:
        headers = api.added_response_headers
        table["added"] = {plan.added.name(name): value for name, value in headers}
    return table


def _own_headers(endpoint: ir.Endpoint) -> Iterator[str]:
    """Lower-case names that the client cannot send because the endpoint sets them."""
    names = [pin.name.lower() for pin in endpoint.headers if pin.mode is PinMode.FIXED]
    if endpoint.credential:
        names.append(endpoint.credential.header.lower())
    roles = _header_roles()
    yield from (name for name in names if name not in roles)


def _credential(credential: Credential | None) -> Table | None:
    if credential is None:
        return None
    form = {"line": f"{credential.header}: {credential.prefix}"}
    match credential.secret:
        case EnvSecret(variable):
            return form | {"variable": variable}
        case FileSecret(path):
            return form | {"file": path}
        case _ as unknown:
            assert_never(unknown)


def _query_pin(pin: Pin) -> Table:
    pair = f"{quote(pin.name, safe='-._~')}={quote(pin.value, safe='-._~')}"
    name = pin.name.encode().decode("latin-1")  # a character for each byte, as njs compares it
    return {"name": name, "pair": pair, "fixed": pin.mode is PinMode.FIXED}


def _header_pin(pin: Pin) -> Table:
    return {"name": pin.name, "value": pin.value, "fixed": pin.mode is PinMode.FIXED}


def _literal_paths(plan: Plan) -> Iterator[tuple[str, str]]:
    for surface, name in plan.surfaces.names.items():
        for path in surface:
            if path.template.literal:
                yield name + path.template.text, _text(_path(path, plan))


def _templates(plan: Plan) -> Iterator[tuple[str, str]]:
    """Those of a surface with one number of segments together, in the order of the IR."""
    for surface, name in plan.surfaces.names.items():
        groups: dict[int, list[Table]] = {}
        for path in surface:
            if not path.template.literal:
                parts = segments(path.template)
                record = {"segments": parts, **_path(path, plan)}
                groups.setdefault(len(parts), []).append(record)
        for count in sorted(groups):
            yield f"{name}/{count}", _text(groups[count])


def _path(path: ir.Path, plan: Plan) -> Table:
    return {
        "log_template": _text(path.template.text)[1:-1],
        "methods": list(path.methods),
        "operations": {
            operation.method: {
                "log_id": _text(operation.id),
                "body": plan.bodies.name(classes.body(operation)),
                "usage": plan.usages.name(operation.usage) if operation.usage else None,
                "model": model_place(path.template, operation.model_parameter),
            }
            for operation in path.operations
        },
    }


def _usages(plan: Plan) -> Iterator[tuple[str, str]]:
    """Apart for a JSON answer and for a stream, since a request has one of them."""
    for usage, name in plan.usages.names.items():
        yield f"{name}/answer", _text(_reported(usage.answer))
        yield f"{name}/stream", _text(_reported(usage.stream))


def _reported(reported: Reported) -> Table:
    return {
        "model": _pointer(reported.model),
        "input": _pointer(reported.input),
        "output": _pointer(reported.output),
    }


def _pointer(pointer: Pointer | None) -> list[str] | None:
    return list(pointer) if pointer else None


def _text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
