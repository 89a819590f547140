"""The public keys of an issuer, from the text of a JWK set (RFC 7517, RFC 7518, RFC 8037)."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from compiler.issuers import Algorithm, TokenKey

MAX_KEYS = 100  # a token without a `kid` is tried with each of them

# RFC 7518, sections 6.2.2, 6.3.2 and 6.4: what only the issuer may know.
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_LEAST_RSA, _MOST_RSA = 2048, 8192  # bits
_RSA = (
    *(Algorithm.RS256, Algorithm.RS384, Algorithm.RS512),
    *(Algorithm.PS256, Algorithm.PS384, Algorithm.PS512),
)
_ED25519_BYTES = 32
_ID = re.compile("[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,200}")
_BASE64URL = re.compile("[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class _Curve:
    """y^2 = x^3 - 3x + b over the prime (NIST SP 800-186, section 3.2.1)."""

    algorithm: Algorithm
    size: int  # bytes of a coordinate
    prime: int
    b: int


_CURVES: Mapping[str, _Curve] = {
    "P-256": _Curve(
        Algorithm.ES256,
        32,
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    ),
    "P-384": _Curve(
        Algorithm.ES384,
        48,
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        int(
            "B3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8"
            "EDD3EC2AEF",
            16,
        ),
    ),
    "P-521": _Curve(
        Algorithm.ES512,
        66,
        2**521 - 1,
        int(
            "0051953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B165"
            "2C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00",
            16,
        ),
    ),
}


class NoKeySet(ValueError):
    """What is wrong with the text, as the end of a sentence; never a part of the text."""


class SecretInKeySet(NoKeySet):
    """A secret stands in it."""


def token_keys(content: bytes) -> tuple[TokenKey, ...]:
    """The keys of the set that verify signatures, in its order; those for encryption are left out.
    NoKeySet, SecretInKeySet."""
    found = []
    ids: set[str] = set()
    secret = False
    listed = _listed(content)
    for number, key in enumerate(listed, 1):
        if not isinstance(key, dict):
            raise NoKeySet(f"key {number} is no object")
        secret = secret or not _PRIVATE.isdisjoint(key) or key.get("kty") == "oct"
    if secret:
        raise SecretInKeySet
    for number, key in enumerate(listed, 1):
        if not _signs(key):
            continue
        try:
            known = _key(key)
        except ValueError as error:
            raise NoKeySet(f"key {number} {error}") from None
        if known.id is not None and known.id in ids:
            raise NoKeySet(f"key {number} has the 'kid' of another one")
        ids.update(() if known.id is None else (known.id,))
        found.append(known)
    if not found:
        raise NoKeySet("it has no key that verifies signatures")
    return tuple(found)


def _listed(content: bytes) -> list[Any]:
    if b"PRIVATE KEY-----" in content:
        raise SecretInKeySet
    try:
        data = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise NoKeySet("it is not JSON") from None
    if not isinstance(data, dict):
        raise NoKeySet("it is no object")
    if not _PRIVATE.isdisjoint(data):  # one key without its set
        raise SecretInKeySet
    keys = data.get("keys")
    if not isinstance(keys, list):
        raise NoKeySet("it has no list 'keys'")
    if len(keys) > MAX_KEYS:
        raise NoKeySet(f"it has more than {MAX_KEYS} keys")
    return keys


def _signs(key: Mapping[str, Any]) -> bool:
    """Whether the key is for signatures (RFC 7517, sections 4.2 and 4.3)."""
    operations = key.get("key_ops", ["verify"])
    listed = isinstance(operations, list) and "verify" in operations
    return listed and key.get("use", "sig") == "sig"


def _key(key: Mapping[str, Any]) -> TokenKey:
    id = key.get("kid")
    if id is not None and not (isinstance(id, str) and _ID.fullmatch(id)):
        raise ValueError("has a 'kid' that is no text of at most 200 letters")
    names: tuple[str, ...]
    match key.get("kty"):
        case "RSA":
            names, fitting = ("e", "kty", "n"), _rsa(key)
        case "EC":
            names, fitting = ("crv", "kty", "x", "y"), _ec(key)
        case "OKP":
            names, fitting = ("crv", "kty", "x"), _okp(key)
        case _:
            raise ValueError("has a 'kty' that is none of RSA, EC and OKP")
    own = key.get("alg")
    if own is not None and own not in fitting:
        raise ValueError("has an 'alg' that does not fit it")
    algorithms = fitting if own is None else (Algorithm(own),)
    return TokenKey(id, algorithms, tuple((name, key[name]) for name in names))


def _rsa(key: Mapping[str, Any]) -> tuple[Algorithm, ...]:
    modulus, exponent = (int.from_bytes(_decoded(key, name)) for name in ("n", "e"))
    if not _LEAST_RSA <= modulus.bit_length() <= _MOST_RSA:
        bits = modulus.bit_length()
        raise ValueError(f"is an RSA key of {bits} bits, not of {_LEAST_RSA} to {_MOST_RSA}")
    if modulus % 2 == 0 or exponent % 2 == 0 or not 3 <= exponent < 2**64:
        raise ValueError("has an 'n' or 'e' that no RSA key has")
    return _RSA


def _ec(key: Mapping[str, Any]) -> tuple[Algorithm, ...]:
    curve = _CURVES.get(str(key.get("crv")))
    if curve is None:
        raise ValueError(f"has a 'crv' that is none of {', '.join(_CURVES)}")
    for name in ("x", "y"):
        if len(_decoded(key, name)) != curve.size:
            raise ValueError(f"has an '{name}' that is not of {curve.size} bytes")
    x, y = (int.from_bytes(_decoded(key, name)) for name in ("x", "y"))
    prime = curve.prime
    if x >= prime or y >= prime or (y * y - (x**3 - 3 * x + curve.b)) % prime:
        raise ValueError("is no point of its curve")
    return (curve.algorithm,)


def _okp(key: Mapping[str, Any]) -> tuple[Algorithm, ...]:
    if key.get("crv") != "Ed25519":
        raise ValueError("has a 'crv' that is not Ed25519")
    if len(_decoded(key, "x")) != _ED25519_BYTES:
        raise ValueError(f"has an 'x' that is not of {_ED25519_BYTES} bytes")
    return (Algorithm.EDDSA,)


def _decoded(key: Mapping[str, Any], name: str) -> bytes:
    """base64url without padding (RFC 7515, section 2)."""
    text = key.get(name)
    if not isinstance(text, str) or not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise ValueError(f"has no '{name}' in base64url")
    content = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if urlsafe_b64encode(content).decode().rstrip("=") != text:
        raise ValueError(f"has an '{name}' with more bits than bytes")
    if name in ("n", "e") and content.startswith(b"\0"):
        raise ValueError(f"has an '{name}' with a zero byte in front")
    return content
