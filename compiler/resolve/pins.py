"""Whether a vendor is known to take what an endpoint pins."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from compiler import openapi
from compiler.codes import CREDENTIAL_PINNED, UNKNOWN_PIN
from compiler.definition.written import Placed
from compiler.diagnostics import Diagnostics
from compiler.openapi import Document
from compiler.suggest import did_you_mean, listed
from compiler.terms import InQuery, Pin, QueryAuth
from compiler.vendors import Vendor, values_of_parameter


def check_pins(pins: Iterable[Placed[Pin]], vendor: Vendor, diagnostics: Diagnostics) -> None:
    """Complains of a pin where the vendor looks for its key, and of values that are unknown."""
    for pin in pins:
        name, value = pin.value.name, pin.value.value
        if isinstance(vendor.auth, QueryAuth) and vendor.auth.parameter == name:
            diagnostics.add(CREDENTIAL_PINNED, pin.span, name=name, vendor=vendor.id, use="pinned")
            continue
        known = _known(vendor, name)
        if known and value not in known:
            diagnostics.add(
                UNKNOWN_PIN,
                pin.span,
                vendor=vendor.id,
                value=value,
                name=name,
                suggestion=did_you_mean(value, known),
                known=listed(known),
            )


def _known(vendor: Vendor, name: str) -> set[str]:
    """The values that the vendor is known to take; empty where it may be any."""
    known = set(_described(vendor.document, name))
    if any(operation.model == InQuery(name) for operation in vendor.operations):
        known |= set(vendor.models)
    return known | {pin.value for pin in vendor.query if pin.name == name and pin.value}


@lru_cache(maxsize=64)  # thousands of APIs pin the same few
def _described(document: Document, name: str) -> frozenset[str]:
    """The values that a description has for a parameter; empty where it may be any."""
    described = [
        values_of_parameter(document, operation, name) for operation in openapi.operations(document)
    ]
    found = [values for values in described if values is not None]
    if any(not values for values in found):  # some operation takes whatever comes
        return frozenset()
    return frozenset(value for values in found for value in values)
