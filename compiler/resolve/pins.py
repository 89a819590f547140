"""Whether a vendor is known to take what an endpoint pins."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from compiler import openapi
from compiler.codes import CREDENTIAL_PINNED, UNKNOWN_PIN
from compiler.definition.written import EndpointDefinition, Placed
from compiler.diagnostics import Diagnostics
from compiler.openapi import Document
from compiler.suggest import did_you_mean, listed
from compiler.terms import HeaderAuth, InHeader, InQuery, Pin, PinMode, QueryAuth
from compiler.vendors import Vendor, check_pinned_headers, values_of_parameter


def check_pins(written: EndpointDefinition, vendor: Vendor, diagnostics: Diagnostics) -> None:
    """Complains of a pin where the vendor looks for its key or that the gateway would overrule, and
    of values that are unknown."""
    check_pinned_headers(written.headers, diagnostics)
    for place, pins in (("query", written.query), ("header", written.headers)):
        for pin in pins:
            _check(pin, place, vendor, diagnostics)


def _check(pin: Placed[Pin], place: str, vendor: Vendor, diagnostics: Diagnostics) -> None:
    name, value = pin.value.name, pin.value.value
    if _holds_key(vendor, place, name):
        diagnostics.add(CREDENTIAL_PINNED, pin.span, name=name, vendor=vendor.id, use="pinned")
        return
    known = set(_known(vendor, place, name))
    if known and value not in known and pin.value.mode is not PinMode.REMOVED:
        diagnostics.add(
            UNKNOWN_PIN,
            pin.span,
            vendor=vendor.id,
            value=value,
            name=name,
            suggestion=did_you_mean(value, known),
            known=listed(known),
        )


def _holds_key(vendor: Vendor, place: str, name: str) -> bool:
    match vendor.auth, place:
        case QueryAuth(parameter, _), "query":
            return parameter == name
        case HeaderAuth(header, _), "header":
            return header.lower() == name.lower()
    return False


def _known(vendor: Vendor, place: str, name: str) -> Iterator[str]:
    """The values that the vendor is known to take; none where it may be any."""
    yield from _described(vendor.document, place, name)
    named, pins = name, vendor.query
    model: InQuery | InHeader = InQuery(name)
    if place == "header":
        named, pins = name.lower(), vendor.headers
        model = InHeader(named)
    if any(operation.model == model for operation in vendor.operations):
        yield from vendor.models
    for pin in pins:
        if (pin.name.lower() if place == "header" else pin.name) == named and pin.value:
            yield pin.value


@lru_cache(maxsize=64)  # thousands of APIs pin the same few
def _described(document: Document, place: str, name: str) -> frozenset[str]:
    """The values that a description has for a parameter; empty where it may be any."""
    described = [
        values_of_parameter(document, operation, place, name)
        for operation in openapi.operations(document)
    ]
    found = [values for values in described if values is not None]
    if any(not values for values in found):  # some operation takes whatever comes
        return frozenset()
    return frozenset(value for values in found for value in values)
