"""Section 2.4: tokens. Their signatures, and how they are written."""

from __future__ import annotations

import string
from typing import Any

from tests.conformance import signing
from tests.conformance.bearing import (
    GIVEN,
    REALLY,
    REALM,
    STRICTLY,
    alpha,
    declined,
    realm,
    strict,
    taken,
    without,
)
from tests.conformance.exchange import Exchange
from tests.conformance.forged import (
    ABSENT,
    Change,
    Fixed,
    claiming,
    decoded,
    emptied,
    flipped,
    part,
    parts,
)
from tests.conformance.signing import b64, jwk


def by(algorithm: str, key: str, **changes: Any) -> Exchange:
    """A token with this signature passes."""
    return taken(f"signed_{algorithm.lower()}", alpha(algorithm=algorithm, key=key, **changes))


def changed(id: str, change: Change, **changes: Any) -> Exchange:
    """A right token that somebody has changed."""
    return declined(id, alpha(change=change, **changes))


SIGNED = (
    by("RS256", "rsa"),
    by("RS384", "rsa.any"),
    by("RS512", "rsa.any"),
    by("PS256", "rsa.any"),
    by("PS384", "rsa.any"),
    by("PS512", "rsa.any"),
    by("ES256", "p256"),
    by("ES384", "p384"),
    by("ES512", "p521"),
    taken("without_kid", alpha(header={"kid": ABSENT})),
    taken("without_kid_later_key", alpha(key="rsa.any", header={"kid": ABSENT})),
    taken("without_kid_in_the_set", realm(), REALLY),
    taken("other_header_members", alpha(header={"typ": "at+jwt", "x5t": "x", "jku": "http://x"})),
    taken("one_algorithm", strict(), STRICTLY),
)

# The second of two algorithms' names stands in the header.
CONFUSED = (
    declined("alg_none", alpha(algorithm="none", sign=lambda _: b"")),
    declined("alg_none_signed", alpha(algorithm="none", sign=lambda _: b"signature")),
    declined("alg_none_upper_case", alpha(algorithm="NONE", sign=lambda _: b"")),
    declined("alg_none_without_kid", alpha(header={"alg": "none", "kid": ABSENT})),
    declined("alg_absent", alpha(header={"alg": ABSENT})),
    declined("alg_list", alpha(header={"alg": ["RS256"]})),
    declined("alg_lower_case", alpha(header={"alg": "rs256"})),
    declined("alg_null", alpha(header={"alg": None})),
    declined(
        "hs256_of_pem",
        alpha(algorithm="HS256", sign=lambda d: signing.shared_signature(signing.pem("rsa"), d)),
    ),
    declined(
        "hs256_of_pem_without_line_break",
        alpha(
            algorithm="HS256",
            header={"kid": ABSENT},
            sign=lambda d: signing.shared_signature(signing.pem("rsa").strip(), d),
        ),
    ),
    declined(
        "hs256_of_modulus",
        alpha(
            algorithm="HS256",
            sign=lambda d: signing.shared_signature(jwk("rsa")["n"].encode(), d),
        ),
    ),
    declined("hs256_of_nothing", alpha(header={"alg": "HS256"}, sign=lambda _: b"")),
    declined("ps256_of_a_key_for_rs256", alpha(algorithm="PS256")),
    declined("rs512_of_a_key_for_rs256", alpha(algorithm="RS512")),
    declined(
        "es256_called_rs256",
        alpha(header={"alg": "RS256", "kid": "p256"}, key="p256", algorithm="ES256"),
    ),
    declined("rs256_called_es256", alpha(header={"alg": "ES256"})),
    declined("es256_of_another_curve", alpha(algorithm="ES256", key="p384")),
    declined("rs256_where_ps256_is_taken", strict(algorithm="RS256")),
    declined("eddsa_of_nobody", alpha(algorithm="EdDSA", key="ed25519")),
    declined("key_of_another_issuer", alpha(key="rsa.strict")),
    declined("key_of_another_issuer_without_kid", alpha(key="rsa.realm", header={"kid": ABSENT})),
    declined("key_for_encryption", alpha(key="rsa.encrypts")),
    declined("iss_of_another_issuer", alpha(iss=REALM)),
    declined("kid_unknown", alpha(header={"kid": "rsa.other"})),
    declined("kid_of_another_key", alpha(header={"kid": "rsa.any"})),
    declined("kid_where_the_set_has_none", realm(header={"kid": "p256.realm"})),
    declined("kid_number", alpha(header={"kid": 1})),
    declined("kid_null", alpha(header={"kid": None})),
    declined("kid_empty", alpha(header={"kid": ""})),
    declined("kid_list", alpha(header={"kid": ["rsa"]})),
    declined("kid_of_an_object_property", alpha(header={"kid": "__proto__"})),
    declined("kid_path", alpha(header={"kid": "../../dev/null"})),
    declined("crit", alpha(header={"crit": ["exp"]})),
    declined("crit_empty", alpha(header={"crit": []})),
    declined("crit_null", alpha(header={"crit": None})),
    declined("own_key_in_the_header", alpha(key="rsa.forger", header={"jwk": jwk("rsa.forger")})),
    declined(
        "own_key_in_the_header_without_kid",
        alpha(key="rsa.forger", header={"kid": ABSENT, "jwk": jwk("rsa.forger")}),
    ),
)

LETTERS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


def _next(letter: str) -> str:
    """The letter whose last bit is another: in the last place that may say nothing."""
    return LETTERS[LETTERS.index(letter) ^ 1]


CHANGED = (
    changed("header_alone", parts(0)),
    changed("header_and_payload", parts(0, 1)),
    changed("without_payload", parts(0, 2)),
    changed("without_header", parts(1, 2)),
    changed("payload_alone", parts(1)),
    changed("header_empty", emptied(0)),
    changed("payload_empty", emptied(1)),
    changed("signature_empty", emptied(2)),
    changed("points_alone", lambda _: ".."),
    changed("header_cut", part(0, lambda text: text[:-1])),
    changed("payload_cut", part(1, lambda text: text[:-1])),
    changed("payload_cut_in_the_middle", part(1, lambda text: text[: len(text) // 2])),
    changed("signature_cut", part(2, lambda text: text[:-1])),
    changed("signature_with_other_last_bits", part(2, lambda text: text[:-1] + _next(text[-1]))),
    changed("signature_of_half", decoded(2, lambda data: data[: len(data) // 2])),
    changed("signature_longer", decoded(2, lambda data: data + b"\0")),
    changed("signature_with_zeros", decoded(2, lambda data: b"\0" + data)),
    changed("four_parts", lambda text: f"{text}.{text.split('.')[2]}"),
    changed("five_parts", lambda text: f"{text}.e30.e30"),
    changed("point_behind", lambda text: f"{text}."),
    changed("signature_flipped", decoded(2, flipped)),
    changed("signature_flipped_at_the_end", decoded(2, lambda data: flipped(data, -1))),
    changed("signature_of_zeros", decoded(2, lambda data: bytes(len(data)))),
    changed("payload_flipped", decoded(1, lambda data: flipped(data, -3))),
    changed("subject_swapped", decoded(1, claiming(sub="strictly"))),
    changed("end_swapped", decoded(1, claiming(exp=99_999_999_999))),
    changed("header_swapped", part(0, lambda _: b64(b'{"alg":"RS256","kid":"rsa","x":1}'))),
    changed("padding", lambda text: f"{text}=="),
    changed("padding_of_payload", part(1, lambda text: f"{text}=")),
    changed("padding_encoded", lambda text: f"{text}%3D%3D"),
    changed("plain_base64", part(2, lambda text: f"+/{text[2:]}")),
    changed("space_inside", part(1, lambda text: f"{text[:20]} {text[20:]}")),
    changed("tab_inside", part(2, lambda text: f"\t{text}")),
    changed("comma_behind", lambda text: f"{text},"),
    changed("quoted", lambda text: f'"{text}"'),
    changed("letter_of_no_alphabet", part(2, lambda text: f"é{text}".encode().decode("latin-1"))),
    changed("called_another_scheme", lambda text: f"Bearer {text}"),
    changed("encrypted", lambda text: ".".join([text.split(".")[0]] * 5)),
)

CURVED = (
    changed("es256_flipped", decoded(2, flipped), algorithm="ES256", key="p256"),
    changed("es256_short", decoded(2, lambda data: data[:-1]), algorithm="ES256", key="p256"),
    changed("es256_long", decoded(2, lambda data: data + b"\0"), algorithm="ES256", key="p256"),
    declined(
        "es256_der",
        alpha(
            algorithm="ES256",
            key="p256",
            sign=lambda data: signing.der_signature("ES256", "p256", data),
        ),
    ),
    declined("es256_zero", alpha(algorithm="ES256", key="p256", sign=lambda _: bytes(64))),
    declined("es256_zero_short", alpha(algorithm="ES256", key="p256", sign=lambda _: b"")),
    declined(
        "es256_order",
        alpha(
            algorithm="ES256",
            key="p256",
            sign=lambda _: bytes.fromhex(
                "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551" * 2
            ),
        ),
    ),
    declined("es512_zero", alpha(algorithm="ES512", key="p521", sign=lambda _: bytes(132))),
)

WRITTEN = (
    taken("scheme_lower_case", alpha(), credentials=(("authorization", "bearer {0}"),)),
    taken("scheme_upper_case", alpha(), credentials=(("AUTHORIZATION", "BEARER {0}"),)),
    taken("spaces_around", alpha(), credentials=(("Authorization", " Bearer   {0}\t "),)),
    taken("long", alpha(pad="p" * 4000)),
    declined("too_long", alpha(pad="p" * 15_000)),
    declined("too_long_by_a_little", alpha(pad="p" * 6000, more="p" * 300)),
    declined("too_long_nonsense", Fixed("x" * 20_000)),
    declined("many_points", Fixed("." * 3000)),
    declined("nonsense", Fixed("nonsense")),
    declined("nonsense_in_parts", Fixed("a.b.c")),
    declined("two_in_one_line", alpha(), credentials=(("Authorization", "Bearer {0} {0}"),)),
    declined("list", alpha(), credentials=(("Authorization", "Bearer {0}, Bearer {0}"),)),
    declined(
        "two_lines",
        alpha(),
        codes=("invalid_request", "invalid_token"),
        credentials=GIVEN * 2,
        routed=True,
    ),
    declined(
        "two_lines_the_second_wrong",
        alpha(),
        Fixed("nonsense"),
        codes=("invalid_request", "invalid_token"),
        credentials=(*GIVEN, ("Authorization", "Bearer {1}")),
        routed=True,
    ),
    without("none"),
    without("scheme_alone", ("Authorization", "Bearer")),
    without("scheme_and_spaces", ("Authorization", "Bearer   ")),
    without("basic", ("Authorization", "Basic {0}"), tokens=(alpha(),)),
    without("other_scheme", ("Authorization", "DPoP {0}"), tokens=(alpha(),)),
    without("no_scheme", ("Authorization", "{0}"), tokens=(alpha(),)),
    without("in_x_api_key", ("x-api-key", "{0}"), tokens=(alpha(),)),
    without("in_api_key", ("api-key", "{0}"), tokens=(alpha(),)),
    without("in_apikey", ("apikey", "{0}"), tokens=(alpha(),)),
    without("in_x_goog_api_key", ("x-goog-api-key", "{0}"), tokens=(alpha(),)),
    without("in_proxy_authorization", ("Proxy-Authorization", "Bearer {0}"), tokens=(alpha(),)),
    without("in_cookie", ("Cookie", "access_token={0}"), tokens=(alpha(),)),
    without("in_query", tokens=(alpha(),), op="models", query="?access_token={0}"),
)

ROWS = (*SIGNED, *CONFUSED, *CHANGED, *CURVED, *WRITTEN)
