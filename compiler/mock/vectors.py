"""Vectors: as many as a request has inputs, as long as it asks for."""

from __future__ import annotations

import base64
import copy
import struct

from compiler.mock.calls import Call
from compiler.mock.pointing import Json, at, put
from compiler.mock.said import numbers
from compiler.terms import Pointer

_LENGTH = 16
_MOST = 4096
_MOST_INPUTS = 2048
_MOST_NUMBERS = 2**18  # of one answer
_INPUTS = ("input", "inputs", "texts", "requests", "content")
_LENGTHS = ("dimensions", "output_dimension", "outputDimensionality", "outputDimension")


def wanted(place: Pointer) -> list[Pointer]:
    """What an example needs so that it can be filled: a vector, and its number beside it."""
    ends = [end for end in range(1, len(place) + 1) if place[end - 1] == "0"]
    return [(*place, "0"), *((*place[:end], "index") for end in ends[-1:])]


class TooMany(Exception):
    """A request asks for more than the mock makes; says how many that is."""


def filled(call: Call, value: Json, place: Pointer) -> None:
    """Writes vectors into an answer that has an example of one at a place. TooMany: numbers."""
    inputs = _inputs(call) or [""]
    asked = (call.body.at((name,)) for name in _LENGTHS)
    length = next((found for found in asked if _is_length(found)), _LENGTH)
    if len(inputs) * length > _MOST_NUMBERS:
        raise TooMany(f"no more than {_MOST_NUMBERS} numbers in one answer")
    packed = is_packed(call)
    outer = _list_around(value, place)
    if outer is None:
        put(value, place, _vector(inputs[0], length, packed))
        return
    first, inner = at(value, outer)[0], place[len(outer) + 1 :]
    items = []
    for index, text in enumerate(inputs):
        item = copy.deepcopy(first)
        if not put(item, inner, _vector(text, length, packed)):
            item = _vector(text, length, packed)
        if isinstance(item, dict) and "index" in item:
            item["index"] = index
        items.append(item)
    put(value, outer, items)


def is_packed(call: Call) -> bool:
    """Whether a request asks for vectors in base64."""
    return bool(call.body.at(("encoding_format",)) == "base64")


def _is_length(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MOST


def _inputs(call: Call) -> list[str]:
    """The inputs as texts, one for each vector."""
    for name in _INPUTS:
        found = call.body.at((name,))
        if isinstance(found, list) and found:
            if all(isinstance(one, int) for one in found):  # one input, as tokens
                return [str(found)]
            return [str(one) for one in found[:_MOST_INPUTS]]
        if found:
            return [str(found)]
    return []


def _list_around(value: Json, place: Pointer) -> Pointer | None:
    """The list whose first item is the vector or has it."""
    for end in range(len(place) - 1, -1, -1):
        if place[end] == "0" and isinstance(at(value, place[:end]), list):
            return place[:end]
    return None


def _vector(seed: str, length: int, packed: bool) -> list[float] | str:
    """Packed: little-endian floats of 32 bits, in base64."""
    vector = numbers(seed, length)
    if not packed:
        return vector
    return base64.b64encode(struct.pack(f"<{length}f", *vector)).decode("ascii")
