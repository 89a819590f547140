"""Lifecycles and added headers on the real nginx, Envoy and mitmproxy."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from compiler import ir
from compiler.targets import Target, envoy, mitmproxy, nginx
from compiler.terms import Lifecycle
from tests.gateways import gateway
from tests.ports import free_port
from tests.unit.targets import envoy_rig, lifecycles, mitmproxy_engine, nginx_rig
from tests.unit.targets.lifecycles import CHAT, KEYED, MODELS, REFUSED, added_to, all_added
from tests.unit.targets.sample_wire import ANSWER, Answer, Vendor, exchange, vendor

TOO_LONG = 10 * 1024 * 1024 + 1
FROM_PORTAL = "\r\nOrigin: http://portal.test\r\nAccess-Control-Request-Method: POST"


@dataclass
class Rig:
    """A running engine; `stdout` has its log once it has stopped."""

    port: int
    vendor: Vendor

    def ask(self, method: str, target: str, lines: str = KEYED, body: bytes = b"") -> Answer:
        if body:
            lines += f"\r\nContent-Length: {len(body)}"
        answer = exchange(self.port, f"{method} {target} HTTP/1.1\r\nHost: h{lines}", body)
        assert answer is not None
        return answer


@contextmanager
def _nginx(one: ir.Gateway, folder: Path) -> Iterator[None]:
    with nginx_rig.running(nginx_rig.deploy(one, folder), one.listener.port):
        yield


@contextmanager
def _envoy(one: ir.Gateway, folder: Path) -> Iterator[None]:
    with envoy_rig.running(envoy_rig.deploy(one, folder), one.listener.port) as listening:
        assert listening
        yield


@contextmanager
def _mitmproxy(one: ir.Gateway, folder: Path) -> Iterator[None]:
    port = one.listener.port
    with (
        mitmproxy_engine.vendor() as unused,
        mitmproxy_engine.running(folder, unused, port, ("-q",), one=one),
    ):
        yield


STARTS = {"nginx": _nginx, "envoy": _envoy, "mitmproxy": _mitmproxy}
Started = Callable[[ir.Gateway, Path], contextlib.AbstractContextManager[None]]


@pytest.fixture(scope="module", name="rig", params=STARTS)
def a_rig(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rig]:
    start: Started = STARTS[request.param]
    port = free_port()
    with vendor() as one:
        made = lifecycles.with_lifecycles(one.port, port)
        with start(made, tmp_path_factory.mktemp(request.param)):
            yield Rig(port, one)


@pytest.fixture(autouse=True)
def a_plain_vendor(rig: Rig) -> None:
    rig.vendor.heads.clear()
    rig.vendor.answer = ANSWER


def test_deprecated_is_served_and_says_so(rig: Rig) -> None:
    answer = rig.ask("POST", f"/old/1.0.0{CHAT}", body=b"{}")
    assert (answer.status, added_to(answer.head)) == (200, all_added())
    assert len(rig.vendor.heads) == 1


@pytest.mark.parametrize("status", ["200 OK", "429 Too Many Requests", "204 No Content"])
@pytest.mark.parametrize("path", [CHAT, MODELS])
def test_the_vendors_own_are_replaced(rig: Rig, status: str, path: str) -> None:
    method = "POST" if path == CHAT else "GET"
    own = "".join(f"{name}: {value}\r\n" for name, value in lifecycles.VENDORS_OWN)
    rig.vendor.answer = f"HTTP/1.1 {status}\r\n{own}content-length: 0\r\n\r\n".encode()
    old = rig.ask(method, f"/old/1.0.0{path}")
    assert added_to(old.head) == all_added()
    # An API that adds none passes them as they are.
    chat = rig.ask(method, f"/chat/1.0.0{path}")
    kept = sorted(f"{name}: {value}".lower() for name, value in lifecycles.VENDORS_OWN)
    assert added_to(chat.head) == kept


@pytest.mark.parametrize(
    ("method", "lines", "status"),
    [
        ("POST", "", 401),
        ("DELETE", KEYED, 405),
        ("POST", f"{KEYED}\r\nContent-Length: {TOO_LONG}", 413),
        ("OPTIONS", FROM_PORTAL, 204),
    ],
)
def test_the_gateways_own_answers_say_so(rig: Rig, method: str, lines: str, status: int) -> None:
    answer = rig.ask(method, f"/old/1.0.0{CHAT}", lines)
    assert (answer.status, added_to(answer.head)) == (status, all_added())
    assert not rig.vendor.heads


def test_a_broken_vendor(rig: Rig) -> None:
    rig.vendor.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 4\r\n\r\n"
    answer = rig.ask("POST", f"/old/1.0.0{CHAT}", body=b"{}")
    assert (answer.status, added_to(answer.head)) == (502, all_added())


@pytest.mark.parametrize(
    "target", ["/old/1.0.0/v1/nothing", "/old/1.0.0", f"/chat/1.0.0{MODELS}", "/healthz", "/x"]
)
def test_other_answers_do_not(rig: Rig, target: str) -> None:
    assert added_to(rig.ask("GET", target).head) == []


@pytest.mark.parametrize(("name", "code"), REFUSED)
@pytest.mark.parametrize("lines", ["", KEYED, "\r\napi-key: wrong"])
def test_not_served(rig: Rig, name: str, code: str, lines: str) -> None:
    answer = rig.ask("POST", f"/{name}/1.0.0{CHAT}", lines, b"{}")
    assert (answer.status, answer.body) == lifecycles.refusal_of(code)
    assert "content-type: application/json" in answer.head
    assert "www-authenticate" not in answer.head
    assert not rig.vendor.heads


@pytest.mark.parametrize("name", ["retired", "blocked"])
def test_what_comes_before_the_lifecycle(rig: Rig, name: str) -> None:
    base = f"/{name}/1.0.0"
    assert rig.ask("GET", f"{base}/v1/nothing").status == 404
    other = rig.ask("GET", f"{base}{CHAT}")
    assert (other.status, "allow: post" in other.head) == (405, True)
    assert rig.ask("OPTIONS", base + CHAT, FROM_PORTAL).status == 204


def test_an_api_without_either_costs_nothing() -> None:
    """Its data and settings are as if lifecycles were unknown."""
    one = gateway(9001, 9002)
    for target in (nginx.TARGET, envoy.TARGET):
        data = [a.content for a in target.emit(one) if a.path.suffix == ".json"]
        assert not [text for text in data if b'\\"refused' in text or b'"added"' in text]
    config = b"".join(a.content for a in nginx.TARGET.emit(one) if a.path.suffix == ".conf")
    assert b"gw_added" not in config


@pytest.mark.parametrize("target", [nginx.TARGET, envoy.TARGET, mitmproxy.TARGET])
def test_what_was_only_created_is_never_compiled(
    target: Target,
) -> None:
    one = gateway(9001, 9002)
    created = replace(one.apis[0], lifecycle=Lifecycle.CREATED)
    with pytest.raises(AssertionError, match="not to be compiled"):
        [artifact.content for artifact in target.emit(replace(one, apis=(created,)))]


def test_log_of_what_is_not_served(tmp_path: Path) -> None:
    port = free_port()
    with vendor() as one, _nginx(lifecycles.with_lifecycles(one.port, port), tmp_path):
        rig = Rig(port, one)
        for name, _ in REFUSED:
            rig.ask("POST", f"/{name}/1.0.0{CHAT}")
    lines = [json.loads(line) for line in (tmp_path / "stdout").read_text().splitlines()]
    found = {(line["api"], line["error_code"], line["consumer"]) for line in lines}
    assert found == {("Retired", "api_retired", None), ("Blocked", "api_blocked", None)}
    assert [line["operation"] for line in lines] == ["chat", "chat"]
