"""What becomes of a header that a client sends."""

from __future__ import annotations

from functools import cache

from compiler import contract

# Headers that clients send all the time and that pass, so that the lookup needs no second one.
OFTEN_SENT = (
    "accept",
    "accept-language",
    "cache-control",
    "content-type",
    "origin",
    "pragma",
    "referer",
    "user-agent",
    "x-stainless-arch",
    "x-stainless-async",
    "x-stainless-lang",
    "x-stainless-os",
    "x-stainless-package-version",
    "x-stainless-read-timeout",
    "x-stainless-retry-count",
    "x-stainless-runtime",
    "x-stainless-runtime-version",
    "x-stainless-timeout",
)


@cache
def header_roles() -> dict[str, str]:
    """What becomes of a header of the client, by its name or by the beginning of its name up to the
    first "-" after the second character; the others pass. Names are there twice, in lower case and
    as most clients write them, for njs finds a text faster than it changes one."""
    for prefix in contract.ROUTE_HEADER_PREFIXES:
        if prefix.index("-", 2) != len(prefix) - 1:
            raise AssertionError(f"the njs lookup cannot find headers that begin with {prefix!r}")
    removed = (
        *contract.CREDENTIAL_HEADERS,
        *contract.FACT_HEADERS,
        *contract.HOP_HEADERS,
        *contract.ROUTE_HEADERS,
        *contract.REPLACED_REQUEST_HEADERS,
        *contract.ROUTE_HEADER_PREFIXES,
        "content-length",  # nginx frames the body itself
    )
    roles = dict.fromkeys(removed, "drop")
    roles["connection"] = "connection"
    roles.update(dict.fromkeys(contract.KEY_HEADERS, "key"))
    roles["authorization"] = "bearer"
    roles["sec-websocket-protocol"] = "offered"
    roles.update(dict.fromkeys(OFTEN_SENT, "pass"))
    roles.update({_capitalised(name): role for name, role in roles.items()})
    return roles


def _capitalised(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))
