"""What a vendor's description says of its operations, as the mock asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from compiler.mock.schemas import Schemas, Written
from compiler.openapi import Described, Document, dereferenced, operations

Content = Mapping[str, Written]
"""Media types, in lower case and without parameters, and their schemas."""

# OpenAPI 3.1.1, section 4.8.12.1: a description of these as parameters says nothing.
_NO_PARAMETERS = ("accept", "authorization", "content-type")


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
        """The parameters of query and headers that must be there. What an operation says of one
        goes before what its path says."""
        found: dict[tuple[str, str], bool] = {}
        both = [*operation.shared.get("parameters", ()), *operation.data.get("parameters", ())]
        for one in map(self._at, both):
            place, name = str(one.get("in")), str(one.get("name"))
            if place == "query" or (place == "header" and name.lower() not in _NO_PARAMETERS):
                found[name, place] = bool(one.get("required"))
        for (name, place), required in found.items():
            if required:
                yield Asked(name, place)

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
        found: dict[str, Written] = {}
        for written, media in (holder.get("content") or {}).items():
            kind = written.partition(";")[0].strip().lower()
            found.setdefault(kind, media.get("schema", True))
        return found
