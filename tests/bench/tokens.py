"""An issuer of tokens for the benchmarks: its keys as a file of a project, and tokens of it."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

NAME = "corp"
SUBJECT = "demo-app"
_ISSUER = "https://login.bench.example"
_AUDIENCE = "https://ai.bench.example"
_LIFE_SECONDS = 3600


class Issuer:
    """RS256 with a key of 2048 bits, as most issuers have it."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._numbers = count()

    @property
    def keys(self) -> str:
        """The set of public keys, RFC 7517."""
        public = self._key.public_key().public_numbers()
        key = {"kty": "RSA", "kid": "bench", "alg": "RS256", "use": "sig", "e": "AQAB"}
        return json.dumps({"keys": [{**key, "n": _base64(public.n.to_bytes(256, "big"))}]})

    def settings(self, file: str) -> dict[str, Any]:
        """The issuer in an environment. file: with the keys, of the project."""
        return {"issuer": _ISSUER, "audiences": [_AUDIENCE], "jwks": {"file": file}}

    def tokens(self) -> Iterator[str]:
        """No two alike."""
        head = _part({"alg": "RS256", "typ": "JWT", "kid": "bench"})
        for number in self._numbers:
            claims: dict[str, object] = {"iss": _ISSUER, "aud": _AUDIENCE, "sub": SUBJECT}
            claims |= {"exp": int(time.time()) + _LIFE_SECONDS, "jti": str(number), "scope": "chat"}
            signed = f"{head}.{_part(claims)}"
            signature = self._key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
            yield f"{signed}.{_base64(signature)}"


def _part(data: object) -> str:
    return _base64(json.dumps(data).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
