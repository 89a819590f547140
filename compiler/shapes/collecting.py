"""The bodies of operations -> the nodes that they are checked by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from compiler.openapi import Described, Document, dereferenced
from compiler.shapes.tidying import Node, tidied

_JSON = "application/json"
_COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
# Keywords that say something of a body, in any version, and have no place in the table.
_UNCHECKED = (
    "$dynamicRef",
    "$recursiveRef",
    "additionalItems",
    "contains",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "if",
    "pattern",
    "patternProperties",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
)


@dataclass(frozen=True, slots=True)
class Body:
    """What an operation says of its body. unchecked: keywords of its schemas that no engine looks
    at, sorted."""

    required: bool
    types: tuple[str, ...]
    shape: int | None
    unchecked: tuple[str, ...]

    @property
    def as_data(self) -> dict[str, object]:
        """As the table has it."""
        return {"required": self.required, "types": list(self.types), "shape": self.shape}


@dataclass(frozen=True, slots=True)
class Table:
    """The nodes, and the bodies in the order in which their operations were added."""

    nodes: tuple[Node, ...]
    bodies: tuple[Body | None, ...]


@dataclass(slots=True)
class Shapes:
    """Collects the bodies of operations, of any number of descriptions. `_waiting`: schemas whose
    nodes have a number and are still to be made."""

    _nodes: list[Node] = field(default_factory=list)
    _unchecked: list[tuple[str, ...]] = field(default_factory=list)
    _known: dict[tuple[str, str], int] = field(default_factory=dict)
    _waiting: list[tuple[int, Document, Any]] = field(default_factory=list)
    _bodies: list[Body | None] = field(default_factory=list)

    def add(self, document: Document, operation: Described) -> None:
        """None is what becomes of an operation that takes no body."""
        if not operation.reads_body:
            self._bodies.append(None)
            return
        written = dereferenced(document, operation.data["requestBody"])
        content = {
            media_type.partition(";")[0].strip().lower(): found
            for media_type, found in (written.get("content") or {}).items()
        }
        readable = sorted((t for t in content if _is_json(t)), key=lambda t: (t != _JSON, t))
        shape = None
        if readable:
            shape = self._number(document, (content[readable[0]] or {}).get("schema", True))
            while self._waiting:
                self._make(*self._waiting.pop())
        required = written.get("required") is True
        self._bodies.append(Body(required, tuple(sorted(content)), shape, ()))

    def table(self) -> Table:
        """All that was added, the nodes tidied: what is the same stands once."""
        roots = [b.shape for b in self._bodies if b is not None and b.shape is not None]
        nodes, numbers, unchecked = tidied(self._nodes, self._unchecked, roots)
        bodies = (
            b
            if b is None or b.shape is None
            else Body(b.required, b.types, numbers[b.shape], unchecked[b.shape])
            for b in self._bodies
        )
        return Table(tuple(nodes), tuple(bodies))

    def _number(self, document: Document, schema: Any) -> int:
        """The number of a schema's node."""
        number = len(self._nodes)
        self._nodes.append({})
        self._unchecked.append(())
        self._waiting.append((number, document, schema))
        return number

    def _make(self, number: int, document: Document, schema: Any) -> None:
        if schema is False:
            self._nodes[number]["never"] = True
        if not isinstance(schema, dict):
            return
        unchecked = [key for key in _UNCHECKED if _constrains(key, schema.get(key))]
        node = dict(_plain(schema, unchecked))
        if (reference := schema.get("$ref")) is not None:
            node["$ref"] = self._referred(document, reference)
        for key in ("items", "additionalProperties", "not"):
            if isinstance(schema.get(key), dict | bool):
                node[key] = self._number(document, schema[key])
            elif key in schema:
                unchecked.append(key)
        for key in ("prefixItems", "allOf", "anyOf", "oneOf"):
            if isinstance(schema.get(key), list):
                node[key] = [self._number(document, each) for each in schema[key]]
        if {"const", "enum"} <= schema.keys():  # one node has one list of values
            const = {"const": schema["const"]}
            node["allOf"] = [*node.get("allOf", ()), self._number(document, const)]
        if isinstance(properties := schema.get("properties"), dict):
            pairs = [[name, self._number(document, each)] for name, each in properties.items()]
            node["properties"] = pairs
        if "patternProperties" in unchecked:  # it says which members are additional
            node.pop("additionalProperties", None)
        if node.get("$ref", 0) is None:
            del node["$ref"]
            unchecked.append("$ref")
        self._nodes[number] = node
        self._unchecked[number] = tuple(unchecked)

    def _referred(self, document: Document, reference: str) -> int | None:
        """The node of what a local reference leads to, made once; None where it leads nowhere."""
        key = (document.sha256, reference)
        if key not in self._known:
            try:
                schema = _at(document, reference)
            except (KeyError, IndexError, ValueError, TypeError):
                return None
            self._known[key] = self._number(document, schema)
        return self._known[key]


def _is_json(media_type: str) -> bool:
    return media_type == _JSON or media_type.endswith("+json")


def _constrains(key: str, value: object) -> bool:
    """Whether a keyword with this value says anything of a body."""
    match key:
        case "uniqueItems":
            return value is True
        case "propertyNames" | "unevaluatedItems" | "unevaluatedProperties":
            return value is not None and value is not True and value != {}
        case _:
            return value is not None


def _plain(schema: Mapping[str, Any], unchecked: list[str]) -> Iterator[tuple[str, Any]]:
    """The keys of a node that hold no other nodes; keywords that are not of the form which the
    table has are unchecked."""
    types = schema.get("type")
    words = [types] if isinstance(types, str) else types
    if isinstance(words, list) and all(word in _TYPES for word in words):
        yield "type", sorted(set(words))
    elif words is not None:
        unchecked.append("type")
    if isinstance(schema.get("enum"), list):
        yield "enum", schema["enum"]
    elif "const" in schema:
        yield "enum", [schema["const"]]
    for key in _BOUNDS:
        if key in schema and _is_number(schema[key]):
            yield key, schema[key]
        elif key in schema:
            unchecked.append(key)
    if "multipleOf" in schema:
        multiple = schema["multipleOf"]
        if _is_number(multiple) and multiple > 0 and float(multiple).is_integer():
            yield "multipleOf", int(multiple)
        else:
            unchecked.append("multipleOf")
    for key in _COUNTS:
        if _is_number(schema.get(key)):
            yield key, int(schema[key])
    if isinstance(required := schema.get("required"), list):
        yield "required", list(dict.fromkeys(required))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _at(document: Document, reference: str) -> Any:
    """What a JSON pointer in a fragment leads to. KeyError, IndexError, ValueError: nothing."""
    file, _, pointer = reference.partition("#")
    if file or not pointer.startswith("/"):
        raise KeyError(reference)
    found: Any = document.data
    for step in pointer[1:].split("/"):
        step = unquote(step).replace("~1", "/").replace("~0", "~")
        found = found[int(step)] if isinstance(found, list) else found[step]
    return found
