"""What the laboratory says of usage, whole or streamed: by name, for `X-Mock: say=NAME`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.conformance.eventstream import event, exception, frame

Lines = tuple[tuple[str, str], ...]

LONG = 300_000
"""Bytes of text in a long answer: more than an engine reads of a document as a whole."""

LONG_NAME = "m" * 300
WORDS = "What the answer says. "


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it is: its parts go out as chunks where there are several."""

    kind: str
    parts: tuple[bytes, ...] = field(repr=False)
    lines: Lines = ()

    @property
    def body(self) -> bytes:
        return b"".join(self.parts)


def whole(text: str, *lines: tuple[str, str]) -> Said:
    """A JSON answer, written as it stands here: numbers have the form that a row is about."""
    json.loads(text)
    return Said("application/json", (text.encode(),), lines)


def events(*texts: str, lines: Lines = ()) -> Said:
    return Said(
        "text/event-stream",
        tuple(f"data: {text}\n\n".encode() for text in (*texts, "[DONE]")),
        lines,
    )


def rows(*texts: str) -> Said:
    return Said("application/x-ndjson", tuple(f"{text}\n".encode() for text in texts))


def frames(*parts: bytes) -> Said:
    return Said("application/vnd.amazon.eventstream", parts)


def usage(read: str, written: str = "2", model: str = "m-1") -> str:
    return f'{{"model":"{model}","usage":{{"read":{read},"written":{written}}}}}'


def cached(*counts: tuple[str, str]) -> str:
    """Usage whose input is the sum of what was read, found in a cache, and put into one."""
    inner = ",".join(f'"{name}":{value}' for name, value in counts)
    return f'{{"model":"m-1","usage":{{{inner},"written":2}}}}'


def nested(names: Iterable[str], value: str) -> str:
    for name in reversed(tuple(names)):
        value = f'{{"{name}":{value}}}'
    return value


DEEP = ("a", "b", "c", "d", "e", "f", "g", "read")
TEXT = json.dumps(WORDS * (LONG // len(WORDS)))
MEMBERS = ",".join(['{"read_count":1,"text":"abcdefgh"}'] * 9_000)
DECOY = json.dumps('he said "read_count":77,"written_count":78 \\" and {"model":"evil"} \\')

SUMS = {
    "sum": whole(cached(("read", "5"), ("found", "30"), ("put", "400"))),
    "sum_of_two": whole(cached(("read", "5"), ("put", "400"))),
    "sum_of_last": whole(cached(("put", "400"))),
    "sum_of_none": whole('{"model":"m-1","usage":{"written":2}}'),
    "sum_of_nothing_said": whole('{"model":"m-1"}'),
    "sum_with_null": whole(cached(("read", "5"), ("found", "null"), ("put", "0"))),
    "sum_with_text": whole(cached(("read", "5"), ("found", '"30"'), ("put", "1.0"))),
    "sum_in_events": events(
        cached(("read", "5")),
        '{"usage":{"found":30}}',
        '{"usage":{"read":6}}',
    ),
    "sum_in_lines": rows(cached(("read", "5")), '{"usage":{"found":30}}', '{"usage":{"put":1}}'),
}

# How a count may be written, and what it then counts; None: it is no count.
FORMS: dict[str, tuple[str, int | None]] = {
    "zero": ("0", 0),
    "point": ("12.0", 12),
    "points": ("12.000", 12),
    "power": ("1e1", 10),
    "power_upper": ("1E1", 10),
    "power_plus": ("1e+1", 10),
    "power_point": ("1.2e1", 12),
    "greatest": ("9007199254740991", 9007199254740991),
    "too_great": ("9007199254740992", None),
    "far_too_great": ("1e300", None),
    "part": ("12.5", None),
    "negative": ("-1", None),
    "true": ("true", None),
    "text": ('"12"', None),
    "list": ("[12]", None),
    "object": ('{"n":12}', None),
}

HEADERS: dict[str, tuple[str, int | None]] = {
    "digits": ("12", 12),
    "spaces": ("  12 \t", 12),
    "zero": ("0", 0),
    "point": ("12.0", None),
    "power": ("1e1", None),
    "negative": ("-1", None),
    "plus": ("+12", None),
    "hexadecimal": ("0x12", None),
    "words": ("12 tokens", None),
    "empty": ("", None),
    "too_great": ("9007199254740992", None),
    "too_long": ("00000000000000012", None),
}

# How streams may be written (HTML standard, section 9.2.6); each says read 5, written 2, of m-1.
SPELLINGS = {
    "without_space": f"data:{usage('5')}\n\n",
    "with_carriage_returns": f"data: {usage('5')}\r\n\r\n",
    "with_carriage_returns_alone": f"data: {usage('5')}\r\r",
    "in_two_lines": 'data: {"model":"m-1",\ndata: "usage":{"read":5,"written":2}}\n\n',
    "without_an_end": f"data: {usage('5')}\n",
    "among_other_fields": f"id: 1\nretry: 5\nevent: x\n: comment\ndata: {usage('5')}\n\n",
    "before_nulls": f'data: {usage("5")}\n\ndata: {{"model":null,"usage":null}}\n\n',
    "before_no_name": f'data: {usage("5")}\n\ndata: {{"model":""}}\n\n',
    "before_nonsense": f'data: {usage("5")}\n\ndata: {{"usage":{{"read":"x","written":-4}}}}\n\n',
}

LARGE = {
    "large_first": whole(f'{{"model":"m-1","read_count":21,"written_count":22,"text":{TEXT}}}'),
    "large_last": whole(f'{{"text":{TEXT},"model":"m-1","read_count":21,"written_count":22}}'),
    "large_around": whole(f'{{"read_count":21,"text":{TEXT},"model":"m-1","written_count":22.0}}'),
    "large_decoys": whole(
        f'{{"said":{DECOY},"other":{{"read_count":7,"model":"evil"}},"list":[{{"read_count":8}}],'
        f'"text":{TEXT},"read_count":21,"more":[{DECOY},{{"written_count":9}}],'
        f'"written_count":22,"model":"m-1","end":{{"read_count":3}}}}'
    ),
    "large_spaced": whole(
        f'{{ "text" : {TEXT} ,\n "read_count"\t: 21 , "written_count" :\r\n22 , "model" : "m-1" }}'
    ),
    "large_members": whole(
        f'{{"list":[{MEMBERS}],"model":"m-1","read_count":21,"written_count":22}}'
    ),
    "deep": whole(f'{{"model":"m-1","a":{nested(DEEP[1:], "31")},"written_count":22}}'),
    "large_deep": whole(
        f'{{"text":{TEXT},"model":"m-1","a":{nested(DEEP[1:], "31")},"read":9,"written_count":22}}'
    ),
    "large_deep_first": whole(
        f'{{"a":{nested(DEEP[1:], "31")},"model":"m-1","text":{TEXT},"written_count":22}}'
    ),
}
LARGE["large_middle"] = whole(
    f'{{"text":{TEXT},"model":"m-1","read_count":21,"written_count":22,"more":{TEXT}}}'
)
LARGE["large_deep_middle"] = whole(
    f'{{"text":{TEXT},"a":{nested(DEEP[1:], "31")},"model":"m-1","written_count":22,"more":{TEXT}}}'
)


# More than an engine's own reader of JSON goes into.
NESTED = nested(("level",) * 40, "1")
NAME = "m-é€𝄞"
NAMED = f"data: {usage('5', model=NAME)}\n\n".encode()

UNUSUAL = {
    "beside_nested": whole(f'{{"tools":{NESTED},{usage("5")[1:]}'),
    "event_beside_nested": events(f'{{"tools":{NESTED},{usage("5")[1:]}'),
    "identity": whole(usage("5"), ("Content-Encoding", "identity")),
    "json_of_a_kind": Said("application/vnd.lab+json; v=1", (usage("5").encode(),)),
    "event_in_bytes": Said(
        "text/event-stream", tuple(NAMED[at : at + 1] for at in range(len(NAMED)))
    ),
    "longer_model": whole(usage("5", model=LONG_NAME * 3)),
}


def told(*lines: tuple[str, str]) -> Said:
    return whole('{"answer":true}', *lines)


TOLD = {
    **{f"header_{name}": told(("X-Tokens-Read", text)) for name, (text, _) in HEADERS.items()},
    "header_all": told(
        ("x-tokens-read", "12"), ("X-TOKENS-WRITTEN", "34"), ("X-Answering-Model", 'm "1" \\ x')
    ),
    "header_none": told(),
    "header_twice": told(
        ("X-Tokens-Read", "12"),
        ("X-Tokens-Read", "13"),
        ("X-Answering-Model", "m-1"),
        ("X-Answering-Model", "m-2"),
    ),
    "header_long_model": told(("X-Answering-Model", LONG_NAME), ("X-Tokens-Written", "34")),
    "header_in_stream": events(
        '{"answer":1}', lines=(("X-Tokens-Read", "12"), ("X-Answering-Model", "m-2"))
    ),
}

FIGURES = {"usage": {"inputTokens": 41, "outputTokens": 42}, "metrics": {}}
METADATA = event("metadata", FIGURES)
PIECES = (
    event("messageStart", {"role": "assistant", "model": "m-1"}),
    event("contentBlockDelta", {"delta": {"text": WORDS}, "contentBlockIndex": 0}),
    event("messageStop", {"stopReason": "end_turn"}),
    METADATA,
)


def cut_up(data: bytes, size: int) -> tuple[bytes, ...]:
    return tuple(data[start : start + size] for start in range(0, len(data), size))


FRAMES = {
    "frames": frames(*PIECES),
    "frames_in_one": frames(b"".join(PIECES)),
    "frames_in_bits": frames(*cut_up(b"".join(PIECES), 1)),
    "frames_across": frames(*cut_up(b"".join(PIECES), 100)),
    "frames_not_json": frames(
        frame({":event-type": "chunk", ":content-type": "application/octet-stream"}, b"\x00{\xff"),
        frame({}, b""),
        *PIECES,
    ),
    "frames_long": frames(PIECES[0], event("chunk", {"bytes": "A" * LONG}), *PIECES[1:]),
    "frames_exception": frames(*PIECES[:2], exception("throttlingException", "Too many")),
    "frames_cut": frames(*PIECES[:3], METADATA[:-20]),
    "frames_nonsense": frames(b"\xff" * 64, *PIECES),
    "frames_too_short": frames(b"\x00\x00\x00\x02" + b"\x00" * 60, *PIECES),
}

# What only looks like a report: a text may be the client's own, as a transcript is.
SEEMING = {
    "in_a_text": Said("text/plain", (usage("5").encode(),)),
    "in_a_page": Said("Text/HTML; charset=utf-8", (b"<p>" + usage("5").encode(),)),
    "frames_longer": frames(event("metadata", {**FIGURES, "text": "A" * LONG})),
    "frames_cut_in_checksum": frames(*PIECES[:3], METADATA[:-2]),
}

SAID: dict[str, Said] = {
    **SUMS,
    **{f"form_{name}": whole(usage(text)) for name, (text, _) in FORMS.items()},
    **{f"event_form_{name}": events(usage(text)) for name, (text, _) in FORMS.items()},
    "empty_model": whole(usage("1", model="")),
    "long_model": whole(usage("1", model=LONG_NAME)),
    **{
        f"events_{name}": Said("text/event-stream", (text.encode(),))
        for name, text in SPELLINGS.items()
    },
    **LARGE,
    **UNUSUAL,
    **TOLD,
    **FRAMES,
    **SEEMING,
}
