"""Section 7: usage in every place and form in which a vendor may report it."""

from __future__ import annotations

from typing import Any

from tests.conformance import measures
from tests.conformance.exchange import Exchange
from tests.conformance.measures import SAID

STREAMS = ("text/event-stream", "application/x-ndjson", "application/vnd.amazon.eventstream")


def said(
    op: str, name: str, read: object, written: object = 2, model: object = "m-1", **row: Any
) -> Exchange:
    """The vendor says this, and the log has these counts and this model of it."""
    said = SAID[name]
    ordinary: dict[str, Any] = {
        "id": f"measures-{name}",
        "section": "7",
        "api": "LabHeader",
        "op": f"lab_{op}",
        "mock": f"say={name}",
        "body": said.body,
        "stream": said.kind in STREAMS,
        "log": {
            "gen_ai.response.model": model,
            "gen_ai.usage.input_tokens": read,
            "gen_ai.usage.output_tokens": written,
        },
    }
    return Exchange(**{**ordinary, **row})


SUMS = (
    said("sums", "sum", 435),
    said("sums", "sum_of_two", 405),
    said("sums", "sum_of_last", 400),
    said("sums", "sum_of_none", None),
    said("sums", "sum_of_nothing_said", None, None),
    said("sums", "sum_with_null", 5),
    said("sums", "sum_with_text", 6),
    # The last value of each is taken, then they are added up.
    said("sums", "sum_in_events", 36),
    said("sums", "sum_in_lines", 36, query="?form=lines"),
)

FORMS = tuple(
    said("counts", prefix + name, count)
    for prefix in ("form_", "event_form_")
    for name, (_, count) in measures.FORMS.items()
)

SPELLINGS = tuple(said("counts", f"events_{name}", 5) for name in measures.SPELLINGS)

LARGE = (
    *(said("flat", name, 21, 22) for name in measures.LARGE if "deep" not in name),
    *(said("deep", name, 31, 22) for name in measures.LARGE if "deep" in name),
)

MODELS = {"event_in_bytes": measures.NAME, "longer_model": measures.LONG_NAME * 3}

UNUSUAL = tuple(said("counts", name, 5, model=MODELS.get(name, "m-1")) for name in measures.UNUSUAL)

TOLD = (
    *(
        said("told", f"header_{name}", count, None, None)
        for name, (_, count) in measures.HEADERS.items()
    ),
    said("told", "header_all", 12, 34, 'm "1" \\ x'),
    said("told", "header_none", None, None, None),
    # A header is the way of others too; beyond 256 bytes it is no name.
    said("told", "header_long_model", None, 34, None),
    # Two counts are none; of two names the first is taken.
    said("told", "header_twice", None, None),
    said("counts", "empty_model", 1, 2, None),
    said("counts", "long_model", 1, 2, measures.LONG_NAME),
    said("told", "header_in_stream", 12, None, "m-2"),
)

FRAMES = (
    said("frames", "frames", 41, 42),
    said("frames", "frames_in_one", 41, 42),
    said("frames", "frames_in_bits", 41, 42),
    said("frames", "frames_across", 41, 42),
    said("frames", "frames_not_json", 41, 42),
    said("frames", "frames_long", 41, 42),
    said("frames", "frames_exception", None, None),
    said("frames", "frames_cut", None, None),
    # What is no frame cannot be read on from: it passes, and nothing is counted.
    said("frames", "frames_nonsense", None, None, None),
    said("frames", "frames_too_short", None, None, None),
)

ROWS = (*SUMS, *FORMS, *SPELLINGS, *LARGE, *UNUSUAL, *TOLD, *FRAMES)
