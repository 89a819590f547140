"""Gateways of bundled vendors with all that these can do, and the mock's answers to them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from compiler import ir
from compiler.mock.calls import Request, Router
from compiler.mock.replies import Reply
from compiler.mock.vendor import reply
from tests.bundled import CATALOGUE, bundled
from tests.projects import GATEWAY, compile_texts

IDS = tuple(CATALOGUE.ids())
_FEW = ("anthropic/v1", "bedrock/2023-09-30", "gemini/v1", "mistral/v1", "ollama/v1")
"""Of each form of a stream one, and none that takes long."""


def each() -> list[Any]:
    """Vendors as parameters of a test: a few, and the others under load."""
    return [pytest.param(id, marks=() if id in _FEW else pytest.mark.soak) for id in IDS]


@cache
def gateway(*ids: str) -> ir.Gateway:
    """One API for each vendor `name/version`, below `/name/version`, with every operation."""
    files = {
        f"apis/{number}.yaml": f"""\
name: Api{number}
version: 1.0.0
context: {id}
vendor: {id}
operations: {{include: [{", ".join(json.dumps(one.id) for one in bundled(id).operations)}]}}
endpoints:
  sandbox: {{url: "http://127.0.0.1:1"{_key(id)}}}
  production: {{url: "http://127.0.0.1:1"{_key(id)}}}
"""
        for number, id in enumerate(ids)
    }
    every = {"gateway.yaml": GATEWAY, **files}
    return compile_texts(every, catalogue=CATALOGUE, alone=True).gateway


def _key(id: str) -> str:
    return "" if bundled(id).auth is None else ", key: {env: A_KEY}"


@cache
def router(*ids: str) -> Router:
    """For the same APIs."""
    return Router(gateway(*ids))


def request(
    method: str,
    target: str,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    raw: bytes | None = None,
) -> Request:
    """A request; body: a JSON value."""
    path, _, query = target.partition("?")
    sent = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
    named = {"content-type": "application/json"} if body is not None else {}
    return Request(method, path, query, named | dict(headers or {}), sent)


def ask(id: str, method: str, target: str, body: Any = None, **headers: str) -> Reply:
    """What the mock answers below a vendor's base; `x_mock_status` stands for x-mock-status."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    base = gateway(id).apis[0].base
    return reply(router(id), request(method, base + target, body, named))


def told(made: Reply) -> Any:
    """The JSON of an answer."""
    return json.loads(b"".join(made.pieces))


def events(made: Reply) -> list[Any]:
    """The data of a stream of server-sent events or lines, but for what is no JSON."""
    found = []
    for piece in made.pieces:
        lines = piece.decode().strip().split("\n")
        data = lines[-1].removeprefix("data: ")
        if data.startswith("{"):
            found.append(json.loads(data))
    return found


def operations(id: str) -> Iterator[tuple[ir.Path, ir.Operation]]:
    """All operations of a vendor as its gateway has them."""
    for path in gateway(id).apis[0].paths:
        for operation in path.operations:
            yield path, operation
