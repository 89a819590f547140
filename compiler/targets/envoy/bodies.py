"""What the Lua code must know of request bodies that it validates; see `compiler.shapes`.

The table of an operation set's shapes is a file of its own, named by a digest of its content like
the set: it is read only where a body is looked at.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from compiler import contract, ir, openapi
from compiler.shapes import RULES, Body, Shapes
from compiler.targets.envoy.names import CODING_HEADER, FACTS, STRIP_FILTER, Json, typed
from compiler.terms import Validation

Operation = tuple[str, str]
"""The text of a path, and a method."""


@dataclass(frozen=True, slots=True)
class Bodies:
    """Of the operations of one API. `nodes`: the table, as JSON."""

    bodies: Mapping[Operation, Body]
    nodes: str

    @property
    def name(self) -> str:
        """Of the table's file, without its ending."""
        return hashlib.sha256(self.nodes.encode()).hexdigest()[:32]

    def of(self, path: str, method: str) -> Json:
        """Of one operation, as the set of operations has it; empty where it takes none."""
        body = self.bodies.get((path, method))
        if body is None:
            return {}
        data: Json = {"required": body.required, "types": list(body.types)}
        return {"body": data if body.shape is None else {**data, "shape": body.shape}}

    def read_of(self, path: str, method: str) -> bool:
        """Whether bodies of an operation are looked into."""
        body = self.bodies.get((path, method))
        return body is not None and body.shape is not None


NONE = Bodies({}, "[]")
"""Of an API that validates nothing."""


def used(gateway: ir.Gateway) -> bool:
    """Whether any API of the gateway validates requests."""
    return any(api.validation is not Validation.OFF for api in gateway.apis)


def bodies_of(api: ir.Api) -> Bodies:
    """What the API's operations say of their bodies."""
    if api.validation is Validation.OFF:
        return NONE
    wanted = {(path.template.text, method) for path in api.paths for method in path.methods}
    shapes, keys = Shapes(), []
    for found in openapi.operations(api.document):
        if (found.path, found.method) in wanted:
            keys.append((found.path, found.method))
            shapes.add(api.document, found)
    table = shapes.table()
    pairs = zip(keys, table.bodies, strict=True)
    nodes = json.dumps(table.nodes, separators=(",", ":"))
    return Bodies({key: body for key, body in pairs if body is not None}, nodes)


def rules() -> Json:
    """What all bodies are checked by. message: the body of an answer that refuses, around what is
    wrong with the request's, which is ASCII without quotes."""
    known: Json = dict(RULES)
    mark = "\0"
    row = replace(contract.REFUSAL_BY_CODE["invalid_request"], message=mark.join(known["message"]))
    return {
        "max_depth": known["max_depth"],
        "place_bytes": known["place_bytes"],
        "texts": dict(known["texts"]),
        "message": row.body.split(json.dumps(mark)[1:-1]),
        "coding_header": CODING_HEADER,
        "warning": known["header"][1],
    }


def warnings(api: ir.Api) -> Json:
    """What a route adds to the settings of filters, so that answers tell the warning about their
    request. The filter has removed a header of this name by then, should a vendor send one."""
    if api.validation is not Validation.WARN:
        return {}
    known: Json = dict(RULES)
    told = {"key": known["header"][0], "value": f"%DYNAMIC_METADATA({FACTS}:warning)%"}
    added = {"append": {"header": told, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}}
    mutations = {"response_mutations": [added]}
    kind = "envoy.extensions.filters.http.header_mutation.v3.HeaderMutationPerRoute"
    return {STRIP_FILTER: typed(kind, mutations=mutations)}
