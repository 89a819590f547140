"""Envoy's rate limit service, in memory: it speaks its protocol (gRPC, `RateLimitService` of
envoy.service.ratelimit.v3) and counts by its configuration, as its documentation has both.

A descriptor's entries lead through the configuration, level by level: to the node with their key
and value, or else to the one with their key alone. A node's limit holds where the last entry leads;
each combination of values counts apart, in windows that begin with the unit (Unix time). A limit is
over when more was counted than it has; what is over is counted all the same. An amount of 0 only
looks. A descriptor that leads to no limit is let pass.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import yaml

from tests.conformance.protobuf import encoded, fields_of, text_of, whole_of

METHOD = "/envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit"
UNITS = {"second": (1, 1), "minute": (2, 60), "hour": (3, 3600), "day": (4, 86_400)}
"""Number in the protocol, and seconds."""
OK, OVER = 1, 2
_ROOT = {"domain", "descriptors"}
_NODE = {"key", "value", "rate_limit", "descriptors"}

Entries = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Limit:
    amount: int
    unit: str


@dataclass(frozen=True, slots=True)
class Node:
    """limit: None where only longer descriptors have one."""

    limit: Limit | None
    below: dict[tuple[str, str | None], Node]


@dataclass(frozen=True, slots=True)
class Descriptor:
    entries: Entries
    hits: int


def configuration(text: str) -> tuple[str, Node]:
    """The domain and its tree. AssertionError: the service would not take it."""
    data = yaml.safe_load(text)
    assert set(data) == _ROOT, data
    assert data["domain"]
    return data["domain"], Node(None, _level(data["descriptors"]))


def _level(nodes: list[dict[str, Any]]) -> dict[tuple[str, str | None], Node]:
    found: dict[tuple[str, str | None], Node] = {}
    for node in nodes:
        assert set(node) <= _NODE, node
        assert node["key"], node
        name = (node["key"], node.get("value"))
        assert name not in found, name
        found[name] = Node(_limit(node.get("rate_limit")), _level(node.get("descriptors", [])))
    return found


def _limit(data: dict[str, Any] | None) -> Limit | None:
    if data is None:
        return None
    assert set(data) == {"unit", "requests_per_unit"}, data
    assert data["unit"] in UNITS, data
    assert 0 <= data["requests_per_unit"] < 2**32, data
    return Limit(data["requests_per_unit"], data["unit"])


def asked(message: bytes) -> tuple[str, list[Descriptor]]:
    """A RateLimitRequest: the domain and its descriptors."""
    found = fields_of(message)
    usual = max(1, whole_of(found, 3))
    return text_of(found, 1), [_descriptor(each, usual) for each in found.get(2, []) if each]


def _descriptor(message: bytes | int, usual: int) -> Descriptor:
    assert isinstance(message, bytes)
    found = fields_of(message)
    assert set(found) <= {1, 3}, found  # neither a limit of its own nor a kind of hits unknown here
    entries = tuple(_entry(each) for each in found.get(1, []))
    hits = [fields_of(each) for each in found.get(3, []) if isinstance(each, bytes)]
    return Descriptor(entries, whole_of(hits[-1], 1) if hits else usual)


def _entry(message: bytes | int) -> tuple[str, str]:
    assert isinstance(message, bytes)
    found = fields_of(message)
    return text_of(found, 1), text_of(found, 2)


class Service:
    """A service that counts by a configuration. now: its clock, in seconds, which a test may set;
    calls: what it was asked, in order; delay: seconds that it takes to answer."""

    def __init__(self, text: str, now: float = 0.0) -> None:
        self.now = now
        self.calls: list[list[Descriptor]] = []
        self.delay = 0.0
        self._domain, self._tree = configuration(text)
        self._counts = Counter[tuple[Entries, int]]()
        self._lock = threading.Lock()

    def count(self, limit: str, who: str) -> int:
        """What it has counted of a limit in the window that is open now."""
        entries = (("limit", limit), ("who", who))
        found = self._find(self._tree, entries)
        assert found is not None, entries
        return self._counts[entries, self._window(found)[0]]

    def answer(self, message: bytes, _: object = None) -> bytes:
        """The RateLimitResponse to a RateLimitRequest."""
        time.sleep(self.delay)
        domain, descriptors = asked(message)
        with self._lock:
            self.calls.append(descriptors)
            root = self._tree if domain == self._domain else Node(None, {})
            statuses = [self._status(root, descriptor) for descriptor in descriptors]
        over = any(code == OVER for code, _ in statuses)
        return encoded((1, OVER if over else OK), *((2, status) for _, status in statuses))

    def _status(self, root: Node, descriptor: Descriptor) -> tuple[int, bytes]:
        limit = self._find(root, descriptor.entries)
        if limit is None:
            return OK, encoded((1, OK))
        begin, seconds = self._window(limit)
        key = descriptor.entries, begin
        self._counts[key] += descriptor.hits
        counted = self._counts[key]
        code = OVER if counted > limit.amount else OK
        current = encoded((1, limit.amount), (2, UNITS[limit.unit][0]))
        reset = encoded((1, begin + seconds - int(self.now)))
        left = max(0, limit.amount - counted)
        return code, encoded((1, code), (2, current), (3, left), (4, reset))

    def _window(self, limit: Limit) -> tuple[int, int]:
        seconds = UNITS[limit.unit][1]
        return int(self.now) // seconds * seconds, seconds

    @staticmethod
    def _find(root: Node, entries: Entries) -> Limit | None:
        node: Node | None = root
        for key, value in entries:
            if node is None:
                return None
            node = node.below.get((key, value)) or node.below.get((key, None))
        return node.limit if node else None


@contextmanager
def serving(service: Service, port: int) -> Iterator[None]:
    """The service at a port of 127.0.0.1."""
    with answering(service.answer, port):
        yield


@contextmanager
def answering(answer: Callable[[bytes, object], bytes], port: int) -> Iterator[None]:
    """Whatever answers in its place."""
    handler = grpc.unary_unary_rpc_method_handler(answer)
    name, _, method = METHOD[1:].partition("/")
    server = grpc.server(ThreadPoolExecutor(8), options=[("grpc.so_reuseport", 0)])
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler(name, {method: handler}),)
    )
    assert server.add_insecure_port(f"127.0.0.1:{port}") == port
    server.start()
    try:
        yield
    finally:
        server.stop(None).wait(10)


def emitted(folder: Path) -> str:
    """The configuration in a deployed copy."""
    return (folder / "ratelimit" / "config.yaml").read_text()
