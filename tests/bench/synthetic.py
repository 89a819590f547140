"""Gateways of any size: N APIs with ten operations each (seven exact paths, three parameters)."""

from __future__ import annotations

from dataclasses import replace

from compiler import ir
from compiler.terms import Parameter, PathTemplate
from tests.gateways import KEY, gateway, operation

__all__ = ["KEY", "many"]


def many(count: int, vendor_port: int, port: int) -> ir.Gateway:
    """`count` APIs named api00000…, all in front of one upstream, no path shared between them."""
    small = gateway(vendor_port, port)
    template = small.apis[0]
    apis = tuple(
        replace(template, name=f"Api{n:05d}", base=f"/api{n:05d}/1.0.0", paths=_paths(n))
        for n in range(count)
    )
    return replace(small, apis=apis)


def _paths(number: int) -> tuple[ir.Path, ...]:
    exact = tuple(
        ir.Path(
            PathTemplate((f"/v1/r{number}/op{n}",)),
            (operation(f"op{n}", "POST", upload=n == 5, usage=n < 3),),
        )
        for n in range(7)
    )
    with_parameter = tuple(
        ir.Path(
            PathTemplate((f"/v1/r{number}/item{n}/", Parameter("id"))),
            (operation(f"item{n}", "GET"),),
        )
        for n in range(3)
    )
    return exact + with_parameter
