"""The sample gateway with an API in every lifecycle that is compiled, for the engines' tests."""

from __future__ import annotations

from dataclasses import replace

from compiler import contract, ir
from compiler.terms import Lifecycle
from tests.gateways import KEY, gateway

ADDED = (
    ("Deprecation", "@1780272000"),
    ("Sunset", "Fri, 01 Jan 2027 00:00:00 GMT"),
    ("Link", '<https://portal.test/a$b?c=%20"\\>; rel="deprecation"; type="text/html"'),
)
VENDORS_OWN = (
    ("Deprecation", "@1"),
    ("deprecation", "@2"),
    ("Sunset", "never"),
    ("Link", "</next>; rel=next"),
)
CHAT = "/v1/chat/completions"
MODELS = "/v1/models"
KEYED = f"\r\napi-key: {KEY}"
REFUSED = (("retired", "api_retired"), ("blocked", "api_blocked"))


def with_lifecycles(vendor_port: int, port: int) -> ir.Gateway:
    """Chat published as it is; Old, Blocked and Retired beside it, at /NAME/1.0.0."""
    one = gateway(vendor_port, port)
    chat = one.apis[0]
    more = (
        _api(chat, "Blocked", Lifecycle.BLOCKED),
        replace(_api(chat, "Old", Lifecycle.DEPRECATED), added_response_headers=ADDED),
        _api(chat, "Retired", Lifecycle.RETIRED),
    )
    return replace(one, apis=tuple(sorted((*one.apis, *more), key=lambda api: api.base)))


def _api(like: ir.Api, name: str, lifecycle: Lifecycle) -> ir.Api:
    return replace(like, name=name, base=f"/{name.lower()}/1.0.0", lifecycle=lifecycle)


def added_to(head: str) -> list[str]:
    """The lines of an answer's head (lower case) whose names an API may add, sorted."""
    names = tuple(name.lower() + ":" for name, _ in ADDED)
    return sorted(line for line in head.split("\r\n") if line.startswith(names))


def all_added() -> list[str]:
    return sorted(f"{name}: {value}".lower() for name, value in ADDED)


def refusal_of(code: str) -> tuple[int, bytes]:
    row = contract.REFUSAL_BY_CODE[code]
    return row.status, row.body.encode()
