"""The sample gateway with issuers, for the mitmproxy target's tests on tokens."""

from __future__ import annotations

import contextlib
import http.server
import json
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace

from compiler import ir
from compiler.terms import EnvSecret, SecretRef, Security
from tests.conformance import signing
from tests.conformance.forged import AUDIENCE, ISSUER
from tests.gateways import ORIGIN, gateway

ALL = tuple(ir.Algorithm)
PARTNER = "https://partner.test"
SCOPE = "chat.write"
SECRET = EnvSecret("SAMPLE_API_KEY")
"""The vendor's key, which the engines of these tests have."""


def given(*names: str) -> ir.GivenKeys:
    """Public keys of `signing`, each for all that fits it."""
    fitting = {"rsa": ALL[:6], "p256": ALL[6:7], "p384": ALL[7:8], "p521": ALL[8:9]}
    keys = []
    for name in names:
        members = sorted(signing.jwk(name, kid=None).items())
        algorithms = fitting.get(name.partition(".")[0], ALL[9:])
        keys.append(ir.TokenKey(name, algorithms, tuple(members)))
    return ir.GivenKeys(tuple(keys))


def service(port: int, target: str) -> ir.Service:
    upstream = ir.Upstream(f"issuer_{port}", "127.0.0.1", port, None, True, ORIGIN)
    return ir.Service(upstream, f"127.0.0.1:{port}", target)


def fetched(port: int, seconds: int = 300) -> ir.FetchedKeys:
    return ir.FetchedKeys(service(port, "/jwks?of=corp"), seconds)


def asked(port: int, seconds: int = 60, secret: SecretRef = SECRET) -> ir.Issuer:
    """An issuer that is asked about tokens."""
    proof = ir.Introspection(service(port, "/introspect"), "gate way", secret, seconds)
    return ir.Issuer("partner", PARTNER, (), proof, (), ("sub",), 30)


def corp(proof: ir.GivenKeys | ir.FetchedKeys) -> ir.Issuer:
    """The issuer that `forged` makes tokens of."""
    return ir.Issuer("corp", ISSUER, (AUDIENCE,), proof, ALL, ("sub",), 30)


def with_issuers(
    one: ir.Gateway | None = None,
    *issuers: ir.Issuer,
    security: tuple[Security, ...] = (Security.JWT,),
) -> ir.Gateway:
    """Chat and Pinned take tokens of these; DELETE asks for a scope. The consumer is `alpha`."""
    one = one or gateway(9001, 9002)
    subjects = tuple(sorted(ir.Subject(issuer.name, "alpha") for issuer in issuers))
    services = [
        issuer.proof.service.upstream
        for issuer in issuers
        if not isinstance(issuer.proof, ir.GivenKeys)
    ]
    return replace(
        one,
        issuers=issuers,
        apis=tuple(_taking(api, security) if api.security else api for api in one.apis),
        consumers=tuple(replace(each, subjects=subjects) for each in one.consumers),
        upstreams=(*one.upstreams, *dict.fromkeys(services)),
    )


def _taking(api: ir.Api, security: tuple[Security, ...]) -> ir.Api:
    return replace(api, security=security, paths=tuple(map(_scoped, api.paths)))


def _scoped(path: ir.Path) -> ir.Path:
    return replace(
        path,
        operations=tuple(
            replace(each, scopes=(SCOPE,)) if each.method == "DELETE" else each
            for each in path.operations
        ),
    )


class IssuerServer(socketserver.ThreadingTCPServer):
    """Serves keys to GET and answers to POST. forms: what it was asked, and as whom. fetches: of
    its keys. open: it answers only while this is set. subject: of every token."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.forms: list[tuple[str, str]] = []
        self.fetches = 0
        self.open = threading.Event()
        self.open.set()
        self.keys = signing.key_set(signing.jwk("p256"))
        self.said: dict[str, object] = {"active": True, "sub": "alpha"}

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Asked(http.server.BaseHTTPRequestHandler):
    server: IssuerServer

    def do_GET(self) -> None:
        self.server.fetches += 1
        self._answer(self.server.keys)

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.forms.append((form, self.headers["Authorization"]))
        self._answer(json.dumps(self.server.said).encode())

    def _answer(self, body: bytes) -> None:
        self.server.open.wait(30)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests have the server's own record."""


@contextlib.contextmanager
def issuer_server() -> Iterator[IssuerServer]:
    with IssuerServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.open.set()
        server.shutdown()
