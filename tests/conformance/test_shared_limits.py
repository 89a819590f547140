"""`limits.shared`: two real Envoys count together, by Envoy's rate limit service."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections import Counter
from pathlib import Path

import pytest

from compiler.targets.envoy import shared_limits
from tests.conformance.artifacts import emit
from tests.conformance.rate_limit_service import Service, emitted, serving
from tests.conformance.shared_pair import logged, messages, pair, until
from tests.gateways import KEY
from tests.ports import free_port
from tests.unit.targets import metered_wire
from tests.unit.targets.envoy_rig import running
from tests.unit.targets.metered_gateway import Row
from tests.unit.targets.metered_wire import (
    USED,
    asked,
    closed,
    leave,
    many,
    metered_vendor,
    request,
)

HOUR, DAY = 3600, 86_400
SLOW = 3.0
"""Seconds: far more than Envoy waits for the service."""
API, PLAN = "all", "demo-app/Chat@1.0.0"


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service of the tests may have to wait for a busy machine."""
    monkeypatch.setattr(shared_limits, "TIMEOUT_MS", 20_000)


def test_together_exactly_so_many(tmp_path: Path) -> None:
    """Of many at once, over both gateways and all their workers."""

    async def both() -> Counter[int]:
        sides = (many(port, request(), 10, 100) for port in gateways.ports)
        return sum(await asyncio.gather(*sides), Counter())

    rows: list[Row] = [("requests", 10**6, DAY)]
    with (
        pair(tmp_path, api=rows, plan=rows, consumer=[("requests", 70, HOUR)]) as gateways,
        gateways.serving(),
    ):
        assert asyncio.run(both()) == {200: 70, 429: 130}


def test_the_limit_after_its_window(tmp_path: Path) -> None:
    """The next window begins with the hour of the service's clock."""
    with pair(tmp_path, consumer=[("requests", 3, HOUR)]) as gateways, gateways.serving():
        gateways.service.now = 10 * HOUR - 20
        told = [gateways.one() for _ in range(4)]
        assert [answer.status for answer in told] == [200, 200, 200, 429]
        assert [answer.left("requests") for answer in told] == [2, 1, 0, 0]
        assert told[-1].headers["retry-after"] == "20"
        assert told[-1].headers["x-ratelimit-limit-requests"] == "3"
        assert told[-1].headers["x-ratelimit-reset-requests"] == "20"
        gateways.service.now = 10 * HOUR - 1
        assert gateways.one().status == 429
        gateways.service.now = 10 * HOUR
        assert [gateways.one().status for _ in range(4)] == [200, 200, 200, 429]


@pytest.mark.parametrize(
    ("scope", "whose"),
    [("api", "this API"), ("plan", "plan gold"), ("consumer", "this consumer")],
)
def test_the_message_names_the_limit(tmp_path: Path, scope: str, whose: str) -> None:
    five: list[Row] = [("requests", 5, 60)]
    two: list[Row] = [("requests", 2, 60), ("requests", 9, DAY)]
    api, plan, consumer = (two if scope == name else five for name in ("api", "plan", "consumer"))
    with pair(tmp_path, api=api, plan=plan, consumer=consumer) as gateways, gateways.serving():
        assert [gateways.one().status for _ in range(2)] == [200, 200]
        refused = gateways.one()
    assert refused.status == 429
    assert json.loads(refused.body)["error"] == {
        "message": f"The limit of 2 requests a minute of {whose} is used up.",
        "type": "rate_limit_error",
        "code": "rate_limit_exceeded",
        "param": None,
    }
    line = logged(gateways)[-1]
    assert line["status"] == 429
    assert line["error_code"] == "rate_limit_exceeded"
    assert line["consumer"] == "demo-app"
    assert line["upstream_ms"] is None


def test_of_several_the_longest_is_told(tmp_path: Path) -> None:
    rows: list[Row] = [("requests", 2, 60), ("requests", 2, HOUR)]
    with pair(tmp_path, plan=rows, api=[("requests", 2, 60)]) as gateways, gateways.serving():
        told = [gateways.one() for _ in range(3)]
    assert b"2 requests an hour of plan gold" in told[-1].body
    assert told[-1].headers["retry-after"] == str(HOUR)


def test_what_is_refused_is_counted_nowhere(tmp_path: Path) -> None:
    """Not by the limits beside the one that refuses."""
    rows: list[Row] = [("requests", 3, 60), ("requests", 1000, DAY)]
    with (
        pair(tmp_path, api=rows, consumer=[("tokens", 10**6, DAY)]) as gateways,
        gateways.serving(),
    ):
        statuses = Counter(gateways.one().status for _ in range(20))
        assert statuses == {200: 3, 429: 17}
        assert gateways.service.count("api/Chat@1.0.0/requests/60", API) == 3
        assert gateways.service.count("api/Chat@1.0.0/requests/86400", API) == 3
        gateways.settled("consumer/1000000/tokens/86400", "demo-app", 3 * USED)


@pytest.mark.parametrize("mock", ["", "events=3"])
def test_tokens(tmp_path: Path, mock: str) -> None:
    """As many as the vendor reports, streamed or not; the last request may go beyond."""
    limit, rows = "consumer/60/tokens/3600", [("tokens", 60, HOUR)]
    with pair(tmp_path, consumer=rows, reserve=10) as gateways, gateways.serving():
        for number in range(4):
            answer = gateways.one(mock)
            assert answer.status == 200
            assert answer.left("tokens") == max(0, 60 - number * USED - 10)
            gateways.settled(limit, "demo-app", (number + 1) * USED)
        refused = gateways.one(mock)
        assert refused.status == 429
        assert refused.left("tokens") == 0
        error = json.loads(refused.body)["error"]
        assert error["code"] == "token_limit_exceeded"
        assert error["message"] == "The limit of 60 tokens an hour of this consumer is used up."
        gateways.service.now += HOUR
        assert gateways.one(mock).status == 200
    assert logged(gateways)[-2]["error_code"] == "token_limit_exceeded"


def test_many_at_once_get_around_no_budget(tmp_path: Path) -> None:
    """Each that runs is taken to use the reserve: through either gateway pass as many as the rest
    would hold. What they used is known when they are over."""

    async def both() -> list[int]:
        sides = (streams(port, 30) for port in gateways.ports)
        return await asyncio.gather(*sides)

    rows: list[Row] = [("tokens", 100, HOUR)]
    with pair(tmp_path, plan=rows, reserve=10) as gateways, gateways.serving():
        assert asyncio.run(both()) == [10, 10]
        # They all left; each is charged its reserve.
        gateways.settled("plan/gold/tokens/3600", PLAN, 200)
        gateways.service.now += HOUR
        assert asyncio.run(both()) == [10, 10]


async def streams(port: int, count: int) -> int:
    """Of so many streams at once, how many are let pass."""
    pairs = [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]
    for _, writer in pairs:
        writer.write(request("events=1 open"))
    heads = await asyncio.gather(*(reader.readuntil(b"\r\n\r\n") for reader, _ in pairs))
    for _, writer in pairs:
        await closed(writer)
    return sum(head.startswith(b"HTTP/1.1 200 ") for head in heads)


def test_a_budget_that_is_used_up_exactly(tmp_path: Path) -> None:
    """Nothing is left, so nothing passes, though nothing is over either."""
    with pair(tmp_path, plan=[("tokens", 2 * USED, HOUR)]) as gateways, gateways.serving():
        for number in (1, 2):
            assert gateways.one().status == 200
            gateways.settled("plan/gold/tokens/3600", PLAN, number * USED)
        assert gateways.one().status == 429


def test_kinds_of_tokens(tmp_path: Path) -> None:
    rows: list[Row] = [("prompt_tokens", 1000, HOUR), ("completion_tokens", 1000, HOUR)]
    with pair(tmp_path, api=[("tokens", 1000, DAY)], plan=rows) as gateways, gateways.serving():
        assert gateways.one("events=2").status == 200
        gateways.settled("api/Chat@1.0.0/tokens/86400", API, USED)
        gateways.settled("plan/gold/prompt_tokens/3600", PLAN, 11)
        gateways.settled("plan/gold/completion_tokens/3600", PLAN, 7)


@pytest.mark.parametrize(
    ("mock", "charged"),
    [
        ("hang", 5),  # nothing came: what is reserved for it
        ("events=3 open", 5),
        ("events=9 open", 9),  # each event is a token at least
    ],
)
def test_a_client_that_leaves_is_charged(tmp_path: Path, mock: str, charged: int) -> None:
    rows: list[Row] = [("tokens", 1000, DAY)]
    with pair(tmp_path, api=rows, reserve=5) as gateways, gateways.serving():
        asyncio.run(leave(gateways.ports[0], request(mock), 0.3, reset=False))
        gateways.settled("api/Chat@1.0.0/tokens/86400", API, charged)


@pytest.mark.parametrize(
    ("mock", "charged"),
    [("silent", 5), ("silent events=3", 5), ("silent events=9", 9), ("status=500", 0)],
)
def test_what_vendors_do_not_report(tmp_path: Path, mock: str, charged: int) -> None:
    """An error costs nothing, and an answer that does not say what it cost what was reserved."""
    limit = "api/Chat@1.0.0/tokens/86400"
    with pair(tmp_path, api=[("tokens", 1000, DAY)], reserve=5) as gateways, gateways.serving():
        gateways.one(mock)
        assert gateways.one().status == 200
        gateways.settled(limit, API, charged + USED)


def test_more_than_envoy_tells_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It tells the service of a billion at most, and of more nothing at all."""
    usage = {"prompt_tokens": 11, "completion_tokens": 3 * 10**9, "total_tokens": 3 * 10**9 + 11}
    monkeypatch.setattr(metered_wire, "REPORT", json.dumps({"usage": usage}).encode())
    with pair(tmp_path, api=[("tokens", 10**9, DAY)], reserve=5) as gateways, gateways.serving():
        assert gateways.one().status == 200
        gateways.settled("api/Chat@1.0.0/tokens/86400", API, 10**9)
        assert gateways.one().status == 429


def test_refusals_before_cost_nothing(tmp_path: Path) -> None:
    """Nobody who is not known or not admitted is asked for."""
    with pair(tmp_path, api=[("requests", 1, 60)]) as gateways, gateways.serving():
        assert gateways.one(key="gwk_nobody").status == 401
        assert gateways.service.calls == []
        assert [gateways.one().status for _ in range(2)] == [200, 429]


def test_without_the_service_nothing_passes(tmp_path: Path) -> None:
    """Not before it runs, nor when it is gone; and everything does as soon as it is there."""
    with pair(tmp_path, plan=[("requests", 100, DAY)]) as gateways:
        refused = [gateways.one() for _ in range(2)]
        with gateways.serving():
            until(lambda: all(gateways.one().status == 200 for _ in range(2)))
        refused += [gateways.one() for _ in range(2)]
        with gateways.serving():
            until(lambda: all(gateways.one().status == 200 for _ in range(2)))
    for answer in refused:
        assert answer.status == 503
        assert json.loads(answer.body)["error"]["code"] == "gateway_error"
    lines = [line for line in logged(gateways) if line["status"] == 503]
    assert len(lines) >= 4
    assert {line["error_code"] for line in lines} == {"gateway_error"}
    assert {line["upstream_ms"] for line in lines} == {None}
    assert "the rate limit service did not answer" in messages(gateways)


def test_a_slow_service_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_limits, "TIMEOUT_MS", 200)
    with pair(tmp_path, plan=[("requests", 100, DAY)]) as gateways, gateways.serving():
        gateways.service.delay = SLOW
        began = time.monotonic()
        assert gateways.one().status == 503
        assert time.monotonic() - began < SLOW


def test_a_limit_that_the_service_does_not_know(tmp_path: Path) -> None:
    """It would let everything pass: whoever changes plans must tell the service, too."""
    with pair(tmp_path, plan=[("requests", 100, DAY), ("tokens", 100, DAY)]) as gateways:
        text = emitted(gateways.folders[0])
        gateways.service = Service(text.replace("plan/gold/tokens", "plan/silver/tokens"))
        with gateways.serving():
            assert gateways.one().status == 503
        gateways.service = Service(text.replace("sample/sandbox", "sample/production"))
        with gateways.serving():
            assert gateways.one().status == 503
    assert "the rate limit service has no limit plan/gold/tokens/86400" in messages(gateways)


PROJECT = {
    "gateway.yaml": """
gatewright: 1
name: acme
environments:
  sandbox:
    url: http://127.0.0.1:{port}
    targets: [envoy]
    limits: {{shared: {{service: "127.0.0.1:{service}"}}}}
""",
    "apis/chat.yaml": """
name: Chat
version: 1.0.0
context: chat
vendor: mistral/v1
plans: [gold]
endpoints: {{sandbox: {{url: "http://127.0.0.1:{vendor}", key: {{env: SAMPLE_API_KEY}}}}}}
""",
    "plans.yaml": "plans: {{gold: {{limits: {{requests: 2/hour, tokens: 500/day}}}}}}",
    "consumers.yaml": "consumers: [{{name: demo-app, keys: [{{sha256: {digest}}}], plan: gold}}]",
}


def test_from_the_language_to_the_service(tmp_path: Path) -> None:
    port, service = free_port(), free_port()
    with metered_vendor() as vendor:
        digest = hashlib.sha256(KEY.encode()).hexdigest()
        for name, text in PROJECT.items():
            file = tmp_path / "project" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.format(port=port, service=service, vendor=vendor, digest=digest))
        folder = tmp_path / "copy"
        for path, content in emit(tmp_path / "project", "sandbox", "envoy"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        counting = Service(emitted(folder))
        with running(folder, port) as up, serving(counting, service):
            assert up
            assert [answer.status for answer in asked(port, [request()] * 3)] == [200, 200, 429]
            until(lambda: counting.count("plan/gold/tokens/86400", PLAN) == 2 * USED)
