"""A gateway that takes tokens: of an issuer whose keys are given, of one whose keys are fetched,
and of one that is asked about each token."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass, field, replace
from typing import Any

from compiler import ir
from compiler.ir import Algorithm
from compiler.terms import EnvSecret, Security
from tests import gateways
from tests.conformance.forged import AUDIENCE, ISSUER, Token, token
from tests.conformance.signing import jwk, key_set
from tests.unit.targets.sample_wire import Listening

FAR, PARTNER = "https://far.test/", "https://partner.test"
SUBJECT, SCOPE, SECRET = "svc-1", "chat.read", "partner-secret-of-the-tests"
NAME = "token-app"
OPAQUE = {
    "good": {"active": True, "sub": SUBJECT, "scope": SCOPE},
    "gone": {"active": False},
    "nobody": {"active": True, "sub": "nobody"},
    "over": {"active": True, "sub": SUBJECT, "exp": 1},
}
"""What the issuer says of opaque tokens."""

RSA = tuple(Algorithm)[:6]
KEYS = {"rsa": RSA, "p256": (Algorithm.ES256,), "ed25519": (Algorithm.EDDSA,)}


def given_key(name: str) -> ir.TokenKey:
    """A key of a set that the compiler has read."""
    members = tuple(sorted(jwk(name, kid=None).items()))
    return ir.TokenKey(name, KEYS[name.partition(".")[0]], members)


def tokens_gateway(vendor_port: int, port: int, issuer_port: int) -> ir.Gateway:
    """Chat takes keys, Only tokens, Both either; one model's scope is SCOPE."""
    made = gateways.gateway(vendor_port, port, "/nowhere")
    chat = made.apis[0]
    paths = tuple(
        replace(path, operations=tuple(_scoped(one) for one in path.operations))
        for path in chat.paths
    )
    only = replace(chat, name="Only", base="/only/1.0.0", paths=paths, security=(Security.JWT,))
    ways = (Security.API_KEY, Security.JWT)
    both = replace(only, name="Both", base="/both/1.0.0", security=ways)
    issuers = (_far(issuer_port), _given(), _partner(issuer_port))
    subjects = tuple(ir.Subject(issuer.name, SUBJECT) for issuer in issuers)
    caller = replace(gateways.consumer(NAME), subjects=subjects)
    return replace(
        made, apis=(both, chat, only), consumers=(*made.consumers, caller), issuers=issuers
    )


def bearer(made: Token, key: str = "") -> str:
    """The header line of a token, or of a key in its place."""
    return f"Authorization: Bearer {key or made.text('')}"


def far(subject: object = SUBJECT, key: str = "rsa.far", **changes: object) -> Token:
    """A token of the issuer whose keys are fetched."""
    given: dict[str, Any] = {"iss": FAR, **changes}
    return token(subject, key=key, **given)


def _scoped(operation: ir.Operation) -> ir.Operation:
    return replace(operation, scopes=(SCOPE,)) if operation.id == "get_model" else operation


def _given() -> ir.Issuer:
    keys = ir.GivenKeys(tuple(given_key(name) for name in KEYS))
    algorithms = (Algorithm.RS256, Algorithm.PS256, Algorithm.ES256, Algorithm.EDDSA)
    return ir.Issuer("given", ISSUER, (AUDIENCE,), keys, algorithms, ("sub",), 30)


def _far(port: int) -> ir.Issuer:
    keys = ir.FetchedKeys(_service(port, "/keys"), 300)
    algorithms = (Algorithm.RS256, Algorithm.PS256, Algorithm.ES256)
    return ir.Issuer("far", FAR, (AUDIENCE,), keys, algorithms, ("sub",), 30)


def _partner(port: int) -> ir.Issuer:
    asked = ir.Introspection(_service(port, "/ask"), "gw", EnvSecret("PARTNER_SECRET"), 60)
    return ir.Issuer("partner", PARTNER, (), asked, (), ("sub",), 30)


def _service(port: int, target: str) -> ir.Service:
    upstream = ir.Upstream("issuers", "127.0.0.1", port, None, True, gateways.ORIGIN)
    return ir.Service(upstream, f"127.0.0.1:{port}", target)


@dataclass(slots=True)
class Issuers(Listening):
    """Serves the keys of `far`, and says what OPAQUE has. heads: what arrived. silent: nothing is
    answered."""

    heads: list[str] = field(default_factory=list)
    keys: bytes = field(default_factory=lambda: key_set(jwk("rsa.far"), jwk("p256.far")))
    status: int = 200
    silent: bool = False

    def talk(self, connection: socket.socket) -> None:
        while received := _request(connection):
            self.heads.append(received)
            if self.silent:
                continue
            body = self.keys if received.startswith("GET ") else self._said(received)
            head = f"HTTP/1.1 {self.status} X\r\ncontent-length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body)

    def _said(self, received: str) -> bytes:
        name = received.rpartition("token=")[2].partition("&")[0]
        return json.dumps(OPAQUE.get(name, {"active": False})).encode()


def _request(connection: socket.socket) -> str:
    """A request with its body; "": there is none."""
    received = b""
    while b"\r\n\r\n" not in received or _missing(received):
        piece = connection.recv(65536)
        if not piece:
            return ""
        received += piece
    return received.decode("latin-1")


def _missing(received: bytes) -> bool:
    head, _, body = received.lower().partition(b"\r\n\r\n")
    length = head.rpartition(b"content-length: ")[2].split(b"\r\n")[0]
    return len(body) < int(length) if b"content-length: " in head else False
