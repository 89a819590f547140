"""Limits on a real Envoy with several workers: exact under load, given back at every end."""

from __future__ import annotations

import asyncio
import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from compiler import ir
from compiler.targets.envoy import TARGET
from compiler.terms import PathTemplate
from tests.gateways import KEY, operation
from tests.ports import free_port
from tests.unit.targets.envoy_rig import deploy, logged, running
from tests.unit.targets.metered_gateway import Row, budget, key_of, metered, with_callers
from tests.unit.targets.metered_wire import (
    USED,
    ask,
    asked,
    at_once,
    closed,
    leave,
    many,
    metered_vendor,
    request,
)

WORKERS = 4
CONNECTIONS = 50
SETTLING = 0.3
"""Seconds until Envoy has noticed that clients left."""


def requests_rounds(tmp_path: Path, rounds: int, count: int, workers: int) -> None:
    """Limits of requests in all three scopes at once; a random one of the consumer holds."""
    chance = random.Random(rounds)
    amounts = {f"r{n}": chance.randint(1, count - 1) for n in range(rounds)}
    day = 86_400
    with metered_vendor() as vendor:
        port = free_port()
        rows: list[Row] = [("requests", 10**9, day), ("concurrent", 10**6, 0)]
        one = metered(vendor, port, api=rows, plan=rows)
        one = with_callers(
            one, {name: budget([("requests", amount, day)]) for name, amount in amounts.items()}
        )
        with running(deploy(one, tmp_path), port, workers=workers) as up:
            assert up
            for name, amount in amounts.items():
                sent = request(key=key_of(name))
                passed = asyncio.run(many(port, sent, CONNECTIONS, count))
                assert passed == {200: amount, 429: count - amount}, name
    assert "gatewright:" not in (tmp_path / "stderr").read_text()


def tokens_rounds(tmp_path: Path, rounds: int, workers: int) -> None:
    """Of 50 requests at once as many pass as reservations fit; settled, the budget goes on to the
    last token."""
    names = [f"t{n}" for n in range(rounds)]
    with metered_vendor() as vendor:
        port = free_port()
        limits = budget([("tokens", 1000, 86_400)], reserve=100)
        one = with_callers(metered(vendor, port), dict.fromkeys(names, limits))
        with running(deploy(one, tmp_path), port, workers=workers) as up:
            assert up
            for name in names:
                sent = request("wait", key_of(name))
                passed = asyncio.run(many(port, sent, CONNECTIONS, CONNECTIONS))
                # Those that come when the first are settled find room again.
                assert passed[200] >= 10
                assert passed[200] * USED <= 1000
                used = passed[200] * USED
                while used < 1000:
                    answer = asyncio.run(ask(port, request(key=key_of(name))))
                    assert answer.status == 200
                    assert answer.left("tokens") == max(0, 1000 - used - 100)
                    used += USED
                assert asyncio.run(ask(port, sent)).status == 429


def reservations_rounds(tmp_path: Path, rounds: int, workers: int) -> None:
    """Streams that stay open: exactly as many as reservations fit."""
    names = [f"s{n}" for n in range(rounds)]
    with metered_vendor() as vendor:
        port = free_port()
        limits = budget([("tokens", 1000, 86_400)], reserve=100)
        one = with_callers(metered(vendor, port), dict.fromkeys(names, limits))
        with running(deploy(one, tmp_path), port, workers=workers) as up:
            assert up
            for name in names:
                sent = request("events=1 open", key_of(name))
                assert asyncio.run(hanging(port, sent, CONNECTIONS)) == 10
                # Left, they stay charged: a client gets around no budget by leaving.
                assert asyncio.run(ask(port, sent)).status == 429


async def hanging(port: int, sent: bytes, count: int) -> int:
    """How many of so many at once are answered with 200 and go on."""
    pairs = [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]
    for _, writer in pairs:
        writer.write(sent)
    heads = await asyncio.gather(*(reader.readuntil(b"\r\n\r\n") for reader, _ in pairs))
    for _, writer in pairs:
        await closed(writer)
    return sum(head.startswith(b"HTTP/1.1 200 ") for head in heads)


def aborts(tmp_path: Path, count: int, workers: int) -> None:
    """Requests that end in every way, most of them too early; then nothing runs any more."""
    chance = random.Random(count)
    room = 7
    mocks = ("hang", "events=3 open", "events=2 cut", "reset", "wait", "status=500", "events=4")
    with metered_vendor() as vendor:
        port = free_port()
        concurrent = ("concurrent", room, 0)
        one = metered(vendor, port, api=[concurrent], plan=[concurrent], consumer=[concurrent])
        with running(deploy(one, tmp_path), port, workers=workers) as up:
            assert up

            async def one_client() -> None:
                sent = request(chance.choice(mocks))
                if chance.random() < 0.2:
                    sent = sent[: -chance.randint(1, 2)]  # its body never ends
                reset = chance.random() < 0.5
                await leave(port, sent, chance.choice((0.001, 0.02, 0.1)), reset=reset)

            async def clients(number: int) -> None:
                for _ in range(number):
                    await one_client()

            async def all_of_them() -> tuple[int, int]:
                await asyncio.gather(*(clients(count // 10) for _ in range(10)))
                await asyncio.sleep(SETTLING)
                first = await at_once(port, request("events=1 open"), room)
                await asyncio.sleep(SETTLING)
                assert first == await at_once(port, request("events=1 open"), room)
                return first

            assert asyncio.run(all_of_them()) == (room, 429)
    assert "gatewright:" not in (tmp_path / "stderr").read_text()


def test_requests_are_exact(tmp_path: Path) -> None:
    requests_rounds(tmp_path, 3, 400, WORKERS)


def test_tokens_are_exact(tmp_path: Path) -> None:
    tokens_rounds(tmp_path, 2, WORKERS)


def test_reservations_are_exact(tmp_path: Path) -> None:
    reservations_rounds(tmp_path, 2, WORKERS)


def test_every_end_gives_back(tmp_path: Path) -> None:
    aborts(tmp_path, 300, WORKERS)


@pytest.mark.soak
@pytest.mark.parametrize("workers", [4, 8])
def test_soak(tmp_path: Path, workers: int) -> None:
    requests_rounds(tmp_path / "requests", 20, 5000, workers)
    tokens_rounds(tmp_path / "tokens", 20, workers)
    reservations_rounds(tmp_path / "reservations", 20, workers)
    aborts(tmp_path / "aborts", 3000, workers)


@pytest.mark.parametrize(
    ("mock", "kind", "charged"),
    [
        ("", "tokens", 18),
        ("", "prompt_tokens", 11),
        ("", "completion_tokens", 7),
        ("events=3", "tokens", 18),
        ("events=90", "completion_tokens", 7),
        ("silent", "tokens", 50),
        ("events=3 silent", "tokens", 50),
        ("events=90 silent", "tokens", 90),
        ("events=90 silent", "prompt_tokens", 90),
        ("status=500", "tokens", 0),
        ("status=404", "prompt_tokens", 0),
        ("reset", "tokens", 0),
        ("events=90 cut", "tokens", 90),
        ("events=3 cut", "completion_tokens", 50),
    ],
)
def test_what_an_answer_is_charged(tmp_path: Path, mock: str, kind: str, charged: int) -> None:
    """50 are reserved; the next request shows what is left. A stream that is cut is charged what
    was reserved at least: no Lua code runs at its end."""
    with metered_vendor() as vendor:
        port = free_port()
        one = metered(vendor, port, consumer=[(kind, 1000, 3600)], reserve=50)
        with running(deploy(one, tmp_path), port) as up:
            assert up
            asyncio.run(leave(port, request(mock), 0.5, reset=False))
            assert asked(port, [request()])[0].left("tokens") == 1000 - charged - 50


def test_a_client_that_leaves_is_charged(tmp_path: Path) -> None:
    """At least what was reserved, and every event."""
    with metered_vendor() as vendor:
        port = free_port()
        one = metered(vendor, port, consumer=[("tokens", 1000, 3600)], reserve=50)
        with running(deploy(one, tmp_path), port) as up:
            assert up
            for mock, reset in (("hang", True), ("events=9 open", False), ("events=90 open", True)):
                asyncio.run(leave(port, request(mock), 0.2, reset=reset))
            left = asked(port, [request()])[0].left("tokens")
            assert left == 1000 - 50 - 50 - 90 - 50


def test_refused_later(tmp_path: Path) -> None:
    """What the gateway refuses after the limits were asked was a request, used no tokens, and runs
    no more: without the vendor's key, and with a body that is too large."""
    rows: list[Row] = [("requests", 9, 3600), ("concurrent", 1, 0), ("tokens", 100, 3600)]
    large = request().replace(b"Content-Length: 2", b"Transfer-Encoding: chunked")[:-2]
    large += b"%x\r\n" % (11 << 20) + b"x" * (11 << 20) + b"\r\n0\r\n\r\n"
    with metered_vendor() as vendor:
        port = free_port()
        one = metered(vendor, port, consumer=rows)
        with running(deploy(one, tmp_path), port) as up:
            assert up
            asyncio.run(leave(port, large, 2, reset=False))
            assert asked(port, [request()])[0].left("requests") == 7
        one = replace(one, listener=replace(one.listener, port=port))
        with running(tmp_path, port, variables={"SAMPLE_API_KEY": ""}) as up:
            assert up
            for left in (8, 7, 6):
                answer = asked(port, [request()])[0]
                assert (answer.status, answer.left("requests")) == (503, left)
                assert answer.left("tokens") == 0  # all of them were reserved, and given back


def test_a_reload_goes_on_counting(tmp_path: Path) -> None:
    """New code, new limits, the same counters: an amount is no part of what a counter is called."""
    with metered_vendor() as vendor:
        port = free_port()
        rows: list[Row] = [("requests", 4, 3600), ("concurrent", 2, 0)]
        folder = deploy(metered(vendor, port, consumer=rows), tmp_path / "copy")
        with running(folder, port, workers=WORKERS) as up:
            assert up
            assert [r.status for r in asked(port, [request()] * 5)] == [200] * 4 + [429]
            rows = [("requests", 20, 3600), ("concurrent", 3, 0)]
            replace_files(folder, metered(vendor, port, consumer=rows), tmp_path / "new")
            assert asyncio.run(until_passed(port)) == 15
            assert asyncio.run(at_once(port, request("events=1 open"), 3)) == (3, 429)


async def until_passed(port: int) -> int:
    """What is left of the requests once one passes."""
    async with asyncio.timeout(10):
        while (answer := await ask(port, request())).status == 429:
            await asyncio.sleep(0.05)
    return answer.left("requests")


def replace_files(folder: Path, one: ir.Gateway, beside: Path) -> None:
    """A deployment: each file by a rename, in the order of the artifacts."""
    deploy(one, beside)
    for artifact in TARGET.emit(one):
        os.replace(beside / artifact.path, folder / artifact.path)


def test_one_after_another(tmp_path: Path) -> None:
    """A client that has its whole answer finds its place free, on any worker."""
    with metered_vendor() as vendor:
        port = free_port()
        one = metered(vendor, port, consumer=[("concurrent", 1, 0)])
        with running(deploy(one, tmp_path), port, workers=WORKERS) as up:
            assert up
            for sent in (request(), request("events=2"), request("status=500")):
                statuses = {answer.status for answer in asked(port, [sent] * 60)}
                assert statuses <= {200, 500}
                assert 429 not in asyncio.run(many(port, sent, 1, 60))


def test_a_websocket_runs_until_it_ends(tmp_path: Path) -> None:
    live = replace(operation("live", "GET", usage=True), websocket=True)
    rows: list[Row] = [("concurrent", 1, 0), ("requests", 9, 3600), ("tokens", 1000, 3600)]
    upgrade = request(more="Upgrade: websocket\r\nConnection: Upgrade")
    upgrade = upgrade.replace(b"POST", b"GET").replace(b"chat/completions", b"live")
    upgrade = upgrade.replace(b"Content-Length: 2\r\n", b"")[:-2]
    with metered_vendor() as vendor:
        port = free_port()
        one = metered(vendor, port, consumer=rows, reserve=50)
        path = ir.Path(PathTemplate(("/v1/live",)), (live,))
        one = replace(one, apis=tuple(replace(a, paths=(path, *a.paths)) for a in one.apis))
        with running(deploy(one, tmp_path), port) as up:
            assert up

            async def turn(left: int) -> None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(upgrade)
                head = await reader.readuntil(b"\r\n\r\n")
                assert head.startswith(b"HTTP/1.1 101 ")
                assert b"x-ratelimit-remaining-requests: %d\r\n" % left in head
                writer.write(b"talk")
                assert await reader.readexactly(4) == b"talk"
                assert (await ask(port, request())).status == 429
                await closed(writer)
                await asyncio.sleep(SETTLING)

            for left in (8, 7, 6):
                asyncio.run(turn(left))
            assert asked(port, [request()])[0].left("tokens") == 1000 - 4 * 50


def test_no_key_in_what_envoy_says(tmp_path: Path) -> None:
    with metered_vendor() as vendor:
        port = free_port()
        one = metered(vendor, port, consumer=[("requests", 1, 3600), ("concurrent", 1, 0)])
        with running(deploy(one, tmp_path), port) as up:
            assert up
            assert [r.status for r in asked(port, [request()] * 2)] == [200, 429]
    assert KEY not in logged(tmp_path)
    assert '"error_code":"rate_limit_exceeded"' in logged(tmp_path)
