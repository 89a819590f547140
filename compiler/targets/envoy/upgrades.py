"""Operations that become a WebSocket (RFC 6455): what Envoy's codec and routes let through.

Where no operation of a gateway is one, the codec drops a client's `Upgrade` as if it had not been
sent. It does not know routes: in a gateway with such operations it must let the word `websocket`
pass everywhere, and reads no more HTTP behind such a head. The Lua code then makes an ordinary
request of it on all other operations.
"""

from __future__ import annotations

from compiler import ir
from compiler.targets.envoy.names import Json

PROTOCOL = "websocket"


def used(gateway: ir.Gateway) -> bool:
    """Whether any operation of the gateway becomes a WebSocket."""
    return any(
        operation.websocket
        for api in gateway.apis
        for path in api.paths
        for operation in path.operations
    )


def of_listener(gateway: ir.Gateway) -> Json:
    """Upgrades reach the filters, whichever route they take."""
    return {"upgrade_configs": [{"upgrade_type": PROTOCOL}]} if used(gateway) else {}


def not_asked() -> Json:
    """What any other request has: no such header, once the codec has read it."""
    return {"name": "upgrade", "present_match": False}


def asked() -> Json:
    """What a request for an upgrade has: a header to match a route by."""
    return {"name": "upgrade", "string_match": {"exact": PROTOCOL, "ignore_case": True}}


def ignored(gateway: ir.Gateway) -> list[Json]:
    """The words of `Upgrade` that the codec drops: all but the one that is used, if it is. Matched
    without regard to case; regular expressions here know no negation, so there is one for each
    place at which a word can differ first."""
    if not used(gateway):
        return [_matches(".*")]
    differing = [
        _matches(f"(?i){PROTOCOL[:place]}([^{letter}].*)?") for place, letter in enumerate(PROTOCOL)
    ]
    return [*differing, _matches(f"(?i){PROTOCOL}.+")]


def _matches(pattern: str) -> Json:
    return {"safe_regex": {"regex": pattern}}
