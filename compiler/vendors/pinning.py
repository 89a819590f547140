"""Headers that the gateway sets or removes itself, and so nobody who describes an API can."""

from __future__ import annotations

from collections.abc import Iterable

from compiler import contract
from compiler.codes import REPEATED, RESERVED_HEADER
from compiler.definition.written import Placed
from compiler.diagnostics import Diagnostics
from compiler.terms import Pin

FRAMING = ("content-encoding", "content-length", "content-type")

_SECRET = dict.fromkeys(contract.CREDENTIAL_HEADERS, "takes it for a client's key")


def check_pinned_headers(pins: Iterable[Placed[Pin]], diagnostics: Diagnostics) -> None:
    """Complains of headers that cannot be pinned, and of those whose names differ in case only."""
    first: dict[str, Placed[Pin]] = {}
    for pin in pins:
        name = Placed(pin.value.name, pin.span)
        check_header(name, "pinned", diagnostics)
        other = first.setdefault(name.value.lower(), pin)
        if other is not pin:
            where = ((other.span, "first written here"),)
            diagnostics.add(REPEATED, pin.span, related=where, key="headers", value=name.value)


def check_header(
    name: Placed[str], use: str, diagnostics: Diagnostics, *, of_key: bool = False
) -> None:
    """Complains of a header of requests that is the gateway's. of_key: it holds the vendor's key,
    and so may be one in which clients show theirs."""
    header = name.value.lower()
    own = dict.fromkeys((*FRAMING, *contract.HOP_HEADERS), "sets it for each connection")
    own |= dict.fromkeys(contract.REPLACED_REQUEST_HEADERS, "sets it itself")
    own |= dict.fromkeys((*contract.ROUTE_HEADERS, *contract.FACT_HEADERS), "removes it")
    own |= {"cookie": "removes it"}
    reason = (own if of_key else own | _SECRET).get(header)
    if reason is None and header.startswith(contract.ROUTE_HEADER_PREFIXES):
        reason = "removes it"
    if reason is not None:
        diagnostics.add(RESERVED_HEADER, name.span, header=name.value, use=use, reason=reason)
