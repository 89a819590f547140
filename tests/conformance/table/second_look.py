"""What a second review of all engines found: bodies that one of them took for something else."""

from __future__ import annotations

from typing import Any

from tests.conformance.exchange import Exchange, Headers
from tests.conformance.table.measures import said
from tests.conformance.table.validation import (
    CONTENT,
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

# What readers of JSON let pass that the standard does not have.
WORDS = (
    *(
        wrong(f"second_{id}", number("surely_unknown", text), NO_JSON, "length")
        for id, text in (
            ("infinite", b"Infinity"),
            ("infinite_minus", b"-Infinity"),
            ("infinite_in_a_list", b"[0, -Infinity]"),
            ("not_a_number_minus", b"-NaN"),
        )
    ),
    right(
        "second_infinite_in_a_text", chat(surely_unknown='Is -Infinity \\" I: -Infinity'), "length"
    ),
)

TYPE_OF_THIS_HOP: Headers = (("Connection", "close, Content-TYPE"), ("Content-Type", "text/plain"))
TWO_TYPES: Headers = (("Content-Type", "application/json, text/plain"),)
TYPES = (
    # The vendor does not get the type, and so it is not what counts.
    right("second_type_of_this_hop", chat(), "length", headers=TYPE_OF_THIS_HOP),
    wrong(
        "second_type_of_this_hop", b"[]", "not of type object", "length", headers=TYPE_OF_THIS_HOP
    ),
    right("second_two_types_in_a_line", chat(), "length", headers=TWO_TYPES),
    wrong("second_two_types_in_a_line", b"[]", "not of type object", "length", headers=TWO_TYPES),
    wrong(
        "second_two_other_types",
        chat(),
        CONTENT,
        "length",
        headers=(("Content-Type", "text/plain,application/json"),),
    ),
)

# A header that is of this hop is not sent, and so the default is.
PINS = (
    Exchange(
        id="pins-second_default_of_this_hop",
        section="1.5",
        api="Lab",
        op="things",
        headers=(("Connection", "X-Default-Pin"), ("x-default-pin", "client")),
        seen={"X-Default-Pin": ("gateway",)},
    ),
)

# What is no report of usage, whatever it looks like.
SEEMING = (
    said("counts", "in_a_text", None, None, None),
    said("counts", "in_a_page", None, None, None),
    said("frames", "frames_longer", None, None, None),
    said("frames", "frames_cut_in_checksum", None, None),
)

ROWS = (*ANNOUNCED, *TEXTS, *NUMBERS, *WORDS, *TYPES, *PINS, *SEEMING)
