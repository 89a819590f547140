"""The sample gateway for access tokens, keys to sign them with, and somebody who issues them."""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from compiler import ir
from compiler.terms import EnvSecret, Security
from tests.gateways import KEY, ORIGIN, consumer, gateway
from tests.ports import free_port
from tests.unit.targets.nginx_limits import digest
from tests.unit.targets.nginx_rig import deploy, running
from tests.unit.targets.sample_wire import Answer, Listening, exchange, vendor

ISSUER = "https://login.acme.example/"
AUDIENCE = "https://ai.acme.example"
SUBJECT = "svc-4711"
CHAT = "POST /chat/1.0.0/v1/chat/completions"
MODELS = "GET /chat/1.0.0/v1/models"

_HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
_CURVES: dict[str, tuple[ec.EllipticCurve, int]] = {
    "P-256": (ec.SECP256R1(), 32),
    "P-384": (ec.SECP384R1(), 48),
    "P-521": (ec.SECP521R1(), 66),
}
RSA_KEY = rsa.generate_private_key(65537, 2048)
OTHER_RSA_KEY = rsa.generate_private_key(65537, 2048)
CURVE_KEYS = {name: ec.generate_private_key(curve) for name, (curve, _) in _CURVES.items()}
CURVE_OF = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}


def encoded(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _number(value: int, size: int = 0) -> str:
    return encoded(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def rsa_members(key: rsa.RSAPrivateKey) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    return {"e": _number(numbers.e), "kty": "RSA", "n": _number(numbers.n)}


def curve_members(name: str) -> dict[str, str]:
    numbers = CURVE_KEYS[name].public_key().public_numbers()
    size = _CURVES[name][1]
    return {
        "crv": name,
        "kty": "EC",
        "x": _number(numbers.x, size),
        "y": _number(numbers.y, size),
    }


def token_key(id: str | None, members: dict[str, str], *algorithms: str) -> ir.TokenKey:
    return ir.TokenKey(id, tuple(map(ir.Algorithm, algorithms)), tuple(members.items()))


def signature(algorithm: str, signed: bytes, key: rsa.RSAPrivateKey = RSA_KEY) -> bytes:
    digested = _HASHES[algorithm[2:]]
    if algorithm.startswith("RS"):
        return key.sign(signed, padding.PKCS1v15(), digested)
    if algorithm.startswith("PS"):
        pss = padding.PSS(padding.MGF1(digested), digested.digest_size)
        return key.sign(signed, pss, digested)
    curve = CURVE_OF[algorithm]
    r, s = decode_dss_signature(CURVE_KEYS[curve].sign(signed, ec.ECDSA(digested)))
    size = _CURVES[curve][1]
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def claims(**others: Any) -> dict[str, Any]:
    """Of a token that is good for a minute; a value of None: without the claim."""
    plain = {"iss": ISSUER, "aud": AUDIENCE, "sub": SUBJECT, "exp": int(time.time()) + 60}
    return {name: value for name, value in {**plain, **others}.items() if value is not None}


def token(
    payload: dict[str, Any] | bytes,
    algorithm: str = "RS256",
    head: dict[str, Any] | None = None,
    key: rsa.RSAPrivateKey = RSA_KEY,
) -> str:
    """A signed token; `head`: beside `alg`."""
    header = json.dumps({"alg": algorithm, **(head or {})}).encode()
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    signed = f"{encoded(header)}.{encoded(body)}"
    return f"{signed}.{encoded(signature(algorithm, signed.encode(), key))}"


KEYS = (
    token_key("rsa", rsa_members(RSA_KEY), "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    token_key("p256", curve_members("P-256"), "ES256"),
    token_key("p384", curve_members("P-384"), "ES384"),
    token_key("p521", curve_members("P-521"), "ES512"),
)
GIVEN = ir.GivenKeys(KEYS)
ALL = tuple(each for each in ir.Algorithm if each is not ir.Algorithm.EDDSA)


def issuer(
    proof: ir.GivenKeys | ir.FetchedKeys | ir.Introspection = GIVEN, **others: Any
) -> ir.Issuer:
    plain = ir.Issuer("corp", ISSUER, (AUDIENCE,), proof, ALL, ("sub",), 30)
    return replace(plain, **others)


def service(port: int, target: str = "/keys") -> ir.Service:
    upstream = ir.Upstream("u9", "127.0.0.1", port, None, True, ORIGIN)
    return ir.Service(upstream, f"127.0.0.1:{port}", target)


def fetched(port: int, seconds: int = 60) -> ir.Issuer:
    return issuer(ir.FetchedKeys(service(port), seconds))


def introspected(port: int, seconds: int = 60, **others: Any) -> ir.Issuer:
    secret = EnvSecret("SAMPLE_API_KEY")
    proof = ir.Introspection(service(port, "/introspect"), "gate wright", secret, seconds)
    return issuer(proof, **{"algorithms": (), "audiences": (), "name": "partner", **others})


def secured(
    made: ir.Gateway,
    issuers: Sequence[ir.Issuer],
    security: tuple[Security, ...] = (Security.JWT,),
    scopes: tuple[str, ...] = (),
) -> ir.Gateway:
    """With tokens for its first API; `scopes`: of its operations."""
    api = made.apis[0]
    paths = tuple(
        replace(path, operations=tuple(replace(each, scopes=scopes) for each in path.operations))
        for path in api.paths
    )
    subjects = tuple(sorted(ir.Subject(each.name, SUBJECT) for each in issuers))
    known = replace(consumer("demo-app", digest(KEY)), subjects=subjects)
    services = [each.proof.service for each in issuers if not isinstance(each.proof, ir.GivenKeys)]
    return replace(
        made,
        apis=(replace(api, security=security, paths=paths), *made.apis[1:]),
        consumers=(known,),
        issuers=tuple(issuers),
        upstreams=(*made.upstreams, *(each.upstream for each in services)),
    )


@dataclass(slots=True)
class Issuing(Listening):
    """Answers what it is asked. `asked`: what arrived. `status` None: it says nothing at all."""

    answer: bytes = b"{}"
    status: int | None = 200
    delay: float = 0
    kind: str = "application/json"
    asked: list[bytes] = field(default_factory=list)

    def talk(self, connection: socket.socket) -> None:
        received = b""
        while not _complete(received):
            piece = connection.recv(65536)
            if not piece:
                return
            received += piece
        self.asked.append(received)
        time.sleep(self.delay)
        if self.status is None:
            connection.recv(1)
            return
        head = f"HTTP/1.1 {self.status} OK\r\nContent-Type: {self.kind}\r\n"
        with contextlib.suppress(OSError):
            length = f"Content-Length: {len(self.answer)}\r\nConnection: close\r\n\r\n"
            connection.sendall((head + length).encode() + self.answer)

    def publish(self, *keys: dict[str, Any]) -> None:
        self.answer = json.dumps({"keys": keys}).encode()

    def say(self, **answer: Any) -> None:
        self.answer = json.dumps(answer).encode()


def _complete(received: bytes) -> bool:
    head, end, body = received.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(end) and len(body) >= (int(lengths[0].split(b":")[1]) if lengths else 0)


@dataclass(frozen=True, slots=True)
class Secured:
    """A running nginx in front of a vendor that records."""

    port: int
    copy: Path
    heads: list[str]

    def ask(self, *lines: str, target: str = MODELS) -> Answer:
        """One request with these headers."""
        head = "\r\n".join((f"{target} HTTP/1.1", "Host: h", *lines))
        answer = exchange(self.port, head)
        assert answer is not None
        return answer

    def show(self, shown: str, *lines: str, target: str = MODELS) -> Answer:
        """One request with a token."""
        return self.ask(f"Authorization: Bearer {shown}", *lines, target=target)

    def seen(self, shown: str) -> tuple[int, str]:
        """The status and the code of a request with a token."""
        answer = self.show(shown)
        code = "" if answer.status == 200 else json.loads(answer.body)["error"]["code"]
        return answer.status, code


Sample = Callable[[ir.Gateway], ir.Gateway]
Change = Callable[[Path], None]


@contextmanager
def secured_by(
    folder: Path,
    *issuers: ir.Issuer,
    security: tuple[Security, ...] = (Security.JWT,),
    scopes: tuple[str, ...] = (),
    sample: Sample = lambda made: made,
    change: Change = lambda _: None,
) -> Iterator[Secured]:
    """`sample`: changes what is compiled; `change`: the deployed copy."""
    port = free_port()
    with vendor() as behind:
        made = secured(gateway(behind.port, port), issuers or (issuer(),), security, scopes)
        copy = deploy(sample(made), folder)
        change(copy)
        with running(copy, port):
            yield Secured(port, copy, behind.heads)
