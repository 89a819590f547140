"""`validate_requests` on mitmproxy: what passes, what is refused, and what is said."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from compiler import ir
from compiler.openapi import Document
from compiler.terms import FileSecret, Lifecycle, PathTemplate, Validation
from tests.gateways import KEY, gateway, operation
from tests.ports import free_port
from tests.unit.targets import mitmproxy_engine as engines
from tests.unit.targets.mitmproxy_engine import BODY, Engine, Vendor

MESSAGES = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["role"],
        "properties": {
            "role": {"enum": ["user", "tool"]},
            "next": {"$ref": "#/components/schemas/M"},
        },
    },
}
CHAT = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["messages"],
                "properties": {"messages": {"$ref": "#/components/schemas/M"}},
            }
        }
    },
}
UPLOAD = {"required": True, "content": {"multipart/form-data": {"schema": {"type": "object"}}}}
EITHER = {"content": {"application/json": {"schema": {"type": "array"}}, "text/*": {}}}
DOCUMENT = Document(
    {
        "openapi": "3.1.0",
        "paths": {
            "/v1/chat": {"post": {"operationId": "chat", "requestBody": CHAT}},
            "/v1/files": {"post": {"operationId": "upload", "requestBody": UPLOAD}},
            "/v1/either": {"post": {"operationId": "either", "requestBody": EITHER}},
            "/v1/plain": {"get": {"operationId": "plain"}, "post": {"operationId": "bodiless"}},
        },
        "components": {"schemas": {"M": MESSAGES}},
    },
    "5" * 64,
)
PATHS = tuple(
    ir.Path(
        PathTemplate((path,)),
        tuple(operation(op["operationId"], m.upper()) for m, op in item.items()),
    )
    for path, item in DOCUMENT.data["paths"].items()
)
SMALL = tuple(
    replace(p, operations=tuple(replace(o, limit=20_000) for o in p.operations)) for p in PATHS
)
GOOD = b'{"messages": [{"role": "user", "next": [{"role": "tool"}]}]}'
BAD = b'{"messages": [{"role": "user"}, {"role": "secret-of-a-prompt"}]}'
COMPLAINT = "/messages/1/role: not one of the allowed values"
JSON = "Content-Type: application/json"


def served(vendor_port: int, *, missing: str = "/nowhere/key") -> ir.Gateway:
    """APIs that refuse, warn and do neither; `keyless` has no key of the vendor's."""
    one = gateway(vendor_port, free_port())
    base = replace(one.apis[0], document=DOCUMENT, paths=SMALL)
    keyless = replace(base.endpoint.credential, secret=FileSecret(missing))  # type: ignore[type-var]  # any kind of credential has one
    reject = replace(base, base="/reject", validation=Validation.REJECT)
    return replace(
        one,
        apis=(
            replace(reject, base="/keyless", endpoint=replace(base.endpoint, credential=keyless)),
            replace(base, base="/off"),
            reject,
            replace(reject, base="/retired", lifecycle=Lifecycle.RETIRED),
            replace(base, base="/warn", validation=Validation.WARN),
        ),
    )


@dataclass
class Running:
    engine: Engine
    vendor: Vendor

    def post(self, path: str, body: bytes, *headers: str, chunked: bool = False) -> bytes:
        framing = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body)}"
        lines = (f"POST {path} HTTP/1.1", "Host: x", "Connection: close", *headers, framing, "", "")
        if chunked:
            body = (b"%x\r\n%s\r\n" % (len(body), body) if body else b"") + b"0\r\n\r\n"
        with socket.create_connection(("127.0.0.1", self.engine.port), timeout=5) as client:
            client.sendall("\r\n".join(lines).encode() + body)
            return engines.read_answer(client)

    def logged(self) -> dict[str, object]:
        last = (self.engine.home / "stdout").read_text().splitlines()[-1]
        found: dict[str, object] = json.loads(last)
        return found


@pytest.fixture(scope="module", name="running")
def an_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("validation")
    with engines.vendor() as vendor:
        one = served(vendor.port)
        port = one.listener.port
        with engines.running(home, vendor, port, ("-q",), one=one) as engine:
            yield Running(engine, vendor)


SHOWN = f"api-key: {KEY}"


def error(answer: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(answer.partition(b"\r\n\r\n")[2])["error"]
    return found


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(
    "kind", [JSON, "content-type: APPLICATION/x.y+json; charset=utf-8", "X: 1"]
)
def test_what_fits_passes_unchanged(running: Running, kind: str, chunked: bool) -> None:
    answer = running.post("/reject/v1/chat", GOOD, SHOWN, kind, chunked=chunked)
    assert answer.endswith(BODY)
    assert b"X-Gatewright-Warning" not in answer
    assert running.vendor.bodies[-1] == GOOD
    assert running.logged()["error_code"] is None


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(
    ("path", "body", "kind", "complaint"),
    [
        ("chat", BAD, JSON, COMPLAINT),
        ("chat", b"{}", JSON, "/messages: missing"),
        ("chat", b"[]", JSON, "not of type object"),
        ("chat", b"{", JSON, "not a JSON document"),
        ("chat", b"\xef\xbb\xbf{}", JSON, "not a JSON document"),
        ("chat", b"[" * 65 + b"]" * 65, JSON, "nested too deeply"),
        ("chat", b"", JSON, "missing"),
        (
            "chat",
            GOOD,
            "Content-Type: text/plain",
            "of a content type that the operation does not take",
        ),
        ("files", GOOD, JSON, "of a content type that the operation does not take"),
        ("either", b"{}", JSON, "not of type array"),
    ],
)
def test_what_does_not_fit_is_refused(
    running: Running, path: str, body: bytes, kind: str, complaint: str, chunked: bool
) -> None:
    before = len(running.vendor.seen)
    answer = running.post(f"/reject/v1/{path}", body, SHOWN, kind, chunked=chunked)
    assert answer.startswith(b"HTTP/1.1 400 "), answer
    assert error(answer) == {
        "message": f"The request body is not valid: {complaint}.",
        "type": "invalid_request_error",
        "code": "invalid_request",
        "param": None,
    }
    assert b"secret-of-a-prompt" not in answer
    assert len(running.vendor.seen) == before
    said = running.logged()
    assert (said["status"], said["error_code"], said["consumer"]) == (
        400,
        "invalid_request",
        "demo-app",
    )
    assert said["operation"] in ("chat", "upload", "either")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_warning(running: Running, chunked: bool) -> None:
    answer = running.post("/warn/v1/chat", BAD, SHOWN, JSON, chunked=chunked)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert f"\r\nX-Gatewright-Warning: request body: {COMPLAINT}\r\n".encode() in answer
    assert running.vendor.bodies[-1] == BAD
    said = running.logged()
    assert (said["status"], said["error_code"]) == (200, "invalid_request")


def test_a_warning_is_short_ascii(running: Running) -> None:
    deep = b'{"messages":[{"role":"user","next":' * 30 + b"1" + b"}]}" * 30
    for body in (deep, '{"messages": [{"role": "user", "é": 1}, 2]}'.encode(), b"\xff"):
        answer = running.post("/warn/v1/chat", body, SHOWN, JSON)
        (line,) = (x for x in answer.split(b"\r\n") if x.startswith(b"X-Gatewright-Warning: "))
        assert len(line) <= 200 + len(b"X-Gatewright-Warning: ")
        assert line.isascii()


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("reject/v1/files", b"--x\r\n--x--\r\n", "Content-Type: multipart/form-data; boundary=x"),
        ("reject/v1/either", b"", JSON),
        ("reject/v1/either", b"{", "Content-Type: text/plain"),
        ("reject/v1/plain", b"{", JSON),
        ("off/v1/chat", BAD, JSON),
    ],
)
@pytest.mark.parametrize("chunked", [False, True])
def test_what_is_not_checked_passes(
    running: Running, path: str, body: bytes, kind: str, chunked: bool
) -> None:
    answer = running.post(f"/{path}", body, SHOWN, kind, chunked=chunked)
    assert answer.endswith(BODY), answer
    assert running.vendor.bodies[-1] == body


def test_order_of_refusals(running: Running) -> None:
    """After route, lifecycle, key and size; before the vendor's key."""
    post = running.post
    assert post("/reject/v1/chat", BAD, JSON).startswith(b"HTTP/1.1 401 ")
    assert post("/retired/v1/chat", BAD, SHOWN, JSON).startswith(b"HTTP/1.1 410 ")
    assert post("/keyless/v1/chat", GOOD, SHOWN, JSON).startswith(b"HTTP/1.1 503 ")
    assert post("/keyless/v1/chat", BAD, SHOWN, JSON).startswith(b"HTTP/1.1 400 ")
    assert post("/keyless/v1/chat", b"", SHOWN, JSON).startswith(b"HTTP/1.1 400 ")
    for chunked in (False, True):
        answer = post("/reject/v1/chat", b"[" * 20_001, SHOWN, JSON, chunked=chunked)
        assert answer.startswith(b"HTTP/1.1 413 ")
        said = running.logged()
        assert (said["operation"], said["consumer"]) == ("chat", "demo-app")


def test_one_connection_after_another_request(running: Running) -> None:
    """What is refused does not cost the connection, and `Expect` is answered."""
    head = f"POST /reject/v1/chat HTTP/1.1\r\nHost: x\r\n{SHOWN}\r\n{JSON}\r\n"
    with socket.create_connection(("127.0.0.1", running.engine.port), timeout=5) as client:
        client.sendall(f"{head}Content-Length: {len(BAD)}\r\n\r\n".encode() + BAD)
        answer = b""
        while not answer.endswith(b'"param":null}}'):
            answer += client.recv(65_536)
        assert answer.startswith(b"HTTP/1.1 400 ")
        expecting = f"{head}Content-Length: {len(GOOD)}\r\nExpect: 100-continue\r\n\r\n"
        client.sendall(expecting.encode())
        assert client.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(GOOD)
        answer = b""
        while not answer.endswith(BODY):
            answer += client.recv(65_536)
        assert answer.count(b"HTTP/1.1 ") == 1


def test_a_client_that_leaves_in_its_body(running: Running) -> None:
    head = f"POST /reject/v1/chat HTTP/1.1\r\nHost: x\r\n{SHOWN}\r\n{JSON}\r\n"
    with socket.create_connection(("127.0.0.1", running.engine.port), timeout=5) as client:
        client.sendall(f"{head}Content-Length: 100\r\n\r\n{{".encode())
    for _ in range(50):
        if (said := running.logged())["status"] == 499:
            break
        time.sleep(0.05)
    assert (said["operation"], said["bytes_in"], said["consumer"]) == ("chat", 1, "demo-app")
    assert b"Traceback" not in (running.engine.home / "stderr").read_bytes()


def test_the_shapes_stand_once(running: Running) -> None:
    data = json.loads((running.engine.folder / "gateway.json").read_text())
    by_base = {api["base"]: api["paths"] for api in data["apis"]}
    assert by_base["/reject"] == by_base["/warn"]
    assert "bodies" not in json.dumps(by_base["/off"])
    assert len(data["validation"]["nodes"]) < 8
    (chat,) = (path for path in by_base["/warn"] if path["parts"] == ["/v1/chat"])
    assert chat["bodies"]["POST"]["types"] == ["application/json"]
