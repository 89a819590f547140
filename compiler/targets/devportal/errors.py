"""The gateway's own errors as OpenAPI responses: those that an operation can meet, no others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from compiler import contract
from compiler.contract import Refusal
from compiler.targets.devportal.exposure import ExposedPath, Exposure
from compiler.terms import Security, Validation

ERROR_SCHEMA = {
    "type": "object",
    "description": "An error that the gateway makes. The vendor's own errors pass as they are.",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "code", "param"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "code": {"type": "string", "description": "Stable; made for programs."},
                "param": {"type": "null"},
            },
        }
    },
}

REQUEST_ID = "X-Request-Id"
REQUEST_ID_HEADER = {
    "description": "Names this request in the gateway's log; the client's own, if it sent one.",
    "required": True,
    "schema": {"type": "string", "pattern": f"^{contract.REQUEST_ID_PATTERN}$"},
}


WARNING_HEADER: dict[str, object] = {
    "description": "What is wrong with the request's body, which was passed on all the same.",
    "schema": {"type": "string"},
}


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the gateway's own components; no component of the vendor's begins like them.
    added: headers, besides the request's id, that every answer has. warning: one that any answer
    may have; None: none has."""

    prefix: str
    added: tuple[str, ...] = ()
    warning: str | None = None

    @property
    def error(self) -> str:
        return f"{self.prefix}Error"

    @property
    def headers(self) -> dict[str, Any]:
        """The components that describe the headers of every answer."""
        described = {REQUEST_ID: REQUEST_ID_HEADER} | {
            name: {"required": True, "schema": {"type": "string"}} for name in self.added
        }
        if self.warning:
            described[self.warning] = WARNING_HEADER
        return {self._header(name): header for name, header in described.items()}

    @property
    def of_every_answer(self) -> dict[str, Any]:
        """The headers that every answer has or may have, as references."""
        return {
            name: {"$ref": f"#/components/headers/{self._header(name)}"}
            for name in (REQUEST_ID, *self.added, *([self.warning] if self.warning else []))
        }

    def _header(self, name: str) -> str:
        return self.prefix + name.removeprefix("X-").replace("-", "")

    def response(self, rows: tuple[Refusal, ...]) -> str:
        words = (row.code.title().replace("_", "") for row in rows)
        return self.prefix + "Or".join(words)


def free_names(
    components: Mapping[str, Mapping[str, Any]],
    added: tuple[str, ...] = (),
    warning: str | None = None,
) -> Names:
    """Names that are free among the components of a vendor's description. added, warning: as of
    Names."""
    prefix = "Gateway"
    while any(name.startswith(prefix) for kind in components.values() for name in kind):
        prefix += "_"
    return Names(prefix, added, warning)


# A described method on a described path is never one that the path does not take, and an API that
# is retired or blocked is not in the portal.
NEVER = frozenset({"method_not_allowed", "api_retired", "api_blocked"})


def refusals(exposure: Exposure, path: ExposedPath, reads_body: bool) -> tuple[Refusal, ...]:
    """What the gateway can answer instead of the vendor to a request for one operation, in the
    order of the contract's table (section 4)."""
    possible = {
        "invalid_request": True,
        "invalid_api_key": Security.API_KEY in exposure.security,
        "invalid_token": Security.JWT in exposure.security,
        # A parameter can be filled with what leaves the normal form of a path, such as %2F.
        "not_subscribed": "not_subscribed" in exposure.refusals,
        "unknown_operation": path.segments,
        "request_too_large": reads_body,
        "rate_limit_exceeded": "rate_limit_exceeded" in exposure.refusals,
        "token_limit_exceeded": "token_limit_exceeded" in exposure.refusals,
        "vendor_unreachable": True,
        "vendor_key_unavailable": exposure.keyed,
        "gateway_error": bool(exposure.security) or exposure.validation is not Validation.OFF,
        "vendor_timeout": True,
    }
    rows = (row for row in contract.REFUSALS if row.code not in NEVER)
    return tuple(row for row in rows if possible[row.code])


def by_status(rows: Iterable[Refusal]) -> dict[str, tuple[Refusal, ...]]:
    """The rows of each status, in the order of the statuses."""
    ordered = sorted(rows, key=lambda row: row.status)
    return {str(status): tuple(same) for status, same in groupby(ordered, lambda row: row.status)}


def error_response(rows: tuple[Refusal, ...], names: Names) -> dict[str, Any]:
    """The OpenAPI response for rows of one status."""
    headers: dict[str, Any] = dict(names.of_every_answer)
    if rows[0].status == 401:
        # The vendor's 401 passes too, with a challenge of its own or with none.
        schema = {"type": "string", "examples": [contract.WWW_AUTHENTICATE]}
        headers["WWW-Authenticate"] = {"schema": schema}
    body = {"$ref": f"#/components/schemas/{names.error}"}
    examples = {row.code: {"value": json.loads(row.body)} for row in rows}
    return {
        "description": "From the gateway: " + " ".join(row.message for row in rows),
        "headers": headers,
        "content": {"application/json": {"schema": body, "examples": examples}},
    }


def merged(vendor: dict[str, Any], gateway: dict[str, Any]) -> dict[str, Any]:
    """A response for a status that both give: either form of the body, and both descriptions."""
    content = dict(vendor.get("content") or {})
    (media_type, own), *_ = gateway["content"].items()
    theirs = dict(content.get(media_type) or {})
    if theirs:
        examples = dict(theirs.pop("examples", {}))
        if "example" in theirs:
            examples["vendor"] = {"value": theirs.pop("example")}
        schemas = [theirs.pop("schema", {}), own["schema"]]
        theirs |= {"schema": {"anyOf": schemas}, "examples": examples | own["examples"]}
    content[media_type] = theirs or own
    return {
        **vendor,
        "description": f"From the vendor: {vendor['description']} {gateway['description']}",
        "headers": {**(vendor.get("headers") or {}), **(gateway.get("headers") or {})},
        "content": content,
    }
