"""An operation of the vendor's description -> the operation as a client of the gateway meets it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator

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
from compiler.targets.devportal.security import requirements, security_schemes
from compiler.terms import Pin, PinMode

_REMOVED_REQUEST_HEADERS = frozenset(
    {
        *contract.CREDENTIAL_HEADERS,
        *contract.FACT_HEADERS,
        *contract.HOP_HEADERS,
        *contract.ROUTE_HEADERS,
        *contract.REPLACED_REQUEST_HEADERS,
    }
)


_UPGRADED = {
    "description": "To a request for an upgrade: from here on the connection is a WebSocket, whose "
    "messages pass in both directions as they are (RFC 6455)."
}


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
        if scopes := dict(path.scopes).get(operation.method):
            found["security"] = requirements(security_schemes(self.exposure), scopes)
        if self.exposure.deprecated:
            found["deprecated"] = True
        rows = refusals(self.exposure, path, operation.reads_body)
        responses = dict(operation.data.get("responses") or {})
        if operation.method in path.websockets:
            responses.setdefault("101", _UPGRADED)
            found["x-websocket"] = True
        found["responses"] = self._responses(responses, rows)
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
            if not self._is_the_clients(parameter):
                continue
            pin = self._pin(parameter)
            if pin is None:
                found.append(written)
            elif pin.mode is PinMode.DEFAULT:
                found.append(self._optional(parameter, pin.value))
        return found

    def _optional(self, parameter: Mapping[str, Any], value: str) -> dict[str, Any]:
        """A parameter that a client may leave out, since the gateway has a value for it."""
        found = {**parameter, "required": False}
        if isinstance(schema := found.get("schema"), dict):
            found["schema"] = {**schema, **self._default(schema, value)}
        return found

    def _default(self, schema: Mapping[str, Any], text: str) -> dict[str, Any]:
        """The text of a pin as a value that the schema has; nothing where it has none."""
        rooted = {**schema, "components": self.document.data.get("components") or {}}
        validator = Draft202012Validator(rooted)
        return next(({"default": v} for v in _readings(text) if validator.is_valid(v)), {})

    def _is_the_clients(self, parameter: Mapping[str, Any]) -> bool:
        """Whether what a client sends in this parameter reaches the vendor at all."""
        name = str(parameter["name"])
        match parameter["in"]:
            case "query":
                return name != self.exposure.keyed_parameter
            case "header":
                return _passes(name.lower()) and name.lower() not in (
                    self.exposure.keyed_header,
                    self.exposure.key_header,
                )
            case place:
                return bool(place != "cookie")

    def _pin(self, parameter: Mapping[str, Any]) -> Pin | None:
        """What the gateway does with the parameter by itself."""
        name = str(parameter["name"])
        match parameter["in"]:
            case "query":
                return next((pin for pin in self.exposure.query if pin.name == name), None)
            case "header":
                found = (p for p in self.exposure.headers if p.name.lower() == name.lower())
                return next(found, None)
            case _:
                return None

    def _removed(self, header: str) -> bool:
        return (
            header in contract.REMOVED_RESPONSE_HEADERS
            or header in (name.lower() for name in self.exposure.added)
            or header in self.exposure.removed
            or header.startswith(contract.REMOVED_RESPONSE_HEADER_PREFIXES)
        )


def _readings(text: str) -> Iterator[object]:
    """What a text in a query or a header can stand for."""
    yield text
    try:
        yield json.loads(text)
    except ValueError:
        return


def _passes(header: str) -> bool:
    """Whether a client's request header of this name, in lower case, reaches a vendor."""
    return header not in _REMOVED_REQUEST_HEADERS and not header.startswith(
        contract.ROUTE_HEADER_PREFIXES
    )
