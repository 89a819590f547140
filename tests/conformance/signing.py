"""The private keys of the table's issuers, made afresh for every run, and signatures with them."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey

HASHES: dict[str, hashes.HashAlgorithm] = {
    "256": hashes.SHA256(),
    "384": hashes.SHA384(),
    "512": hashes.SHA512(),
}
CURVES: dict[str, ec.EllipticCurve] = {
    "p256": ec.SECP256R1(),
    "p384": ec.SECP384R1(),
    "p521": ec.SECP521R1(),
}
SIZES = {"small": 1024}
"""Bits of the RSA keys that have not 2048."""


_MAKING = threading.Lock()


def private(name: str) -> Private:
    """The key of this name, by which one also knows what it is: `p256` or `p256.second` are of a
    curve, `ed25519` is for EdDSA, every other is an RSA key. The same for all threads, several of
    which may ask for it first."""
    with _MAKING:
        return _made(name)


@cache
def _made(name: str) -> Private:
    kind = name.partition(".")[0]
    if kind in CURVES:
        return ec.generate_private_key(CURVES[kind])
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(65537, SIZES.get(name, 2048))


def b64(data: bytes) -> str:
    """Base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwk(name: str, **members: object) -> dict[str, Any]:
    """The public key as a JWK (RFC 7517) whose `kid` is its name; None takes a member away."""
    key = private(name)
    own: dict[str, Any]
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.public_key().public_numbers()
        own = {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}
    elif isinstance(key, ec.EllipticCurvePrivateKey):
        point = key.public_key().public_numbers()
        size = (key.curve.key_size + 7) // 8
        own = {
            "kty": "EC",
            "crv": f"P-{key.curve.key_size}",
            "x": b64(point.x.to_bytes(size, "big")),
            "y": b64(point.y.to_bytes(size, "big")),
        }
    else:
        raw = key.public_key().public_bytes_raw()
        own = {"kty": "OKP", "crv": "Ed25519", "x": b64(raw)}
    whole = {**own, "kid": name, **members}
    return {name: value for name, value in whole.items() if value is not None}


def key_set(*keys: dict[str, Any]) -> bytes:
    """A JWK set."""
    return json.dumps({"keys": list(keys)}).encode()


def pem(name: str) -> bytes:
    """The public key as most servers have it in a file."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return private(name).public_key().public_bytes(serialization.Encoding.PEM, form)


def signature(algorithm: str, name: str, data: bytes) -> bytes:
    """A signature in the form of RFC 7518 and RFC 8037. ES* with any curve."""
    key = private(name)
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(data)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        size = (key.curve.key_size + 7) // 8
        first, second = decode_dss_signature(der_signature(algorithm, name, data))
        return first.to_bytes(size, "big") + second.to_bytes(size, "big")
    digest = HASHES[algorithm[2:]]
    if algorithm.startswith("PS"):
        pss = padding.PSS(padding.MGF1(digest), digest.digest_size)
        return key.sign(data, pss, digest)
    return key.sign(data, padding.PKCS1v15(), digest)


def der_signature(algorithm: str, name: str, data: bytes) -> bytes:
    """An ECDSA signature as everything but JOSE writes it."""
    key = private(name)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key.sign(data, ec.ECDSA(HASHES[algorithm[2:]]))


def shared_signature(secret: bytes, data: bytes) -> bytes:
    """HS256, whose secret is no secret where it is a public key."""
    return hmac.digest(secret, data, "sha256")


def _number(number: int) -> str:
    return b64(number.to_bytes((number.bit_length() + 7) // 8, "big"))
