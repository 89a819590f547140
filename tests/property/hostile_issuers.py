"""Issuers of tokens, whom they speak of, and scopes, in words that engines could stumble on."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from compiler.keys import token_kinds
from compiler.keys.kinds import Scalar
from compiler.masking import has_key

KEYS = "ca/keys.json"
# Public keys that were made for the tests; nobody has their private halves.
_POINT = {
    "kty": "EC",
    "crv": "P-256",
    "x": "1i9H2KLQUO2CNVG9W2GovXqDMIguep-260Ubviqv8RA",
    "y": "saAQ1JJC8UbyIY1uQg15CjOTyX4nHE0BkwTzCJt3IvE",
}
_RSA = {
    "kty": "RSA",
    "n": "yq8ZNewaT5lBDtlbHo0JyM65bBGWP18rkyF1C6R0gdg_R5ZIRAN-W-aPBrGGJ0HlT9KhLSMSF2kwSFokhcBzxpNs"
    "0BCtNhHRdRuVGu9k22rFsZiDffX50a9huaTcqbGMxE_bGVJnzr3E8G5qH2_hjTh-rAbAO-UoRNS5CZENBMFb8n4c0YVg"
    "BNy5iIVeQ1X-s5A0dcqTVCCRnR15PuMIGsSjP50qsc1jjX3t44_OHkQLHorqB-Dy2Jx0PgnVrjIRO-6rxQWT3z9S_eF3"
    "mIbe1clHOgXxWKUTLWGFq6cH0AClto3fle4QsOSdMafFPsdzF5hMh4EvgtVq2zNG2URyiQ",
    "e": "AQAB",
}


def _matching(scalar: Scalar) -> st.SearchStrategy[str]:
    return st.from_regex(scalar.pattern, fullmatch=True).filter(lambda text: not has_key(text))


_SPECIAL = ('"', "\\", "$x", "${x}", "{{ x }}", "%REQ(a)%", "]]", "';--", "é日😀", "\u2028", "a b")
_WORDS = st.one_of(st.sampled_from([*_SPECIAL, "x" * 300]), _matching(token_kinds.SUBJECT))
_ISSUERS = st.one_of(
    st.sampled_from([*_SPECIAL, "https://login.example/", "y" * 1000]),
    _matching(token_kinds.ISSUER),
)
_NAMES = st.one_of(
    st.sampled_from(["constructor", "toString", "0", "a..b", "nil", "x" * 64, "none"]),
    _matching(token_kinds.ISSUER_NAME),
)
_SCOPES = st.one_of(
    st.sampled_from(["$", "${x}", "';", "%00", "a,b", "]]", "--", "x" * 200]),
    _matching(token_kinds.SCOPE),
)
_CLAIMS = st.sampled_from(["sub", "azp", "/a/b", "/__proto__/constructor", "/~0~1", "é$", "a.b"])
_ALGORITHMS = st.lists(
    st.sampled_from(["RS256", "PS256", "ES256"]), min_size=1, max_size=3, unique=True
)
_URLS = st.sampled_from(
    ["https://login.example/keys", "https://a-b.example:8443/" + "p" * 200, "https://l.example/a@b"]
)
_SECRETS = st.sampled_from([{"env": "PATH"}, {"env": "__proto__"}, {"file": "/run/a@b%20+=:,~-"}])


@st.composite
def key_set(draw: st.DrawFn) -> str:
    """A file of public keys for both kinds of signatures."""
    id = draw(_WORDS.filter(lambda text: len(text) < 200 and "\u2028" not in text))
    kept: list[dict[str, Any]] = [_RSA, {**_POINT, "kid": id}]
    if draw(st.booleans()):
        kept.append({**_RSA, "kid": id + "2", "use": "sig", "alg": "RS256"})
    return json.dumps({"keys": kept})


@st.composite
def issuers(draw: st.DrawFn) -> dict[str, Any]:
    """Of an environment, by name. One of them at most is asked about tokens."""
    names = draw(st.lists(_NAMES, max_size=3, unique=True))
    told = draw(st.lists(_ISSUERS, min_size=len(names), max_size=len(names), unique=True))
    asked = draw(st.sampled_from([None, *names]))
    return {
        name: draw(_asked(issuer) if name == asked else _with_keys(issuer))
        for name, issuer in zip(names, told, strict=True)
    }


@st.composite
def _with_keys(draw: st.DrawFn, issuer: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "issuer": issuer,
        "audiences": draw(st.lists(_WORDS, min_size=1, max_size=3, unique=True)),
        "leeway": draw(st.sampled_from(["1s", "30s", "5m"])),
        "claim": draw(_CLAIMS),
    }
    if draw(st.booleans()):
        found["algorithms"] = draw(_ALGORITHMS)
    if draw(st.booleans()):
        return {**found, "jwks": {"file": KEYS}}
    return {**found, "jwks": {"url": draw(_URLS)}, "keep": draw(st.sampled_from(["10s", "24h"]))}


@st.composite
def _asked(draw: st.DrawFn, issuer: str) -> dict[str, Any]:
    asked = {
        "url": draw(_URLS),
        "client": draw(st.sampled_from(["gatewright", 'a "b" $c', "\\", "~ ~"])),
        "secret": draw(_SECRETS),
    }
    found: dict[str, Any] = {"issuer": issuer, "introspection": asked, "claim": draw(_CLAIMS)}
    if draw(st.booleans()):
        found["keep"] = draw(st.sampled_from(["1s", "1h"]))
    return found


@st.composite
def scopes(draw: st.DrawFn) -> list[str]:
    """What tokens must be good for."""
    return draw(st.lists(_SCOPES, max_size=3, unique=True))


@st.composite
def subjects(draw: st.DrawFn, known: list[str], number: int) -> list[dict[str, str]]:
    """Of the consumer of this number. known: the names of issuers."""
    if not known:
        return []
    found = draw(st.lists(st.tuples(st.sampled_from(known), _WORDS), max_size=2, unique=True))
    return [{"issuer": name, "subject": f"{text[:290]}{number}"} for name, text in found]
