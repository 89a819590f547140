"""catalog.json: all that the portal knows of its APIs, for the site and for programs.

`format` counts up when a key changes its meaning or goes; new keys may come at any time. References
are relative to catalog.json, limits are bytes, dates are ISO 8601 (midnight UTC).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from compiler.artifacts import joined
from compiler.ir import Api, Gateway, Operation
from compiler.openapi import Described, operations
from compiler.targets.devportal.calling import Calling
from compiler.targets.devportal.exposure import Exposure, exposure
from compiler.targets.devportal.models import models
from compiler.targets.devportal.places import (
    document_file,
    listed,
    openapi_file,
    page_file,
    postman_file,
    reference,
)
from compiler.terms import Lifecycle

FORMAT = 1

_DIGITS = 16  # of a set's name: enough that no two sets of a project share one


class OperationSets:
    """What APIs expose, once for all that expose the same: thousands of APIs have few sets."""

    def __init__(self, calling: Calling) -> None:
        self._calling = calling
        self._names: dict[Exposure, str] = {}
        self._sets: dict[str, str] = {}

    def name(self, api: Api) -> str:
        """The name of the API's set, which comes from its content: it stays when others come."""
        key = exposure(api, self._calling)
        if key not in self._names:
            made = _line(_set(api))
            name = hashlib.sha256(made.encode()).hexdigest()[:_DIGITS]
            self._names[key] = name
            self._sets[name] = made
        return self._names[key]

    def lines(self) -> Iterator[str]:
        """Every set that was named, sorted."""
        return (f"{_line(name)}:{made}" for name, made in sorted(self._sets.items()))


def catalog(gateway: Gateway, calling: Calling) -> Iterator[bytes]:
    """The catalogue as JSON, one line for each API, so that a change of one is a change of one.
    calling: of the whole portal."""
    frame = {
        "format": FORMAT,
        "project": gateway.project,
        "environment": gateway.environment,
        "url": gateway.url,
    }
    sets = OperationSets(calling)
    head = ",\n".join(f"{_line(key)}:{_line(value)}" for key, value in frame.items())
    apis = (_line(_api(gateway, api, sets)) for api in listed(gateway))
    yield from joined(f'{{\n{head},\n"apis":[\n', apis, "\n],\n")
    yield from joined('"operation_sets":{\n', sets.lines(), "\n}\n}\n")


def _api(gateway: Gateway, api: Api, sets: OperationSets) -> dict[str, Any]:
    every = (operation for path in api.paths for operation in path.operations)
    limits = {operation.upload: operation.limit for operation in every}
    return {
        "name": api.name,
        "version": api.version,
        "description": api.description,
        "tags": list(api.tags),
        "lifecycle": str(api.lifecycle),
        "deprecation": _deprecation(api),
        "base_url": gateway.url + api.base,
        "vendor": {"name": api.vendor, "version": api.vendor_version},
        "security": [str(way) for way in api.security],
        "limits": {"body": limits.get(False), "upload": limits.get(True)},
        "properties": dict(api.listing.properties),
        "documents": [
            {
                "title": document.title,
                "type": document.type,
                "href": reference(document_file(api, document)),
            }
            for document in api.listing.documents
        ],
        "page": reference(page_file(api)),
        "openapi": reference(openapi_file(api)),
        "postman": reference(postman_file(api)),
        "operation_set": sets.name(api),
    }


def _deprecation(api: Api) -> Mapping[str, str | None] | None:
    if api.lifecycle is not Lifecycle.DEPRECATED:
        return None
    listing = api.listing
    return {"since": listing.since, "sunset": listing.sunset, "link": listing.link}


def _set(api: Api) -> dict[str, Any]:
    """The operations, by path and method, and the models that are known: those that the vendor's
    description lists, and those that are named beside it."""
    described = {(found.path, found.method): found for found in operations(api.document)}
    pairs = [
        (operation, described[path.template.text, operation.method])
        for path in sorted(api.paths, key=lambda path: path.template.text)
        for operation in path.operations
    ]
    return {
        "models": sorted({*models(api.document, (found for _, found in pairs)), *api.models}),
        "operations": [_operation(operation, found) for operation, found in pairs],
    }


def _operation(operation: Operation, described: Described) -> dict[str, Any]:
    """A row: the path is the vendor's, below the API's base_url."""
    return {
        "id": operation.id,
        "method": operation.method,
        "path": described.path,
        "summary": described.data.get("summary") or described.shared.get("summary") or "",
        "streaming": operation.streaming,
        "websocket": operation.websocket,
    }


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
