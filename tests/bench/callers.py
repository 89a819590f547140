"""`python -m tests.bench.callers [ROUNDS]`: what a request costs with a check of a key, of a token
and of limits, beside the same gateway without them, and with 100,000 consumers beside 10; into
docs/benchmarks.md."""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from tests.bench import cases, page, rivals
from tests.bench.__main__ import machine
from tests.bench.cases import Case, Shown
from tests.bench.gateways import CONNECTIONS, load
from tests.bench.rivals import Running
from tests.bench.tokens import Issuer

ROUNDS = 15
SECONDS = 1.0
NEW_TOKENS = 3000
WANTED = "<= 1.1"
ENGINES = ("nginx", "envoy")


class Asked:
    """A gateway of a case, and the microseconds of CPU of a request in each round."""

    def __init__(self, case: Case, running: Running, issuer: Issuer, folder: Path) -> None:
        self.case = case
        self.cpu: list[float] = []
        self._running = running
        self._tokens = issuer.tokens()
        self._keys = folder / f"keys-{running.port}"
        self._new = case.shown is Shown.NEW_TOKEN
        self._write()

    def _write(self) -> None:
        keys = cases.credentials(self.case, self._tokens, NEW_TOKENS)
        self._keys.write_text("\n".join(keys))

    def ask(self, seconds: float) -> float:
        """Microseconds of one request, of so many seconds of them."""
        keys = (str(self._keys), "once") if self._new else (str(self._keys),)
        begin = self._running.cpu_seconds()
        answered = load(self._running.port, "chat", CONNECTIONS, seconds, *keys)
        taken = self._running.cpu_seconds() - begin
        if self._new:
            self._write()
        return taken / answered["requests"] * 1e6

    def ratio_to(self, other: Asked) -> float:
        """The median of the rounds' own ratios: what disturbs a round disturbs all that are asked
        in it."""
        rounds = zip(self.cpu, other.cpu, strict=True)
        return statistics.median(own / others for own, others in rounds)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    lines = []
    for line in report(rounds):
        print(line, flush=True)
        lines.append(line)
    if rounds >= ROUNDS:
        page.write("\n".join(lines) + "\n")


def report(rounds: int) -> Iterator[str]:
    yield page.CALLERS_HEADING
    yield ""
    yield f"Made by `make bench-callers` on: {machine()}."
    yield "The compiled quickstart, POST chat/completions, with other settings of `security` and"
    yield "`limits` (requests and tokens a minute, on the API and on the consumers' plan). CPU of"
    yield f"the engine's processes for each of the requests of {CONNECTIONS} kept connections."
    yield f"Medians of {rounds} rounds of {SECONDS} s in which all are asked in turn; ratios are"
    yield "those of each round. Tokens are RS256 with a key of 2048 bits; a round takes"
    yield f"{NEW_TOKENS} new ones."
    with rivals.vendor() as vendor_port:
        for engine in ENGINES:
            yield ""
            yield f"### {engine}, what is checked"
            yield ""
            yield "| clients show | CPU, us a request | added, us | ratio |"
            yield "|---|---|---|---|"
            yield from _checks(engine, vendor_port, rounds)
            yield ""
            yield f"### {engine}, how many consumers there are"
            yield ""
            yield "| clients show | CPU, us a request | ratio | wanted |"
            yield "|---|---|---|---|"
            for pair in cases.SIZES:
                yield from _sizes(engine, vendor_port, rounds, pair)


def _checks(engine: str, vendor_port: int, rounds: int) -> Iterator[str]:
    found = measured(engine, vendor_port, rounds, cases.CASES)
    least = statistics.median(found[0].cpu)
    for one in found:
        cpu = statistics.median(one.cpu)
        ratio = one.ratio_to(found[0])
        yield f"| {one.case.name} | {cpu:.0f} | {cpu - least:.0f} | {ratio:.2f} |"


def _sizes(engine: str, vendor_port: int, rounds: int, pair: tuple[Case, Case]) -> Iterator[str]:
    few, many = measured(engine, vendor_port, rounds, pair)
    for one, wanted in ((few, ""), (many, WANTED)):
        cpu = statistics.median(one.cpu)
        yield f"| {one.case.name} | {cpu:.0f} | {one.ratio_to(few):.2f} | {wanted} |"


def measured(engine: str, vendor_port: int, rounds: int, some: Sequence[Case]) -> list[Asked]:
    """All of the cases, each on an engine of its own, asked in turn."""
    issuer = Issuer()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        found = []
        for case in some:
            edit = partial(cases.edit, case, issuer)
            started = rivals.compiled(case.name, engine, vendor_port, rivals.as_it_is, edit)
            running = stack.enter_context(started)
            found.append(Asked(case, running, issuer, folder))
        for one in found:
            one.ask(SECONDS / 3)  # what is made by the first requests
        for number in range(rounds):
            for one in found if number % 2 else reversed(found):
                one.cpu.append(one.ask(SECONDS))
    return found


if __name__ == "__main__":
    main()
