"""The narrow part of OpenAPI 3.1 that we read: operations, and the closure of what they reach."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

# OpenAPI 3.1, "Path Item Object": the fields that are operations.
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """An OpenAPI description as plain data, and the SHA-256 (hex) of the file that it came from."""

    data: Mapping[str, Any] = field(repr=False)
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """An operation as a document describes it. `method` is upper case; `shared` are the fields of
    its path item that hold for every method, such as `parameters`."""

    method: str
    path: str
    data: Mapping[str, Any] = field(repr=False)
    shared: Mapping[str, Any] = field(repr=False)

    @property
    def id(self) -> str | None:
        """The operationId, where the document gives one."""
        found = self.data.get("operationId")
        return found if isinstance(found, str) else None

    @property
    def reads_body(self) -> bool:
        """Whether the operation takes a request body."""
        return "requestBody" in self.data


def operations(document: Document) -> Iterator[Described]:
    """The document's operations, sorted by path, then method."""
    paths = document.data.get("paths") or {}
    for path in sorted(paths):
        item = paths[path]
        shared = {key: value for key, value in item.items() if key not in METHODS}
        for method in sorted(METHODS):
            if method in item:
                yield Described(method.upper(), path, item[method], shared)


def request_media_types(document: Document, operation: Described) -> tuple[str, ...]:
    """The media types of the operation's request body, sorted; empty where it takes none."""
    body = dereferenced(document, operation.data.get("requestBody") or {})
    return tuple(sorted(body.get("content") or {}))


def answer_media_types(document: Document, operation: Described) -> tuple[str, ...]:
    """The media types of the operation's answers, whatever their status, sorted."""
    answers = (operation.data.get("responses") or {}).values()
    contents = (dereferenced(document, answer).get("content") or {} for answer in answers)
    return tuple(sorted({media_type for content in contents for media_type in content}))


def dereferenced(document: Document, node: Mapping[str, Any]) -> Mapping[str, Any]:
    """`node`, or what it refers to if it is a reference. KeyError: the reference leads nowhere."""
    seen: list[str] = []
    while isinstance(reference := node.get("$ref"), str):
        if reference in seen:
            raise KeyError(reference)
        seen.append(reference)
        kind, name = component(reference)
        found = document.data["components"][kind][name]
        # A schema may be a boolean, which stands for one of these (JSON Schema 2020-12, 4.3.2).
        node = found if isinstance(found, dict) else {} if found else {"not": {}}
    return node


def component(reference: str) -> tuple[str, str]:
    """The kind and name of the component that a local reference names, or that it points into.
    KeyError: the reference leaves the document or is not to a component."""
    parts = reference.split("/")
    if len(parts) < 4 or parts[:2] != ["#", "components"]:
        raise KeyError(reference)
    return parts[2], parts[3].replace("~1", "/").replace("~0", "~")


def reached(document: Document, nodes: Collection[Any]) -> dict[str, dict[str, Any]]:
    """The components that `nodes` reach, directly or through each other, by kind and name, both
    sorted. References may be circular. KeyError: one leads nowhere, or out of the document."""
    found: dict[tuple[str, str], Any] = {}
    waiting = [reference for node in nodes for reference in references(node)]
    while waiting:
        key = component(waiting.pop())
        if key not in found:
            kind, name = key
            found[key] = document.data["components"][kind][name]
            waiting.extend(references(found[key]))
    closure: dict[str, dict[str, Any]] = {}
    for kind, name in sorted(found):
        closure.setdefault(kind, {})[name] = found[kind, name]
    return closure


def references(node: Any) -> Iterator[str]:
    """Every reference inside `node`, a discriminator's mapping included, in document order."""
    stack = [node]
    while stack:
        match stack.pop():
            case dict() as mapping:
                yield from _named_by(mapping)
                stack.extend(reversed(mapping.values()))
            case list() as items:
                stack.extend(reversed(items))


def _named_by(mapping: dict[str, Any]) -> Iterator[str]:
    # `properties: {$ref: {...}}` has a property of that name: only a string is a reference.
    if isinstance(reference := mapping.get("$ref"), str):
        yield reference
    match mapping.get("discriminator"):
        case {"mapping": dict() as named}:
            # A mapping's value is a reference or the bare name of a schema (OpenAPI 3.1, 4.8.25).
            for value in named.values():
                yield value if "/" in value else f"#/components/schemas/{value}"
