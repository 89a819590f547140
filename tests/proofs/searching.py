"""Finds a secret in bytes, whichever way they were written down."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# A run of letters and digits that is as long counts as the secret itself.
_RUN = re.compile("[A-Za-z0-9]{8,}")


@dataclass(frozen=True, slots=True)
class Found:
    """A secret by its name, and the form in which a piece of it stands there."""

    secret: str
    form: str


@dataclass(frozen=True, slots=True)
class _Needle:
    secret: str
    form: str
    text: bytes
    any_case: bool


class Search:
    """Looks for all of some secrets, by name. Each is looked for by its runs of letters and digits:
    so a part of it is found, too, and so is the whole in any form that leaves these as they are
    (JSON, a URL, a shell, `\\xNN` for what cannot be printed)."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._needles = [
            needle
            for secret, value in secrets.items()
            for piece in pieces(value)
            for needle in _needles(secret, piece)
        ]

    def of(self, data: bytes) -> frozenset[Found]:
        """What stands in the data. Empty: none of the secrets, in no form."""
        lower = data.lower()
        return frozenset(
            Found(one.secret, one.form)
            for one in self._needles
            if one.text in (lower if one.any_case else data)
        )


def pieces(secret: str) -> tuple[str, ...]:
    """The runs that the secret is looked for by. AssertionError: it has none."""
    found = tuple(_RUN.findall(secret))
    assert found, "no run of letters and digits is long enough to be looked for"
    return found


def _needles(secret: str, piece: str) -> Iterator[_Needle]:
    codes = piece.encode("ascii")
    spelt = {
        "raw": piece,
        "hex": codes.hex(),
        "hex with separators": codes.hex(":"),
        "percent-encoded": "".join(f"%{code:02x}" for code in codes),
        "escaped for C": "".join(f"\\x{code:02x}" for code in codes),
        "escaped for JSON": "".join(f"\\u{code:04x}" for code in codes),
        "as numbers": json.dumps(list(codes))[1:-1],
        "as numbers without blanks": ",".join(map(str, codes)),
    }
    for form, text in spelt.items():
        yield _Needle(secret, form, text.lower().encode(), any_case=True)
    for before in range(3):
        yield _Needle(secret, "base64", _inside_base64(codes, before), any_case=False)


def _inside_base64(piece: bytes, before: int) -> bytes:
    """The letters that say nothing but the piece where `before` bytes, modulo 3, precede it (RFC
    4648): whatever stands around it, and with or without padding. In both alphabets: no three
    letters or digits have a code with one of the two characters in which these differ."""
    text = base64.b64encode(bytes(before) + piece)
    first = -(-before * 8 // 6)
    last = (before + len(piece)) * 8 // 6
    return text[first:last]
