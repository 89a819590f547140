"""Section 2.4: tokens of issuers whose keys the gateway fetches, and of those that it asks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from compiler import contract
from tests.conformance import facts, issued
from tests.conformance.bearing import (
    ALPHA,
    EXPIRED,
    FETCHER,
    PARTNER,
    alpha,
    declined,
    fetched,
    stranger,
    taken,
    unavailable,
    unscoped,
    without,
)
from tests.conformance.exchange import Exchange
from tests.conformance.forged import ABSENT, Fixed, Opaque, token


def served(id: str, name: str = "good", drive: Any = None, **changes: Any) -> Exchange:
    """A token that is verified with a key which was fetched."""
    return taken(f"fetched_{id}", fetched(name, **changes), FETCHER, drive=drive)


def forged(id: str, **changes: Any) -> Exchange:
    """A token that no key which was fetched verifies."""
    return declined(f"fetched_{id}", fetched("good", **changes))


def unreachable(name: str) -> Exchange:
    """No keys can be had of this issuer."""
    return unavailable(f"fetched_{name.replace('-', '_')}", fetched(name))


KEYS = (
    served("first"),
    served("es256", key="p256.served", algorithm="ES256"),
    served("without_kid", header={"kid": ABSENT}),
    served("over_tls", "secure"),
    served("kept", "kept", issued.kept_keys),
    served("rotated", "rotating", issued.rotated, key="rsa.next"),
    served("flooded", "flooded", issued.flooded),
    replace(
        served("old_keys", "waning", issued.waned),
        instead=unavailable("fetched_old_keys", fetched("waning"), status=503),
    ),
    forged("wrong_aud", aud="https://other.test"),
    forged("expired", exp=1_000_000_000),
    forged("unknown_kid", header={"kid": "nobody"}),
    forged("key_of_another_issuer", key="rsa"),
    forged("alg_none", algorithm="none", sign=lambda _: b""),
    forged("algorithm_not_taken", algorithm="RS512", key="p256.served", sign=lambda _: b"x"),
    forged("key_for_encryption", key="rsa.encrypts"),
    forged("key_for_wrapping", key="rsa.wraps"),
    forged("key_too_short", key="small"),
    forged("hs256_of_a_shared_key", header={"alg": "HS256", "kid": "shared"}),
    declined("fetched_empty", fetched("empty"), codes=("invalid_token", "gateway_error")),
    *map(unreachable, ("refused", "status-500", "status-404", "garbage", "list", "keyless")),
    *map(unreachable, ("huge", "redirect", "hang", "close", "strange")),
    # What is wrong with a token whatever the keys are is wrong without them.
    declined(
        "fetched_never_expired",
        fetched("refused", exp=1_000_000_000),
        codes=("invalid_token", "gateway_error"),
    ),
    taken("fetched_others_served", alpha()),
)


def asking(environment: str) -> dict[str, Any]:
    """Of the environments in which the gateway asks an issuer about tokens."""
    return {"environment": environment}


ASKED = asking("asked")


def known(id: str, answer: str, **row: Any) -> Exchange:
    return taken(f"asked_{id}", Opaque(answer), PARTNER, **{**ASKED, **row})


def unknown(id: str, answer: str, **row: Any) -> Exchange:
    return declined(f"asked_{id}", Opaque(answer), **{**ASKED, **row})


def unasked(id: str, bearer: Any, **row: Any) -> Exchange:
    return declined(f"asked_{id}", bearer, drive=issued.unasked, **{**ASKED, **row})


def silent(answer: str, **row: Any) -> Exchange:
    return unavailable(f"asked_{answer}", Opaque(answer), **{**ASKED, **row})


LIKE_JWT = token("somebody", iss="https://other.test", answer="active")

LARGE = facts.json_body(model=facts.MODEL, messages=facts.MESSAGES * 5000)

ACTIVE = (
    known("active", "active"),
    known("audiences", "audiences"),
    known("bare", "bare"),
    known("stream", "active", op="chat_stream", stream=True),
    known("scopes", "scoped", api="TokenScoped"),
    known("or_key", "active", api="TokenOrKey"),
    known("large_body", "active", content=LARGE, framing="chunked"),
    unknown("large_body_refused", "inactive", content=LARGE),
    unknown("until_it_ends", "short", drive=issued.until_the_answer_ends),
    known("kept", "active", drive=issued.kept_answer(6), requests=6, times=6),
    taken("asked_like_a_jwt", LIKE_JWT, PARTNER, **ASKED),
    unscoped("asked_scope_lacking", Opaque("unscoped"), PARTNER, **ASKED),
    stranger("asked_nobody", Opaque("nobody"), **ASKED),
    stranger("asked_no_sub", Opaque("no_sub"), **ASKED),
    stranger("asked_sub_number", Opaque("sub_number"), **ASKED),
)

INACTIVE = (
    unknown("inactive", "inactive"),
    unknown("inactive_kept", "inactive", drive=issued.kept_answer(6), times=6),
    unknown("inactive_but_rich", "inactive_but_rich"),
    unknown("unknown", "never-heard-of"),
    unknown("expired", "expired"),
    unknown("exp_text", "exp_text"),
    unknown("wrong_iss", "wrong_iss"),
    unknown("wrong_aud", "wrong_aud"),
    unknown("no_aud", "no_aud"),
    unknown("active_text", "active_text"),
    unknown("active_number", "active_number"),
    unknown("active_null", "active_null"),
    unknown("active_absent", "active_absent"),
    unknown("or_key_unknown", "inactive", api="TokenOrKey"),
)

SILENT = (
    *map(silent, ("status_500", "status_401", "status_204", "redirect", "garbage", "empty")),
    *map(silent, ("huge", "hang", "close")),
    # An object is what must come; whether another document is none or says no, it is not taken.
    unknown("list", "list", codes=("gateway_error", "invalid_token")),
    unknown("text", "text", codes=("gateway_error", "invalid_token")),
    silent("status_500_each_time", drive=issued.asked_again, times=3),
    unavailable("asked_refused", Opaque("active"), **asking("asked-down")),
    taken("asked_refused_others_served", alpha(), ALPHA, **asking("asked-down")),
    unavailable("asked_without_secret", Opaque("active"), **asking("asked-secretless")),
    taken("asked_without_secret_others_served", alpha(), ALPHA, **asking("asked-secretless")),
)

# As `gatewright keys` makes them: of another environment, say, where it opens everything.
ELSEWHERE = f"{contract.KEY_PREFIX}{'7' * 50}"
KEY = {"codes": ("invalid_api_key",)}

UNASKED = (
    unasked("too_long", Opaque("active", padding=9000)),
    unasked("expired_jwt", alpha(exp=1)),
    unasked("unsigned_jwt", alpha(algorithm="none", sign=lambda _: b"")),
    without("asked_nothing", drive=issued.unasked, **ASKED),
    without("asked_in_x_api_key", ("x-api-key", "{0}"), tokens=(Opaque("active"),), **ASKED),
    without(
        "asked_unknown_key",
        ("x-api-key", "gwk_nobody"),
        api="TokenOrKey",
        codes=("invalid_api_key",),
        drive=issued.unasked,
        **ASKED,
    ),
    # A key is shown to nobody else, counting here or not.
    unasked("live_key", Fixed(ALPHA.secret)),
    unasked("expired_key", Fixed(EXPIRED.secret), api="TokenOrKey", codes=("invalid_api_key",)),
    unasked("key_of_elsewhere", Fixed(ELSEWHERE)),
    unasked("token_or_key_of_elsewhere", Fixed(ELSEWHERE), api="TokenOrKey", **KEY),
    unasked("expired_key_for_tokens", Fixed(EXPIRED.secret)),
    taken("asked_known_key", Fixed(ALPHA.secret), api="TokenOrKey", drive=issued.unasked, **ASKED),
    taken("asked_jwt", alpha(), drive=issued.unasked, **ASKED),
)

ROWS = (*KEYS, *ACTIVE, *INACTIVE, *SILENT, *UNASKED)
