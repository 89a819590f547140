"""Public keys of JWK sets (RFC 7517), and what they verify (RFC 7518, RFC 8037). Pure.

There is no way to a shared secret here, and none to a key that takes what it was not made for.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | Ed25519PublicKey

_LETTERS = re.compile(r"[A-Za-z0-9_-]*")
_HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
_OF_RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_CURVES: dict[str, tuple[ec.EllipticCurve, str]] = {
    "P-256": (ec.SECP256R1(), "ES256"),
    "P-384": (ec.SECP384R1(), "ES384"),
    "P-521": (ec.SECP521R1(), "ES512"),
}
_LEAST_BITS, _MOST_BITS = 2048, 8192  # RFC 7518 section 3.3; larger ones cost more than they give
_PRIVATE = ("d", "dp", "dq", "k", "oth", "p", "q", "qi")


@dataclass(frozen=True, slots=True)
class TokenKey:
    """id: its `kid`. algorithms: what it may verify."""

    id: str | None
    algorithms: tuple[str, ...]
    key: PublicKey


def decoded(text: str) -> bytes:
    """base64url without padding (RFC 7515 section 2), of which each text has one spelling.
    ValueError: it is something else."""
    if not _LETTERS.fullmatch(text) or len(text) % 4 == 1:
        raise ValueError
    found = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if urlsafe_b64encode(found).rstrip(b"=") != text.encode():
        raise ValueError
    return found


def key_of(members: Mapping[str, Any]) -> tuple[PublicKey, tuple[str, ...]]:
    """A key from what makes it, and what fits it. ValueError: no key, or one that is too weak."""
    match members.get("kty"):
        case "RSA":
            numbers = rsa.RSAPublicNumbers(_number(members, "e"), _number(members, "n"))
            if not _LEAST_BITS <= numbers.n.bit_length() <= _MOST_BITS:
                raise ValueError
            return numbers.public_key(), _OF_RSA
        case "EC":
            curve, algorithm = _curve(members)
            size = (curve.key_size + 7) // 8
            x, y = _bytes(members, "x"), _bytes(members, "y")
            if (len(x), len(y)) != (size, size):
                raise ValueError
            point = ec.EllipticCurvePublicKey.from_encoded_point(curve, b"\x04" + x + y)
            return point, (algorithm,)
        case "OKP" if members.get("crv") == "Ed25519":
            return Ed25519PublicKey.from_public_bytes(_bytes(members, "x")), ("EdDSA",)
        case _:
            raise ValueError


def usable_key(jwk: Any) -> TokenKey | None:
    """A key of a set that was fetched; None: not one that verifies tokens."""
    if not isinstance(jwk, dict) or any(name in jwk for name in _PRIVATE):
        return None
    id, operations = jwk.get("kid"), jwk.get("key_ops", ["verify"])
    if "use" in jwk and jwk["use"] != "sig":
        return None
    if not isinstance(operations, list) or "verify" not in operations:
        return None
    if id is not None and not isinstance(id, str):
        return None
    try:
        key, fitting = key_of(jwk)
    except (ValueError, UnsupportedAlgorithm):
        return None
    taken = tuple(name for name in fitting if jwk.get("alg", name) == name)
    return TokenKey(id, taken, key) if taken else None


def fits(key: TokenKey, algorithm: str, signature: bytes, signed: bytes) -> bool:
    """Whether `signed` was signed so. False too where the key does not take the algorithm."""
    if algorithm not in key.algorithms:
        return False
    try:
        _verify(key.key, algorithm, signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _verify(key: PublicKey, algorithm: str, signature: bytes, signed: bytes) -> None:
    """Returns where the signature is right; whatever it raises: it is not."""
    match key:
        case rsa.RSAPublicKey() if algorithm in _OF_RSA:
            hash = _HASHES[algorithm[2:]]
            if algorithm.startswith("RS"):
                key.verify(signature, signed, padding.PKCS1v15(), hash)
            else:
                mask = padding.PSS(padding.MGF1(hash), hash.digest_size)
                key.verify(signature, signed, mask, hash)
        case ec.EllipticCurvePublicKey() if algorithm.startswith("ES"):
            size = (key.curve.key_size + 7) // 8
            if len(signature) != 2 * size:
                raise InvalidSignature
            r, s = (int.from_bytes(half) for half in (signature[:size], signature[size:]))
            pair = utils.encode_dss_signature(r, s)
            key.verify(pair, signed, ec.ECDSA(_HASHES[algorithm[2:]]))
        case Ed25519PublicKey() if algorithm == "EdDSA":
            key.verify(signature, signed)
        case _:
            raise InvalidSignature


def _curve(members: Mapping[str, Any]) -> tuple[ec.EllipticCurve, str]:
    name = members.get("crv")
    if not isinstance(name, str) or name not in _CURVES:
        raise ValueError
    return _CURVES[name]


def _number(members: Mapping[str, Any], name: str) -> int:
    return int.from_bytes(_bytes(members, name))


def _bytes(members: Mapping[str, Any], name: str) -> bytes:
    value = members.get(name)
    if not isinstance(value, str):
        raise ValueError
    return decoded(value)
