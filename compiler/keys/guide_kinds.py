"""The scalars of what people see of a vendor: of `chat` and `clients` in vendor.yaml, of a client's
own file, and of the portal's looks."""

from __future__ import annotations

import json
import re
from typing import Any

from compiler import values
from compiler.guides import CODE_MARKERS, EVENT_MARKERS, Language, filled, markers
from compiler.keys.kinds import Scalar, text_of, word_of
from compiler.looks import REFERENCES as _REFERENCES

LONGEST_CODE = 8000  # letters
LONGEST_DATA = 16_000
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def _value(found: Any) -> Any:
    if isinstance(found, str) and (len(found) > 1000 or _UNSEEN.search(found)):
        raise ValueError("is longer than 1000 letters or has control characters")
    return found


def _check_markers(text: str, known: tuple[str, ...]) -> None:
    if any(name not in known for name in markers(text)):
        listed = ", ".join(f"<<{name}>>" for name in known)
        raise ValueError(f"has a marker that is none of {listed}")


def _code(text: str) -> str:
    """The code of a client, without empty lines around it."""
    if not text.strip() or len(text) > LONGEST_CODE or _UNSEEN.search(text):
        raise ValueError(f"is empty, longer than {LONGEST_CODE} letters or has control characters")
    _check_markers(text, CODE_MARKERS)
    return text.strip("\n")


def _event_data(text: str) -> str:
    """The data of an event, which is JSON as soon as a value stands in the place of each marker."""
    if len(text) > LONGEST_DATA:
        raise ValueError(f"is longer than {LONGEST_DATA} letters")
    _check_markers(text, EVENT_MARKERS)
    try:
        json.loads(filled(text, {**dict.fromkeys(EVENT_MARKERS, "0"), "text": '""', "model": '""'}))
    except (ValueError, RecursionError):
        raise ValueError("is no JSON when a value stands in the place of each marker") from None
    return text


CHAT_VALUE = Scalar("chat-value", "text, a whole number, true or false", _value, mixed=True)
ROLE_WORD = text_of(
    "role-word",
    "a word of letters, digits, '_' and '-', at most 64",
    r"[A-Za-z][A-Za-z0-9_-]{0,63}",
    "is no such word",
)
EVENT_NAME = text_of(
    "event-name",
    "the name of an event: letters, digits, '.', '_' and '-', at most 100",
    r"[A-Za-z0-9._-]{1,100}",
    "is no name of an event",
)
EVENT_DATA = Scalar("event-data", "JSON text, perhaps with markers such as <<text>>", _event_data)
EVENT_END = text_of(
    "event-end",
    "text of ASCII characters, at most 100",
    r"[\x20-\x7e]{1,100}",
    "is empty, longer or has other characters",
)
CLIENT_NAME = text_of(
    "client-name",
    "lower-case letters, digits, '.', '_' and '-', at most 64",
    r"[a-z0-9][a-z0-9._-]{0,63}",
    "is no name of a client",
)
BASE = text_of(
    "client-base",
    "a path such as /v1, at most 200 letters",
    r"(?=[^\n]{0,200}$)(?!.*/\.\.?(?:/|$))(?:/[A-Za-z0-9._~-]+)*/?",
    "is no such path",
)
LANGUAGE = Scalar("code-language", "one of " + ", ".join(Language), Language,
                  choices=tuple(Language))  # fmt: skip
SENDS = text_of(
    "key-header",
    "a header's name in lower-case letters, or none",
    r"[a-z][a-z0-9-]{0,99}",
    "is no such name",
)
INSTALL = text_of(
    "install",
    "one line of at most 300 letters",
    r"[^\x00-\x1f\x7f-\x9f]{0,300}",
    "is longer or has control characters",
)
CODE = Scalar("code", f"code of at most {LONGEST_CODE} letters", _code)
COLOUR = Scalar("colour", 'a colour such as "#0b5fff", in quotes', values.parse_colour)
LOGO_PATH = Scalar("logo-path", "a .svg, .png or .webp file of the project", values.parse_logo_path)
REFERENCE = word_of("portal-reference", *_REFERENCES)
