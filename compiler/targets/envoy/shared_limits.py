"""Limits that Envoy's rate limit service counts for several gateways together.

The Lua code asks the service before a request passes (templates/envoy/shared_limits.lua): Envoy's
own filter would let pass what the service was never told of, and could not say which limit is used
up (both seen on 1.40). The tokens of a request are told by that filter, since it alone also runs
when a client leaves; until then the Lua code counts what runs in this gateway. A reservation that
the service itself held could not be given back: few versions of it subtract.

The service counts in windows that begin with the second, minute, hour or day (UTC). It must take
the amount 0, "only look", of a descriptor, as all versions of 2025 and later do. What it is told
while it is down is lost; nothing passes then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from compiler import budgets, ir
from compiler.artifacts import Artifact, joined
from compiler.targets.envoy.clusters import MANY, discovery
from compiler.targets.envoy.names import FACTS, Json, extension, seconds, typed
from compiler.terms import Budget

TIMEOUT_MS = 1000
"""Until a service that does not answer is taken to be down. Envoy waits 20 ms by itself, which one
pause of a garbage collector exceeds; each of these answers would be a 503."""

_UNITS = {1: "second", 60: "minute", 3600: "hour", 86_400: "day"}
_HEADER = """\
# Compiled by gatewright: what Envoy's rate limit service counts for this environment's gateways.
# Put it into the folder of configurations of github.com/envoyproxy/ratelimit. A descriptor without
# a value counts each value apart.
"""


def used(gateway: ir.Gateway) -> bool:
    """Whether the service counts anything."""
    return gateway.shared_limits is not None and any(True for _ in _all_known(gateway))


def owns(name: str) -> bool:
    """Whether a file of Lua is there for these limits alone."""
    return name.startswith("shared_limit")


def of_tokens(gateway: ir.Gateway) -> bool:
    """Whether it counts tokens, so that each gateway must know which requests run."""
    return gateway.shared_limits is not None and _places(gateway) > 0


def settings(gateway: ir.Gateway) -> Json:
    """What the Lua code must know of the service; empty where each gateway counts for itself.
    timeout: milliseconds. tokens: whether any are limited."""
    service = gateway.shared_limits
    if service is None:
        return {}
    return {
        "shared": {
            "cluster": _cluster_name(service),
            "authority": _authority(service),
            "domain": _domain(gateway),
            "timeout": TIMEOUT_MS,
            **({"tokens": True} if of_tokens(gateway) else {}),
        }
    }


def filters(gateway: ir.Gateway) -> list[Json]:
    """The filter that tells the service of tokens when a request is over. Its places are filled by
    templates/envoy/shared_limit_charge.lua; one that is not filled counts nothing."""
    service, places = gateway.shared_limits, _places(gateway)
    if service is None or not places:
        return []
    grpc = {"envoy_grpc": {"cluster_name": _cluster_name(service)}, "timeout": _timeout()}
    return [
        extension(
            "shared_limits",
            "envoy.extensions.filters.http.ratelimit.v3.RateLimit",
            domain=_domain(gateway),
            timeout=_timeout(),
            failure_mode_deny=True,
            rate_limit_service={"grpc_service": grpc, "transport_api_version": "V3"},
            rate_limits=[_told(place) for place in range(1, places + 1)],
        )
    ]


def clusters(gateway: ir.Gateway) -> list[Json]:
    """Where the service is: plain HTTP/2, as gRPC has it."""
    service = gateway.shared_limits
    return [_cluster(service)] if service is not None and used(gateway) else []


def artifacts(gateway: ir.Gateway) -> Iterator[Artifact]:
    """ratelimit/config.yaml: the service's own configuration, with a line for each limit."""
    if used(gateway):
        yield Artifact(PurePosixPath("ratelimit/config.yaml"), partial(_configuration, gateway))


@dataclass(frozen=True, slots=True)
class _Known:
    """A limit as the service knows it."""

    name: str
    amount: int
    seconds: int


def _configuration(gateway: ir.Gateway) -> Iterator[bytes]:
    begin = f"{_HEADER}domain: {json.dumps(_domain(gateway))}\ndescriptors:\n"
    lines = (f"- {json.dumps(_descriptor(known))}" for known in _all_known(gateway))
    return joined(begin, lines, "\n", between="\n")


def _descriptor(known: _Known) -> Json:
    limit = {"unit": _UNITS[known.seconds], "requests_per_unit": known.amount}
    each = {"key": "who", "rate_limit": limit}
    return {"key": "limit", "value": known.name, "descriptors": [each]}


def _all_known(gateway: ir.Gateway) -> Iterable[_Known]:
    """Each limit once, in the order of APIs, plans and consumers."""
    for api in gateway.apis:
        yield from _named(f"api/{api.id}", budgets.of_api(api))
    grants = _grants(gateway)
    plans = {grant.plan: None for grant in grants if grant.plan}
    for plan in sorted(plans, key=lambda plan: plan.name):
        yield from _named(f"plan/{plan.name}", budgets.of_plan(plan))
    found = {
        known: None
        for grant in grants
        for counted in budgets.of_grant(grant)
        for known in _named(f"consumer/{counted.limit.amount}", (counted,))
    }
    yield from sorted(found, key=lambda known: (known.name.split("/")[2:], known.amount))


def _named(scope: str, counted: Sequence[budgets.Counted]) -> Iterator[_Known]:
    for each in counted:
        yield _Known(f"{scope}/{each.counter}", each.limit.amount, each.limit.seconds)


def _told(place: int) -> Json:
    actions = [_from_metadata(key, f"{key}{place}") for key in ("limit", "who")]
    hits = {"format": f"%DYNAMIC_METADATA({FACTS}:hits{place})%"}
    return {"actions": actions, "hits_addend": hits, "apply_on_stream_done": True}


def _from_metadata(key: str, name: str) -> Json:
    there = {"key": FACTS, "path": [{"key": name}]}
    return {"metadata": {"descriptor_key": key, "metadata_key": there, "source": "DYNAMIC"}}


def _places(gateway: ir.Gateway) -> int:
    """The most limits of tokens that one request can have."""
    apis = max((_of_tokens(api.budget) for api in gateway.apis), default=0)
    return apis + max(map(_of_grant, _grants(gateway)), default=0)


def _grants(gateway: ir.Gateway) -> list[ir.Grant]:
    """Each once. By identity: equal ones are one object, and a long list of APIs takes long to
    hash."""
    return list({id(consumer.grant): consumer.grant for consumer in gateway.consumers}.values())


def _of_grant(grant: ir.Grant) -> int:
    plan = _of_tokens(grant.plan.budget) if grant.plan else 0
    return _of_tokens(grant.budget) + plan


def _of_tokens(budget: Budget) -> int:
    return sum(limit.kind.of_tokens for limit in budget.limits)


def _domain(gateway: ir.Gateway) -> str:
    """Tells environments and projects apart that share a service; neither name has a slash."""
    return f"{gateway.project}/{gateway.environment}"


def _authority(service: ir.SharedLimits) -> str:
    host = f"[{service.host}]" if ":" in service.host else service.host
    return f"{host}:{service.port}"


def _timeout() -> str:
    return seconds(TIMEOUT_MS)


def _cluster_name(service: ir.SharedLimits) -> str:
    """As the clusters of vendors are called: another address is another cluster."""
    digest = hashlib.sha256(_authority(service).encode()).hexdigest()
    return f"shared_limits_{digest[:12]}"


def _cluster(service: ir.SharedLimits) -> Json:
    address = {"address": service.host, "port_value": service.port}
    endpoint = {"endpoint": {"address": {"socket_address": address}}}
    name = _cluster_name(service)
    many = {"max_connections": MANY, "max_pending_requests": MANY, "max_requests": MANY}
    # A connection whose other end has vanished would be asked until TCP gives up.
    alive = {"interval": "5s", "timeout": "2s"}
    protocol = {"http2_protocol_options": {"connection_keepalive": alive}}
    options = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
    return typed(
        "envoy.config.cluster.v3.Cluster",
        name=name,
        **discovery(service.host_is_address),
        connect_timeout=_timeout(),
        load_assignment={"cluster_name": name, "endpoints": [{"lb_endpoints": [endpoint]}]},
        circuit_breakers={"thresholds": [many]},
        typed_extension_protocol_options={options: typed(options, explicit_http_config=protocol)},
    )
