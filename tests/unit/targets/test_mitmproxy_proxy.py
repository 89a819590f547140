"""The forward proxy of the mitmproxy target: calls to vendors' own URLs, and nothing else."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from cryptography import x509
from mitmproxy.certs import CertStore

from compiler import ir
from compiler.terms import EnvSecret
from tests.gateways import ORIGIN, api, gateway
from tests.ports import free_port
from tests.unit.targets import mitmproxy_engine as engines
from tests.unit.targets.mitmproxy_engine import BODY, VENDOR_KEY, Engine


@dataclass
class Proxy:
    """plain: a vendor over http. secure: one over https. other: no vendor, but a listed host."""

    engine: Engine
    plain: engines.Vendor
    secure: engines.Vendor
    other: engines.Vendor

    def connect(self, target: str) -> tuple[bytes, socket.socket]:
        """The answer to a CONNECT, and the connection."""
        client = socket.create_connection(("127.0.0.1", self.engine.port), timeout=5)
        client.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
        return client.recv(65_536), client

    def through_tls(self, target: str, request: str) -> bytes:
        """The answer to a request inside a tunnel whose other end shows mitmproxy's certificate."""
        answer, client = self.connect(target)
        assert answer.startswith(b"HTTP/1.1 200 "), answer
        context = ssl.create_default_context(cafile=self.engine.home / "conf/mitmproxy-ca-cert.pem")
        with context.wrap_socket(client, server_hostname="localhost") as tls:
            tls.sendall((request + "\r\nHost: evil.test\r\nConnection: close\r\n\r\n").encode())
            return engines.read_answer(tls)


@pytest.fixture(scope="module", name="proxy")
def a_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    home = tmp_path_factory.mktemp("proxy")
    store = CertStore.from_store(home / "ca", "vendors", 2048)
    leaf = store.get_cert("localhost", [x509.DNSName("localhost")])
    chain, bundle = home / "leaf.pem", home / "ca" / "vendors-ca-cert.pem"
    chain.write_bytes(engines.pem_of(leaf.privatekey) + leaf.cert.to_pem())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    port = free_port()
    with engines.vendor() as plain, engines.vendor(context) as secure, engines.vendor() as other:
        one = served(plain.port, secure.port, bundle.read_bytes())
        allowed = f"gatewright_allow=LOCALHOST:{other.port}"
        options = ("-q", "--set", "gatewright_mode=proxy", "--set", allowed)
        listen = ("--listen-port", str(port))
        with engines.running(home, plain, port, (*options, *listen), one=one) as engine:
            yield Proxy(engine, plain, secure, other)


def served(plain: int, secure: int, bundle: bytes) -> ir.Gateway:
    """The sample gateway, and an API in front of a vendor over https with a CA of its own."""
    tls = ir.UpstreamTls("localhost", ir.ProjectCa("vendors.pem", bundle))
    upstream = ir.Upstream("u1", "localhost", secure, tls, False, ORIGIN)
    more = api("Secure", upstream, EnvSecret("SAMPLE_API_KEY"), base_path="/deep")
    one = gateway(plain, free_port())
    return replace(one, apis=(*one.apis, more), upstreams=(*one.upstreams, upstream))


def test_plain_vendor(proxy: Proxy) -> None:
    line = f"POST http://127.0.0.1:{proxy.plain.port}/v1/chat/completions HTTP/1.1"
    answer = proxy.engine.call(line, "Host: evil.test", "Connection: close")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(BODY)
    assert f"Authorization: Bearer {VENDOR_KEY}".encode() in proxy.plain.seen[-1]
    assert proxy.plain.seen[-1].count(b"Authorization") == 1
    assert b"evil.test" not in proxy.plain.seen[-1]


def test_shared_endpoint_exposes_what_any_of_its_apis_does(proxy: Proxy) -> None:
    line = f"GET http://127.0.0.1:{proxy.plain.port}/deep/v1/models?a HTTP/1.1"
    answer = proxy.engine.call(line, "Host: x", "Connection: close", body=b"")
    assert answer.startswith(b"HTTP/1.1 200 ")


def test_secure_vendor(proxy: Proxy) -> None:
    target = f"localhost:{proxy.secure.port}"
    answer = proxy.through_tls(target, "GET /deep/v1/models HTTP/1.1\r\nAuthorization: Bearer mine")
    assert answer.startswith(b"HTTP/1.1 200 ")
    seen = proxy.secure.seen[-1]
    assert f"Authorization: Bearer {VENDOR_KEY}".encode() in seen
    assert f"Host: {target}".encode() in seen
    assert b"mine" not in seen


@pytest.mark.parametrize(
    ("request_line", "status", "code"),
    [
        ("GET /v1/models HTTP/1.1", 404, "unknown_operation"),
        ("GET /deep/v1/files HTTP/1.1", 404, "unknown_operation"),
        ("GET /deep/v1//models HTTP/1.1", 404, "unknown_operation"),
        ("PUT /deep/v1/models HTTP/1.1", 405, "method_not_allowed"),
        ("GET /deep/%00 HTTP/1.1", 400, "invalid_request"),
        ("CONNECT localhost:443 HTTP/1.1", 403, "blocked_by_policy"),
    ],
)
def test_what_no_api_exposes(proxy: Proxy, request_line: str, status: int, code: str) -> None:
    before = len(proxy.secure.seen)
    answer = proxy.through_tls(f"localhost:{proxy.secure.port}", request_line)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"]["code"] == code
    assert len(proxy.secure.seen) == before


@pytest.mark.parametrize("target", ["example.com:443", "127.0.0.1:1", "localhost:443", "localhost"])
def test_other_hosts_are_refused(proxy: Proxy, target: str) -> None:
    answer, client = proxy.connect(target)
    client.close()
    assert answer.startswith(b"HTTP/1.1 403 " if ":" in target else b"HTTP/1.1 400 ")


def test_other_plain_hosts_are_refused(proxy: Proxy) -> None:
    """A vendor's https URL asked for over http is another host; so is the proxy itself."""
    for url in (f"http://localhost:{proxy.secure.port}/deep/v1/models", "http://example.com/", "/"):
        answer = proxy.engine.call(f"GET {url} HTTP/1.1", "Host: x", "Connection: close")
        assert answer.startswith(b"HTTP/1.1 403 ")


def test_listed_host_is_tunnelled_untouched(proxy: Proxy) -> None:
    answer, client = proxy.connect(f"localhost:{proxy.other.port}")
    assert answer.startswith(b"HTTP/1.1 200 ")
    with client:
        client.sendall(b"GET /any HTTP/1.1\r\nAuthorization: Bearer mine\r\n\r\n")
        assert client.recv(65_536).startswith(b"HTTP/1.1 200 ")
    assert b"Authorization: Bearer mine" in proxy.other.seen[-1]
    assert VENDOR_KEY.encode() not in proxy.other.seen[-1]


def test_listed_plain_host(proxy: Proxy) -> None:
    line = f"GET http://localhost:{proxy.other.port}/any HTTP/1.1"
    answer = proxy.engine.call(line, "Host: x", "Proxy-Authorization: Basic x", body=b"")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"Proxy-Authorization" not in proxy.other.seen[-1]
    assert VENDOR_KEY.encode() not in proxy.other.seen[-1]


def test_listens_on_loopback_only(proxy: Proxy) -> None:
    """Another address of this machine, where it has one, is not answered."""
    found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET, socket.SOCK_STREAM)
    others = {str(address[0]) for *_, address in found} - {"127.0.0.1"}
    for address in others:
        with socket.socket() as client:
            client.settimeout(1)
            assert client.connect_ex((address, proxy.engine.port)) != 0
