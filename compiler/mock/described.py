"""What a vendor's description says of its operations, as the mock asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from compiler.mock.schemas import Schemas, Written
from compiler.openapi import Described, Document, dereferenced, operations

Content = Mapping[str, Written]
"""Media types and their schemas."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A parameter that an operation must be given. place: query or header."""

    name: str
    place: str


class Description:
    """One document, read once for all of a gateway's APIs that are of it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.schemas = Schemas(document)
        self._operations = {one.id: one for one in operations(document)}

    def operation(self, id: str) -> Described | None:
        """By operationId."""
        return self._operations.get(id)

    def body(self, operation: Described) -> tuple[bool, Content] | None:
        """Whether a request must have a body, and what it may be; None: it takes none."""
        if not operation.reads_body:
            return None
        body = self._at(operation.data["requestBody"])
        return bool(body.get("required")), self._content(body)

    def asked(self, operation: Described) -> Iterator[Asked]:
        """The parameters of query and headers that must be there."""
        both = [*operation.shared.get("parameters", ()), *operation.data.get("parameters", ())]
        for one in map(self._at, both):
            if one.get("required") and one.get("in") in ("query", "header"):
                yield Asked(str(one["name"]), str(one["in"]))

    def success(self, operation: Described) -> tuple[int, Content]:
        """The status of an answer that has worked, and what it may be."""
        responses = operation.data.get("responses") or {}
        for status in sorted(responses):
            if status[:1] == "2":
                number = int(status) if status.isdigit() else 200
                return number, self._content(self._at(responses[status]))
        return 200, self._content(self._at(responses.get("default", {})))

    def failure(self, operation: Described, status: int) -> Content | None:
        """What an answer of this status may be; None: it is not described."""
        responses = operation.data.get("responses") or {}
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in responses:
                return self._content(self._at(responses[key]))
        return None

    def refusing(self, operation: Described) -> int:
        """The status with which the vendor says that a body is not as it has to be."""
        return 422 if "422" in (operation.data.get("responses") or {}) else 400

    def _at(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            return dereferenced(self.document, node)
        except KeyError:
            return {}

    def _content(self, holder: Mapping[str, Any]) -> Content:
        content = holder.get("content") or {}
        return {kind.lower(): media.get("schema", True) for kind, media in content.items()}
