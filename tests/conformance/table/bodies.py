"""Section 3.2: request bodies byte for byte, uploads, limits."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

from tests.conformance import drives, facts
from tests.conformance.exchange import Exchange, refused

KIB, MIB = 1024, 1024 * 1024
TOO_LARGE = "request_too_large"
CHAT = facts.OPERATIONS["chat"].body


def padded(size: int) -> bytes:
    """A right chat request of exactly so many bytes."""
    return CHAT + b" " * (size - len(CHAT))


def upload(size: int) -> bytes:
    """A right multipart request of exactly so many bytes, of every byte value."""
    fields = {"model": "voxtral-mini-latest"}
    room = size - len(facts.multipart(fields, b""))
    return facts.multipart(fields, (bytes(range(256)) * (room // 256 + 1))[:room])


def body(id: str, content: bytes, **row: Any) -> Exchange:
    return Exchange(id=f"bodies-{id}", section="3.2", content=content, **row)


PASSED = (
    body(
        "json_as_written",
        b'\r\n{ "model":"m\\u0061","messages" : [], "messages":'
        b'[{"content":"\\/\xc3\xa9","role":"user"}]}\n',
    ),
    body("not_json", bytes(range(256)), described=False),
    body("chunked", CHAT, framing="chunked"),
    body("chunked_large", padded(300_000), framing="chunked"),
    body("chunked_extension", CHAT, framing="chunked", drive=drives.chunk_extension),
    body("chunked_trailer", CHAT, framing="chunked", drive=drives.chunk_trailer),
    body("chunked_empty", b"", framing="chunked", described=False),
    body("get_with_length_zero", b"", op="models", headers=(("Content-Length", "0"),)),
    body("get_with_body", b'{"a": 1}', op="models", described=False),
    body("delete_with_body", b'{"a": 1}', api="Lab", op="delete_thing", described=False),
    body("empty", b"", headers=(("Content-Length", "0"),), described=False),
    body("model_with_marks", facts.json_body(model='m"\\\n\x1b<é€😀', messages=facts.MESSAGES)),
    body("small_at_limit", padded(2 * KIB), api="Small"),
    body("small_at_limit_chunked", padded(2 * KIB), api="Small", framing="chunked"),
    body("at_limit", padded(10 * MIB)),
    body("upload_small_at_limit", upload(128 * KIB), api="Small", op="transcribe"),
    body("upload_above_body_limit", upload(12 * MIB), op="transcribe"),
    body("upload_chunked", upload(3 * MIB), op="transcribe", framing="chunked"),
    body("upload_not_held", upload(2 * MIB), op="transcribe", drive=drives.half_and_half),
    body(
        "upload_not_held_chunked",
        upload(2 * MIB),
        op="transcribe",
        framing="chunked",
        drive=drives.half_and_half,
    ),
)


def too_large(id: str, content: bytes, **row: Any) -> Exchange:
    return refused(
        f"bodies-{id}",
        "3.2",
        TOO_LARGE,
        **{"content": content, "consumer": ANY, "logged": True, **row},
    )


def outgrown(id: str, content: bytes, **row: Any) -> Exchange:
    """A body of unannounced length: the vendor sees nothing or an unfinished request."""
    return too_large(id, content, framing="chunked", requests=None, seen_whole=False, **row)


REFUSED = (
    too_large("small_above_limit", padded(2 * KIB + 1), api="Small"),
    outgrown("small_above_limit_chunked", padded(2 * KIB + 1), api="Small"),
    outgrown("small_far_above_limit_chunked", padded(200 * KIB), api="Small"),
    too_large("above_limit", padded(10 * MIB + 1)),
    outgrown("above_limit_chunked", padded(10 * MIB + 1)),
    too_large("above_limit_head_alone", padded(10 * MIB + 1), drive=drives.head_alone),
    too_large("upload_small_above_limit", upload(128 * KIB + 1), api="Small", op="transcribe"),
    outgrown("upload_small_above_limit_chunked", upload(1 * MIB), api="Small", op="transcribe"),
    too_large(
        "upload_above_limit",
        b"",
        op="transcribe",
        headers=(
            ("Content-Length", str(100 * MIB + 1)),
            ("Content-Type", "multipart/form-data; boundary=b"),
        ),
    ),
)

ROWS = (*PASSED, *REFUSED)
