"""Request bodies that `validate_requests` looks at, what each engine must say of them, and the
gateway that they are sent through."""

from __future__ import annotations

import contextlib
import json
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace

from compiler import ir
from compiler.openapi import Document
from compiler.terms import FileSecret, Lifecycle, PathTemplate, Validation
from tests.gateways import KEY, gateway, operation
from tests.ports import free_port
from tests.unit.targets.mitmproxy_engine import Vendor

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

SHOWN = f"api-key: {KEY}"
JSON = "Content-Type: application/json"
TEXT = "Content-Type: text/plain"
FORM = "Content-Type: multipart/form-data; boundary=x"

GOOD = b'{"messages": [{"role": "user", "next": [{"role": "tool"}]}]}'
FITTING_KINDS = (JSON, "content-type: APPLICATION/x.y+json; charset=utf-8", "X: 1")

BAD = b'{"messages": [{"role": "user"}, {"role": "secret-of-a-prompt"}]}'
COMPLAINT = "/messages/1/role: not one of the allowed values"
OF_ANOTHER_TYPE = "of a content type that the operation does not take"
MISFITS = (
    ("chat", BAD, JSON, COMPLAINT),
    ("chat", b"{}", JSON, "/messages: missing"),
    ("chat", b"[]", JSON, "not of type object"),
    ("chat", b"{", JSON, "not a JSON document"),
    ("chat", b"[01]", JSON, "not a JSON document"),
    ("chat", b"\xef\xbb\xbf{}", JSON, "not a JSON document"),
    ("chat", b'"\xff"', JSON, "not a JSON document"),
    ("chat", b"[" * 65 + b"]" * 65, JSON, "nested too deeply"),
    ("chat", b"", JSON, "missing"),
    ("chat", GOOD, TEXT, OF_ANOTHER_TYPE),
    ("files", GOOD, JSON, OF_ANOTHER_TYPE),
    ("either", b"{}", JSON, "not of type array"),
)
"""Path, body, content type, and the complaint."""

UNCHECKED = (
    ("reject/v1/files", b"--x\r\n--x--\r\n", FORM),
    ("reject/v1/either", b"", JSON),
    ("reject/v1/either", b"{", TEXT),
    ("reject/v1/plain", b"{", JSON),
    ("off/v1/chat", BAD, JSON),
)
"""Path, body and content type of what passes without a look at it."""

UNPRINTABLE = (
    b'{"messages":[{"role":"user","next":' * 30 + b"1" + b"}]}" * 30,
    '{"messages": [{"role": "user", "é": 1}, 2]}'.encode(),
    b"\xff",
)
"""Bodies whose complaints would be long, or not ASCII, if they were told as they are."""


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


def head(path: str, *lines: str) -> bytes:
    return "\r\n".join((f"POST {path} HTTP/1.1", "Host: g", *lines, "", "")).encode()


def chunks(body: bytes, size: int = 1 << 20) -> bytes:
    parts = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def read(client: socket.socket) -> bytes:
    """One answer with an announced length."""
    received = b""
    while piece := client.recv(65_536):
        received += piece
        found = re.search(rb"(?i)\r\ncontent-length: (\d+)\r\n(?s:.*?)\r\n\r\n", received)
        if found and len(received) - found.end() >= int(found[1]):
            break
    return received


def post(port: int, path: str, body: bytes, *lines: str, chunked: bool = False) -> bytes:
    framing = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body)}"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        sent = head(path, *lines, framing) + (chunks(body) if chunked else body)
        with contextlib.suppress(OSError):  # refused before all of it was read
            client.sendall(sent)
        return read(client)


@dataclass
class Checking:
    """An engine that listens on `port`, before `vendor`."""

    port: int
    vendor: Vendor

    def post(self, path: str, body: bytes, *lines: str, chunked: bool = False) -> bytes:
        return post(self.port, path, body, *lines, chunked=chunked)


def status(answer: bytes) -> int:
    return int(answer[9:12])


def error(answer: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(answer.partition(b"\r\n\r\n")[2])["error"]
    return found


def plain(answer: bytes) -> str:
    """The head, its names in lower case."""
    lines = answer.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    return (
        "\r\n".join(re.sub(r"^[^:]+", lambda name: name[0].lower(), line) for line in lines)
        + "\r\n"
    )


def warnings(answer: bytes) -> list[str]:
    """The values of the header that tells of a body."""
    return re.findall(r"\r\nx-gatewright-warning: ([^\r]*)(?=\r)", plain(answer))


def check_refusal(answer: bytes, complaint: str) -> None:
    assert status(answer) == 400, answer
    assert error(answer) == {
        "message": f"The request body is not valid: {complaint}.",
        "type": "invalid_request_error",
        "code": "invalid_request",
        "param": None,
    }
    assert b"secret-of-a-prompt" not in answer
    assert not warnings(answer)


def check_short_ascii(answer: bytes) -> None:
    """A warning that any client can read."""
    (value,) = warnings(answer)
    assert len(value) <= 200
    assert value.isascii()


def check_order_of_refusals(post: Callable[..., bytes]) -> None:
    """After route, lifecycle, key and size; before the vendor's key."""
    assert status(post("/reject/v1/chat", BAD, JSON)) == 401
    assert status(post("/retired/v1/chat", BAD, SHOWN, JSON)) == 410
    assert status(post("/keyless/v1/chat", GOOD, SHOWN, JSON)) == 503
    assert status(post("/keyless/v1/chat", BAD, SHOWN, JSON)) == 400
    assert status(post("/keyless/v1/chat", b"", SHOWN, JSON)) == 400
    for chunked in (False, True):
        answer = post("/reject/v1/chat", b"[" * 20_001, SHOWN, JSON, chunked=chunked)
        assert status(answer) == 413, answer
        assert error(answer)["code"] == "request_too_large"


def check_one_connection(port: int, body_of_vendor: bytes) -> None:
    """What is refused does not cost the connection, and `Expect` is answered."""
    length = "Content-Length: {}".format
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(head("/reject/v1/chat", SHOWN, JSON, length(len(BAD))) + BAD)
        assert status(read(client)) == 400
        expecting = (length(len(GOOD)), "Expect: 100-continue")
        client.sendall(head("/reject/v1/chat", SHOWN, JSON, *expecting))
        assert client.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(GOOD)
        answer = read(client)
        assert answer.endswith(body_of_vendor)
        assert answer.count(b"HTTP/1.1 ") == 1


def leave_in_the_body(port: int) -> None:
    """A client that announces 100 bytes, sends one and goes."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(head("/reject/v1/chat", SHOWN, JSON, "Content-Length: 100") + b"{")
