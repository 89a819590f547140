"""Whatever fails in the njs code, the gate stays shut: no 2xx, and nothing reaches the vendor."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from compiler import ir
from compiler.resources import tree
from compiler.targets.nginx.code import joined
from compiler.terms import EnvSecret, InQuery, PathTemplate, Pin, PinMode, QueryCredential
from tests.gateways import KEY, gateway, operation
from tests.ports import free_port
from tests.unit.targets.nginx_rig import deploy, nginx_program, running
from tests.unit.targets.sample_wire import VENDOR_KEY, Answer, exchange, vendor

Change = Callable[[ir.Gateway], ir.Gateway]
BODY = b"{}"
HEAD = "POST /chat/1.0.0/v1/chat/completions HTTP/1.1\r\nHost: h\r\nX-Own: 1\r\nContent-Length: 2"
THROW = "throw new Error('injected');"

CODE = joined(tree("templates") / "nginx" / "njs").decode()

# Every function that a request to a vendor passes before it is forwarded.
BEFORE = (
    "location",
    "find",
    "enter",
    "placeOf",
    "decide",
    "check",
    "forward",
    "describe",
    "headers",
    "headerLines",
    "roleOf",
    "malformed",
    "bearer",
    "trim",
    "blank",
    "consumerOf",
    "secretOf",
    "withoutLineBreak",
)
# The same for what is special: pins, a key in the query, one in the vendor's own header, a model in
# the query, a WebSocket.
SPECIAL = (
    "asked",
    "decoded",
    "encoded",
    "inQuery",
    "keyPair",
    "make_rarer_made",
    "make_special_made",
    "modelOf",
    "named",
    "offered",
    "own",
    "pairValue",
    "pinnedHeaders",
    "pinnedQuery",
    "present",
    "tokens",
    "upgrade",
    "upgradeWanted",
)
BROKEN = (
    ("    access: decide,\n", ""),  # the handler is missing
    ("    route: location,\n", ""),
    ("access: decide", "access: async () => { throw new Error('x'); }"),
    ("access: decide", "access: () => {}"),  # decides nothing
    ("    try {\n        check(r);", "    decide(r);\n    try {\n        check(r);"),
    ("gw_consumers[", "undefined["),
    ("    if (typeof key", "    key = undefined;\n    if (typeof key"),
    ("    api: null,", "    get api() { throw new Error('x'); },"),
)


def _asked(tmp_path: Path, old: str, new: str) -> tuple[Answer | None, int]:
    """The answer to a good request after one without key, and how many reached the vendor."""
    port = free_port()
    with vendor() as origin:
        copy = _altered(tmp_path, port, origin.port, old, new)
        with running(copy, port):
            exchange(port, HEAD, BODY)
            # Two blanks: no short cut is taken.
            answer = exchange(port, f"{HEAD}\r\nAuthorization: Bearer  {KEY}", BODY)
        return answer, len(origin.heads)


def _asked_without_key(tmp_path: Path, old: str, new: str) -> Answer | None:
    """The answer to the request that has no key; none may have arrived."""
    port = free_port()
    with vendor() as origin:
        copy = _altered(tmp_path, port, origin.port, old, new)
        with running(copy, port):
            answer = exchange(port, HEAD, BODY)
        assert not origin.heads
    return answer


def _special(sample: ir.Gateway) -> ir.Gateway:
    """With all that is special in its first API."""
    api = sample.apis[0]
    endpoint = replace(
        api.endpoint,
        credential=QueryCredential("key", "", EnvSecret("SAMPLE_API_KEY")),
        headers=(Pin("X-Pin", "1", PinMode.FIXED),),
        query=(Pin("trace", "", PinMode.REMOVED),),
    )
    listed = replace(operation("ws", "GET"), websocket=True, request_model=InQuery("model"))
    path = ir.Path(PathTemplate(("/v1/models",)), (listed,))
    api = replace(api, endpoint=endpoint, key_header="x-goog-api-key", paths=(path,))
    return replace(sample, apis=(api,))


def _altered(
    folder: Path, port: int, vendor: int, old: str, new: str, change: Change = lambda it: it
) -> Path:
    copy = deploy(change(gateway(vendor, port)), folder)
    code = copy / "njs" / "gateway.js"
    text = code.read_text()
    assert text.count(old) == 1, old
    code.write_text(text.replace(old, new, 1))
    return copy


def _statements() -> Iterator[str]:
    """The statements on the way of a good request, each after all of its function."""
    for head, body in re.findall(
        r"(function (?:check|forward|describe)\(.*?\) \{\n)(.*?)\n\}",
        CODE,
        re.S,
    ):
        lines = body.split("\n")
        for at, line in enumerate(lines):
            if re.match(r"    [a-z]", line):
                yield head + "".join(f"{each}\n" for each in lines[:at]) + line


def test_untouched_it_answers(tmp_path: Path) -> None:
    answer, arrived = _asked(tmp_path, "function decide", "function decide")
    assert answer is not None
    assert (answer.status, arrived) == (200, 1)


@pytest.mark.parametrize("function", BEFORE)
def test_a_function_that_throws_refuses(tmp_path: Path, function: str) -> None:
    (start,) = re.findall(rf"function {function}\(.*?\) \{{\n", CODE)
    _refused(*_asked(tmp_path, start, start + THROW))


@pytest.mark.parametrize("before", list(_statements()), ids=lambda text: text.rpartition("\n")[2])
def test_a_statement_that_throws_refuses(tmp_path: Path, before: str) -> None:
    head, _, statement = before.rpartition("\n")
    _refused(*_asked(tmp_path, before, f"{head}\n{THROW}{statement}"))


@pytest.mark.parametrize(("old", "new"), BROKEN)
def test_code_that_is_broken_refuses(tmp_path: Path, old: str, new: str) -> None:
    _refused(*_asked(tmp_path, old, new))


def _refused(answer: Answer | None, arrived: int) -> None:
    assert arrived == 0
    assert answer is not None
    assert answer.status in (401, 503), answer
    assert json.loads(answer.body)["error"]["param"] is None
    assert answer.head.count("x-request-id:") == 1


def _asked_specially(tmp_path: Path, old: str, new: str) -> tuple[Answer | None, int]:
    """As `_asked`, of an API that has everything special."""
    port = free_port()
    with vendor() as origin:
        copy = _altered(tmp_path, port, origin.port, old, new, _special)
        head = (
            "GET /chat/1.0.0/v1/models?trace=1&model=m%2E HTTP/1.1\r\nHost: h\r\nUpgrade: websocket"
        )
        head += "\r\nSec-WebSocket-Protocol: realtime"
        with running(copy, port):
            answer = exchange(port, f"{head}\r\nX-Goog-Api-Key: {KEY}")
        return answer, len(origin.heads)


def test_untouched_it_answers_what_is_special(tmp_path: Path) -> None:
    answer, arrived = _asked_specially(tmp_path, "function decide", "function decide")
    assert answer is not None
    assert (answer.status, arrived) == (200, 1)


@pytest.mark.parametrize("function", SPECIAL)
def test_a_special_function_that_throws_refuses(tmp_path: Path, function: str) -> None:
    (start,) = re.findall(rf"function {function}\(.*?\) \{{\n", CODE)
    _refused(*_asked_specially(tmp_path, start, start + THROW))


@pytest.mark.parametrize("function", ["finish", "conceal", "repeats"])
def test_an_answer_that_cannot_be_finished_is_cut(tmp_path: Path, function: str) -> None:
    (start,) = re.findall(rf"function {function}\(.*?\) \{{\n", CODE)
    answer, _ = _asked_specially(tmp_path, start, start + THROW)
    assert answer is None


def test_a_refusal_that_fails_is_one_all_the_same(tmp_path: Path) -> None:
    old = "    const row = gw_contract.errors[code];"
    _refused(_asked_without_key(tmp_path, old, THROW + old), 0)


def test_an_answer_that_cannot_be_cleaned_is_cut(tmp_path: Path) -> None:
    answer, _ = _asked(tmp_path, "function clean(r) {", "function clean(r) {" + THROW)
    assert answer is None


@pytest.mark.parametrize(
    "old",
    ["        if (reader === null) {", "    let value = answer;", "    const end = outcomeOf(v);"],
)
def test_figures_and_log_never_spoil_an_answer(tmp_path: Path, old: str) -> None:
    answer, arrived = _asked(tmp_path, old, THROW + old)
    assert answer is not None
    assert (answer.status, arrived) == (200, 1)
    for line in (tmp_path / "stdout").read_text().splitlines():
        assert json.loads(line)["environment"] == "sandbox"


def test_no_key_in_the_printed_configuration(tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    key_file.write_text(VENDOR_KEY)
    copy = deploy(gateway(9, free_port(), str(key_file)), tmp_path / "copy")
    done = subprocess.run(
        [nginx_program(), "-T", "-p", ".", "-e", "stderr", "-c", "nginx.conf"],
        cwd=copy,
        env=os.environ | {"SAMPLE_API_KEY": VENDOR_KEY},
        capture_output=True,
        text=True,
    )
    assert "SAMPLE_API_KEY" in done.stdout
    assert VENDOR_KEY not in done.stdout + done.stderr
