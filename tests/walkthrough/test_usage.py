"""`gatewright usage` over what the engines really log: the same table, whichever wrote it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import httpx
from click.testing import CliRunner

from compiler.cli import cli
from tests.conformance import facts
from tests.conformance.engines import Engine
from tests.conformance.world import World
from tests.walkthrough.conftest import serving

BASE = facts.APIS["Main"].base
CALLS = ("chat", "chat_stream", "chat", "embeddings", "models")
REFUSED = ((f"{BASE}/v1/models", "GET"), ("/nothing/there", "GET"))
TIMES = ("p50_ms", "p95_ms")


def log(world: World, name: str) -> bytes:
    """What an engine writes of some calls, good and bad ones."""
    with serving(world, name, "sandbox") as engine:
        with httpx.Client(base_url=f"http://127.0.0.1:{engine.port}", timeout=30) as client:
            for call in CALLS:
                operation = facts.OPERATIONS[call]
                answer = client.request(
                    operation.method,
                    BASE + operation.path,
                    headers={"api-key": facts.CLIENT_KEY, "Content-Type": "application/json"},
                    content=operation.body,
                )
                assert answer.status_code == 200, answer.text
            for path, method in REFUSED:
                assert client.request(method, path).status_code >= 400
        wait_for_lines(engine, len(CALLS) + len(REFUSED))
    return bytes(engine.stdout)


def wait_for_lines(engine: Engine, count: int) -> None:
    end = time.monotonic() + 10
    while len(engine.lines) < count:
        assert time.monotonic() < end, engine.lines
        time.sleep(0.02)


def table(log: Path, *by: str) -> Any:
    """The rows and the total, without times, which each engine has its own of."""
    words = ["usage", str(log), "--by", ",".join(by), "--format", "json"]
    result = CliRunner().invoke(cli, words)
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    for row in (*found["rows"], found["total"]):
        for name in TIMES:
            assert type(row.pop(name)) is int
    return found


def test_the_same_table_from_every_engine(world: World, tmp_path: Path) -> None:
    logs = {name: tmp_path / name for name in ("nginx", "envoy", "mitmproxy")}
    for name, file in logs.items():
        file.write_bytes(log(world, name))
    groups = (
        ("consumer", "api", "model"),
        ("environment", "vendor", "version", "operation", "status", "error"),
    )
    for by in groups:
        first, *others = (table(file, *by) for file in logs.values())
        assert others == [first, first]
    found = table(logs["nginx"], "consumer", "api", "model")
    counts = [tuple(row.values()) for row in found["rows"]]
    assert counts == [
        ("demo-app", "Main", "mistral-embed", 1, 0, 5, 0, 5),
        ("demo-app", "Main", facts.MODEL, 3, 0, 33, 21, 54),
        ("demo-app", "Main", None, 1, 0, None, None, None),
        (None, "Main", None, 1, 1, None, None, None),
        (None, None, None, 1, 1, None, None, None),
    ]
    days = {row["day"] for file in logs.values() for row in table(file, "day")["rows"]}
    assert 1 <= len(days) <= 2  # midnight may have passed
