"""Who may go where: the gateway's own requests, and in proxy mode the vendors' own URLs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gatewright_gateway import targets
from gatewright_gateway.decision import decide, forward, match_path, matched
from gatewright_gateway.heads import RequestHead
from gatewright_gateway.meter import Meter
from gatewright_gateway.runtime import Mode, Runtime
from gatewright_gateway.settings import Api
from gatewright_gateway.targets import Target
from gatewright_gateway.tunnels import Tunnel
from gatewright_gateway.verdicts import Answer, Match, Verdict, refuse
from gatewright_gateway.wire import Malformed

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Destination:
    """A scheme, host and port as a client names them, the host in lower case."""

    scheme: str
    host: str
    port: int

    @property
    def url(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port


def judge(
    head: RequestHead, id: bytes, inside: Destination | None, runtime: Runtime, meter: Meter
) -> Verdict | Tunnel:
    """What to do with a request. inside: where the tunnel leads that it came through."""
    match runtime.mode:
        case Mode.GATEWAY:
            return _fronted(decide(head, id, runtime.settings, meter), head, runtime)
        case Mode.PROXY:
            # Whoever reaches its port is the one who started it: there are no consumers here, and
            # neither they nor an API have limits.
            return _judge_proxied(head, id, inside, runtime)


def _fronted(verdict: Verdict, head: RequestHead, runtime: Runtime) -> Verdict:
    """Nobody's path may be the site's, where there is one."""
    if runtime.site is None or not isinstance(verdict, Answer):
        return verdict
    found = runtime.site(head) if verdict.code == "unknown_operation" else None
    return verdict if found is None else found


def _judge_proxied(
    head: RequestHead, id: bytes, inside: Destination | None, runtime: Runtime
) -> Verdict | Tunnel:
    contract = runtime.settings.contract
    try:
        if head.method == b"CONNECT":
            return _judge_connect(head, inside, runtime)
        target = targets.read(head.target)
        to = inside or _destination_of(target, head)
    except Malformed:
        return refuse("invalid_request", contract)
    apis = runtime.settings.vendors.get(to.url)
    if apis is not None:
        return _judge_vendor_call(head, id, target, apis, runtime)
    if inside is None and to.scheme == "http" and runtime.allows(to.host, to.port):
        return Tunnel(to.host, to.port, _origin_form(head, target), connected=False)
    return refuse("blocked_by_policy", contract)


def _judge_connect(
    head: RequestHead, inside: Destination | None, runtime: Runtime
) -> Verdict | Tunnel:
    contract = runtime.settings.contract
    host, port = _split(head.target, None)
    if inside is not None:
        return refuse("blocked_by_policy", contract)
    if any(url[1:] == (host, port) for url in runtime.settings.vendors):
        return Tunnel(host, port, None, connected=True)
    if runtime.allows(host, port):
        return Tunnel(host, port, b"", connected=True)
    return refuse("blocked_by_policy", contract)


def _judge_vendor_call(
    head: RequestHead, id: bytes, target: Target, apis: Sequence[Api], runtime: Runtime
) -> Verdict:
    contract, settings = runtime.settings.contract, runtime.settings
    found = [match for api in apis if (match := _match(api, target, head)) is not None]
    if not found:
        return refuse("unknown_operation", contract)
    exposed = [match for match in found if match.operation is not None]
    if not exposed:
        methods = {method for match in found for method in match.route.operations}
        allow = (b"Allow", ", ".join(sorted(methods)).encode())
        return replace(refuse("method_not_allowed", contract, allow), match=found[0])
    match = next((match for match in exposed if match.api.refused is None), exposed[0])
    if match.api.refused is not None:
        return replace(refuse(match.api.refused, contract), match=match)
    return matched(forward(head, id, target, match, None, settings), match)


def _match(api: Api, target: Target, head: RequestHead) -> Match | None:
    """The operation of `api` that a path below its endpoint's own URL names."""
    if not target.normal or not target.path.startswith(api.base_path + b"/"):
        return None
    return match_path(api, target.path[len(api.base_path) :], head, target)


def _destination_of(target: Target, head: RequestHead) -> Destination:
    scheme = (target.scheme or b"http").decode("ascii")
    authority = target.authority or b"".join(head.values(b"host")[:1])
    return Destination(scheme, *_split(authority, _PORTS[scheme]))


def _split(authority: bytes, default: int | None) -> tuple[str, int]:
    """host:port, the host without brackets. Malformed: neither is there."""
    host, colon, port = authority.rpartition(b":")
    if not colon or authority.endswith(b"]"):
        host, port = authority, b"" if default is None else b"%d" % default
    if not host or b"@" in host or not port.isdigit() or int(port) > 65_535:
        raise Malformed
    return host.strip(b"[]").decode("ascii", "replace").lower(), int(port)


def _origin_form(head: RequestHead, target: Target) -> bytes:
    """A request for another host as that host gets it, and the last one of its connection."""
    path = target.path + (b"" if target.query is None else b"?" + target.query)
    hop = (b"connection", b"proxy-connection", b"proxy-authorization")
    kept = [pair for pair in head.headers if pair[0].lower() not in hop]
    lines = [b"%s %s HTTP/1.%d" % (head.method, path, head.minor)]
    lines += [b"%s: %s" % pair for pair in [*kept, (b"Connection", b"close")]]
    return b"\r\n".join(lines) + b"\r\n\r\n"
