"""Shared limits of the Envoy target: its data, what is said between the gateway and the rate limit
service."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
import yaml

from compiler import ir
from compiler.targets.envoy import TARGET, metering, shared_limits
from tests.conformance.protobuf import encoded
from tests.conformance.rate_limit_service import (
    OK,
    OVER,
    Descriptor,
    asked,
    configuration,
)
from tests.gateways import consumer, gateway
from tests.unit.targets.envoy_lua import Evaluate, evaluate_in, literal
from tests.unit.targets.metered_gateway import Row, budget, metered, with_callers

HOUR = 3600
SHARED = ir.SharedLimits("limits.test", 8081, False)


@pytest.fixture(scope="module")
def evaluate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evaluate]:
    folder = tmp_path_factory.mktemp("lua")
    with evaluate_in(folder, replace(gateway(1, 2), shared_limits=SHARED)) as run:
        yield run


def emitted_by(one: ir.Gateway) -> dict[str, str]:
    return {str(each.path): each.content.decode() for each in TARGET.emit(one)}


def test_nothing_to_share() -> None:
    """Without the service, or without a limit, nothing of it stands in the artifacts."""
    limited = metered(1, 2, api=[("tokens", 5, 60)])
    for one in (gateway(1, 2), limited, replace(gateway(1, 2), shared_limits=SHARED)):
        files = emitted_by(one)
        assert "ratelimit/config.yaml" not in files
        assert "shared_limits" not in files["xds/clusters.json"] + files["xds/listeners.json"]
        assert "limits.test" not in files["lua/settings.lua"]
        shared = [path for path in files if path.startswith("lua/shared_limit")]
        assert bool(shared) is (one.shared_limits is not None)
        assert ("lua/waiting.lua" in files) is bool(shared)


def test_the_configuration_of_the_service() -> None:
    """Each limit once, whoever has it; consumers are told apart by the service itself."""
    plan: list[Row] = [("requests", 10, 1), ("tokens", 4_000_000_000, 86_400)]
    one = metered(1, 2, api=[("requests", 6, 60)], plan=plan, consumer=[("requests", 7, HOUR)])
    many = {f"c{number}": budget([("requests", 7 + number % 2, HOUR)]) for number in range(1000)}
    one = replace(with_callers(one, many), shared_limits=SHARED)
    text = emitted_by(one)["ratelimit/config.yaml"]
    assert text == emitted_by(one)["ratelimit/config.yaml"]
    data = yaml.safe_load(text)
    assert data["domain"] == "sample/sandbox"
    found = {
        node["value"]: tuple(node["descriptors"][0]["rate_limit"].values())
        for node in data["descriptors"]
    }
    assert len(found) == len(data["descriptors"])
    assert {node["key"] for node in data["descriptors"]} == {"limit"}
    assert found == {
        "api/Chat@1.0.0/requests/60": ("minute", 6),
        "api/Open@1.0.0/requests/60": ("minute", 6),
        "api/Pinned@1.0.0/requests/60": ("minute", 6),
        "plan/gold/requests/1": ("second", 10),
        "plan/gold/tokens/86400": ("day", 4_000_000_000),
        "consumer/7/requests/3600": ("hour", 7),
        "consumer/8/requests/3600": ("hour", 8),
    }
    configuration(text)


def test_many_consumers_are_fast() -> None:
    grant = metered(1, 2, consumer=[("tokens", 7, HOUR)]).consumers[0].grant
    one = replace(gateway(1, 2), shared_limits=SHARED)
    hundred_thousand = tuple(
        replace(consumer(f"c{number}", f"{number:064x}"), grant=grant) for number in range(100_000)
    )
    one = replace(one, consumers=hundred_thousand)
    began = time.process_time()
    [file] = shared_limits.artifacts(one)
    assert len(file.content) < 1000
    assert len(shared_limits.filters(one)) == len(shared_limits.clusters(one)) == 1
    assert time.process_time() - began < 2


def test_places_for_tokens() -> None:
    """As many as one request can need, and no filter where none is needed."""
    three: list[Row] = [("tokens", 5, 60), ("prompt_tokens", 5, 60), ("requests", 5, 60)]
    one = replace(
        metered(1, 2, api=three, plan=three[:1], consumer=three[1:2]), shared_limits=SHARED
    )
    [filter_] = shared_limits.filters(one)
    assert len(filter_["typed_config"]["rate_limits"]) == 4
    requests = replace(metered(1, 2, api=three[2:]), shared_limits=SHARED)
    assert shared_limits.filters(requests) == []
    assert shared_limits.clusters(requests) != []
    assert metering.settings(requests, [])["limits"]["shared"]["authority"] == "limits.test:8081"


def test_the_service_may_have_an_address_of_version_6() -> None:
    one = replace(
        metered(1, 2, api=[("requests", 1, 1)]), shared_limits=ir.SharedLimits("::1", 81, True)
    )
    assert metering.settings(one, [])["limits"]["shared"]["authority"] == "[::1]:81"


def test_requests_are_read_as_they_are_meant(evaluate: Evaluate) -> None:
    """Names of every length that takes another byte of its own."""
    names = ["x" * size for size in (0, 1, 100, 127, 128, 200, 16_383, 16_384, 70_000)]
    for name in names:
        code = (
            'local m = require("shared_limit_message")\n'
            f"local name = ('x'):rep({len(name)})\n"
            "local both = { m.descriptor(name, 'who', 0), m.descriptor('b', name, 1) }\n"
            "local sent = m.request('d/' .. name, both)\n"
            "return (sent:gsub('.', function(c) return ('%02x'):format(c:byte()) end))"
        )
        sent = bytes.fromhex(evaluate(code))
        assert sent[0] == 0
        assert int.from_bytes(sent[1:5], "big") == len(sent) - 5
        assert asked(sent[5:]) == (
            f"d/{name}",
            [
                Descriptor((("limit", name), ("who", "who")), 0),
                Descriptor((("limit", "b"), ("who", name)), 1),
            ],
        )


READ = """
local ran, states, over = pcall(require("shared_limit_answer").read, %s)
if not ran then return "error" end
local out = { tostring(over) }
for _, s in ipairs(states) do
  local form = "%%s %%.0f %%.0f %%.0f"
  out[#out + 1] = s and form:format(tostring(s.over), s.amount, s.left, s.wait) or "none"
end
return table.concat(out, ";")
"""


def frame(message: bytes) -> bytes:
    return b"\0" + len(message).to_bytes(4, "big") + message


def status(code: int, amount: int, left: int, *reset: int) -> bytes:
    duration = encoded(*((number, value) for number, value in enumerate(reset, 1)))
    return encoded((1, code), (2, encoded((1, amount), (2, 3))), (3, left), (4, duration))


def test_answers_are_read_as_they_are_meant(evaluate: Evaluate) -> None:
    most = 2**32 - 1
    message = encoded(
        (1, OVER),
        (2, status(OK, 10, 3, 59)),
        (2, status(OVER, most, most, 86_399, 999)),
        (2, status(OK, 0, 0)),
        (2, status(OK, 1, 1, 2**64 - 5)),  # a negative number of seconds
        (2, encoded((1, OK))),  # no limit: nobody counts
        (2, status(0, 5, 5, 5)),  # a code that says nothing
        (3, encoded((1, b"x-a"), (2, b"b"))),
        (9, 2**63),
    )
    assert evaluate(READ % literal(frame(message))).split(";") == [
        "true",
        "false 10 3 59",
        f"true {most} {most} 86400",
        "false 0 0 1",
        "false 1 1 1",
        "none",
        "none",
    ]


def test_an_answer_that_is_cut_is_none(evaluate: Evaluate) -> None:
    whole = encoded((1, OK), (2, status(OK, 10, 3, 59)))
    for size in range(len(whole)):
        told = evaluate(READ % literal(frame(whole[:size])))
        assert told == "error" or "none" in told or told == "false", size  # fewer than were asked
    for size in range(5):
        assert evaluate(READ % literal(frame(whole)[:size])) == "error"
    for framed in (frame(whole)[:-1], frame(whole) + b"\0", b"\1" + frame(whole)[1:]):
        assert evaluate(READ % literal(framed)) == "error"


def test_any_bytes_come_to_an_end(evaluate: Evaluate) -> None:
    chance = random.Random(5)
    whole = frame(encoded((1, OK), (2, status(OK, 10, 3, 59))))
    for _ in range(150):
        spoiled = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        assert evaluate(READ % literal(bytes(spoiled)))
