"""Whatever fails in the njs code, the gate stays shut: no 2xx, and nothing reaches the vendor."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateways import KEY, gateway
from tests.unit.targets.nginx_rig import deploy, nginx_program, running
from tests.unit.targets.sample_wire import VENDOR_KEY, Answer, exchange, free_port, vendor

BODY = b"{}"
HEAD = "POST /chat/1.0.0/v1/chat/completions HTTP/1.1\r\nHost: h\r\nContent-Length: 2"
THROW = "throw new Error('injected');"

# Every function that a request to a vendor passes before it is forwarded.
BEFORE = (
    ("route.js", "location"),
    ("route.js", "find"),
    ("route.js", "enter"),
    ("access.js", "decide"),
    ("access.js", "check"),
    ("access.js", "forward"),
    ("head.js", "read"),
    ("head.js", "lines"),
    ("head.js", "roleOf"),
    ("head.js", "plain"),
    ("head.js", "pinned"),
    ("text.js", "bearer"),
    ("text.js", "trim"),
    ("text.js", "blank"),
    ("credentials.js", "consumer"),
    ("secret.js", "read"),
    ("secret.js", "withoutLineBreak"),
    ("query.js", "pinned"),
)
BROKEN = (
    ("gateway.js", "    access: access.decide,\n", ""),  # the handler is missing
    ("gateway.js", "    route: route.location,\n", ""),
    ("gateway.js", "access: access.decide", "access: async () => { throw new Error('x'); }"),
    ("gateway.js", "access: access.decide", "access: () => {}"),  # decides nothing
    ("access.js", "    try {\n        check(r);", "    decide(r);\n    try {\n        check(r);"),
    ("credentials.js", "gw_consumers[", "undefined["),
    ("secret.js", "    if (typeof key", "    key = undefined;\n    if (typeof key"),
    ("found.js", "    api: null,", "    get api() { throw new Error('x'); },"),
)


def _asked(tmp_path: Path, file: str, old: str, new: str) -> tuple[Answer | None, int]:
    """The answer to a good request after one without key, and how many reached the vendor."""
    port = free_port()
    with vendor() as origin:
        copy = _altered(tmp_path, port, origin.port, file, old, new)
        with running(copy, port):
            exchange(port, HEAD, BODY)
            answer = exchange(port, f"{HEAD}\r\nAuthorization: Bearer {KEY}", BODY)
        return answer, len(origin.heads)


def _asked_without_key(tmp_path: Path, file: str, old: str, new: str) -> Answer | None:
    """The answer to the request that has no key; none may have arrived."""
    port = free_port()
    with vendor() as origin:
        copy = _altered(tmp_path, port, origin.port, file, old, new)
        with running(copy, port):
            answer = exchange(port, HEAD, BODY)
        assert not origin.heads
    return answer


def _altered(folder: Path, port: int, vendor: int, file: str, old: str, new: str) -> Path:
    copy = deploy(gateway(vendor, port), folder)
    code = copy / "njs" / file
    text = code.read_text()
    assert old in text, f"{file} has no {old!r}"
    code.write_text(text.replace(old, new, 1))
    return copy


def _statements() -> Iterator[tuple[str, str]]:
    """The first lines of the statements of access.js, by function."""
    code = Path(__file__).parents[3] / "templates" / "nginx" / "njs" / "access.js"
    for name, body in re.findall(
        r"function (check|forward)\(.*?\) \{\n(.*?)\n\}", code.read_text(), re.S
    ):
        for line in body.split("\n"):
            if re.match(r"    [a-z]", line):
                yield name, line


def test_untouched_it_answers(tmp_path: Path) -> None:
    answer, arrived = _asked(tmp_path, "access.js", "function decide", "function decide")
    assert answer is not None
    assert (answer.status, arrived) == (200, 1)


@pytest.mark.parametrize(("file", "function"), BEFORE)
def test_a_function_that_throws_refuses(tmp_path: Path, file: str, function: str) -> None:
    start = re.search(
        rf"function {function}\(.*?\) \{{\n",
        (Path(__file__).parents[3] / "templates" / "nginx" / "njs" / file).read_text(),
    )
    assert start is not None
    _refused(*_asked(tmp_path, file, start[0], start[0] + THROW))


@pytest.mark.parametrize("statement", [line for _, line in _statements()])
def test_a_statement_that_throws_refuses(tmp_path: Path, statement: str) -> None:
    _refused(*_asked(tmp_path, "access.js", statement, THROW + statement))


@pytest.mark.parametrize(("file", "old", "new"), BROKEN)
def test_code_that_is_broken_refuses(tmp_path: Path, file: str, old: str, new: str) -> None:
    _refused(*_asked(tmp_path, file, old, new))


def _refused(answer: Answer | None, arrived: int) -> None:
    assert arrived == 0
    assert answer is not None
    assert answer.status in (401, 503), answer
    assert json.loads(answer.body)["error"]["param"] is None
    assert answer.head.count("x-request-id:") == 1


def test_a_refusal_that_fails_is_one_all_the_same(tmp_path: Path) -> None:
    _refused(_asked_without_key(tmp_path, "refuse.js", "    const row", THROW + "    const row"), 0)


def test_an_answer_that_cannot_be_cleaned_is_cut(tmp_path: Path) -> None:
    answer, _ = _asked(tmp_path, "answer.js", "function clean(r) {", "function clean(r) {" + THROW)
    assert answer is None


@pytest.mark.parametrize(
    ("file", "old"), [("usage.js", "        if (reader === null) {"), ("log.js", "    const api =")]
)
def test_figures_and_log_never_spoil_an_answer(tmp_path: Path, file: str, old: str) -> None:
    answer, arrived = _asked(tmp_path, file, old, THROW + old)
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
