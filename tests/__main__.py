"""`python -m tests [PROCESSES]`: all tests but those of `make soak` and `make browser`, in parts.

A part is a pytest of its own: it imports what its folder needs, and no part waits for a process
that hands out tests one by one, which for twenty thousand of them takes a minute. Tests that share
an engine for a whole session are in one part.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from subprocess import PIPE, STDOUT

ROOT = Path(__file__).resolve().parents[1]
ORDINARY = "not soak and not browser"
TARGETS = "tests/unit/targets"
CONFORMANCE = "tests/conformance"
COUNT = re.compile(r"(\d+) (passed|failed|skipped|error)")


@dataclass(frozen=True, slots=True)
class Part:
    """What pytest is asked for: places and what to leave out, as patterns of paths; names: which of
    the tests there, as pytest's -k has it."""

    name: str
    places: tuple[str, ...]
    names: str = ""
    without: tuple[str, ...] = ()

    def arguments(self) -> list[str]:
        return [
            *("-q", "-m", ORDINARY, "-p", "no:cacheprovider"),
            *(("-k", self.names) if self.names else ()),
            *(f"--ignore-glob={ROOT / pattern}" for pattern in self.without),
            *(str(path) for place in self.places for path in sorted(ROOT.glob(place))),
        ]


# The longest first: at the end nobody should wait for one.
PARTS = (
    Part("envoy", (CONFORMANCE,), "envoy and not nginx"),
    Part("mitmproxy", (CONFORMANCE,), "mitmproxy and not nginx and not envoy"),
    Part("nginx", (CONFORMANCE,), "nginx"),
    Part("units", ("tests/unit",), without=(f"{TARGETS}/test_nginx*", f"{TARGETS}/test_envoy*")),
    Part("the rest", ("tests",), without=("tests/unit", CONFORMANCE, "tests/walkthrough")),
    Part("targets of nginx", (f"{TARGETS}/test_nginx*",)),
    Part("targets of envoy", (f"{TARGETS}/test_envoy*",)),
    Part("walkthrough", ("tests/walkthrough",)),
    Part("conformance", (CONFORMANCE,), "not nginx and not envoy and not mitmproxy"),
)


def run(part: Part, cache: str) -> tuple[Part, subprocess.CompletedProcess[str]]:
    """The part's tests, whatever becomes of them; what they say is kept."""
    command = [sys.executable, "-m", "pytest", *part.arguments()]
    environment = os.environ | {"GATEWRIGHT_TESTS_CACHE": cache}
    return part, subprocess.run(
        command, cwd=ROOT, env=environment, text=True, stdout=PIPE, stderr=STDOUT, check=False
    )


def main(processes: int) -> int:
    """The exit code: 0 where every part is as it should be."""
    begin, total, failed = time.monotonic(), 0, False
    with tempfile.TemporaryDirectory() as cache, ThreadPoolExecutor(processes) as pool:
        for part, done in pool.map(partial(run, cache=cache), PARTS):
            lines = done.stdout.splitlines() or ["it said nothing"]
            good = done.returncode == 0
            failed = failed or not good
            total += sum(int(count) for count, what in COUNT.findall(lines[-1]) if what == "passed")
            print(f"{part.name}: {lines[-1]}" if good else done.stdout, flush=True)
    minutes, seconds = divmod(round(time.monotonic() - begin), 60)
    print(f"{total} tests passed in {minutes} min {seconds} s{', others FAILED' * failed}")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2))
