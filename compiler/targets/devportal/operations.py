"""An operation of the vendor's description -> the operation as a client of the gateway meets it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from compiler import contract
from compiler.openapi import Described, Document, dereferenced
from compiler.targets.devportal.errors import (
    Names,
    by_status,
    error_response,
    merged,
    refusals,
)
from compiler.targets.devportal.exposure import ExposedPath, Exposure
from compiler.terms import PinMode

_REMOVED_REQUEST_HEADERS = frozenset(
    {
        *contract.CREDENTIAL_HEADERS,
        *contract.FACT_HEADERS,
        *contract.HOP_HEADERS,
        *contract.ROUTE_HEADERS,
        *contract.REPLACED_REQUEST_HEADERS,
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a vendor's description becomes in the eyes of the clients of one exposure."""

    document: Document
    exposure: Exposure
    names: Names

    def item(self, path: ExposedPath, operations: Iterable[Described]) -> dict[str, Any]:
        """The path item with the operations that are exposed there."""
        item: dict[str, Any] = {}
        for operation in operations:
            kept = ("summary", "description")
            item |= {key: operation.shared[key] for key in kept if key in operation.shared}
            if shared := self._parameters(operation.shared.get("parameters") or ()):
                item["parameters"] = shared
            item[operation.method.lower()] = self._operation(path, operation)
        return item

    def response(self, response: Mapping[str, Any]) -> dict[str, Any]:
        """A response of the vendor's as it passes the gateway; a reference stays one."""
        if "$ref" in response:
            return dict(response)
        # Links could lead to operations that are not exposed, or to the vendor's own server.
        found = {key: value for key, value in response.items() if key not in ("headers", "links")}
        headers = {
            name: header
            for name, header in (response.get("headers") or {}).items()
            if not self._removed(name.lower())
        }
        return {**found, "headers": {**headers, **self.names.of_every_answer}}

    def _operation(self, path: ExposedPath, operation: Described) -> dict[str, Any]:
        # The vendor's servers, credentials and callbacks are not the client's, nor are extensions
        # such as code samples, which call the vendor.
        dropped = ("servers", "security", "callbacks", "parameters", "responses")
        found = {
            key: value
            for key, value in operation.data.items()
            if key not in dropped and not key.startswith("x-")
        }
        if parameters := self._parameters(operation.data.get("parameters") or ()):
            found["parameters"] = parameters
        if self.exposure.deprecated:
            found["deprecated"] = True
        rows = refusals(self.exposure, path, operation.reads_body)
        found["responses"] = self._responses(operation.data.get("responses") or {}, rows)
        return found

    def _responses(
        self, theirs: Mapping[str, Any], rows: tuple[contract.Refusal, ...]
    ) -> dict[str, Any]:
        found = {status: self.response(response) for status, response in theirs.items()}
        for status, same in by_status(rows).items():
            # A status of our own would hide what the vendor says of it, exactly or in general.
            general = theirs.get(f"{status[0]}XX") or theirs.get("default")
            vendor = theirs.get(status) or general
            if vendor is None:
                found[status] = {"$ref": f"#/components/responses/{self.names.response(same)}"}
            else:
                plain = self.response(dereferenced(self.document, vendor))
                found[status] = merged(plain, error_response(same, self.names))
        return dict(sorted(found.items()))

    def _parameters(self, parameters: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        for written in parameters:
            parameter = dereferenced(self.document, written)
            match self._pin(parameter):
                case PinMode.FIXED:
                    continue
                case PinMode.DEFAULT if parameter.get("required"):
                    found.append({**parameter, "required": False})
                case _:
                    found.append(written)
        return found

    def _pin(self, parameter: Mapping[str, Any]) -> PinMode | None:
        """Whether the gateway sets the parameter. What it removes is fixed too, to nothing."""
        name = str(parameter["name"])
        match parameter["in"]:
            case "query":
                pins = {pin.name: pin.mode for pin in self.exposure.query}
                return pins.get(name)
            case "header" if _passes(name.lower()):
                pins = {pin.name.lower(): pin.mode for pin in self.exposure.headers}
                return pins.get(name.lower())
            case "header" | "cookie":
                return PinMode.FIXED
            case _:
                return None

    def _removed(self, header: str) -> bool:
        return (
            header in contract.REMOVED_RESPONSE_HEADERS
            or header in (name.lower() for name in self.exposure.added)
            or header in self.exposure.removed
            or header.startswith(contract.REMOVED_RESPONSE_HEADER_PREFIXES)
        )


def _passes(header: str) -> bool:
    """Whether a client's request header of this name, in lower case, reaches a vendor."""
    return header not in _REMOVED_REQUEST_HEADERS and not header.startswith(
        contract.ROUTE_HEADER_PREFIXES
    )
