"""The answers that nginx makes by itself, as locations that return a row of the contract."""

from __future__ import annotations

from dataclasses import dataclass

from compiler import contract

# Where error_page and the lookup send a request, and what is answered there.
_PAGES = (
    ("= /-/malformed", "invalid_request"),
    ("= /-/unknown", "unknown_operation"),
    ("= /-/failed", "gateway_error"),
    ("@unknown", "unknown_operation"),
    ("@method", "method_not_allowed"),
    ("@too_large", "request_too_large"),
    ("@failed", "gateway_error"),
    ("@unreachable", "vendor_unreachable"),
    ("@timeout", "vendor_timeout"),
)


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """A location{} that sets the code for the log line and returns the body."""

    location: str
    code: str
    status: int
    body: str


def error_pages() -> tuple[ErrorPage, ...]:
    """The locations that answer what nginx itself or the njs code refuses."""
    return tuple(error_page(location, code) for location, code in _PAGES)


def error_page(location: str, code: str) -> ErrorPage:
    """One location with its row of the contract."""
    row = contract.REFUSAL_BY_CODE[code]
    return ErrorPage(location, row.code, row.status, row.body)
