"""JSON pointers (RFC 6901) as tuples of their reference tokens: what they lead to in JSON data."""

from __future__ import annotations

import re
from typing import Any

from compiler.terms import Pointer

_INDEX = re.compile("0|[1-9][0-9]{0,6}")


def index(token: str) -> int | None:
    """The place in a list that a token can mean: a number without leading zeros (RFC 6901, 4), and
    with no more digits than lists of people have items; else None."""
    return int(token) if _INDEX.fullmatch(token) else None


def get(document: Any, pointer: Pointer) -> Any:
    """What the pointer leads to; None where it leads nowhere."""
    for token in pointer:
        at = index(token)
        match document:
            case dict() if token in document:
                document = document[token]
            case list() if at is not None and at < len(document):
                document = document[at]
            case _:
                return None
    return document


def put(document: dict[str, Any], pointer: Pointer, value: object) -> None:
    """Sets what the pointer leads to. What is missing on the way is made: a list where the next
    token is a place in one, else an object. The pointers of one document can stand together, as
    `vendors.together` checks."""
    place: Any = document
    for token, after in zip(pointer, (*pointer[1:], None), strict=True):
        made: Any = value if after is None else {} if index(after) is None else []
        at: int | str = token
        if isinstance(place, list):
            at = int(token)
            if at == len(place):
                place.append(made)
        if after is None or (isinstance(place, dict) and token not in place):
            place[at] = made
        place = place[at]
