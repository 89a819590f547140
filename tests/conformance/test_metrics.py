"""What an engine tells of its requests is what their log lines say, and nothing else is told."""

from __future__ import annotations

import contextlib
import re
import socket
from collections.abc import Iterator

import pytest

from compiler import contract
from tests.conformance import keys
from tests.conformance.bench import Bench
from tests.conformance.table import TABLE
from tests.conformance.told import ask, settled, sums, told
from tests.conformance.world import World

# Requests that pass, are refused in every way, are streamed, report tokens, break off.
SOME = (
    *("streams-c", "streams-left", "limits-", "subscriptions-", "credentials-c", "methods-"),
    *("lifecycle-b", "bodies-"),
)
MORE = (
    *SOME,
    *("streams-", "tokens-", "health-", "ids-", "paths-u", "openai-chat", "cors-"),
    "more-websocket",
)
# What Envoy has at a port of its own, and others mostly have at theirs.
ELSEWHERE = (
    *("/", "/metrics/", "/metrics/x", "/Metrics", "//metrics", "/./metrics", "/%6detrics"),
    *("/healthz", "/stats", "/stats/prometheus", "/config_dump", "/clusters", "/certs", "/ready"),
    *("/server_info", "/listeners", "/runtime", "/logging", "/nginx_status", "/debug/pprof/"),
)
CHANGING = ("quitquitquit", "healthcheck/fail", "logging", "reset_counters", "runtime_modify")


@pytest.fixture(scope="module", params=["nginx", "envoy", "mitmproxy"])
def telling(request: pytest.FixtureRequest, world: World) -> Iterator[tuple[Bench, int]]:
    with told(world, request.param) as one:
        yield one


def test_nothing_happened(telling: tuple[Bench, int]) -> None:
    bench, admin = telling
    answer = ask(admin)
    assert answer.status == 200
    assert answer.one("content-type") == contract.METRICS_TYPE
    assert len(answer.body.splitlines()) == 2 * 3
    assert not bench.engine.lines


@pytest.mark.parametrize(
    "words", [SOME, pytest.param(MORE, marks=pytest.mark.soak)], ids=["some", "more"]
)
def test_what_is_told_is_what_was_logged(
    telling: tuple[Bench, int], words: tuple[str, ...]
) -> None:
    bench, admin = telling
    rows = [row for row in TABLE if row.id.startswith(words) and row.environment == "sandbox"]
    assert len(rows) > 50
    for row in rows:
        # Whether it goes as it should is for the tests of the table.
        with contextlib.suppress(Exception):
            bench.outcome(row)
    bench.await_log()
    found, right = settled(bench.engine, admin)
    assert found == right
    statuses = {str(line["status"]) for line in bench.engine.lines}
    assert statuses >= {"200", "400", "401", "403", "404", "405", "429", "499"}
    total = sums(found)
    assert total["gatewright_requests_total"] == len(bench.engine.lines)
    assert total["gatewright_request_duration_seconds_count"] == len(bench.engine.lines)
    assert total["gatewright_tokens_total"] > 0
    for secret in (*keys.CLIENT_KEYS, *keys.VENDOR_KEYS):
        assert secret not in found


def test_labels_are_nothing_that_a_client_wrote(telling: tuple[Bench, int]) -> None:
    _, admin = telling
    found = ask(admin).body.decode()
    apis = {row.api for row in TABLE} | {""}
    assert set(re.findall(r'\bapi="([^"]*)"', found)) <= apis
    codes = {refusal.code for refusal in contract.REFUSALS} | {""}
    assert set(re.findall(r'error_code="([^"]*)"', found)) <= codes
    assert all(re.fullmatch("[1-5][0-9]{2}", each) for each in re.findall(r'status="(.*?)"', found))


def test_a_query_changes_nothing(telling: tuple[Bench, int]) -> None:
    _, admin = telling
    assert ask(admin, "GET /metrics?filter=x&name=%22").body == ask(admin).body


def test_nothing_else_is_there(telling: tuple[Bench, int]) -> None:
    _, admin = telling
    before = ask(admin).body
    for target in ELSEWHERE:
        assert ask(admin, f"GET {target}").status == 404, target
    for target in CHANGING:
        assert ask(admin, f"POST /{target}").status == 404, target
    for method in ("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
        answer = ask(admin, f"{method} /metrics")
        assert (answer.status, answer.one("allow")) == (405, "GET"), method
    assert ask(admin).body == before


def test_loopback_alone_is_listened_on(telling: tuple[Bench, int]) -> None:
    _, admin = telling
    for address in ("127.0.0.2", "::1"):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family) as client:
            client.settimeout(5)
            assert client.connect_ex((address, admin)) != 0
