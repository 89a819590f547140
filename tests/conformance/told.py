"""What an engine must tell at its admin port, worked out from the log lines that it wrote."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from compiler import contract
from tests.conformance.artifacts import emit
from tests.conformance.bench import Bench
from tests.conformance.client import Answer, Connection
from tests.conformance.engines import Engine, started, wait_until_healthy
from tests.conformance.world import World, write_keys
from tests.ports import free_port

Line = Mapping[str, Any]
Labels = tuple[str, ...]

HEADS = (
    ("requests_total", "counter", "Requests that have ended."),
    ("tokens_total", "counter", "Tokens that vendors have reported."),
    ("request_duration_seconds", "histogram", "Seconds from a request to its end."),
)
TOKENS = ("input", "output")


@contextmanager
def told(world: World, name: str) -> Iterator[tuple[Bench, int]]:
    """An engine that serves the conformance project, and its admin port."""
    port, admin = free_port(), free_port()
    label = f"told-{name}-{port}"
    project = world.project(label, port)
    gateway = project / "gateway.yaml"
    more = f"  sandbox:\n    admin: {{port: {admin}}}\n"
    gateway.write_text(gateway.read_text().replace("  sandbox:\n", more))
    write_keys(world.keys)
    copy = world.folder / f"deployed-{label}"
    for path, content in emit(project, "sandbox", name):
        file = copy / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    with started(world, name, "sandbox", copy, port) as engine:
        wait_until_healthy(engine, world)
        bench = Bench(engine, world)
        bench.label = f"{name}-told"
        yield bench, admin


def ask(admin: int, target: str = "GET /metrics") -> Answer:
    """An answer of the admin port."""
    with Connection(admin) as connection:
        connection.send(f"{target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        return connection.answer(bodiless=target.startswith("HEAD"))


def settled(engine: Engine, admin: int, seconds: float = 30.0) -> tuple[str, str]:
    """What is told and what should be, once they are the same, or at the end of the time: a line is
    written some time after its answer has gone."""
    deadline = time.monotonic() + seconds
    while True:
        found, right = ask(admin).body.decode(), text(list(engine.lines))
        if found == right or time.monotonic() > deadline:
            return found, right
        time.sleep(0.2)


def text(lines: Iterable[Line]) -> str:
    """The page that follows from some log lines."""
    requests: Counter[Labels] = Counter()
    tokens: Counter[Labels] = Counter()
    durations: dict[Labels, list[int]] = {}
    for line in lines:
        who = tuple(line[name] or "" for name in ("api", "api_version", "consumer"))
        requests[*who, str(line["status"]), line["error_code"] or ""] += 1
        durations.setdefault(who, []).append(line["duration_ms"])
        for kind in TOKENS:
            if line[f"gen_ai.usage.{kind}_tokens"] is not None:
                tokens[*who, kind] += line[f"gen_ai.usage.{kind}_tokens"]
    first, second, third = (_head(*head) for head in HEADS)
    return "".join(
        [
            *first,
            *_counters("requests_total", ("status", "error_code"), requests),
            *second,
            *_counters("tokens_total", ("kind",), tokens),
            *third,
            *(line for who in sorted(durations) for line in _histogram(who, durations[who])),
        ]
    )


def _head(name: str, kind: str, words: str) -> Iterator[str]:
    yield f"# HELP gatewright_{name} {words}\n"
    yield f"# TYPE gatewright_{name} {kind}\n"


def _counters(name: str, more: Labels, counts: Mapping[Labels, int]) -> Iterator[str]:
    for values in sorted(counts):
        yield f"gatewright_{name}{{{_labels(values, *more)}}} {counts[values]}\n"


def _histogram(who: Labels, found: list[int]) -> Iterator[str]:
    name, labels = "gatewright_request_duration_seconds", _labels(who)
    for most in contract.DURATION_BUCKETS_MS:
        within = sum(each <= most for each in found)
        yield f'{name}_bucket{{{labels},le="{most / 1000:g}"}} {within}\n'
    yield f'{name}_bucket{{{labels},le="+Inf"}} {len(found)}\n'
    yield f"{name}_sum{{{labels}}} {sum(found) / 1000:.3f}\n"
    yield f"{name}_count{{{labels}}} {len(found)}\n"


def _labels(values: Labels, *more: str) -> str:
    names = ("api", "api_version", "consumer", *more)
    return ",".join(f'{name}="{value}"' for name, value in zip(names, values, strict=True))


def sums(page: str) -> dict[str, float]:
    """By the name of a sample, the sum of its values, as Prometheus itself reads the page."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, 0.0) + sample.value
    return found
