"""The paths and operations of APIs, as Lua data. APIs that expose the same operations of a vendor
with the same limits share one set, so that thousands of APIs cost what their differences cost.

A set's file is named by a digest of its content: a route never meets another set than its own, in
whatever order a deployment replaces files.
"""

from __future__ import annotations

import hashlib
from typing import assert_never

from compiler import ir
from compiler.targets.envoy.bodies import NONE, Bodies, bodies_of
from compiler.targets.envoy.lua_literals import lua_literal
from compiler.targets.envoy.names import Json
from compiler.terms import (
    InBody,
    InHeader,
    InPath,
    InQuery,
    Parameter,
    Reported,
    Usage,
    Validation,
)

HEADER = "-- The operations below a base, by their paths. Named by a digest of its content.\n"
TABLE_HEADER = "-- What request bodies may be: JSON. Named by a digest of its content.\n"

_Key = tuple[tuple[ir.Path, ...], str]
"""An API's paths, and the SHA-256 of the description that their bodies are validated by."""


class OperationSets:
    """Collects the sets of a gateway; `files` after every API was asked for its `name`. totals:
    whether the sums of tokens that vendors report are read too, which no log has a name for."""

    def __init__(self, totals: bool) -> None:
        self._totals = totals
        self._names: dict[_Key, str] = {}
        self._files: dict[str, bytes] = {}
        self._bodies: dict[_Key, Bodies] = {}

    def name(self, api: ir.Api) -> str:
        """The name of the set that holds the API's operations."""
        key = _key(api)
        known = self._names.get(key)
        if known:
            return known
        operations = _operation_set(api.paths, self.bodies(api), self._totals)
        content = f"{HEADER}return {lua_literal(operations)}\n".encode()
        name = hashlib.sha256(content).hexdigest()[:32]
        self._names[key] = name
        self._files[name] = content
        return name

    def bodies(self, api: ir.Api) -> Bodies:
        """What the API's operations say of their bodies, where it validates them."""
        if api.validation is Validation.OFF:
            return NONE
        key = _key(api)
        if key not in self._bodies:
            self._bodies[key] = bodies_of(api)
        return self._bodies[key]

    def tables(self) -> tuple[tuple[str, bytes], ...]:
        """Name (without folder) and content of each table of shapes, sorted."""
        found = {bodies.name: bodies.nodes for bodies in self._bodies.values()}
        return tuple(
            (f"{name}.lua", f"{TABLE_HEADER}return {lua_literal(found[name])}\n".encode())
            for name in sorted(found)
        )

    def files(self) -> tuple[tuple[str, bytes], ...]:
        """Name (without folder) and content of each set, sorted."""
        return tuple((f"{name}.lua", self._files[name]) for name in sorted(self._files))


def _key(api: ir.Api) -> _Key:
    validated = api.validation is not Validation.OFF
    return api.paths, api.document.sha256 if validated else ""


def _operation_set(paths: tuple[ir.Path, ...], bodies: Bodies, totals: bool) -> Json:
    usages = tuple(
        {
            operation.usage: None
            for path in paths
            for operation in path.operations
            if operation.usage
        }
    )
    return {
        "usages": [_usage(usage, totals) for usage in usages],
        **({} if bodies is NONE else {"shapes": bodies.name}),
        "literals": {
            path.template.text: {
                "template": path.template.text,
                "operations": _operations(path, usages, bodies),
            }
            for path in paths
            if path.template.literal
        },
        "templates": [
            {
                "template": path.template.text,
                "parts": [
                    {"parameter": part.name} if isinstance(part, Parameter) else part
                    for part in path.template.parts
                ],
                "operations": _operations(path, usages, bodies),
            }
            for path in paths
            if not path.template.literal
        ],
    }


def _operations(path: ir.Path, usages: tuple[Usage, ...], bodies: Bodies) -> Json:
    text = path.template.text
    return {
        operation.method: {**_operation(operation, usages), **bodies.of(text, operation.method)}
        for operation in path.operations
    }


def _operation(operation: ir.Operation, usages: tuple[Usage, ...]) -> Json:
    data: Json = {"id": operation.id, "limit": operation.limit}
    if operation.usage:
        data["usage"] = usages.index(operation.usage) + 1  # Lua counts from 1
    match operation.request_model:
        case InPath(parameter):
            data["model"] = {"path": parameter}
        case InQuery(parameter):
            data["model"] = {"query": parameter}
        case InHeader(name):
            data["model"] = {"header": name.lower()}
        case None:
            pass
        case _:
            assert_never(operation.request_model)
    if operation.websocket:
        data["websocket"] = True
    if operation.scopes:
        data["scopes"] = list(operation.scopes)
    return data


def _usage(usage: Usage, totals: bool) -> Json:
    return {"answer": _reported(usage.answer, totals), "stream": _reported(usage.stream, totals)}


def _reported(reported: Reported, totals: bool) -> Json:
    """pointers: each once, as its reference tokens. places: which of them tell the input, the
    output, the model and the total. headers: the header that tells it."""
    told = {"input": reported.input, "output": reported.output, "model": reported.model}
    if totals:
        told["total"] = reported.total
    places = {name: place.pointers for name, place in told.items() if isinstance(place, InBody)}
    pointers = tuple(dict.fromkeys(pointer for each in places.values() for pointer in each))
    data: Json = {
        "pointers": [list(pointer) for pointer in pointers],
        "places": {
            name: [pointers.index(pointer) + 1 for pointer in dict.fromkeys(each)]
            for name, each in places.items()
        },
    }
    headers = {name: place.name for name, place in told.items() if isinstance(place, InHeader)}
    if headers:
        data["headers"] = headers
    return data
