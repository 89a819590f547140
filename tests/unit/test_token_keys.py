"""JWK sets: what is read of them agrees with another library, and what is wrong is said."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from compiler.issuers import Algorithm
from compiler.resolve.token_keys import MAX_KEYS, NoKeySet, SecretInKeySet, token_keys
from tests.proofs.good_project import FILES, KEYS

P256, RSA = FILES[KEYS]["keys"]
CURVES: dict[str, tuple[ec.EllipticCurve, int, Algorithm]] = {
    "P-256": (ec.SECP256R1(), 32, Algorithm.ES256),
    "P-384": (ec.SECP384R1(), 48, Algorithm.ES384),
    "P-521": (ec.SECP521R1(), 66, Algorithm.ES512),
}
OF_RSA = tuple(Algorithm)[:6]


def text(number: int | bytes, size: int = 0) -> str:
    content = number if isinstance(number, bytes) else number.to_bytes(size)
    return urlsafe_b64encode(content).decode().rstrip("=")


def read(*keys: Any) -> list[tuple[Algorithm, ...]]:
    return [key.algorithms for key in token_keys(json.dumps({"keys": keys}).encode())]


def reason(*keys: Any) -> str:
    with pytest.raises(NoKeySet) as raised:
        read(*keys)
    return str(raised.value)


@pytest.mark.parametrize("name", CURVES)
def test_points_of_each_curve_are_on_it_and_others_are_not(name: str) -> None:
    curve, size, algorithm = CURVES[name]
    for _ in range(5):
        point = ec.generate_private_key(curve).public_key().public_numbers()
        key = {"kty": "EC", "crv": name, "x": text(point.x, size), "y": text(point.y, size)}
        assert read(key) == [(algorithm,)]
        moved = {**key, "y": text(point.y ^ 1, size)}
        assert reason(moved) == "key 1 is no point of its curve"
        shorter = {**key, "x": text(b"\1" * (size - 1))}
        assert reason(shorter) == f"key 1 has an 'x' that is not of {size} bytes"


def test_a_coordinate_beyond_the_prime_is_none() -> None:
    assert reason({**P256, "x": text(2**256 - 1, 32)}) == "key 1 is no point of its curve"


def test_the_other_kinds() -> None:
    numbers = rsa.generate_private_key(65537, 2048).public_key().public_numbers()
    plain = {"kty": "RSA", "n": text(numbers.n, 256), "e": text(numbers.e, 3)}
    edwards = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    keys = ({**plain, "use": "sig"}, {"kty": "OKP", "crv": "Ed25519", "x": text(edwards)})
    assert read(*keys, {**P256, "key_ops": ["verify"]}) == [
        OF_RSA,
        (Algorithm.EDDSA,),
        (Algorithm.ES256,),
    ]
    assert read({**plain, "alg": "PS384"}) == [(Algorithm.PS384,)]


def test_keys_for_encryption_are_left_out() -> None:
    assert read(P256, {**RSA, "use": "enc", "alg": "RSA-OAEP"}) == [(Algorithm.ES256,)]
    assert read(P256, {**P256, "kid": "x", "key_ops": 7}) == [(Algorithm.ES256,)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kty": "XY"}, "has a 'kty' that is none of RSA, EC and OKP"),
        ({"kty": None}, "has a 'kty' that is none of RSA, EC and OKP"),
        ({"crv": "P-192"}, "has a 'crv' that is none of P-256, P-384, P-521"),
        ({"kty": "OKP"}, "has a 'crv' that is not Ed25519"),
        ({"x": 7}, "has no 'x' in base64url"),
        ({"x": P256["x"] + "="}, "has no 'x' in base64url"),
        ({"x": P256["x"][:-1] + "R"}, "has an 'x' with more bits than bytes"),
        ({"alg": "RS256"}, "has an 'alg' that does not fit it"),
        ({"alg": "HS256"}, "has an 'alg' that does not fit it"),
        ({"alg": ["ES256"]}, "has an 'alg' that does not fit it"),
        ({"kid": 7}, "has a 'kid' that is no text of at most 200 letters"),
        ({"kid": ""}, "has a 'kid' that is no text of at most 200 letters"),
        ({"kid": "\ud800"}, "has a 'kid' that is no text of at most 200 letters"),
    ],
)
def test_what_is_wrong_with_a_key(change: dict[str, Any], said: str) -> None:
    assert reason({**P256, **change}) == f"key 1 {said}"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"n": text(2**1023 + 1, 128)}, "is an RSA key of 1024 bits, not of 2048 to 8192"),
        ({"n": text(2**8192 + 1, 1025)}, "is an RSA key of 8193 bits, not of 2048 to 8192"),
        ({"n": text(2**2047, 256)}, "has an 'n' or 'e' that no RSA key has"),
        ({"e": text(1, 1)}, "has an 'n' or 'e' that no RSA key has"),
        ({"e": text(65537, 4)}, "has an 'e' with a zero byte in front"),
    ],
)
def test_what_is_wrong_with_an_rsa_key(change: dict[str, Any], said: str) -> None:
    assert reason({**RSA, **change}) == f"key 1 {said}"


def test_what_is_wrong_with_a_set() -> None:
    for content, said in (
        (b"\xff", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[]", "it is no object"),
        (b"{}", "it has no list 'keys'"),
        (json.dumps(P256).encode(), "it has no list 'keys'"),
        (b'{"keys": []}', "it has no key that verifies signatures"),
        (b'{"keys": [7]}', "key 1 is no object"),
    ):
        with pytest.raises(NoKeySet, match=f"^{said}$"):
            token_keys(content)
    assert reason(P256, P256) == "key 2 has the 'kid' of another one"
    assert reason(*[RSA] * (MAX_KEYS + 1)) == f"it has more than {MAX_KEYS} keys"


@pytest.mark.parametrize("member", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_a_secret_is_said_and_not_shown(member: str) -> None:
    for key in ({**P256, member: "hunter2"}, {**RSA, "use": "enc", member: "hunter2"}):
        content = json.dumps({"keys": [P256, {"kty": "XY"}, key]}).encode()
        with pytest.raises(SecretInKeySet) as raised:
            token_keys(content)
        assert str(raised.value) == ""
    with pytest.raises(SecretInKeySet):
        token_keys(json.dumps({**P256, "d": "hunter2"}).encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda each: (
        st.lists(each, max_size=2) | st.dictionaries(st.text(max_size=3), each, max_size=2)
    ),
    max_leaves=5,
)


@given(st.sampled_from([P256, RSA]), st.sampled_from(["kty", "crv", "x", "n", "use", "kid"]), JSON)
def test_nothing_else_is_ever_raised(key: dict[str, Any], member: str, value: Any) -> None:
    try:
        found = token_keys(json.dumps({"keys": [{**key, member: value}]}).encode())
    except NoKeySet:
        return
    assert all(isinstance(text, str) for _, text in found[0].members)
