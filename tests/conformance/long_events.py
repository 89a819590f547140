"""Answers that are longer than what an engine reads as a whole, with the counts in the middle of
others of their name at other depths: by name, for `X-Mock: say=NAME`."""

from __future__ import annotations

from tests.conformance import measures
from tests.conformance.measures import DECOY, TEXT, Said, cut_up, usage

READ, WRITTEN = 21, 22

BEFORE = (
    f'"said":{DECOY},"choices":[{{"usage":{{"read":7,"written":8}},"model":"evil"}}],"text":{TEXT},'
    '"other":{"usage":{"read":77,"written":78},"model":"evil"}'
)
AFTER = (
    f'"more":{TEXT},"end":{{"model":"evil","usage":{{"read":3,"written":4}}}},'
    f'"list":[{{"usage":{{"read":5,"written":6}}}},"model",{DECOY}]'
)
TRUE = f'"usage" : {{"inner":{{"read":9,"written":9}},"read":{READ},"written": {WRITTEN}}}'
DOCUMENT = f'{{{BEFORE},"model":"m-1",{TRUE},{AFTER}}}'
SMALL = '{"choices":[{"usage":{"read":1},"model":"evil"}]}'

EVENTS = (
    f"data: {SMALL}\n\nevent: e\ndata: {DOCUMENT}\n\ndata: {SMALL}\n\ndata: [DONE]\n\n".encode()
)
SPLIT_LINE = f'{{"model":"m-1",\r"usage":\r{{"read":{READ},"written":{WRITTEN}}}}}\r\n'.encode()
LINES = f"{SMALL}\n{DOCUMENT}\n{SMALL}\n".encode()
SPLIT = f'data: {{{BEFORE},"model":"m-1",\n: {DECOY}\nid: 1\ndata:{TRUE},\ndata: {AFTER}}}\n\n'
COMMENT = f": {DOCUMENT}\n\ndata: {usage('1', '2')}\n\n"
ONCE_MORE = f"data: {DOCUMENT}\n\ndata: {usage('31')}\n\n"


def _events(*parts: bytes) -> Said:
    return Said("text/event-stream", parts)


def _lines(*parts: bytes) -> Said:
    return Said("application/x-ndjson", parts)


# These say READ and WRITTEN.
LONG_EVENTS: dict[str, Said] = {
    "long_document": Said("application/json", (DOCUMENT.encode(),)),
    "long_event": _events(EVENTS),
    "long_event_in_pieces": _events(*cut_up(EVENTS, 5_003)),
    "long_event_of_crlf": _events(EVENTS.replace(b"\n", b"\r\n")),
    "long_event_of_crlf_in_pieces": _events(*cut_up(EVENTS.replace(b"\n", b"\r\n"), 7_919)),
    "long_event_of_cr": _events(EVENTS.replace(b"\n", b"\r")),
    "long_event_in_lines": _events(SPLIT.encode()),
    "long_event_in_lines_of_cr": _events(SPLIT.replace("\n", "\r").encode()),
    "long_event_without_an_end": _events(f"data: {DOCUMENT}\n".encode()),
    "long_line": _lines(LINES),
    # Lines of JSON end with a line feed; a carriage return alone is white space in them.
    "line_with_returns": _lines(SPLIT_LINE),
    "long_line_with_returns": _lines(LINES.replace(b",", b",\r").replace(b"\n", b"\r\n")),
    "long_line_in_pieces": _lines(*cut_up(LINES, 5_003)),
    "long_line_without_an_end": _lines(LINES.rstrip(b"\n")),
}

# What other events say beside a long one.
BESIDE_LONG: dict[str, tuple[Said, int, int]] = {
    "long_comment": (_events(COMMENT.encode()), 1, 2),
    "long_event_and_another": (_events(ONCE_MORE.encode()), 31, 2),
}

SAID: dict[str, Said] = {
    **measures.SAID,
    **LONG_EVENTS,
    **{name: said for name, (said, _, _) in BESIDE_LONG.items()},
}
