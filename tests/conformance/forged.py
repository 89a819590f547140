"""Tokens for the table: right ones, and every way to forge one. Each is signed when it is sent, so
that its times do not depend on how long the rows before it took."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tests.conformance import signing
from tests.conformance.signing import b64

ISSUER = "https://login.acme.test/"
AUDIENCE = "https://ai.acme.test"

ABSENT = object()
"""Of a claim or a member of the header: it is not there."""

Change = Callable[[str], str]
Sign = Callable[[bytes], bytes]
At = Callable[[int], object]


def after(seconds: float) -> At:
    """A time so many seconds from when the token is made."""
    return lambda now: now + seconds


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """What a client sends as a bearer token.

    claims: values, or functions of the time in seconds. header: beside `alg` and `kid`. key: the
    name of the key that signs. sign: another signature than that of `algorithm` and `key`. payload:
    instead of the claims. change: what is done to the token when it is signed.
    """

    claims: Mapping[str, object] = field(default_factory=dict)
    header: Mapping[str, object] = field(default_factory=dict)
    algorithm: str = "RS256"
    key: str = "rsa"
    sign: Sign | None = None
    payload: bytes | None = None
    change: Change = lambda text: text

    def text(self, tag: str) -> str:
        """The token as it goes out now. tag: names who sends it."""
        head = _present({"alg": self.algorithm, "kid": self.key, **self.header}, 0)
        payload = self.payload
        if payload is None:
            payload = _json(_present(self.claims, int(time.time())))
        signed = f"{b64(_json(head))}.{b64(payload)}"
        made = self._signature(signed.encode())
        return self.change(f"{signed}.{b64(made)}")

    def _signature(self, data: bytes) -> bytes:
        if self.sign is not None:
            return self.sign(data)
        return signing.signature(self.algorithm, self.key, data)


@dataclass(frozen=True, slots=True, eq=False)
class Opaque:
    """A token that only its issuer can read: what that says of it is in `introspection` by this
    name. padding: so many bytes more."""

    answer: str
    padding: int = 0

    def text(self, tag: str) -> str:
        """One of its own for each sender, with all the letters that a form writes otherwise."""
        mark = sha256(tag.encode()).hexdigest()[:16]
        return f"gwo_{self.answer}_{mark}~+/{'x' * self.padding}=="


@dataclass(frozen=True, slots=True, eq=False)
class Fixed:
    """A text that is no token, or one that was made before."""

    value: str

    def text(self, tag: str) -> str:
        return self.value


Bearer = Token | Opaque | Fixed


def token(
    subject: object = ABSENT,
    *,
    key: str = "rsa",
    algorithm: str = "RS256",
    header: Mapping[str, object] | None = None,
    sign: Sign | None = None,
    payload: bytes | None = None,
    change: Change = lambda text: text,
    **claims: object,
) -> Token:
    """A right token of ISSUER for an hour, but for what is said of it."""
    own = {"iss": ISSUER, "aud": AUDIENCE, "sub": subject, "iat": after(0), "exp": after(3600)}
    return Token({**own, **claims}, header or {}, algorithm, key, sign, payload, change)


def parts(*wanted: int) -> Change:
    """Only these parts of the three, with the points that are between them."""
    return lambda text: ".".join(text.split(".")[at] for at in wanted)


def emptied(at: int) -> Change:
    """The part is empty."""
    return part(at, lambda _: "")


def part(at: int, change: Change) -> Change:
    """Changes one of the three parts."""

    def changed(text: str) -> str:
        pieces = text.split(".")
        pieces[at] = change(pieces[at])
        return ".".join(pieces)

    return changed


def decoded(at: int, change: Callable[[bytes], bytes]) -> Change:
    """Changes the bytes of one of the three parts."""
    return part(at, lambda text: b64(change(_bytes(text))))


def flipped(data: bytes, at: int = 0) -> bytes:
    """One bit is another."""
    wrong = bytearray(data)
    wrong[at] ^= 1
    return bytes(wrong)


def claiming(**claims: object) -> Callable[[bytes], bytes]:
    """The claims with others among them, which are not what was signed."""
    return lambda data: _json({**json.loads(data), **claims})


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _present(values: Mapping[str, object], now: int) -> dict[str, Any]:
    return {
        name: value(now) if callable(value) else value
        for name, value in values.items()
        if value is not ABSENT
    }


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
