"""What hostile answers cost: seconds of CPU and memory of nginx's processes, for 4 MB each."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any

import pytest

from tests.unit.targets.nginx_answers import answered, figures

SIZE = 4_000_000
# Several times what they take, since slow machines run the tests too. Without limits some would
# take ten seconds and three gigabytes.
MOST_SECONDS = 2.5
MOST_KIB = 128 * 1024

EVENTS = "text/event-stream"
LINES = "application/x-ndjson"
FRAMES = "application/vnd.amazon.eventstream"
JSON = "application/json"
HOSTILE = {
    "carriage-returns": (EVENTS, b"", b"\r"),
    "empty-lines": (EVENTS, b"", b"\n"),
    "short-lines": (EVENTS, b"", b"a\n"),
    "short-lines-of-cr": (EVENTS, b"", b"a\r"),
    "data-without-end": (EVENTS, b"", b"data:x\n"),
    "data-without-end-of-cr": (EVENTS, b"", b"data:x\r"),
    "no-lines-of-data": (EVENTS, b"", b"data:data:"),
    "short-events": (EVENTS, b"", b'data: {"usage":1}\n\n'),
    "short-events-of-cr": (EVENTS, b"", b"data: {}\r\r"),
    "events-that-are-no-json": (EVENTS, b"", b'data: "usage":1 {\n\n'),
    "a-key-among-lines": (EVENTS, b"", b"\n" * 200 + b'"usage":1'),
    "short-json": (LINES, b"", b"{}\n"),
    "short-json-of-cr": (LINES, b"", b"{}\r"),
    "lines-that-are-no-json": (LINES, b"", b'{"usage":1\n'),
    "short-frames": (FRAMES, b"", b"\0\0\0\x10" + b"\0" * 12),
    "list-of-lists": (JSON, b"[", b"[],"),
    "inner-list-of-lists": (JSON, b'{"a":[', b"[],"),
    "list-of-texts": (JSON, b'{"a":[', b'"",'),
    "list-of-numbers": (JSON, b"{", b"1,"),
    "open-lists": (JSON, b"", b"["),
    "usage-again-and-again": (JSON, b"{", b'"usage":1,'),
    "backslashes": (JSON, b'{"a":"', b"\\\\"),
}


@pytest.mark.soak  # seconds of CPU, which other tests would have to wait for
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_costs_little(tmp_path: Path, name: str) -> None:
    kind, begin, piece = HOSTILE[name]
    body = begin + piece * (SIZE // len(piece))
    # In a process of its own: of all that this one has started, the largest would be told, and a
    # new one begins with the size of this one.
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        seconds, most, line = apart.submit(cost, tmp_path, kind, body).result(60)
    assert seconds < MOST_SECONDS
    assert most < MOST_KIB
    assert figures(line)[0] is None


def cost(folder: Path, kind: str, body: bytes) -> tuple[float, int, dict[str, Any]]:
    """Seconds of CPU of all of nginx's processes, KiB of the largest, and the line of the log."""
    line = answered(folder, kind, [body])
    spent = getrusage(RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime, spent.ru_maxrss, line
