"""What a key looks like: `gwk_`, 44 letters that hold 256 random bits, and 6 of a checksum.

The checksum is no secret and no proof. By it a mistyped key is told from an unknown one, and a
scanner of repositories from any other word of that length.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import zlib

from compiler.contract import KEY_PREFIX as PREFIX

# Digits and letters without 0, O, I and l, which people take for each other: 58 of them. No sign is
# among them, so that a double click takes the whole of a key.
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
PATTERN = re.compile(f"{PREFIX}[{ALPHABET}]{{50}}")

_RANDOM_BYTES = 32
_RANDOM_LETTERS = 44  # the least that hold 2**256
_CHECK_LETTERS = 6  # the least that hold a CRC-32


def make() -> str:
    """A new key."""
    return _with_check(secrets.token_bytes(_RANDOM_BYTES))


def digest(key: str) -> str:
    """What consumers.yaml has of a key: its SHA-256, in hex."""
    return hashlib.sha256(key.encode()).hexdigest()


def is_mistyped(key: str) -> bool:
    """Whether it begins like a key of ours and cannot be one."""
    if not key.startswith(PREFIX):
        return False
    return not PATTERN.fullmatch(key) or _check(key[:-_CHECK_LETTERS]) != key[-_CHECK_LETTERS:]


def _with_check(random: bytes) -> str:
    body = PREFIX + _letters(int.from_bytes(random), _RANDOM_LETTERS)
    return body + _check(body)


def _check(body: str) -> str:
    return _letters(zlib.crc32(body.encode()), _CHECK_LETTERS)


def _letters(number: int, count: int) -> str:
    written = []
    for _ in range(count):
        number, rest = divmod(number, len(ALPHABET))
        written.append(ALPHABET[rest])
    return "".join(reversed(written))
