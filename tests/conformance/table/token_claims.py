"""Section 2.4: tokens. What they say: for whom, from when, until when, and of whom."""

from __future__ import annotations

import json
import time

from tests.conformance import metered
from tests.conformance.bearing import (
    REALLY,
    REALM,
    SECOND_AUDIENCE,
    STRICTLY,
    alpha,
    declined,
    may_refuse,
    realm,
    stranger,
    strict,
    taken,
)
from tests.conformance.forged import ABSENT, AUDIENCE, ISSUER, after, token

# Of `corp`, whose clock may differ by five minutes: nothing here is within two of an edge.
WITHIN, BEYOND = 150, 450


RIGHT: dict[str, object] = {"iss": ISSUER, "aud": AUDIENCE, "sub": "alpha"}
ENDING: dict[str, object] = {**RIGHT, "exp": int(time.time()) + 86_400}


def said(text: str, right: dict[str, object] = ENDING) -> bytes:
    """A payload byte by byte; `@` stands for claims that are right."""
    return text.replace("@", json.dumps(right)[1:-1]).encode()


TIMES = (
    declined("expired", alpha(exp=after(-BEYOND))),
    taken("expired_within_leeway", alpha(exp=after(-WITHIN))),
    declined("expired_long_ago", alpha(exp=1_000_000_000)),
    declined("expired_at_zero", alpha(exp=0)),
    declined("expired_before_zero", alpha(exp=-1)),
    declined("expired_of_short_leeway", realm(exp=after(-60))),
    taken("far_end", alpha(exp=10**12)),
    declined("no_exp", alpha(exp=ABSENT)),
    declined("exp_null", alpha(exp=None)),
    declined("exp_text", alpha(exp=lambda now: str(now + 3600))),
    declined("exp_words", alpha(exp="2099-01-01T00:00:00Z")),
    declined("exp_fraction", alpha(exp=lambda now: now + 3600.5)),
    declined("exp_true", alpha(exp=True)),
    declined("exp_list", alpha(exp=[99_999_999_999])),
    declined("exp_beyond_numbers", alpha(payload=said('{@,"exp":1e999}', RIGHT))),
    declined("exp_no_number", alpha(payload=said('{@,"exp":NaN}', RIGHT))),
    declined("not_yet", alpha(nbf=after(BEYOND))),
    taken("not_yet_within_leeway", alpha(nbf=after(WITHIN))),
    taken("since_long", alpha(nbf=after(-3600))),
    declined("nbf_text", alpha(nbf=lambda now: str(now - 60))),
    declined("nbf_fraction", alpha(nbf=lambda now: now - 60.5)),
    declined("nbf_null", alpha(nbf=None)),
    taken("issued_tomorrow", alpha(iat=after(86_400))),
    taken("without_iat", alpha(iat=ABSENT)),
    may_refuse(taken("iat_text", alpha(iat="yesterday"))),
)

AUDIENCES = (
    taken("second_audience", alpha(aud=SECOND_AUDIENCE)),
    taken("aud_list", alpha(aud=["https://other.test", AUDIENCE])),
    taken("aud_list_of_one", alpha(aud=[AUDIENCE])),
    declined("wrong_aud", alpha(aud="https://other.test")),
    declined("wrong_aud_list", alpha(aud=["https://other.test", "https://third.test"])),
    declined("aud_list_with_number", alpha(aud=[AUDIENCE, 1])),
    declined("aud_empty_list", alpha(aud=[])),
    declined("aud_empty", alpha(aud="")),
    declined("no_aud", alpha(aud=ABSENT)),
    declined("aud_null", alpha(aud=None)),
    declined("aud_with_slash", alpha(aud=f"{AUDIENCE}/")),
    declined("aud_beginning", alpha(aud=AUDIENCE[:-1])),
    declined("aud_upper_case", alpha(aud=AUDIENCE.upper())),
    declined("aud_in_text", alpha(aud=f"https://other.test {AUDIENCE}")),
    declined("aud_object", alpha(aud={AUDIENCE: True})),
    declined("aud_deeper", alpha(aud=[[AUDIENCE]])),
    declined("aud_of_numbers", alpha(aud=[1, 2])),
    may_refuse(taken("aud_with_a_number", alpha(aud=[AUDIENCE, 1]))),
)

ISSUERS = (
    declined("wrong_iss", alpha(iss="https://other.test/")),
    declined("iss_without_slash", alpha(iss=ISSUER.removesuffix("/"))),
    declined("iss_upper_case", alpha(iss=ISSUER.upper())),
    declined("no_iss", alpha(iss=ABSENT)),
    declined("iss_null", alpha(iss=None)),
    declined("iss_list", alpha(iss=[ISSUER])),
    declined("iss_of_an_object_property", alpha(iss="constructor")),
    declined("iss_and_key_of_two", alpha(iss=REALM, header={"kid": ABSENT})),
)

PAYLOADS = (
    declined("payload_list", alpha(payload=b'[{"iss":"x"}]')),
    declined("payload_text", alpha(payload=b'"text"')),
    declined("payload_null", alpha(payload=b"null")),
    declined("payload_number", alpha(payload=b"1")),
    declined("payload_no_json", alpha(payload=b"{iss:1}")),
    declined("payload_cut_and_signed", alpha(payload=said("{@"))),
    declined("payload_and_more", alpha(payload=said("{@}{}"))),
    declined("payload_empty_and_signed", alpha(payload=b"")),
    declined("payload_not_utf8", alpha(payload=said('{@,"x":"?"}').replace(b"?", b"\xff"))),
    taken("payload_with_spaces", alpha(payload=said(' {\n@ ,"x" : [ 1 ] }\t'))),
    taken("payload_escaped", alpha(payload=said("{@}").replace(b"alpha", b"\\u0061lph\\u0061"))),
    # An engine's reader of JSON may go so deep or not; it must not fall.
    declined(
        "payload_deep",
        alpha(payload=said('{@,"x":' + "[" * 1500 + "]" * 1500 + "}")),
        instead=taken("payload_deep", alpha()),
        requests=None,
    ),
)

ODD_NAME = 'søren "the\\other" {0} ${x} <&>\'%41'
ODD = metered.caller("token-odd", subjects=[{"issuer": "corp", "subject": ODD_NAME}])

SUBJECTS = (
    taken("subject_odd", token(ODD_NAME), ODD),
    taken("subject_of_another_claim", strict(), STRICTLY, op="models"),
    taken("subject_deep_inside", realm(), REALLY, op="models"),
    taken("subject_of_two_fixed", alpha(azp="strictly", client_id="really")),
    stranger("subject_unknown", token("nobody")),
    stranger("subject_of_another_issuer", token("strictly")),
    stranger("no_sub", token()),
    stranger("sub_empty", token("")),
    may_refuse(stranger("sub_null", token(None))),
    may_refuse(stranger("sub_number", token(4711))),
    may_refuse(stranger("sub_list", token(["alpha"]))),
    may_refuse(stranger("sub_object", token({"name": "alpha"}))),
    stranger("sub_upper_case", token("ALPHA")),
    stranger("sub_with_space", token("alpha ")),
    stranger("sub_of_an_object_property", token("__proto__")),
    stranger("sub_constructor", token("constructor")),
    stranger("sub_of_another_claim", strict(azp=ABSENT, sub="strictly")),
    stranger("sub_half_way", realm(realm_access="really")),
    stranger("sub_of_a_list", realm(realm_access=["really"])),
    stranger("sub_not_deep_enough", realm(realm_access=ABSENT, **{"client/id": "really"})),
)

ROWS = (*TIMES, *AUDIENCES, *ISSUERS, *PAYLOADS, *SUBJECTS)
