"""A vendor's own SDK beside the bundled description: which of its models are which schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from compiler import openapi
from compiler.openapi import Described, Document
from tests.bundled import bundled
from tests.drift.oracle import Modelled, form, modelled

Models = Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Sdk:
    """`distribution`, which `tests/` pins, models the requests and answers of the operations that
    `words` (groups or operationIds) name. models: schema -> the SDK's models of it; several where
    requests and answers have one each, where several events have the same fields, or where the
    schema stands for several kinds. forms: the same for what is sent as a form."""

    id: str
    distribution: str
    words: tuple[str, ...]
    models: Models
    forms: Models = field(default_factory=dict)

    def compared(self) -> tuple[str, ...]:
        """The names of the schemas that the SDK has models of."""
        return tuple(sorted((*self.models, *self.forms)))

    def schemas(self) -> Mapping[str, Any]:
        """The description's schemas, by name."""
        found: Mapping[str, Any] = bundled(self.id).document.data["components"]["schemas"]
        return found

    def of(self, schema: str) -> Modelled:
        """What the SDK says of a schema."""
        if schema in self.forms:
            return form(*self.forms[schema])
        return modelled(*self.models[schema])

    def reached(self) -> tuple[str, ...]:
        """The names of the schemas with fields that requests and good answers are made of."""
        document = bundled(self.id).document
        nodes = [node for each in self._operations(document) for node in _exchanged(each)]
        schemas = openapi.reached(document, nodes)["schemas"]
        bases = {base for body in schemas.values() for base in _bases(body)}
        return tuple(name for name in schemas if name not in bases and _has_fields(schemas[name]))

    def _operations(self, document: Document) -> Iterator[Described]:
        groups = bundled(self.id).groups
        ids = {id for word in self.words for id in groups.get(word, (word,))}
        for each in openapi.operations(document):
            if each.id in ids:
                yield each


def _exchanged(operation: Described) -> Iterator[Any]:
    yield operation.data.get("requestBody") or {}
    for status, answer in operation.data["responses"].items():
        if status.startswith("2"):
            yield answer


def _bases(body: Mapping[str, Any]) -> Iterator[str]:
    # What another schema has all fields of is compared with it.
    if "properties" in body:
        for part in body.get("allOf", ()):
            if "$ref" in part:
                yield openapi.component(part["$ref"])[1]


def _has_fields(body: Mapping[str, Any]) -> bool:
    return bool(body.get("properties"))
