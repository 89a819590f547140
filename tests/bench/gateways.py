"""`python -m tests.bench.gateways`: what a request costs in the compiled quickstart, beside a
hand-written configuration of the same engine that does the same job; into docs/benchmarks.md."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests.bench import page, rivals
from tests.bench.rivals import Running

ROUNDS = 5
SECONDS = 2.0
CONNECTIONS = 32

Variants = Sequence[tuple[str, rivals.Change]]
NGINX: Variants = (
    ("compiled", rivals.as_it_is),
    ("compiled, without the log line", rivals.without_log),
    ("compiled, without js_body_filter", rivals.without_usage),
    ("compiled, without both js filters", rivals.without_header_filter),
)
ENVOY: Variants = (
    ("compiled", rivals.as_it_is),
    ("compiled, without the log line", rivals.without_log),
    ("compiled, with Lua code that checks nothing", rivals.lua_floor),
    ("compiled, without Lua", rivals.without_lua),
)
# Of the first variant, as a multiple of the hand-written configuration.
WANTED = {
    ("nginx", "chat"): "<= 5",
    ("nginx", "models"): "<= 3.5",
    ("envoy", "chat"): "<= 1.6",
    ("envoy", "models"): "<= 1.6",
}
_REQUESTS = {
    "chat": "POST chat/completions: usage is read from the answer and logged",
    "models": "GET models: no usage",
}


@dataclass
class Figures:
    """Of one gateway and one request: microseconds of CPU and milliseconds, one a round."""

    cpu: list[float] = field(default_factory=list)
    latency: list[float] = field(default_factory=list)

    @property
    def medians(self) -> tuple[float, float]:
        return statistics.median(self.cpu), statistics.median(self.latency)


def main() -> None:
    page.publish(report())


def report() -> Iterator[str]:
    yield page.COST_HEADING
    yield ""
    yield "Made by `make bench-gateways`: the compiled quickstart beside a hand-written minimum of"
    yield "the same engine that does the same job (path, one client key, the vendor's key, a JSON"
    yield "log; tests/bench/minimal.py). CPU: utime + stime of the engine's processes for each of"
    yield f"the requests of {CONNECTIONS} kept connections; latency: median on one connection, the"
    yield "vendor (an nginx with one answer) included. Medians of"
    yield f"{ROUNDS} rounds of {SECONDS:.0f} s in which all are asked in turn."
    with rivals.vendor() as vendor_port:
        for engine, variants in (("nginx", NGINX), ("envoy", ENVOY)):
            yield from _engine(engine, variants, vendor_port)
    yield ""
    yield "Where the time goes: each row without a part is the compiled gateway with that part"
    yield "taken out of its artifacts; the difference to the row `compiled` is what the part costs."
    yield "On nginx the rest is the request's njs machine and js_access. On Envoy, Lua code that"
    yield "checks nothing has what no gateway of the contract can spare: it looks at each header of"
    yield "the request, since one that is not UTF-8 is refused, sets the vendor's key and path,"
    yield "opens the guard and leaves a line for the log. What that row costs is the floor for a"
    yield "gateway in Envoy's Lua; digests of keys and vendor keys that are read anew for each"
    yield "request have no native filter. From there to `compiled` is all of the check itself."


def _engine(engine: str, variants: Variants, vendor_port: int) -> Iterator[str]:
    with ExitStack() as stack:
        all_of_them = [stack.enter_context(rivals.hand_written(engine, vendor_port))]
        for name, change in variants:
            started = rivals.compiled(name, engine, vendor_port, change)
            all_of_them.append(stack.enter_context(started))
        for request, explanation in _REQUESTS.items():
            yield ""
            yield f"### {engine}, {explanation}"
            yield ""
            yield "| gateway | CPU, us a request | ratio | latency, ms | added, ms | wanted |"
            yield "|---|---|---|---|---|---|"
            found = _measured(all_of_them, request)
            cpu, latency = found[0].medians
            for one, figures in zip(all_of_them, found, strict=True):
                own_cpu, own_latency = figures.medians
                wanted = WANTED[engine, request] if one.name == "compiled" else ""
                yield (
                    f"| {one.name} | {own_cpu:.0f} | {own_cpu / cpu:.2f} | {own_latency:.3f} "
                    f"| {own_latency - latency:.3f} | {wanted} |"
                )


def _measured(all_of_them: Sequence[Running], request: str) -> list[Figures]:
    found = [Figures() for _ in all_of_them]
    for _ in range(ROUNDS):
        for one, figures in zip(all_of_them, found, strict=True):
            begin = one.cpu_seconds()
            answered = load(one.port, request, CONNECTIONS, SECONDS)
            figures.cpu.append((one.cpu_seconds() - begin) / answered["requests"] * 1e6)
            figures.latency.append(load(one.port, request, 1, SECONDS / 4)["median_ms"])
    return found


def load(port: int, request: str, connections: int, seconds: float, *keys: str) -> dict[str, float]:
    """What `tests.bench.load` prints; keys: its last words."""
    words = (str(port), request, str(connections), str(seconds), *keys)
    command = [sys.executable, "-m", "tests.bench.load", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
