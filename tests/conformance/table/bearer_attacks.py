"""Section 2.4: tokens. What somebody tries who knows how gateways read them."""

from __future__ import annotations

import json
from typing import Any

from tests.conformance import issued, signing
from tests.conformance.bearing import (
    ALPHA,
    FETCHER,
    GIVEN,
    STRICT,
    alpha,
    declined,
    fetched,
    may_refuse,
    stranger,
    taken,
    unscoped,
    without,
)
from tests.conformance.exchange import Headers
from tests.conformance.forged import (
    ABSENT,
    AUDIENCE,
    ISSUER,
    Sign,
    after,
    claiming,
    decoded,
    token,
)
from tests.conformance.signing import b64, jwk

# Headers in which some gateway or other hands on what it knows of a token.
INSIDE = (
    *("X-Gatewright-Token", "X-Gatewright-Token-Again", "X-Gatewright-Subject", "X-Jwt-Payload"),
    *("X-Token-Verdict", "X-Envoy-Jwt-Payload", "X-Verified-Token", "Sec-Istio-Auth-Userinfo"),
)


def handed(place: str) -> Headers:
    return tuple((name, place) for name in INSIDE)


PRETENDED = (
    without("pretended_alone", *handed("{0}"), tokens=(alpha(),)),
    declined(
        "pretended_beside_a_forged_one",
        alpha(change=decoded(1, claiming(sub="strictly"))),
        alpha(),
        credentials=(*GIVEN, *handed("{1}")),
    ),
    declined(
        "pretended_beside_one_of_another_key",
        alpha(key="rsa.forger", header={"kid": ABSENT}),
        alpha(),
        credentials=(*handed("{1}"), *GIVEN),
    ),
    declined(
        "pretended_beside_an_expired_one",
        alpha(exp=1_000_000_000),
        alpha(),
        credentials=(*GIVEN, *handed("{1}")),
    ),
    stranger("pretended_subject", token("nobody"), credentials=(*GIVEN, *handed("alpha"))),
    taken(
        "pretended_beside_a_right_one",
        alpha(),
        headers=handed("nonsense"),
        unseen=INSIDE[:3],
    ),
)


def sealed(text: str) -> Any:
    """A header byte by byte, of a token that nobody signed; `@` stands for the key's id."""
    head = b64(text.replace("@", '"kid":"rsa"').encode())
    return alpha(change=lambda token: f"{head}.{token.split('.')[1]}.{token.split('.')[2]}")


def signed_with(header: str) -> Any:
    """A header byte by byte under a right signature."""

    def change(text: str) -> str:
        signed = f"{b64(header.encode())}.{text.split('.')[1]}"
        return f"{signed}.{b64(signing.signature('RS256', 'rsa', signed.encode()))}"

    return alpha(change=change)


HEADERS = (
    taken("header_spaced", signed_with(' { "kid" : "rsa" ,\n "alg" : "RS256" } ')),
    taken("header_escaped", signed_with('{"\\u0061lg":"RS\\u0032\\u0035\\u0036","kid":"rsa"}')),
    declined("header_list", sealed('["RS256"]')),
    declined("header_text", sealed('"RS256"')),
    declined("header_no_json", sealed("{alg:RS256}")),
    declined("header_null", sealed("null")),
    declined("header_of_nothing", sealed("{}")),
    declined("header_and_more", signed_with('{"alg":"RS256","kid":"rsa"}x')),
    declined("header_twice", signed_with('{"alg":"none","kid":"rsa","alg":"HS256"}')),
    declined("header_alg_of_object_property", alpha(header={"alg": "constructor"})),
    declined("header_alg_with_line_break", alpha(header={"alg": "RS256\n"})),
    declined("header_alg_with_zero", alpha(header={"alg": "RS256\0"})),
    declined("kid_with_zero", alpha(header={"kid": "rsa\0"})),
    declined("kid_with_line_break", alpha(header={"kid": "rsa\n"})),
    declined("kid_upper_case", alpha(header={"kid": "RSA"})),
)


def shared(secret: bytes) -> Sign:
    """A signature whose secret is what everybody has."""
    return lambda data: signing.shared_signature(secret, data)


ES256: dict[str, Any] = {"key": "p256", "algorithm": "ES256"}
ONE = (1).to_bytes(32, "big")
KEYS = (
    declined("es256_of_one", alpha(sign=lambda _: ONE + ONE, **ES256)),
    declined("es256_r_zero", alpha(sign=lambda _: bytes(32) + ONE, **ES256)),
    declined("es256_s_zero", alpha(sign=lambda _: ONE + bytes(32), **ES256)),
    declined("es256_ones", alpha(sign=lambda _: b"\xff" * 64, **ES256)),
    declined(
        "es384_truncated_to_es256",
        alpha(
            algorithm="ES256",
            key="p256",
            sign=lambda data: signing.signature("ES384", "p384", data)[:64],
        ),
    ),
    declined("rs256_of_ones", alpha(sign=lambda _: b"\xff" * 256)),
    declined("rs256_of_one", alpha(sign=lambda _: bytes(255) + b"\1")),
    declined("ps256_called_rs256", alpha(sign=lambda d: signing.signature("PS256", "rsa", d))),
    declined(
        "rs256_called_ps256",
        alpha(
            key="rsa.any",
            algorithm="PS256",
            sign=lambda d: signing.signature("RS256", "rsa.any", d),
        ),
    ),
    declined(
        "rs512_called_rs256",
        alpha(key="rsa.any", sign=lambda d: signing.signature("RS512", "rsa.any", d)),
    ),
    declined(
        "signature_of_the_payload_alone",
        alpha(sign=lambda d: signing.signature("RS256", "rsa", d.split(b".")[1])),
    ),
    declined(
        "signature_of_the_bytes",
        alpha(
            change=lambda text: ".".join(
                (
                    *text.split(".")[:2],
                    b64(signing.signature("RS256", "rsa", text.replace(".", "").encode())),
                )
            )
        ),
    ),
    declined(
        "hs256_of_jwk", alpha(algorithm="HS256", sign=shared(json.dumps(jwk("rsa")).encode()))
    ),
    declined("hs512_of_pem", alpha(algorithm="HS512", sign=shared(signing.pem("rsa")))),
    declined("issuer_of_the_other_key", alpha(iss=STRICT, azp="strictly")),
    declined("fetched_key_for_a_given_issuer", alpha(key="rsa.served")),
    declined("given_key_for_a_fetched_issuer", fetched("good", key="rsa", header={"kid": ABSENT})),
)

FAR: dict[str, Any] = {
    "exp_far_below": -(10**15),
    "exp_minus_zero": -0.0,
    "exp_object": {"value": 99_999_999_999},
    "exp_empty": "",
    "exp_false": False,
}
VALUES = (
    *(declined(name, alpha(exp=value)) for name, value in FAR.items()),
    declined("nbf_far", alpha(nbf=10**12)),
    declined("nbf_true", alpha(nbf=True)),
    declined("nbf_object", alpha(nbf={})),
    taken("nbf_zero", alpha(nbf=0)),
    may_refuse(taken("nbf_negative", alpha(nbf=-5))),
    declined("exp_before_nbf", alpha(nbf=after(3000), exp=after(2000))),
    declined("aud_true", alpha(aud=True)),
    declined("aud_number", alpha(aud=1)),
    declined("aud_with_zero", alpha(aud=f"{AUDIENCE}\0")),
    declined("aud_with_line_break", alpha(aud=f"{AUDIENCE}\n")),
    declined("aud_of_an_object_property", alpha(aud="constructor")),
    declined("iss_with_zero", alpha(iss=f"{ISSUER}\0")),
    declined("iss_with_line_break", alpha(iss=f"{ISSUER}\n")),
    declined("iss_object", alpha(iss={"iss": ISSUER})),
    stranger("sub_with_zero", token("alpha\0")),
    stranger("sub_with_line_break", token("alpha\n")),
    stranger("sub_has_own_property", token("hasOwnProperty")),
    stranger("sub_number_of_a_consumer", token("0")),
    stranger("sub_name_of_the_consumer", token(ALPHA.name)),
    stranger("sub_key_of_the_consumer", token(ALPHA.secret)),
    unscoped("scopes_before_zero", alpha(scope="chat.read chat.write\0x")),
    unscoped("scopes_with_zero", alpha(scope="chat.read\0chat.write")),
    unscoped("scopes_with_line_break", alpha(scope="chat.read\nchat.write")),
    unscoped("scopes_pattern", alpha(scope=".* * chat.*")),
    unscoped("scopes_true", alpha(scope=True, scp=True)),
    unscoped("scopes_deep", alpha(scope={"scope": "chat.read chat.write"})),
    taken("claims_of_object_properties", alpha(__proto__={"exp": 1}, constructor=1)),
    taken(
        "claims_of_many_kinds", alpha(a=[1, {"b": None}], c=1.5e300, d="é\u2028\U0001f600", e=-0.0)
    ),
)

# What was remembered of one token says nothing of another.
REMEMBERED = (
    taken("remembered_apart", alpha(), drive=issued.remembered_apart),
    taken("fetched_at_once", fetched("good"), FETCHER, drive=issued.all_pass(20)),
)

ROWS = (*PRETENDED, *HEADERS, *KEYS, *VALUES, *REMEMBERED)
