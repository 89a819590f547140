"""As much of protocol buffers' encoding as a test needs that speaks one of its protocols."""

from __future__ import annotations

Fields = dict[int, list[int | bytes]]
"""The values of each field, in order: whole numbers, or bytes."""


def fields_of(message: bytes) -> Fields:
    """AssertionError or IndexError: it is cut, or of a wire type that nobody sends."""
    found: Fields = {}
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        match tag & 7:
            case 0:
                value: int | bytes
                value, at = _varint(message, at)
            case 2:
                size, at = _varint(message, at)
                value, at = message[at : at + size], at + size
                assert len(value) == size, message
            case kind:
                raise AssertionError(f"wire type {kind}")
        found.setdefault(tag >> 3, []).append(value)
    return found


def whole_of(fields: Fields, number: int) -> int:
    """The last value of a field of whole numbers; 0 where it is absent."""
    value = fields.get(number, [0])[-1]
    assert isinstance(value, int), value
    return value


def text_of(fields: Fields, number: int) -> str:
    """The same of a text."""
    value = fields.get(number, [b""])[-1]
    assert isinstance(value, bytes), value
    return value.decode()


def encoded(*fields: tuple[int, int | bytes]) -> bytes:
    """A message of such fields, in order."""
    message = b""
    for number, value in fields:
        if isinstance(value, int):
            message += _of_varint(number << 3) + _of_varint(value)
        else:
            message += _of_varint(number << 3 | 2) + _of_varint(len(value)) + value
    return message


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at, value, shift = at + 1, value | (byte & 127) << shift, shift + 7
        if byte < 128:
            return value, at


def _of_varint(value: int) -> bytes:
    parts = []
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes((*parts, value))
