"""The sample gateway with a port for metrics: what is told there, and many requests to count."""

from __future__ import annotations

import re
import socket
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

from compiler import ir
from tests.gateways import KEY, consumer, gateway
from tests.ports import free_port
from tests.unit.targets.nginx_limits import digest
from tests.unit.targets.sample_wire import exchange

TARGET = "POST /chat/1.0.0/v1/chat/completions"
AT_ONCE = 4


def telling(*consumers: ir.Consumer, port: int | None = None) -> ir.Gateway:
    """The sample gateway with these consumers, who may call nothing: so no vendor is needed.
    `port`: for all that is not started."""
    made = gateway(port or free_port(), port or free_port())
    grant = replace(made.consumers[0].grant, apis=("Nothing@1.0.0",))
    callers = tuple(replace(one, grant=grant) for one in consumers or made.consumers)
    return replace(made, admin_port=port or free_port(), consumers=callers)


def many(count: int) -> tuple[ir.Consumer, ...]:
    return tuple(consumer(f"app-{at:05d}", digest(key(at))) for at in range(count))


def key(at: int) -> str:
    return f"gwk_{at:08d}"


def page(gateway: ir.Gateway, requests: int) -> str:
    """What is told once so many requests are counted: a little later than they are answered."""
    deadline = time.monotonic() + 20
    while True:
        text = _page(gateway)
        if counted(text).total() >= requests or time.monotonic() > deadline:
            return text
        time.sleep(0.05)


def _page(gateway: ir.Gateway) -> str:
    assert gateway.admin_port is not None
    with closing(socket.create_connection(("127.0.0.1", gateway.admin_port))) as connection:
        connection.settimeout(60)
        connection.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
        received = b"".join(iter(lambda: connection.recv(1 << 20), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith((b"HTTP/1.1 200 ", b"HTTP/1.0 200 ")), head
    return body.decode()


def elsewhere(gateway: ir.Gateway, target: str) -> int:
    """The status of another request to the port."""
    assert gateway.admin_port is not None
    answer = exchange(gateway.admin_port, f"{target} HTTP/1.1\r\nHost: h")
    assert answer is not None
    return answer.status


def counted(text: str, name: str = "requests_total") -> Counter[str]:
    """The samples of a name: what stands between the braces, and the number."""
    found = re.findall(rf"^gatewright_{name}\{{(.*)\}} ([0-9.]+)$", text, re.M)
    return Counter({labels: int(float(number)) for labels, number in found})


def of_consumers(text: str, name: str = "requests_total") -> Counter[str]:
    """The sum of the samples of a name, by consumer."""
    found: Counter[str] = Counter()
    for labels, number in counted(text, name).items():
        found[labels.partition('consumer="')[2].partition('"')[0]] += number
    return found


def ask_all(port: int, keys: Iterable[str]) -> Counter[int]:
    """Requests one after the other on one connection; how often each status came."""
    found: Counter[int] = Counter()
    with closing(socket.create_connection(("127.0.0.1", port))) as connection:
        connection.settimeout(30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for one in keys:
            head = f"{TARGET} HTTP/1.1\r\nHost: h\r\napi-key: {one}\r\nContent-Length: 0\r\n\r\n"
            connection.sendall(head.encode())
            found[_status(connection)] += 1
    return found


def _status(connection: socket.socket) -> int:
    """Of the next answer, which has a length."""
    received = b""
    while True:
        piece = connection.recv(65536)
        assert piece, "the connection was closed"
        received += piece
        head, end, body = received.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        if end and length and len(body) >= int(length[1]):
            return int(head[9:12])


def at_once(port: int, each: int) -> Counter[int]:
    """So many requests on each of several connections: half of them with a key that is good."""
    keys = [KEY, "gwk_of_nobody"] * (each // 2)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(ask_all, [port] * AT_ONCE, [keys] * AT_ONCE), Counter())
