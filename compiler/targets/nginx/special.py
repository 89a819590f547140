"""What few APIs have: pins, keys in a query or in a header of the vendor's own clients, WebSockets,
bodies that are checked.

The njs code that uses it is made when a request needs it (special.js).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never
from urllib.parse import quote

from compiler import ir
from compiler.targets.nginx.plan import Plan
from compiler.targets.nginx.records import text
from compiler.targets.nginx.roles import header_roles
from compiler.terms import (
    Credential,
    EnvSecret,
    FileSecret,
    HeaderCredential,
    Pin,
    PinMode,
    QueryCredential,
    SecretRef,
    SigV4Credential,
)

Table = dict[str, object]


def special(api: ir.Api, plan: Plan) -> str:
    """What few APIs have, as JSON; "" for the others."""
    endpoint = api.endpoint
    sent = [pin for pin in endpoint.headers if pin.mode is not PinMode.REMOVED]
    table: dict[str, object] = {
        "query": [_query_pin(pin) for pin in endpoint.query],
        "headers": [_header_pin(pin) for pin in sent],
        "dropped": dict.fromkeys(_dropped_headers(api), 1),
        "added": {plan.added.name(name): value for name, value in api.added_response_headers},
    }
    rare = {
        "key_header": api.key_header,
        "credential": _query_credential(endpoint.credential),
        "upgrades": _upgrades(api, plan),
        "validation": plan.checks.of(api),
    }
    table.update({name: value for name, value in rare.items() if value})
    return text(table) if any(table.values()) else ""


def _dropped_headers(api: ir.Api) -> Iterator[str]:
    """Lower-case names that pass no further though they do elsewhere: because the endpoint sets or
    removes them, or clients have their own keys there."""
    endpoint = api.endpoint
    names = [pin.name.lower() for pin in endpoint.headers if pin.mode is not PinMode.DEFAULT]
    if isinstance(endpoint.credential, HeaderCredential):
        names.append(endpoint.credential.header.lower())
    if api.key_header is not None:
        names.append(api.key_header)
    roles = header_roles()
    yield from (name for name in names if roles.get(name, "pass") == "pass")


def _upgrades(api: ir.Api, plan: Plan) -> list[str]:
    """The settings classes of operations that a request to become a WebSocket is carried to."""
    # Looking a surface up takes long, and few gateways have any.
    found = plan.upgrades and plan.upgrades.get(plan.surfaces.name(api.paths))
    return [plan.bodies.name(body) for body in found or ()]


def credential(held: Credential | None) -> tuple[str, str, str]:
    """The header's line up to the key, and the variable or the file that has the key."""
    if isinstance(held, SigV4Credential):
        raise AssertionError("the table of keys keeps signed requests away from this target")
    if not isinstance(held, HeaderCredential):
        return "", "", ""
    return f"{held.header}: {held.prefix}", *place(held.secret)


def place(secret: SecretRef) -> tuple[str, str]:
    """The variable or the file that has a secret; the other is empty."""
    match secret:
        case EnvSecret(variable):
            return variable, ""
        case FileSecret(path):
            return "", path
        case _ as unknown:
            assert_never(unknown)


def _query_credential(credential: Credential | None) -> Table | None:
    """`pair`: up to the key."""
    if not isinstance(credential, QueryCredential):
        return None
    variable, file = place(credential.secret)
    pair = _pair(credential.parameter, credential.prefix)
    name = parameter_bytes(credential.parameter)
    return {"name": name, "pair": pair, "variable": variable, "file": file}


def _pair(name: str, value: str) -> str:
    return f"{quote(name, safe='-._~')}={quote(value, safe='-._~')}"


def parameter_bytes(name: str) -> str:
    """A character for each byte, as njs compares names of query parameters."""
    return name.encode().decode("latin-1")


def _query_pin(pin: Pin) -> Table:
    """`fixed`: the client's pairs of that name do not pass; `pair`: "" for nothing instead."""
    pair = "" if pin.mode is PinMode.REMOVED else _pair(pin.name, pin.value)
    return {
        "name": parameter_bytes(pin.name),
        "pair": pair,
        "fixed": pin.mode is not PinMode.DEFAULT,
    }


def _header_pin(pin: Pin) -> Table:
    return {"name": pin.name, "value": pin.value, "fixed": pin.mode is PinMode.FIXED}
