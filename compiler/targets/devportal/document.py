"""An API -> the bytes of its OpenAPI 3.1 document. What APIs have in common is serialised once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from compiler import contract
from compiler.ir import Api, Gateway
from compiler.openapi import Described, Document, operations, reached
from compiler.targets.devportal.calling import Calling
from compiler.targets.devportal.errors import (
    ERROR_SCHEMA,
    by_status,
    error_response,
    free_names,
    refusals,
)
from compiler.targets.devportal.exposure import Exposure, exposure
from compiler.targets.devportal.operations import Seen
from compiler.targets.devportal.security import requirements, security_schemes
from compiler.terms import Lifecycle, Validation

_COMMA = ",\n"


class Closures:
    """The part of a document that APIs of one exposure share, by exposure."""

    def __init__(self, calling: Calling) -> None:
        self._calling = calling
        self._found: dict[Exposure, bytes] = {}

    def of(self, api: Api) -> bytes:
        key = exposure(api, self._calling)
        if key not in self._found:
            self._found[key] = _closure(api.document, key).encode()
        return self._found[key]


def document(gateway: Gateway, api: Api, closures: Closures) -> bytes:
    """The document as JSON: one line for each path, component and other part, so that it is small
    and a change of one part is a change of one line."""
    info: dict[str, Any] = {"title": api.name, "version": api.version}
    if api.description:
        info["description"] = api.description
    if api.lifecycle is Lifecycle.DEPRECATED:
        said = {"since": api.listing.since, "sunset": api.listing.sunset, "link": api.listing.link}
        info["x-deprecation"] = {key: value for key, value in said.items() if value is not None}
    if api.tags:
        info["x-tags"] = list(api.tags)
    server = {"url": gateway.url + api.base, "description": gateway.environment}
    own = f'{{\n"openapi":"3.1.0",\n"info":{_line(info)},\n"servers":{_line([server])},\n'
    return own.encode() + closures.of(api)


def _closure(source: Document, exposure: Exposure) -> str:
    """Everything after `servers`."""
    warning = contract.WARNING_HEADER if exposure.validation is Validation.WARN else None
    names = free_names(source.data.get("components") or {}, exposure.added, warning)
    seen = Seen(source, exposure, names)
    exposed = _exposed(source, exposure)
    paths = {path.text: seen.item(path, exposed[path.text]) for path in exposure.paths}
    components = reached(_as_seen(seen, exposed), list(paths.values()))
    schemes = security_schemes(exposure)
    if schemes:
        components["securitySchemes"] = schemes
    kinds = (f"{_line(kind)}:{_lines(components[kind])}" for kind in sorted(components))
    tags = _tags(source, (operation for found in exposed.values() for operation in found))
    return (
        f'"security":{_line(requirements(schemes))},\n'
        f'"tags":{_line(tags)},\n'
        f'"paths":{_lines(paths)},\n'
        f'"components":{{\n{_COMMA.join(kinds)}\n}}\n}}\n'
    )


def _exposed(source: Document, exposure: Exposure) -> dict[str, list[Described]]:
    """The exposed operations of each exposed path. KeyError: the description lacks one."""
    described = {(found.path, found.method): found for found in operations(source)}
    return {
        path.text: [described[path.text, method] for method in path.methods]
        for path in exposure.paths
    }


def _as_seen(seen: Seen, exposed: Mapping[str, Iterable[Described]]) -> Document:
    """The description with its responses as clients meet them, and with the gateway's own parts."""
    components = dict(seen.document.data.get("components") or {})
    answers = (components.get("responses") or {}).items()
    own = {
        seen.names.response(rows): error_response(rows, seen.names)
        for path in seen.exposure.paths
        for operation in exposed[path.text]
        for rows in by_status(refusals(seen.exposure, path, operation.reads_body)).values()
    }
    components["responses"] = {name: seen.response(answer) for name, answer in answers} | own
    components["schemas"] = {
        **(components.get("schemas") or {}),
        seen.names.error: ERROR_SCHEMA,
    }
    components["headers"] = {
        **(components.get("headers") or {}),
        **seen.names.headers,
    }
    return Document({"components": components}, seen.document.sha256)


def _tags(source: Document, exposed: Iterable[Described]) -> list[Any]:
    """What the description says of the tags that the exposed operations have, in its order."""
    used = {tag for operation in exposed for tag in operation.data.get("tags") or ()}
    return [tag for tag in source.data.get("tags") or () if tag["name"] in used]


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _lines(mapping: Mapping[str, object]) -> str:
    """A mapping with one line for each of its values."""
    entries = (f"{_line(key)}:{_line(value)}" for key, value in mapping.items())
    return f"{{\n{_COMMA.join(entries)}\n}}"
