"""Tokens at the mitmproxy gateway: what is taken, and that nothing else is."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from gatewright_gateway import decision, heads, loading, signatures, tokens, verdicts
from gatewright_gateway.counters import Counters
from gatewright_gateway.meter import Meter
from gatewright_gateway.settings import Settings
from hypothesis import given
from hypothesis import strategies as st

from compiler import ir
from compiler.targets.mitmproxy import data
from compiler.terms import Security
from tests.conformance import signing
from tests.conformance.forged import ABSENT, after, token
from tests.gateways import KEY, gateway
from tests.unit.targets import mitmproxy_bearers as bearers
from tests.unit.targets.mitmproxy_bearers import SCOPE, corp, with_issuers

CHAT = "/chat/1.0.0/v1/chat/completions"
NAMES = ("rsa", "rsa.second", "p256", "p384", "p521", "ed25519")
SIGNERS = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "rsa"),
    "ES256": "p256",
    "ES384": "p384",
    "ES512": "p521",
    "EdDSA": "ed25519",
}
Load = Callable[..., Settings]


@pytest.fixture(scope="module", name="load")
def the_loading(tmp_path_factory: pytest.TempPathFactory) -> Load:
    def load(*security: Security) -> Settings:
        folder = tmp_path_factory.mktemp("gateway")
        one = with_issuers(None, corp(bearers.given(*NAMES)), security=security)
        (folder / "gateway.json").write_bytes(b"".join(data.render(one)))
        return loading.load(folder)

    return load


@pytest.fixture(scope="module", name="alone")
def the_settings_of_tokens(load: Load) -> Settings:
    return load(Security.JWT)


@pytest.fixture(scope="module", name="either")
def the_settings_of_both(load: Load) -> Settings:
    return load(Security.API_KEY, Security.JWT)


@pytest.fixture(autouse=True)
def a_vendor_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPLE_API_KEY", "vendor-key")


def ask(
    settings: Settings, *headers: heads.Header, path: str = CHAT, method: str = "POST"
) -> verdicts.Verdict:
    head = heads.RequestHead(method.encode(), path.encode(), 1, ((b"Host", b"x"), *headers), 0)
    return decision.decide(head, b"id", settings, Meter(Counters()))


def bearing(text: str | bytes) -> heads.Header:
    raw = text.encode() if isinstance(text, str) else text
    return b"Authorization", b"Bearer " + raw


def passes(settings: Settings, *headers: heads.Header, **row: str) -> str | None:
    verdict = ask(settings, *headers, **row)
    assert isinstance(verdict, verdicts.Plan), verdict
    assert not any(name.lower() == b"authorization" for name, _ in verdict.headers)
    return verdict.consumer


def refused(settings: Settings, *headers: heads.Header, **row: str) -> tuple[str | None, bytes]:
    """The code, and what WWW-Authenticate says."""
    verdict = ask(settings, *headers, **row)
    assert isinstance(verdict, verdicts.Answer)
    return verdict.code, dict(verdict.headers).get(b"WWW-Authenticate", b"")


INVALID = ("invalid_token", b'Bearer error="invalid_token"')


@pytest.mark.parametrize(("algorithm", "name"), SIGNERS.items())
def test_every_algorithm(alone: Settings, algorithm: str, name: str) -> None:
    text = token("alpha", algorithm=algorithm, key=name).text("")
    assert passes(alone, bearing(text)) == "demo-app"


@pytest.mark.parametrize("algorithm", SIGNERS)
@pytest.mark.parametrize("name", NAMES)
def test_no_key_takes_what_does_not_fit_it(alone: Settings, algorithm: str, name: str) -> None:
    """Neither by its name nor by what a token calls its signature."""
    right = SIGNERS[algorithm]
    if name != right:
        text = token("alpha", algorithm=algorithm, key=right, header={"kid": name}).text("")
        assert refused(alone, bearing(text)) == INVALID
        for called in SIGNERS:
            if SIGNERS[called] == name:
                header = {"alg": called, "kid": ABSENT}
                text = token("alpha", algorithm=algorithm, key=right, header=header).text("")
                assert refused(alone, bearing(text)) == INVALID


@given(at=st.integers(0, 2000), letter=st.characters(codec="latin-1"))
def test_a_changed_token_does_not_pass(alone: Settings, at: int, letter: str) -> None:
    """One letter is another, in any place."""
    right = token("alpha", algorithm="ES256", key="p256").text("")
    at %= len(right)
    wrong = right[:at] + letter + right[at + 1 :]
    verdict = ask(alone, bearing(wrong.encode("latin-1")))
    assert isinstance(verdict, verdicts.Plan) == (wrong == right)


@given(st.binary(max_size=200))
def test_no_bytes_fall_through(either: Settings, raw: bytes) -> None:
    for headers in ([bearing(raw)], [bearing(raw + b"..")], [(b"api-key", raw), bearing(raw)]):
        verdict = ask(either, *headers)
        assert isinstance(verdict, verdicts.Answer)
        assert verdict.status == 401


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@given(claims=st.dictionaries(st.sampled_from(["iss", "aud", "exp", "nbf", "sub", "scp"]), JSON))
def test_signed_nonsense_does_not_pass(alone: Settings, claims: dict[str, object]) -> None:
    """Whatever an issuer signs: 401 or 403, and no fault."""
    payload = json.dumps({"iss": "https://login.acme.test/", **claims}).encode()
    verdict = ask(alone, bearing(token(payload=payload, key="p256", algorithm="ES256").text("")))
    assert isinstance(verdict, verdicts.Answer)
    assert verdict.status in (401, 403)


def test_what_is_said_of_a_refusal(alone: Settings, either: Settings) -> None:
    wrong = bearing(token("alpha", exp=1).text(""))
    basic = (b"Authorization", b"Basic Zm9v")
    assert refused(alone) == ("invalid_token", b"Bearer")
    assert refused(alone, basic) == ("invalid_token", b"Bearer")
    assert refused(alone, (b"x-api-key", KEY.encode())) == ("invalid_token", b"Bearer")
    assert refused(alone, wrong) == INVALID
    assert refused(alone, wrong, wrong) == INVALID
    assert refused(alone, bearing("nonsense")) == INVALID
    assert refused(either) == ("invalid_api_key", b"Bearer")
    assert refused(either, bearing("nonsense")) == ("invalid_api_key", b"Bearer")
    assert refused(either, wrong) == INVALID
    assert refused(either, (b"x-api-key", wrong[1][7:])) == ("invalid_api_key", b"Bearer")


def test_keys_beside_tokens(alone: Settings, either: Settings) -> None:
    right, key = bearing(token("alpha").text("")), (b"x-api-key", KEY.encode())
    assert passes(alone, right, key) == "demo-app"
    assert passes(alone, right, (b"api-key", b"nonsense")) == "demo-app"
    assert passes(either, key) == passes(either, bearing(KEY)) == "demo-app"
    assert passes(either, right) == "demo-app"
    assert refused(either, right, key)[0] == "invalid_token"


def test_no_issuer_is_asked_about_a_key(tmp_path: Path) -> None:
    """A client that mistakes one for the other does not show its key to somebody else."""
    one = with_issuers(None, bearers.asked(9003))
    (tmp_path / "gateway.json").write_bytes(b"".join(data.render(one)))
    settings = loading.load(tmp_path)
    assert refused(settings, bearing(KEY)) == INVALID
    caller = next(iter(settings.callers.values()))
    expired = {digest: replace(caller, expires=1) for digest in settings.callers}
    assert refused(replace(settings, callers=expired), bearing(KEY)) == INVALID


def test_scopes(either: Settings) -> None:
    row = {"path": "/chat/1.0.0/v1/models/x", "method": "DELETE"}

    def held(**claims: Any) -> heads.Header:
        return bearing(token("alpha", **claims).text(""))

    lacking = ("not_subscribed", b'Bearer error="insufficient_scope"')
    assert passes(either, held(scope=f"a {SCOPE}"), **row) == "demo-app"
    assert passes(either, held(scope=7, scp=["a", SCOPE, 1]), **row) == "demo-app"
    assert passes(either, (b"api-key", KEY.encode()), **row) == "demo-app"
    assert refused(either, held(), **row) == lacking
    assert refused(either, held(scope=SCOPE.upper()), **row) == lacking
    assert refused(either, held(scope=[f"a {SCOPE}"]), **row) == lacking
    stranger = bearing(token("nobody", scope=SCOPE).text(""))
    assert refused(either, stranger, **row) == ("not_subscribed", b"")


def test_clocks(alone: Settings) -> None:
    """Thirty seconds of difference."""
    inside: dict[str, Any]
    outside: dict[str, Any]
    for inside in ({"exp": after(-25)}, {"nbf": after(25)}, {"exp": 1e12}):
        assert passes(alone, bearing(token("alpha", **inside).text(""))) == "demo-app"
    for outside in ({"exp": after(-35)}, {"nbf": after(35)}, {"exp": 10.5}, {"exp": True}):
        assert refused(alone, bearing(token("alpha", **outside).text(""))) == INVALID


def test_a_long_token_is_not_looked_at(alone: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def long(size: int) -> str:
        text = token("alpha", key="p256", algorithm="ES256", pad="").text("")
        missing = (size - len(text)) // 4 * 3
        return token("alpha", key="p256", algorithm="ES256", pad="x" * missing).text("")

    most = long(8192)
    assert 8180 < len(most) <= 8192
    assert passes(alone, bearing(most)) == "demo-app"
    monkeypatch.setattr("gatewright_gateway.identity.claims_of", _unexpected)
    assert refused(alone, bearing(long(8300))) == INVALID


STEPS = ("bearer", "client_key", "consumer_of", "is_shaped", "claims_of", "unproven")


@pytest.mark.parametrize("step", [*STEPS, "Unproven.proven", "_Desk._named", "_Desk.refused"])
@pytest.mark.parametrize("text", ["", "nonsense", "right", "wrong"])
def test_a_step_that_raises(
    either: Settings, monkeypatch: pytest.MonkeyPatch, step: str, text: str
) -> None:
    """No fault lets anybody pass who would not pass without it."""
    shown = {
        "right": token("alpha").text(""),
        "wrong": token("alpha", exp=1).text(""),
    }.get(text, text)
    monkeypatch.setattr(f"gatewright_gateway.identity.{step}", _unexpected)
    verdict = ask(either, bearing(shown))
    if isinstance(verdict, verdicts.Plan):
        assert text == "right"
        return
    assert isinstance(verdict, verdicts.Answer)
    assert verdict.code in ("gateway_error", "invalid_api_key", "invalid_token")
    assert verdict.match is not None


def _unexpected(*_: object, **__: object) -> None:
    raise RuntimeError


def test_keys_of_a_set() -> None:
    right = signing.jwk("rsa")
    found = signatures.usable_key(right)
    assert found is not None
    assert (found.id, len(found.algorithms)) == ("rsa", 6)
    assert signatures.usable_key({**right, "alg": "PS384"}) is not None
    short = signing.jwk("small")
    point = signing.jwk("p256")
    wrongs: tuple[Any, ...] = (
        [],
        {},
        short,
        {**right, "alg": "ES256"},
        {**right, "alg": None},
        {**right, "use": "enc"},
        {**right, "use": None},
        {**right, "key_ops": ["sign"]},
        {**right, "key_ops": "verify"},
        {**right, "kid": 1},
        {**right, "d": "AQ"},
        {**right, "e": "Ag"},
        {**right, "e": "AQAB="},
        {**right, "n": right["n"] + "=="},
        {**right, "kty": "rsa"},
        {"kty": "oct", "k": "c2VjcmV0"},
        {**point, "crv": "P-384"},
        {**point, "crv": "secp256k1"},
        {**point, "x": point["y"], "y": point["x"]},
        {**point, "crv": ["P-256"]},
        {**signing.jwk("ed25519"), "crv": "Ed448"},
        {**signing.jwk("ed25519"), "x": "AA"},
    )
    for wrong in wrongs:
        assert signatures.usable_key(wrong) is None, wrong


@pytest.mark.parametrize("text", ["AA=", "A", "AB", "A+", "A/", "A A", "AAA\n", "é"])
def test_only_base64url(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # it says nothing: a peer may read it
        signatures.decoded(text)


def test_deep_json_is_no_fault() -> None:
    deep = urlsafe_b64encode(b"[" * 5000).rstrip(b"=")
    assert tokens.claims_of(b"e30." + deep + b".x") is None


def test_a_project_without_issuers_has_nothing_of_them(tmp_path: Path) -> None:
    text = b"".join(data.render(gateway(9001, 9002))).decode()
    for word in ('"issuers"', '"subjects"', '"scopes"', '"tokens": {', '"metrics"'):
        assert word not in text


def test_keys_in_the_data_are_public(tmp_path: Path) -> None:
    one = with_issuers(None, corp(bearers.given("rsa")), bearers.asked(9003))
    found = json.loads(b"".join(data.render(one)))
    (corp_row, partner) = found["issuers"]
    assert sorted(corp_row["keys"][0]["members"]) == ["e", "kty", "n"]
    assert partner["introspection"]["env"] == "SAMPLE_API_KEY"
    assert found["consumers"][0]["subjects"] == [["corp", "alpha"], ["partner", "alpha"]]


@pytest.mark.parametrize("change", [{"algorithms": ["HS256"]}, {"algorithms": ["ES256"]}])
def test_a_key_that_does_not_fit_stops_the_start(tmp_path: Path, change: dict[str, object]) -> None:
    one = with_issuers(None, corp(bearers.given("rsa")))
    found = json.loads(b"".join(data.render(one)))
    found["issuers"][0]["keys"][0] |= change
    (tmp_path / "gateway.json").write_text(json.dumps(found))
    with pytest.raises(ValueError, match="fit"):
        loading.load(tmp_path)


def test_it_costs_little(alone: Settings) -> None:
    """Of a call with a token that is verified each time."""
    text = bearing(token("alpha", key="rsa").text(""))
    begin = time.process_time()
    for _ in range(200):
        passes(alone, text)
    assert (time.process_time() - begin) / 200 < 0.005


def test_the_issuer_is_part_of_the_subject(tmp_path: Path) -> None:
    other = ir.Issuer(
        "other",
        "https://other.test",
        ("x",),
        bearers.given("p384"),
        (ir.Algorithm.ES384,),
        ("sub",),
        30,
    )
    one = with_issuers(None, corp(bearers.given("p256")), other)
    only = tuple(
        ir.Consumer(each.name, each.keys, each.grant, (ir.Subject("corp", "alpha"),))
        for each in one.consumers
    )
    (tmp_path / "gateway.json").write_bytes(b"".join(data.render(replace(one, consumers=only))))
    settings = loading.load(tmp_path)
    foreign = token("alpha", iss="https://other.test", aud="x", key="p384", algorithm="ES384")
    assert refused(settings, bearing(foreign.text(""))) == ("not_subscribed", b"")
