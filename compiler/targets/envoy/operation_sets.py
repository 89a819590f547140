"""The paths and operations of APIs, as Lua data. APIs that expose the same operations of a vendor
with the same limits share one set, so that thousands of APIs cost what their differences cost.

A set's file is named by a digest of its content: a route never meets another set than its own, in
whatever order a deployment replaces files.
"""

from __future__ import annotations

import hashlib

from compiler import ir
from compiler.targets.envoy.lua_code import lua_literal
from compiler.targets.envoy.names import Json
from compiler.terms import Parameter, Pointer, Reported, Usage

HEADER = "-- The operations below a base, by their paths. Named by a digest of its content.\n"


class OperationSets:
    """Collects the sets of a gateway; `files` after every API was asked for its `name`."""

    def __init__(self) -> None:
        self._names: dict[tuple[ir.Path, ...], str] = {}
        self._files: dict[str, bytes] = {}

    def name(self, api: ir.Api) -> str:
        """The name of the set that holds the API's operations."""
        known = self._names.get(api.paths)
        if known:
            return known
        content = f"{HEADER}return {lua_literal(_operation_set(api.paths))}\n".encode()
        name = hashlib.sha256(content).hexdigest()[:32]
        self._names[api.paths] = name
        self._files[name] = content
        return name

    def files(self) -> tuple[tuple[str, bytes], ...]:
        """Name (without folder) and content of each set, sorted."""
        return tuple((f"{name}.lua", self._files[name]) for name in sorted(self._files))


def _operation_set(paths: tuple[ir.Path, ...]) -> Json:
    usages = tuple(
        {
            operation.usage: None
            for path in paths
            for operation in path.operations
            if operation.usage
        }
    )
    return {
        "usages": [_usage(usage) for usage in usages],
        "literals": {
            path.template.text: {
                "template": path.template.text,
                "operations": _operations(path, usages),
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
                "operations": _operations(path, usages),
            }
            for path in paths
            if not path.template.literal
        ],
    }


def _operations(path: ir.Path, usages: tuple[Usage, ...]) -> Json:
    return {operation.method: _operation(operation, usages) for operation in path.operations}


def _operation(operation: ir.Operation, usages: tuple[Usage, ...]) -> Json:
    data: Json = {"id": operation.id, "limit": operation.limit}
    if operation.usage:
        data["usage"] = usages.index(operation.usage) + 1  # Lua counts from 1
    if operation.model_parameter:
        data["model"] = operation.model_parameter
    return data


def _usage(usage: Usage) -> Json:
    return {"answer": _pointers(usage.answer), "stream": _pointers(usage.stream)}


def _pointers(reported: Reported) -> Json:
    named: tuple[tuple[str, Pointer | None], ...] = (
        ("input", reported.input),
        ("output", reported.output),
        ("model", reported.model),
    )
    return {name: list(pointer) for name, pointer in named if pointer}
