"""Whatever fails in the Lua code of the Envoy target: nothing is let through that must not be, and
no key gets out."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from compiler import ir
from compiler.openapi import Document
from compiler.resources import tree
from compiler.terms import (
    EnvSecret,
    InHeader,
    InQuery,
    LimitKind,
    PathTemplate,
    Pin,
    PinMode,
    QueryCredential,
    Reported,
    Usage,
    Validation,
)
from tests.gateways import KEY, gateway, operation
from tests.ports import free_port
from tests.unit.targets.envoy_rig import administered, deploy, logged, running
from tests.unit.targets.metered_gateway import budget
from tests.unit.targets.sample_wire import VENDOR_KEY, Answer, Vendor, exchange, vendor

CHAT = "/chat/1.0.0/v1/models"
GOOD = f"GET {CHAT} HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {KEY}"
REFUSED = (
    f"GET {CHAT} HTTP/1.1\r\nHost: g",
    f"GET {CHAT} HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer wrong",
    f"GET {CHAT} HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {KEY}\r\napi-key: other",
    f"GET {CHAT} HTTP/1.1\r\nHost: g\r\nx-gatewright-passed: 1\r\nx-consumer: demo-app",
    f"DELETE {CHAT} HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {KEY}",
    f"GET /chat/1.0.0/v1/files HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {KEY}",
    f"GET {CHAT}/../models HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {KEY}",
    f"GET {CHAT}/a%2Fb HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {KEY}",
    f"GET {CHAT}?#x HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {KEY}",
    "GET /open/1.0.0/v1/models HTTP/1.1\r\nHost: g",
)
"""Each must be refused by a whole gateway; the last one's key file does not exist."""

# What only some vendors have: a key in the query, a header for it, pins, models and usage in other
# places, and an upgrade.
OWN = f"x-acme-key: {KEY}\r\nx-gone: {KEY}"
FEATURED_KINDS = (
    f"GET /featured/1.0.0/v1/things?key=own&gone={KEY}&model=m HTTP/1.1\r\nHost: g\r\n{OWN}",
    f"GET /featured/1.0.0/v1/live?key=own&gone={KEY} HTTP/1.1\r\nHost: g\r\n{OWN}\r\n"
    f"Sec-WebSocket-Protocol: a, key.{KEY}\r\nUpgrade: websocket\r\nConnection: Upgrade, x-hop\r\n"
    f"x-hop: {KEY}",
)
FEATURED = (*FEATURED_KINDS, FEATURED_KINDS[1].replace("/live", "/things"))
WRONG = ("x-acme-key: wrong", f"x-acme-key: {KEY}\r\nx-acme-key: wrong", "x-other: 1")
FEATURED_REFUSED = tuple(head.replace(OWN, wrong) for head in FEATURED for wrong in WRONG)

# Every key that the check of a body knows.
SHAPE: dict[str, object] = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 9,
    "required": ["messages"],
    "additionalProperties": {"type": "integer"},
    "allOf": [{"not": {"required": ["bad"]}}, {"oneOf": [{"type": "array"}, {"type": "object"}]}],
    "properties": {
        "messages": {
            "minItems": 1,
            "maxItems": 2,
            "prefixItems": [{"anyOf": [{"type": "null"}, {"required": ["role"]}]}],
            "items": {"$ref": "#/components/schemas/M"},
        },
        "size": {
            "minimum": 1,
            "maximum": 5,
            "exclusiveMinimum": 0,
            "exclusiveMaximum": 6,
            "multipleOf": 2,
        },
        "text": {"minLength": 1, "maxLength": 3},
        "kind": {"enum": [{"a": [1, None, True]}, "x"]},
        "no": False,
    },
}
CONTENT = {"application/json": {"schema": SHAPE}}
BODIES = Document(
    {
        "paths": {
            "/v1/chat": {"post": {"operationId": "chat", "requestBody": {"content": CONTENT}}}
        },
        "components": {"schemas": {"M": {"properties": {"role": {"enum": ["user"]}}}}},
    },
    "7" * 64,
)
FITS = (
    b'{"messages": [{"role": "user"}, {"role": "\\u0075ser"}], "size": 2, "text": "\xc3\xa9", '
    b'"kind": {"a": [1.0, null, true]}, "more": 1}'
)
SPOILED = (
    FITS.replace(b"\\u0075ser", b"secret\\ud83d"),
    FITS.replace(b"]", b""),
    FITS.replace(b'"more"', b'"no"'),
)
CHECKED = tuple(
    (
        f"POST /{base}/1.0.0/v1/chat HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {KEY}\r\n"
        f"Content-Length: {len(body)}\r\nContent-Type: application/json",
        body,
    )
    for base in ("rejects", "warns")
    for body in (FITS, *SPOILED)
)
"""Requests whose bodies are validated."""

FUNCTION = re.compile(r"^\s*(local |return )?(\w+ = )?function\b[^\n]*\)$", re.MULTILINE)


def steps(name: str = "*.lua") -> list[tuple[str, int]]:
    """Each function of the fixed code: its file and where its body starts. And each file's top."""
    found = []
    for path in sorted((tree("templates") / "envoy").glob(name)):
        text = path.read_text()
        found += [(path.name, 0)]
        found += [(path.name, match.end()) for match in FUNCTION.finditer(text)]
    return found


def sample(vendor_port: int, port: int) -> ir.Gateway:
    """The sample gateway and one API that has everything. Limits that are not met are counted."""
    made = gateway(vendor_port, port, "/nowhere")
    read = operation("read", "GET", usage=True)
    told = Reported(input=InHeader("x-in"), model=InHeader("request-id"))
    things = replace(read, request_model=InQuery("model"), usage=Usage(told, told))
    paths = (
        ir.Path(PathTemplate(("/v1/things",)), (things,)),
        ir.Path(PathTemplate(("/v1/live",)), (replace(read, websocket=True),)),
    )
    api = replace(made.apis[0], name="Featured", base="/featured/1.0.0", paths=paths)
    endpoint = replace(
        api.endpoint,
        credential=QueryCredential("key", "", EnvSecret("SAMPLE_API_KEY")),
        query=(Pin("gone", "", PinMode.REMOVED),),
        headers=(Pin("x-gone", "", PinMode.REMOVED),),
    )
    api = replace(api, endpoint=endpoint, key_header="x-acme-key")
    rejects = replace(
        made.apis[0],
        base="/rejects/1.0.0",
        paths=(ir.Path(PathTemplate(("/v1/chat",)), (operation("chat", "POST"),)),),
        document=BODIES,
        validation=Validation.REJECT,
    )
    warns = replace(rejects, base="/warns/1.0.0", validation=Validation.WARN)
    many = budget([(kind, 10**6, 0 if kind == "concurrent" else 60) for kind in LimitKind])
    grant = ir.Grant(ir.Plan("gold", many), tuple(each.id for each in (*made.apis, api)), many)
    return replace(
        made,
        apis=tuple(replace(each, budget=many) for each in (*made.apis, api, rejects, warns)),
        consumers=(replace(made.consumers[0], grant=grant),),
    )


def check_refused(one: Vendor, answer: Answer | None) -> None:
    assert answer is None or answer.status >= 400
    assert not one.heads
    if answer:
        assert "nosniff" in answer.head
        assert json.loads(answer.body)["error"]["code"]


def check_forwarded(one: Vendor, answer: Answer | None) -> None:
    """A request that may pass either passes whole, with the vendor's key alone, or not at all."""
    if answer and answer.status == 200:
        assert len(one.heads) == 1
        assert f"authorization: bearer {VENDOR_KEY}" in one.heads[0]
        assert KEY not in one.heads[0]
        assert "x-gatewright" not in one.heads[0] + answer.head
        return
    check_refused(one, answer)


def check_featured(one: Vendor, head: str, answer: Answer | None) -> None:
    """As above, with the key in the target; the vendor's answer is no handshake."""
    for sent in one.heads:
        assert sent.split()[1].endswith(("?key=" + VENDOR_KEY, f"?model=m&key={VENDOR_KEY}"))
        assert KEY not in sent
        assert ("upgrade: websocket" in sent) is ("/live" in head)
        assert sent.endswith("\r\n\r\n")
        assert not answer or VENDOR_KEY not in answer.head + answer.body.decode()
    if not one.heads:
        check_refused(one, answer)
    one.heads.clear()


def check_validated(one: Vendor, head: str, body: bytes, answer: Answer | None) -> None:
    """What passes either fits or is warned of."""
    if one.heads:
        assert body == FITS or "/warns/" in head
        warned = "x-gatewright-warning: request body: " in (answer.head if answer else "")
        assert warned is (body != FITS) or not answer
    else:
        check_refused(one, answer)
    assert not answer or "secret" not in answer.head + answer.body.decode()
    one.heads.clear()


def test_a_whole_gateway(tmp_path: Path) -> None:
    """What the injected faults are measured against."""
    port = free_port()
    with vendor() as one, running(deploy(sample(one.port, port), tmp_path), port) as up:
        assert up
        for head in (*REFUSED, *FEATURED_REFUSED):
            check_refused(one, exchange(port, head))
        answer = exchange(port, GOOD)
        assert answer
        assert answer.status == 200
        check_forwarded(one, answer)
        one.heads.clear()
        for head in FEATURED:
            answer = exchange(port, head)
            assert len(one.heads) == 1
            check_featured(one, head, answer)
        for head, body in CHECKED:
            answer = exchange(port, head, body)
            assert bool(one.heads) is (body == FITS or "/warns/" in head)
            check_validated(one, head, body, answer)
    assert VENDOR_KEY not in logged(tmp_path)
    assert KEY not in logged(tmp_path)


# Steps are told apart by a text; which one fails stands in a file, looked into with each message.
INJECTED = f"""\
injected = injected or function(step)
  if not wanted or step:find("gateway.lua:", 1, true) then
    local file = assert(io.open("fault"))
    wanted = file:read("*a")
    file:close()
  end
  if wanted == "none" then return end
  if wanted == step or wanted == "told" then
    local told = assert(io.open("told", "a"))
    told:write(step, "\\n")
    told:close()
  end
  if wanted == step then error("injected {VENDOR_KEY}") end
end
""".replace("\n", " ")


class Faulty:
    """A gateway any step of whose Lua code can be made to fail, also while it runs."""

    def __init__(self, folder: Path, one: Vendor, port: int) -> None:
        self.folder = deploy(sample(one.port, port), folder)
        self.one = one
        self.port = port
        for path in sorted((tree("templates") / "envoy").glob("*.lua")):
            if (folder / "lua" / path.name).exists():
                (folder / "lua" / path.name).write_text(instrumented(path))
        with self.started("told") as up:
            assert up
            self.check_closed()
            self.called = self.told()

    @contextmanager
    def started(self, fault: str) -> Iterator[bool]:
        """Envoy, with a step that fails from the start. Its log has no key of the vendor, but for
        messages of loading and of the code that catches all others: neither is at work on a
        request."""
        self.fails(fault)
        with running(self.folder, self.port) as up:
            yield up
        assert VENDOR_KEY not in logged(self.folder) or not up or fault.startswith("gateway.lua:")

    def fails(self, fault: str) -> None:
        (self.folder / "told").write_text("")
        (self.folder / "fault").write_text(fault)

    def told(self) -> set[str]:
        """The steps that were called or, where one was to fail, that one if it was."""
        return set((self.folder / "told").read_text().split())

    def check_closed(self) -> None:
        """Whatever fails, nothing passes that must not."""
        one, port = self.one, self.port
        for head in (*REFUSED, *FEATURED_REFUSED):
            check_refused(one, exchange(port, head))
        check_forwarded(one, exchange(port, GOOD))
        one.heads.clear()
        for head in FEATURED:
            check_featured(one, head, exchange(port, head))
        for head, body in CHECKED:
            check_validated(one, head, body, exchange(port, head, body))

    def is_whole(self) -> bool:
        answer = exchange(self.port, GOOD)
        self.one.heads.clear()
        return answer is not None and answer.status == 200


def instrumented(path: Path) -> str:
    """Fixed code of which each function, and the file's top, asks whether it is to fail."""
    source, made, done = path.read_text(), INJECTED, 0
    for number, (_, at) in enumerate(steps(path.name)):
        made += f'{source[done:at]} injected("{path.name}:{number}") '
        done = at
    return made + source[done:]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    with vendor() as one:
        yield Faulty(tmp_path_factory.mktemp("faulty"), one, free_port())


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted({name for name, _ in steps()}))
def test_every_step_throws(name: str, faulty: Faulty) -> None:
    """Each function of a file in turn raises an error as soon as it is called: in a gateway that
    runs or, where it is called at the start or once, in one of its own."""
    wanted = [f"{name}:{number}" for number in range(len(steps(name)))]
    called = [step for step in wanted if step in faulty.called]
    apart = []
    with faulty.started("none") if len(called) > 1 else nullcontext(False) as up:
        for step in called:
            if name == "gateway.lua" or not up:
                apart.append(step)
                continue
            faulty.fails(step)
            faulty.check_closed()
            if not faulty.told():
                apart.append(step)
            faulty.fails("none")
            up = faulty.is_whole()
    for step in apart:
        with faulty.started(step):
            faulty.check_closed()
            assert faulty.told()


def test_operations_missing_in_the_copy(tmp_path: Path) -> None:
    port = free_port()
    with vendor() as one:
        folder = deploy(gateway(one.port, port), tmp_path)
        for path in (folder / "lua" / "paths").iterdir():
            path.unlink()
        with running(folder, port) as up:
            assert up
            answer = exchange(port, GOOD)
        check_refused(one, answer)
        assert answer
        assert json.loads(answer.body)["error"]["code"] == "gateway_error"


def test_the_guard_alone_refuses(tmp_path: Path) -> None:
    """Lua code that does nothing at all passes nothing: not even health."""
    port = free_port()
    with vendor() as one:
        folder = deploy(gateway(one.port, port), tmp_path)
        (folder / "lua" / "gateway.lua").write_text("function envoy_on_request(handle) end\n")
        with running(folder, port) as up:
            assert up
            for head in (*REFUSED, GOOD, "GET /healthz HTTP/1.1\r\nHost: g"):
                answer = exchange(port, head)
                check_refused(one, answer)
                assert answer


def test_no_key_in_the_config_dump(tmp_path: Path) -> None:
    """With an administration port added by hand, Envoy shows no key: it never has one."""
    port, admin = free_port(), free_port()
    with vendor() as one:
        folder = deploy(gateway(one.port, port), tmp_path)
        with running(folder, port, config=administered(folder, admin)) as up:
            assert up
            check_forwarded(one, exchange(port, GOOD))
            url = f"http://127.0.0.1:{admin}/config_dump?include_eds"
            with urllib.request.urlopen(url) as answer:
                dump = answer.read().decode()
    assert "SAMPLE_API_KEY" in dump
    assert VENDOR_KEY not in dump
    assert KEY not in dump
