"""What the mitmproxy gateway counts and tells: its text, its bound, and its port."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from gatewright_gateway import telling as fixed
from gatewright_gateway.tallies import Tallies
from hypothesis import given
from hypothesis import strategies as st

from compiler import contract, telling
from compiler.targets.mitmproxy import data
from tests.gateways import KEY, gateway
from tests.ports import free_port
from tests.unit.targets import mitmproxy_engine as engines
from tests.unit.targets.mitmproxy_engine import Engine

_LINE = re.compile(r'([a-z_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*)\} ([0-9.]+)')
_LABEL = re.compile(r'([a-z_]+)="((?:[^"\\\n]|\\.)*)"')
_PLAIN = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}
Facts = dict[str, object]


def tallies(most: int = contract.MAX_METRIC_SERIES) -> Tallies:
    words = fixed.telling_of({"port": 1, **telling.as_data(), "max_series": most})
    assert words is not None
    return Tallies(words)


def facts(api: str | None = "Chat", consumer: str | None = "demo", **more: object) -> Facts:
    version = None if api is None else "1.0.0"
    own: Facts = {"api": api, "api_version": version, "consumer": consumer, "status": 200}
    return {**own, "error_code": None, "duration_ms": 12, **more}


def read(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    """Every series of a text, by its name and the values of its labels."""
    found: dict[tuple[str, tuple[str, ...]], float] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        assert match, line
        values = (re.sub(r"\\.", lambda m: _PLAIN[m[0]], v) for _, v in _LABEL.findall(match[2]))
        key = match[1], tuple(values)
        assert key not in found
        found[key] = float(match[3])
    return found


def whole(counts: Tallies) -> str:
    return b"".join(counts.text()).decode()


def test_text() -> None:
    counts = tallies()
    tokens: Facts = {"gen_ai.usage.input_tokens": 3, "gen_ai.usage.output_tokens": 0}
    counts.count(facts() | tokens)
    counts.count(facts(duration_ms=70) | tokens)
    counts.count(facts(None, None, status=404, error_code="unknown_operation", duration_ms=0))
    text = whole(counts)
    lines = text.splitlines()
    assert text.endswith("\n")
    assert lines[:8] == [
        "# HELP gatewright_requests_total Requests that have ended.",
        "# TYPE gatewright_requests_total counter",
        'gatewright_requests_total{api="",api_version="",consumer="",status="404",'
        'error_code="unknown_operation"} 1',
        'gatewright_requests_total{api="Chat",api_version="1.0.0",consumer="demo",status="200",'
        'error_code=""} 2',
        "# HELP gatewright_tokens_total Tokens that vendors have reported.",
        "# TYPE gatewright_tokens_total counter",
        'gatewright_tokens_total{api="Chat",api_version="1.0.0",consumer="demo",kind="input"} 6',
        'gatewright_tokens_total{api="Chat",api_version="1.0.0",consumer="demo",kind="output"} 0',
    ]
    whose = 'api="Chat",api_version="1.0.0",consumer="demo"'
    name = "gatewright_request_duration_seconds"
    marks = ("0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "30", "60", "120", "300", "+Inf")
    assert lines[-15:] == [
        *(f'{name}_bucket{{{whose},le="{mark}"}} {1 if mark == "0.05" else 2}' for mark in marks),
        f"{name}_sum{{{whose}}} 0.082",
        f"{name}_count{{{whose}}} 2",
    ]


def test_nothing_yet() -> None:
    lines = whole(tallies()).splitlines()
    assert [line.split()[1] for line in lines] == ["HELP", "TYPE"] * 3


@pytest.mark.parametrize(
    ("taken", "first"),
    [(0, "0.05"), (50, "0.05"), (51, "0.1"), (300_000, "300"), (300_001, "+Inf"), (10**9, "+Inf")],
)
def test_buckets_hold_their_bounds(taken: int, first: str) -> None:
    counts = tallies()
    counts.count(facts(duration_ms=taken))
    buckets = [
        (key[1][-1], value) for key, value in read(whole(counts)).items() if "_bucket" in key[0]
    ]
    assert next(mark for mark, value in buckets if value) == first
    assert buckets[-1] == ("+Inf", 1)


TEXT = st.sampled_from(["", "a", "b", 'q"', "back\\", "line\n", "\\n", "ä"])


@given(
    st.lists(
        st.builds(
            facts,
            TEXT,
            st.none() | TEXT,
            status=st.sampled_from([200, 429, 499]),
            duration_ms=st.integers(0, 400_000),
            **{"gen_ai.usage.input_tokens": st.none() | st.integers(0, 9)},
        ),
        max_size=30,
    ),
    st.integers(1, 40),
)
def test_every_request_counts_once(all_of_them: list[Facts], most: int) -> None:
    """However few label sets there is room for."""
    counts = tallies(most)
    for each in all_of_them:
        counts.count(each)
    found = read(whole(counts))
    totals: Counter[str] = Counter()
    for (name, _), value in found.items():
        totals[name] += int(value)
    assert totals["gatewright_requests_total"] == len(all_of_them)
    assert totals["gatewright_request_duration_seconds_count"] == len(all_of_them)
    tokens = [each["gen_ai.usage.input_tokens"] or 0 for each in all_of_them]
    assert totals["gatewright_tokens_total"] == sum(map(int, map(str, tokens)))
    own = sum("(more)" not in key[1] and "_bucket" not in key[0] for key in found)
    assert own <= 2 * most  # the sum and the count of a histogram


def test_consumers_without_end_take_no_memory_without_end() -> None:
    counts = tallies(50)
    for number in range(10_000):
        counts.count(facts(consumer=f"consumer-{number}"))
    assert len(counts) <= 52
    counts.count(facts(consumer="consumer-0"))
    found = read(whole(counts))
    requests = {key[1][2]: value for key, value in found.items() if "requests" in key[0]}
    assert requests["consumer-0"] == 2
    assert sum(requests.values()) == 10_001


def test_what_cannot_be_counted_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    class Strange:
        def __str__(self) -> str:
            raise RuntimeError("gwk_secret")

    tallies().count(facts(consumer=None, status=Strange()))
    assert "cannot be counted" in caplog.text
    assert "gwk_secret" not in caplog.text


def test_fifty_thousand_series_hold_nobody_up() -> None:
    """No step of the text takes long."""
    counts = tallies()
    for number in range(25_000):
        counts.count(facts(consumer=f"consumer-{number}"))
    pieces = counts.text()
    longest, size = 0.0, 0
    while True:
        begin = time.process_time()
        piece = next(pieces, None)
        longest = max(longest, time.process_time() - begin)
        if piece is None:
            break
        size += len(piece)
    assert size > 10_000_000
    assert longest < 0.5


def get(port: int, line: str = "GET /metrics HTTP/1.0") -> tuple[int, dict[str, str], str]:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(f"{line}\r\nHost: x\r\n\r\n".encode())
        head, _, body = engines.read_answer(client).decode().partition("\r\n\r\n")
    status, *lines = head.split("\r\n")
    return int(status.split()[1]), dict(line.split(": ", 1) for line in lines), body


def opened(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def await_admin(port: int) -> None:
    deadline = time.monotonic() + 5
    while not opened(port):
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextlib.contextmanager
def running(home: Path, admin: int | None, *options: str) -> Iterator[Engine]:
    with engines.vendor() as vendor:
        one = replace(gateway(vendor.port, free_port()), admin_port=admin)
        port = int(options[-1]) if options else one.listener.port
        with engines.running(home, vendor, port, ("-q", *options), one=one) as engine:
            yield engine


def test_the_port(tmp_path: Path) -> None:
    admin = free_port()
    with running(tmp_path, admin) as engine, ThreadPoolExecutor(8) as pool:
        await_admin(admin)
        list(pool.map(lambda _: engine.chat(), range(40)))
        engine.call("GET /nothing?secret=s3cr3t HTTP/1.1", "Host: x", "Connection: close")
        engine.call("GET /healthz HTTP/1.1", "Host: x", "Connection: close")
        status, headers, text = get(admin)
        assert (status, headers["Content-Type"]) == (200, contract.METRICS_TYPE)
        requests = {key[1]: value for key, value in read(text).items() if "requests" in key[0]}
        assert requests == {
            ("Chat", "1.0.0", "demo-app", "200", ""): 40,
            ("", "", "", "404", "unknown_operation"): 1,
        }
        lines = [json.loads(line) for line in (engine.home / "stdout").read_text().splitlines()]
        taken = sum(line["duration_ms"] for line in lines)
        found = read(text).items()
        assert taken == round(sum(value * 1000 for key, value in found if "_sum" in key[0]))
        for word in ("s3cr3t", KEY):
            assert word not in text
        assert get(admin, "GET /metrics?x=y HTTP/1.1")[0] == 200
        for line in ("GET / HTTP/1.1", "GET /metrics/ HTTP/1.1", "POST /config_dump HTTP/1.1"):
            assert get(admin, line)[0] == 404
        status, headers, _ = get(admin, "POST /metrics HTTP/1.1")
        assert (status, headers["Allow"]) == (405, "GET")


def test_nonsense_at_the_port_harms_nobody(tmp_path: Path) -> None:
    admin = free_port()
    with running(tmp_path, admin) as engine:
        await_admin(admin)
        for raw in (
            b"\x00\xff\r\n\r\n",
            b"GET\r\n\r\n",
            b"x" * 100_000,
            b"GET /metrics HTTP/1.1\r\n",
        ):
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", admin), timeout=5) as client,
            ):
                client.sendall(raw)
                client.shutdown(socket.SHUT_WR)
                assert b" 200 " not in engines.read_answer(client)
        assert get(admin)[0] == 200
        assert b" 200 " in engine.chat()
        assert b"Traceback" not in engine.stop()


def test_only_this_machine_gets_there(tmp_path: Path) -> None:
    admin = free_port()
    with running(tmp_path, admin):
        await_admin(admin)
        # Were it bound to every address, this would be one of them.
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.2", admin))


@pytest.mark.soak
def test_new_settings_move_the_port_and_keep_the_counts(tmp_path: Path) -> None:
    first, second = free_port(), free_port()
    with running(tmp_path, first) as engine:
        await_admin(first)
        engine.chat()
        for admin in (second, None, first):
            one = replace(gateway(engine.vendor.port, engine.port), admin_port=admin)
            (engine.folder / "gateway.json").write_bytes(b"".join(data.render(one)))
            deadline = time.monotonic() + 5
            while [opened(first), opened(second)] != [admin == first, admin == second]:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            if admin == second:
                engine.chat()
                found = read(get(second)[2])
                assert found["gatewright_requests_total", _CHATTED] == 2
        engine.chat()
        assert read(get(first)[2])["gatewright_requests_total", _CHATTED] == 1


_CHATTED = ("Chat", "1.0.0", "demo-app", "200", "")


@pytest.mark.soak
def test_a_port_that_another_has_is_no_failure_of_requests(tmp_path: Path) -> None:
    """It is opened as soon as it is free."""
    admin, moved = free_port(), free_port()
    with running(tmp_path, moved) as engine:
        await_admin(moved)
        with socket.create_server(("127.0.0.1", admin)):
            one = replace(gateway(engine.vendor.port, engine.port), admin_port=admin)
            (engine.folder / "gateway.json").write_bytes(b"".join(data.render(one)))
            deadline = time.monotonic() + 5
            while opened(moved):
                assert time.monotonic() < deadline
                time.sleep(0.05)
            assert b" 200 " in engine.chat()
        await_admin(admin)
        assert b" 200 " in engine.chat()
        assert read(get(admin)[2])["gatewright_requests_total", _CHATTED] == 2


def test_the_forward_proxy_has_no_such_port(tmp_path: Path) -> None:
    admin = free_port()
    options = ("--set", "gatewright_mode=proxy", "--listen-port", str(free_port()))
    with running(tmp_path, admin, *options):
        time.sleep(1.5)
        assert not opened(admin)
