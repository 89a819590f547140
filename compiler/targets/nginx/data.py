"""The JSON that the fixed njs code reads, preloaded by nginx under the name `gw_FILE`.

njs takes long to preload many objects and little to preload many strings, so that every table that
grows with the project is flat: text -> one string, taken apart by the request that needs it. It has
a field a line, in the order of records.js: njs takes four times as long for the same as JSON.
What only the log line prints (`log…`) is in it as JSON text once more, ready to be printed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import assert_never
from urllib.parse import quote

from compiler import contract, ir
from compiler.targets.nginx import classes
from compiler.targets.nginx.plan import Plan, Surface
from compiler.targets.nginx.segments import model_place
from compiler.terms import (
    Credential,
    EnvSecret,
    FileSecret,
    Parameter,
    PathTemplate,
    Pin,
    PinMode,
    Pointer,
    Reported,
)

# Headers that clients send all the time and that pass, so that the lookup needs no second one.
OFTEN_SENT = (
    "accept",
    "accept-language",
    "cache-control",
    "content-type",
    "origin",
    "pragma",
    "referer",
    "user-agent",
    "x-stainless-arch",
    "x-stainless-async",
    "x-stainless-lang",
    "x-stainless-os",
    "x-stainless-package-version",
    "x-stainless-read-timeout",
    "x-stainless-retry-count",
    "x-stainless-runtime",
    "x-stainless-runtime-version",
    "x-stainless-timeout",
)

Table = Mapping[str, object]
Entries = Callable[[], Iterable[tuple[str, object]]]
"""A table entry by entry, made when asked: those of thousands of APIs take much memory."""


def tables(gateway: ir.Gateway, plan: Plan) -> Iterator[tuple[str, Entries]]:
    """(name, content) of every data file, in order."""
    yield "contract", contract.as_data().items
    yield "gateway", _settings(gateway).items
    yield "headers", _header_roles().items
    yield "apis", partial(_apis, gateway, plan)
    yield "paths", partial(_paths, plan)
    yield "templates", partial(_templates, plan)
    yield "usages", partial(_usages, plan)
    yield "consumers", partial(_consumers, gateway)


def _apis(gateway: ir.Gateway, plan: Plan) -> Iterator[tuple[str, str]]:
    return ((api.base, _api(api, plan)) for api in gateway.apis)


def _consumers(gateway: ir.Gateway) -> Iterator[tuple[str, str]]:
    for consumer in gateway.consumers:
        for digest in consumer.digests:
            yield digest, _text(consumer.name)


def _settings(gateway: ir.Gateway) -> Table:
    failed: dict[str, object] = dict.fromkeys(contract.LOG_NAMES)
    failed["environment"] = gateway.environment
    return {
        "environment": _text(gateway.environment),
        "log_keys": [
            ("," if at else "{") + _text(name) + ":" for at, name in enumerate(contract.LOG_NAMES)
        ],
        "deepest_base": max((api.base.count("/") for api in gateway.apis), default=0),
        "stream_media": dict.fromkeys(contract.STREAM_CONTENT_TYPES, 1),
        "vendor_request_id_variables": [
            "upstream_http_" + name.replace("-", "_") for name in contract.VENDOR_REQUEST_ID_HEADERS
        ],
        "log_failed": _text(failed),
    }


def _header_roles() -> dict[str, str]:
    """What becomes of a header of the client, by its name or by the beginning of its name up to the
    first "-" after the second character; the others pass. Names are there twice, in lower case and
    as most clients write them, for njs finds a text faster than it changes one."""
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
    roles.update(dict.fromkeys(OFTEN_SENT, "pass"))
    roles.update({_capitalised(name): role for name, role in roles.items()})
    return roles


def _capitalised(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))


def _api(api: ir.Api, plan: Plan) -> str:
    endpoint = api.endpoint
    upstream = endpoint.upstream
    return _record(
        plan.surfaces.name(api.paths),
        plan.transports.name(classes.transport(api)),
        upstream.name,
        upstream.tls.server_name if upstream.tls else "",
        endpoint.authority,
        endpoint.base_path,
        *_credential(endpoint.credential),
        api.refused or "",
        " ".join(api.security),
        _and_next("api", api.name, api.version),
        _text(api.vendor),
        _text(api.base)[1:-1],
        _special(api, plan),
    )


def _and_next(name: str, value: str, next_value: str) -> str:
    """The value of a name of the log line, and the next name with its value, as JSON."""
    next_name = contract.LOG_NAMES[contract.LOG_NAMES.index(name) + 1]
    return f"{_text(value)},{_text(next_name)}:{_text(next_value)}"


def _special(api: ir.Api, plan: Plan) -> str:
    """What few APIs have, as JSON; "" for the others."""
    endpoint = api.endpoint
    table = {
        "query": [_query_pin(pin) for pin in endpoint.query],
        "headers": [_header_pin(pin) for pin in endpoint.headers],
        "dropped": dict.fromkeys(_own_headers(endpoint), 1),
        "added": {plan.added.name(name): value for name, value in api.added_response_headers},
    }
    return _text(table) if any(table.values()) else ""


def _own_headers(endpoint: ir.Endpoint) -> Iterator[str]:
    """Lower-case names that the client cannot send because the endpoint sets them."""
    names = [pin.name.lower() for pin in endpoint.headers if pin.mode is PinMode.FIXED]
    if endpoint.credential:
        names.append(endpoint.credential.header.lower())
    roles = _header_roles()
    yield from (name for name in names if name not in roles)


def _credential(credential: Credential | None) -> tuple[str, str, str]:
    """The header's line up to the key, and the variable or the file that has the key."""
    if credential is None:
        return "", "", ""
    line = f"{credential.header}: {credential.prefix}"
    match credential.secret:
        case EnvSecret(variable):
            return line, variable, ""
        case FileSecret(path):
            return line, "", path
        case _ as unknown:
            assert_never(unknown)


def _query_pin(pin: Pin) -> Table:
    pair = f"{quote(pin.name, safe='-._~')}={quote(pin.value, safe='-._~')}"
    name = pin.name.encode().decode("latin-1")  # a character for each byte, as njs compares it
    return {"name": name, "pair": pair, "fixed": pin.mode is PinMode.FIXED}


def _header_pin(pin: Pin) -> Table:
    return {"name": pin.name, "value": pin.value, "fixed": pin.mode is PinMode.FIXED}


def _paths(plan: Plan) -> Iterator[tuple[str, str]]:
    """Literal ones by their text, those with parameters by their place in _templates."""
    for surface, name in plan.surfaces.names.items():
        for path in surface:
            if path.template.literal:
                yield name + path.template.text, _path(path, plan)
        for count, paths in _by_length(surface).items():
            for at, path in enumerate(paths):
                yield f"{name}/{count}#{at}", _path(path, plan)


def _templates(plan: Plan) -> Iterator[tuple[str, str]]:
    """Those of a surface with one number of segments together, in the order of the IR, "{}" for
    each parameter."""
    for surface, name in plan.surfaces.names.items():
        for count, paths in _by_length(surface).items():
            yield f"{name}/{count}", _record(*(_shape(path.template) for path in paths))


def _by_length(surface: Surface) -> dict[int, list[ir.Path]]:
    """The paths that have parameters, by their number of segments, the empty one before the first
    slash included."""
    groups: dict[int, list[ir.Path]] = {}
    for path in surface:
        if not path.template.literal:
            groups.setdefault(_shape(path.template).count("/") + 1, []).append(path)
    return dict(sorted(groups.items()))


def _shape(template: PathTemplate) -> str:
    return "".join("{}" if isinstance(part, Parameter) else part for part in template.parts)


def _path(path: ir.Path, plan: Plan) -> str:
    fields = [_text(path.template.text)[1:-1], " ".join(path.methods)]
    for method in path.methods:
        operation = next(each for each in path.operations if each.method == method)
        place = model_place(path.template, operation.model_parameter)
        fields += (
            _text(operation.id),
            plan.bodies.name(classes.body(operation)),
            plan.usages.name(operation.usage) if operation.usage else "",
            " ".join(map(str, place)) if place else "",
        )
    return _record(*fields)


def _usages(plan: Plan) -> Iterator[tuple[str, str]]:
    """Apart for a JSON answer and for a stream, since a request has one of them."""
    for usage, name in plan.usages.names.items():
        yield f"{name}/answer", _reported(usage.answer)
        yield f"{name}/stream", _reported(usage.stream)


def _reported(reported: Reported) -> str:
    return _record(_keys(reported.model), _keys(reported.input), _keys(reported.output))


def _keys(pointer: Pointer | None) -> str:
    """The keys on the way to a value, percent-encoded, "%" for the empty one; "" for no pointer."""
    return "/".join(quote(key, safe="") or "%" for key in pointer or ())


def _record(*fields: str) -> str:
    if any("\n" in field for field in fields):
        raise AssertionError(f"a line break in {fields!r}")
    return "\n".join(fields)


def _text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
