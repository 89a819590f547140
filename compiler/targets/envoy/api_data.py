"""What the Lua code must know of an API.

It travels with the API's route (`filter_context`), so that the address and the credential that
belongs to it are always replaced together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import assert_never
from urllib.parse import quote

from compiler import contract, ir
from compiler.targets.envoy import metering, tokens
from compiler.targets.envoy.names import Json
from compiler.terms import (
    Credential,
    EnvSecret,
    FileSecret,
    HeaderCredential,
    InHeader,
    Pin,
    PinMode,
    QueryCredential,
    Reported,
    Security,
    SigV4Credential,
    Validation,
)


def api_data(api: ir.Api, operations: str) -> Json:
    """`operations`: the name of the API's operation set."""
    data: Json = {
        "name": api.name,
        "version": api.version,
        "provider": api.vendor,
        "base": api.base,
        "target": api.endpoint.base_path,
        "security": [_way(way) for way in api.security],
        "query": [_query_pin(pin) for pin in api.endpoint.query],
        "headers": [_header_pin(pin) for pin in api.endpoint.headers],
        "removed": late_removals(api),
        "operations": operations,
    }
    if api.endpoint.credential:
        data["key"] = _key(api.endpoint.credential)
    if api.validation is not Validation.OFF:
        data["validate"] = api.validation.value
    if api.key_header:
        data["key_header"] = api.key_header
    data |= metering.of_api(api) | tokens.of_api(api)
    if api.refused:
        data["refused"] = api.refused
    if api.added_response_headers:
        headers = api.added_response_headers
        data["added"] = [{"name": name.lower(), "value": value} for name, value in headers]
    return data


def digest(data: Json) -> str:
    """Tells versions of an API's data apart: a worker prepares each of them once."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:32]


def late_removals(api: ir.Api) -> list[str]:
    """Response headers that the Lua code removes, because it reads them for the log first."""
    read = {*contract.VENDOR_REQUEST_ID_HEADERS, *_usage_headers(api)}
    return [name for name in api.removed_response_headers if name in read]


def _usage_headers(api: ir.Api) -> Iterator[str]:
    for path in api.paths:
        for operation in path.operations:
            if operation.usage:
                yield from _named(operation.usage.answer)
                yield from _named(operation.usage.stream)


def _named(reported: Reported) -> Iterator[str]:
    for place in (reported.input, reported.output, reported.total, reported.model):
        if isinstance(place, InHeader):
            yield place.name


def _way(way: Security) -> str:
    """Only ways that the Lua code knows: any entry makes it look for a key."""
    match way:
        case Security.API_KEY:
            return "api_key"
        case Security.JWT:
            return "jwt"
        case _:
            assert_never(way)


def _query_pin(pin: Pin) -> Json:
    """fixed: the client's own do not pass. pair: what stands in their place, if anything does."""
    data: Json = {"name": pin.name, "fixed": pin.mode is not PinMode.DEFAULT}
    if pin.mode is not PinMode.REMOVED:
        data["pair"] = _pair(pin.name, pin.value)
    return data


def _header_pin(pin: Pin) -> Json:
    """fixed and value: as in a pin of the query."""
    data: Json = {"name": pin.name.lower(), "fixed": pin.mode is not PinMode.DEFAULT}
    if pin.mode is not PinMode.REMOVED:
        data["value"] = pin.value
    return data


def _pair(name: str, value: str) -> str:
    return f"{quote(name, safe='')}={quote(value, safe='')}"


def _key(credential: Credential) -> Json:
    """prefix: what the key is appended to, as it is sent. signed: the variables with the key that
    Envoy itself uses."""
    key: Json
    match credential:
        case HeaderCredential(header, prefix):
            key = {"header": header.lower(), "prefix": prefix}
        case QueryCredential(parameter, prefix):
            key = {"parameter": parameter, "prefix": _pair(parameter, prefix)}
        case SigV4Credential():
            must = [secret.variable for secret in credential.secrets]
            return {"signed": {"must": must, "token": credential.token.variable}}
        case _:
            assert_never(credential)
    match credential.secret:
        case EnvSecret(variable):
            key["env"] = variable
        case FileSecret(path):
            key["file"] = path
    return key
