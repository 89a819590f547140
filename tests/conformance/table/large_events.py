"""Section 7: counts are those at the authored pointers, however long an event or a document is."""

from __future__ import annotations

from tests.conformance.exchange import Exchange
from tests.conformance.long_events import BESIDE_LONG, LONG_EVENTS, READ, SAID, WRITTEN


def _row(name: str, read: int, written: int) -> Exchange:
    said = SAID[name]
    return Exchange(
        id=f"large_events-{name}",
        section="7",
        api="LabHeader",
        op="lab_counts",
        mock=f"say={name}",
        body=said.body,
        stream=said.kind != "application/json",
        log={
            "gen_ai.response.model": "m-1",
            "gen_ai.usage.input_tokens": read,
            "gen_ai.usage.output_tokens": written,
        },
    )


ROWS = (
    *(_row(name, READ, WRITTEN) for name in LONG_EVENTS),
    *(_row(name, read, written) for name, (_, read, written) in BESIDE_LONG.items()),
)
