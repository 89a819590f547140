"""Section 8: mitmproxy as a forward proxy. Calls to the vendor's own URL get the credential."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import pytest

from tests.conformance import facts
from tests.conformance.client import Answer, Connection
from tests.conformance.engines import Engine, forward_proxy
from tests.conformance.world import World


@pytest.fixture(scope="module")
def proxy(world: World) -> Iterator[Engine]:
    with forward_proxy(world) as engine:
        yield engine


def head(line: str, tag: str, *more: str) -> bytes:
    lines = (line, "Host: ignored.test", f"X-Exchange: {tag}", f"X-Request-Id: {tag}", *more)
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def ask(proxy: Engine, line: str, tag: str, *more: str) -> Answer:
    with Connection(proxy.port) as connection:
        connection.send(head(line, tag, *more))
        return connection.answer()


def lab(world: World, path: str) -> str:
    return f"http://127.0.0.1:{world.values['LAB']}{path}"


def code(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.json["error"]["code"]


def test_vendors_own_url_gets_the_credential(proxy: Engine, world: World) -> None:
    tag = "forward.injected"
    answer = ask(proxy, f"GET {lab(world, '/v1/things?a=1')} HTTP/1.1", tag, "api-key: mine")
    assert answer.status == 200
    (arrival,) = world.vendor.of(tag)
    assert arrival.all("api-key") == [facts.LAB_VENDOR_KEY.encode()]
    assert arrival.target == b"/v1/things?a=1&api-version=2024-10-21"
    assert arrival.all("host") == [f"127.0.0.1:{world.values['LAB']}".encode()]
    (line,) = proxy.logged(tag, 10, 1)
    assert (line["api"], line["operation"], line["status"]) == ("Lab", "list_things", 200)


def test_key_in_the_query_is_replaced(proxy: Engine, world: World) -> None:
    """A client that sends its key where the vendor takes one too: only the gateway's passes."""
    tag = "forward.gemini"
    url = f"http://127.0.0.1:{world.values['GEMINI']}/v1beta/models/m:countTokens"
    headers = ("x-goog-api-key: mine", "Content-Length: 2", "Content-Type: application/json")
    line = f"POST {url}?key=mine&a=1 HTTP/1.1"
    with Connection(proxy.port) as connection:
        connection.send(head(line, tag, *headers) + b"{}")
        assert connection.answer().status == 200
    (arrival,) = world.vendor.of(tag)
    assert arrival.target == b"/v1beta/models/m:countTokens?a=1"
    assert arrival.all("x-goog-api-key") == [facts.APIS["Gemini"].vendor_key.encode()]


def test_vendor_without_a_key_gets_none(proxy: Engine, world: World) -> None:
    tag = "forward.ollama"
    url = f"http://127.0.0.1:{world.values['OLLAMA']}/api/tags"
    assert ask(proxy, f"GET {url} HTTP/1.1", tag, "Authorization: Bearer mine").status == 200
    (arrival,) = world.vendor.of(tag)
    assert not arrival.all("authorization")


def test_unexposed_operation_is_refused(proxy: Engine, world: World) -> None:
    tag = "forward.unexposed"
    answer = ask(proxy, f"GET {lab(world, '/v1/secrets')} HTTP/1.1", tag)
    assert code(answer) == (404, "unknown_operation")
    assert not world.vendor.of(tag)


def test_unexposed_method_is_refused(proxy: Engine, world: World) -> None:
    tag = "forward.method"
    answer = ask(proxy, f"DELETE {lab(world, '/v1/things')} HTTP/1.1", tag)
    assert code(answer) == (405, "method_not_allowed")
    assert answer.one("allow") == "GET, HEAD, OPTIONS, POST"
    assert not world.vendor.of(tag)


@pytest.mark.parametrize("line", ["GET http://other.test/", "CONNECT other.test:443"])
def test_other_hosts_are_refused(proxy: Engine, line: str) -> None:
    assert ask(proxy, f"{line} HTTP/1.1", "forward.other").status == 403


def test_address_of_another_port_is_refused(proxy: Engine, world: World) -> None:
    """The vendor's host on a port that is no endpoint's is another host."""
    refused = f"http://127.0.0.1:{proxy.port}/v1/things"
    assert ask(proxy, f"GET {refused} HTTP/1.1", "forward.port").status == 403


def test_tls_inside_a_tunnel(proxy: Engine, world: World) -> None:
    """The client trusts the CA that mitmproxy made; the vendor's certificate is verified."""
    tag = "forward.tls"
    place = f"localhost:{world.values['TLS']}"
    with Connection(proxy.port) as connection:
        connection.send(head(f"CONNECT {place} HTTP/1.1", tag))
        assert connection.open_answer().status == 200
        trust = ssl.create_default_context(cafile=str(world.confdir / "mitmproxy-ca-cert.pem"))
        connection.start_tls(trust, "localhost")
        connection.send(head("GET /v1/models HTTP/1.1", tag, "Authorization: Bearer mine"))
        answer = connection.answer()
        assert answer.status == 200
        connection.send(head("GET /v1/files HTTP/1.1", tag))
        assert code(connection.answer()) == (404, "unknown_operation")
    (arrival,) = world.vendor.of(tag)
    assert arrival.all("authorization") == [f"Bearer {facts.MAIN_VENDOR_KEY}".encode()]
    assert arrival.server_name == "localhost"


def test_log_has_no_secret(proxy: Engine) -> None:
    assert not proxy.strange
    for key in facts.VENDOR_KEYS:
        assert key.encode() not in proxy.stdout
        assert key.encode() not in proxy.stderr
