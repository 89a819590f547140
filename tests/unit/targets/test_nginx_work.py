"""What hostile answers cost: seconds of CPU and memory of nginx's processes, for 4 MB each."""

from __future__ import annotations

from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

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
    before = getrusage(RUSAGE_CHILDREN)
    line = answered(tmp_path, kind, [body])
    after = getrusage(RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < MOST_SECONDS
    # Of the largest one of all processes so far; a new one begins with the size of this one.
    assert after.ru_maxrss < before.ru_maxrss + MOST_KIB
    assert figures(line)[0] is None
