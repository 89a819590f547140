"""What a second review of all engines found: bodies that one of them took for something else."""

from __future__ import annotations

from typing import Any

from tests.conformance.exchange import Exchange, Headers
from tests.conformance.table.measures import said
from tests.conformance.table.validation import (
    FRAMINGS,
    NO_JSON,
    chat,
    right,
    warned,
    wrong,
)

MILLIONS = b"1" * 2_000_000
ANNOUNCING = {"length": "Content-Length", "chunked": "Transfer-Encoding"}


def naming(framing: str) -> Headers:
    """A Connection header that names what announces the body, so that it is of this hop alone."""
    return (("Connection", ANNOUNCING[framing]),)


def number(name: str, text: bytes) -> bytes:
    """A chat request with a member of this name, whose number is written like this."""
    return chat(**{name: "@"}).replace(b'"@"', text)


def optional(id: str, framing: str) -> Exchange:
    """The only body that need not be there: one that is there is looked at all the same."""
    parts: dict[str, Any] = {
        "api": "CheckedSmall",
        "op": "openai_chat",
        "target": b"/checked-small/1.0.0/v1/responses/input_tokens",
        "headers": naming(framing),
        "log": {"operation": "Getinputtokencounts", "path": INPUT_TOKENS},
    }
    return wrong(id, b'{"model": 5}', "/model: not of type null or string", framing, **parts)


INPUT_TOKENS = "/checked-small/1.0.0/v1/responses/input_tokens"

ANNOUNCED = (
    *(optional("second_optional_body", framing) for framing in FRAMINGS),
    *(
        wrong(
            "second_required_body",
            b'{"model": 5}',
            "/model: not of type string",
            framing,
            headers=naming(framing),
        )
        for framing in FRAMINGS
    ),
    *(
        right(
            "second_warning_of_no_body",
            chat(),
            framing,
            api="Warned",
            headers=naming(framing),
        )
        for framing in FRAMINGS
    ),
)

TEXTS = tuple(
    wrong(f"second_{id}", content, NO_JSON, framing)
    for id, content in (
        ("no_text_but_deep", b"\xff" + b"[" * 65),
        ("deep_and_no_text", b"[" * 65 + b"\xff"),
    )
    for framing in FRAMINGS
)

NUMBERS = (
    right("second_tiny_number", number("temperature", b"1e-9999999"), "length"),
    right("second_number_of_many_digits", number("temperature", b"0." + MILLIONS), "length"),
    right("second_unknown_number", number("surely_unknown", b"-1E+99999999999"), "length"),
    *(
        wrong(f"second_{id}", number("n", text), "/n: not of type integer or null", "length")
        for id, text in (
            ("huge_number", b"1e9999999"),
            ("number_of_many_digits", b"1." + MILLIONS),
        )
    ),
    warned(
        "second_huge_number",
        number("temperature", b"1e9999999"),
        "/temperature: too large",
        "length",
    ),
)

# What is no report of usage, whatever it looks like.
SEEMING = (
    said("counts", "in_a_text", None, None, None),
    said("counts", "in_a_page", None, None, None),
    said("frames", "frames_longer", None, None, None),
    said("frames", "frames_cut_in_checksum", None, None),
)

ROWS = (*ANNOUNCED, *TEXTS, *NUMBERS, *SEEMING)
