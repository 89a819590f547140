"""A real Envoy with an API whose requests are signed, in front of a vendor that records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from compiler import ir
from compiler.terms import Parameter, PathTemplate, SigV4Credential
from tests.gateways import KEY, gateway, operation
from tests.ports import free_port
from tests.unit.targets.envoy_rig import deploy, logged, running
from tests.unit.targets.sample_wire import Answer, exchange
from tests.unit.targets.signed_requests import Keys, Recording, Request, problem, recording

CANARY = "swordfish"
KEYS = Keys("AKIDSWORDFISH", f"{CANARY}/of+the/tests")
TEMPORARY = Keys("ASIASWORDFISH", f"{CANARY}+temporary", f"{CANARY}=/token+of/the=tests==")
SERVICE, REGION = "acme", "eu-north-1"
BASE = "/chat/1.0.0"
LIMIT = 3 * 1024 * 1024
JSON = "Content-Type: application/json"


def variables(keys: Keys) -> dict[str, str]:
    named = {
        "AWS_ACCESS_KEY_ID": keys.id,
        "AWS_SECRET_ACCESS_KEY": keys.secret,
        "AWS_SESSION_TOKEN": keys.token,
    }
    return {name: value for name, value in named.items() if value is not None}


def signing(vendor_port: int, port: int) -> ir.Gateway:
    """The sample gateway, whose first API has signed requests and a WebSocket elsewhere."""
    made = gateway(vendor_port, port)
    write = replace(operation("write", "POST"), limit=LIMIT)
    smaller = replace(write, limit=LIMIT - 1)
    paths = (
        ir.Path(PathTemplate(("/other",)), (smaller,)),
        ir.Path(
            PathTemplate(("/model/", Parameter("id"), "/ask")), (operation("read", "GET"), write)
        ),
    )
    chat = made.apis[0]
    endpoint = replace(chat.endpoint, credential=SigV4Credential(SERVICE, REGION))
    chat = replace(chat, paths=paths, endpoint=endpoint)
    talk = replace(operation("talk", "GET"), websocket=True)
    open_api = replace(made.apis[1], paths=(ir.Path(PathTemplate(("/v1/talk",)), (talk,)),))
    return replace(made, apis=(chat, open_api, made.apis[2]))


@dataclass(frozen=True)
class Running:
    """A gateway and its vendor."""

    port: int
    vendor: Recording
    folder: Path

    def ask(self, target: str, *lines: str, method: str = "GET", body: bytes = b"") -> Answer:
        """The answer to a request with the client's key."""
        head = (f"{method} {BASE}{target} HTTP/1.1", "Host: g", f"api-key: {KEY}", *lines)
        answer = exchange(self.port, "\r\n".join(head), body)
        assert answer
        return answer

    def sent(self) -> Request:
        """The one request that reached the vendor since this was asked last."""
        (request,) = self.vendor.requests
        self.vendor.requests.clear()
        return request


@contextmanager
def up(folder: Path, known: Mapping[str, str], *, admin: int | None = None) -> Iterator[Running]:
    port = free_port()
    with recording() as vendor:
        copy = deploy(signing(vendor.port, port), folder)
        bootstrap = yaml.safe_load((copy / "envoy.yaml").read_text())
        if admin is not None:
            address = {"address": "127.0.0.1", "port_value": admin}
            bootstrap["admin"] = {"address": {"socket_address": address}}
        (copy / "started.yaml").write_text(yaml.safe_dump(bootstrap))
        with running(copy, port, config="started.yaml", variables=known) as listens:
            assert listens, logged(copy)
            yield Running(port, vendor, copy)


def chunks(body: bytes) -> bytes:
    """The body as chunks of HTTP/1.1."""
    size = 100_000
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    framed = (b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return b"".join(framed) + b"0\r\n\r\n"


def check(request: Request, keys: Keys = KEYS) -> None:
    assert problem(request, keys, SERVICE, REGION) is None
    assert KEY not in str(request.headers)
