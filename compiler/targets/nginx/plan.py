"""ir.Gateway -> what is shared: surfaces, settings classes, usage pointers, and who uses which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from compiler import ir
from compiler.targets.nginx.budgets import Budgets
from compiler.targets.nginx.checks import Checks
from compiler.targets.nginx.classes import Body, Numbered, Transport, body, transport
from compiler.terms import Usage

Surface = tuple[ir.Path, ...]


@dataclass(slots=True)
class Plan:
    """`locations`: the pairs (transport, body) that some request can need, in order. `added`: names
    of headers that some API adds to its answers; a variable has the value for a request.
    `upgrades`: the bodies of WebSockets, by the names of surfaces that have some. `checks`: of
    request bodies. `budgets`: who may call what, and how much."""

    transports: Numbered[Transport] = field(default_factory=lambda: Numbered("t"))
    bodies: Numbered[Body] = field(default_factory=lambda: Numbered("b"))
    surfaces: Numbered[Surface] = field(default_factory=lambda: Numbered("s"))
    usages: Numbered[Usage] = field(default_factory=lambda: Numbered("u"))
    added: Numbered[str] = field(default_factory=lambda: Numbered("gw_added"))
    locations: dict[tuple[Transport, Body], None] = field(default_factory=dict)
    upgrades: dict[str, list[Body]] = field(default_factory=dict)
    checks: Checks = field(default_factory=Checks)
    budgets: Budgets = field(default_factory=Budgets)


def plan(gateway: ir.Gateway) -> Plan:
    """What the APIs of a gateway share. APIs of one vendor mostly expose the same surface, and its
    paths are then written once."""
    made = Plan()
    seen: set[tuple[Transport, str]] = set()
    for api in gateway.apis:
        way = transport(api)
        made.transports.name(way)
        made.checks.add(api)
        made.budgets.add_api(api)
        for name, _ in api.added_response_headers:
            made.added.name(name)
        use = (way, made.surfaces.name(api.paths))
        if use not in seen:
            seen.add(use)
            for operation in _operations(api.paths):
                made.bodies.name(body(operation))
                made.locations[(way, body(operation))] = None
    for consumer in gateway.consumers:
        made.budgets.add_consumer(consumer, len(gateway.apis))
    for paths, name in made.surfaces.names.items():
        for operation in _operations(paths):
            if operation.usage:
                made.usages.name(operation.usage)
            if operation.websocket and body(operation) not in made.upgrades.setdefault(name, []):
                made.upgrades[name].append(body(operation))
    return made


def _operations(paths: Surface) -> Iterator[ir.Operation]:
    for path in paths:
        yield from path.operations
