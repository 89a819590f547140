"""contract.js: what the contract fixes for every gateway, as constants of the njs code.

A constant costs njs a twentieth of what a value of preloaded data does. They are the same in every
project, so that the code as a whole is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from compiler import contract

MODULE = "contract.js"

MAX_EVENT_BYTES = 256 * 1024  # one event of a stream that is parsed whole
MAX_PARSED_BYTES = 256 * 1024  # a JSON answer that is parsed whole
# One that is read to its end; nginx's module keeps a copy of what the code has seen.
MAX_DOCUMENT_BYTES = 32 * 1024 * 1024
# Events of a stream, and lines of data in them, that are read; and for how many bytes one more.
FREE_EVENTS = 16 * 1024
LEAST_EVENT_BYTES = 64
MAX_TEXT = 1024  # characters of a model's name in an answer, and of a key on the way to it
MAX_NAME = 256  # bytes of a model's name in a header or a query
MAX_COUNT = 2**53 - 1  # what every engine holds exactly

# The last three names of a log line are printed together.
_FIGURES = ("gen_ai.response.model", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens")


def module() -> str:
    """The module, as if it stood with the others."""
    lines = (f"export const {name} = {value};\n" for name, value in _constants())
    return "// What the gateway contract fixes; written by the compiler.\n\n" + "".join(lines)


def _constants() -> Iterator[tuple[str, str]]:
    yield "HEALTH_PATH", json.dumps(contract.HEALTH_PATH)
    yield "CLIENT_LEFT_STATUS", str(contract.CLIENT_LEFT_STATUS)
    yield "MAX_TARGET_BYTES", str(contract.MAX_TARGET_BYTES)
    yield "MAX_KEY_BYTES", str(contract.MAX_KEY_BYTES)
    yield "MAX_EVENT_BYTES", str(MAX_EVENT_BYTES)
    yield "MAX_PARSED_BYTES", str(MAX_PARSED_BYTES)
    yield "MAX_DOCUMENT_BYTES", str(MAX_DOCUMENT_BYTES)
    yield "FREE_EVENTS", str(FREE_EVENTS)
    yield "LEAST_EVENT_BYTES", str(LEAST_EVENT_BYTES)
    yield "MAX_TEXT", str(MAX_TEXT)
    yield "MAX_NAME", str(MAX_NAME)
    yield "MAX_COUNT", str(MAX_COUNT)
    removed = "|".join(map(re.escape, contract.REMOVED_RESPONSE_HEADER_PREFIXES))
    yield "REMOVED", f"/^(?:{removed})/i"
    yield "PERHAPS_REMOVED", f"/{removed}/i"
    before_input, before_output = _figure_names()
    yield "LOG_INPUT", json.dumps(before_input)
    yield "LOG_OUTPUT", json.dumps(before_output)


def no_figures() -> str:
    """The end of a log line, from the value of the answer's model on, where nothing was found."""
    return "null" + "".join(f"{name}null" for name in _figure_names())


def _figure_names() -> tuple[str, str]:
    """What stands before each of the last two values of a log line."""
    if contract.LOG_NAMES[-3:] != _FIGURES:
        raise AssertionError("the njs code prints the figures last")
    return f",{json.dumps(_FIGURES[1])}:", f",{json.dumps(_FIGURES[2])}:"
