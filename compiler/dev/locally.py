"""A gateway as it is served on this machine: pure functions on `ir.Gateway`."""

from __future__ import annotations

from dataclasses import replace

from compiler.ir import Api, Gateway, Listener

ADDRESS = "127.0.0.1"
PORTAL = "/portal"


_USUAL_PORT = 80  # which no origin names (RFC 6454), and no browser sends
_POLICY = "content-security-policy"


def origin(port: int, address: str = ADDRESS) -> str:
    """The origin of whatever listens there without TLS, as browsers write it."""
    return f"http://{address}" if port == _USUAL_PORT else f"http://{address}:{port}"


def local(gateway: Gateway, port: int, portal: str, address: str = ADDRESS) -> Gateway:
    """The same gateway, listening on loopback without TLS, counting for itself and telling nobody:
    a port for metrics could be that of the portal, or of a gateway that runs already. portal: the
    origin that the portal is served from; its pages may call, and those that could before."""
    return replace(
        gateway,
        url=origin(port, address),
        listener=Listener(address, port, None),
        origins=tuple(dict.fromkeys((*gateway.origins, portal))),
        portal_url=f"{portal}{PORTAL}",
        admin_port=None,
        shared_limits=None,
    )


def beside_the_portal(gateway: Gateway) -> Gateway:
    """The same gateway, for one that has the portal's origin: an answer of a vendor that a browser
    opens as a page is of no origin there, and its scripts do not run. Nothing changes for programs
    and for what pages fetch."""
    return replace(gateway, apis=tuple(_sandboxed(api) for api in gateway.apis))


def _sandboxed(api: Api) -> Api:
    """A policy that the API adds stays in force: of several, all count."""
    added = {name.lower(): (name, value) for name, value in api.added_response_headers}
    name, value = added.get(_POLICY, ("Content-Security-Policy", ""))
    added[_POLICY] = (name, f"{value}, sandbox" if value else "sandbox")
    return replace(api, added_response_headers=tuple(added.values()))
