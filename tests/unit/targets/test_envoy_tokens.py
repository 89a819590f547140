"""Tokens on the Envoy target: what is emitted, and what the pieces of its Lua code say."""

from __future__ import annotations

import base64
import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from compiler import ir
from compiler.diagnostics import Diagnostics
from compiler.targets.envoy import TARGET
from compiler.targets.envoy.lua_literals import lua_literal
from compiler.terms import Lifecycle
from tests.conformance.forged import token
from tests.conformance.signing import jwk, key_set
from tests.gateways import gateway
from tests.unit.targets.envoy_lua import Evaluate, evaluate_in, literal
from tests.unit.targets.token_gateway import SUBJECT, given_key, tokens_gateway

RNG = random.Random(20261122)


@pytest.fixture(scope="module")
def evaluate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evaluate]:
    folder = tmp_path_factory.mktemp("lua")
    with evaluate_in(folder, tokens_gateway(1, 2, 3)) as run:
        yield run


def emitted(made: ir.Gateway) -> dict[str, bytes]:
    return {str(artifact.path): artifact.content for artifact in TARGET.emit(made)}


def http_filters(files: dict[str, bytes]) -> list[dict[str, Any]]:
    (listener, *_) = json.loads(files["xds/listeners.json"])["resources"]
    (manager,) = listener["filter_chains"][0]["filters"]
    found: list[dict[str, Any]] = manager["typed_config"]["http_filters"]
    return found


def test_a_gateway_without_tokens_has_nothing_of_them() -> None:
    files = emitted(gateway(9001, 9000))
    assert not [path for path in files if "token_" in path or "issuer" in path]
    assert b"token_filter" not in files["xds/listeners.json"]
    assert b'["tokens"]' not in files["lua/settings.lua"]
    assert b"jwt" not in files["xds/routes.json"]
    assert "lua/waiting.lua" not in files


def test_the_code_in_front_of_signatures_knows_no_consumers() -> None:
    """Each worker would have them twice."""
    files = emitted(tokens_gateway(9001, 9000, 9002))
    assert SUBJECT.encode() in files["lua/consumers.lua"]
    seen, found = set[str](), ["token_filter"]
    while found:
        name = found.pop()
        seen.add(name)
        needed = re.findall(r'require\("(\w+)"\)', files[f"lua/{name}.lua"].decode())
        found += [each for each in needed if f"lua/{each}.lua" in files and each not in seen]
    assert {"locate", "key_searches"} < seen
    assert not seen & {"consumers", "callers", "access"}


def test_searches_of_issuers_are_told_apart() -> None:
    """Envoy has a set of keys for each issuer, even where all are fetched from one place."""
    made = tokens_gateway(9001, 9000, 9002)
    another = replace(made.issuers[0], name="further", issuer="https://further.test/")
    files = emitted(replace(made, issuers=(*made.issuers, another)))
    issuers = files["lua/issuers.lua"].decode()
    _, first, last = re.split(r'\["(?:1|4)"\] = ', issuers.partition('["sought"]')[2])
    slots = [text.partition(",")[0] for text in (first, last)]
    assert len(set(slots)) == 2
    for slot in slots:
        assert files["xds/clusters.json"].count(f"searches.found({slot})".encode()) == 1


def test_only_routes_that_take_tokens_look_at_them() -> None:
    files = emitted(tokens_gateway(9001, 9000, 9002))
    for each in http_filters(files):
        assert each.get("disabled", False) is each["name"].startswith(("token", "limit_104857600"))
    lines = files["xds/routes.json"].decode().splitlines()
    for line in lines:
        assert ("token_signatures" in line) is ('"/only/' in line or '"/both/' in line)


def test_no_request_is_answered_by_the_filter_of_signatures() -> None:
    files = emitted(tokens_gateway(9001, 9000, 9002))
    found = [each for each in http_filters(files) if "signatures" in each["name"]]
    assert len(found) == 2
    for each in found:
        config = each["typed_config"]
        assert config["requirement_map"] == {"taken": {"allow_missing_or_failed": {}}}
        for provider in config["providers"].values():
            (header,) = provider["from_headers"]
            assert header["name"].startswith("x-gatewright-")
            assert "jwt_cache_config" not in provider
            assert "payload_in_metadata" not in provider


def test_of_retired_apis_no_token_is_looked_at() -> None:
    made = tokens_gateway(9001, 9000, 9002)
    retired = replace(made.apis[2], lifecycle=Lifecycle.RETIRED)
    files = emitted(replace(made, apis=(*made.apis[:2], retired)))
    for line in files["xds/routes.json"].decode().splitlines():
        assert ("token_signatures" in line) is ('"/both/' in line)


def test_given_keys_have_ids_that_no_token_names() -> None:
    made = tokens_gateway(9001, 9000, 9002)
    (far, given, partner) = made.issuers
    assert isinstance(given.proof, ir.GivenKeys)
    nameless = replace(given_key("rsa"), id=None)
    given = replace(given, proof=ir.GivenKeys((nameless, *given.proof.keys)))
    (_, _, signatures, *_) = http_filters(emitted(replace(made, issuers=(far, given, partner))))
    provider = signatures["typed_config"]["providers"]["given"]
    keys = json.loads(provider["local_jwks"]["inline_string"])["keys"]
    assert [key["kid"] for key in keys] == ["\x7f1", "rsa", "p256", "ed25519"]
    assert [key.get("alg") for key in keys] == [None, None, "ES256", "EdDSA"]


def test_an_exponent_that_envoy_does_not_take() -> None:
    made = tokens_gateway(9001, 9000, 9002)
    (far, given, partner) = made.issuers
    members = {**dict(given_key("rsa").members), "e": "AQAD"}
    strange = replace(given_key("rsa"), members=tuple(sorted(members.items())))
    given = replace(given, proof=ir.GivenKeys((strange,)))
    diagnostics = Diagnostics()
    TARGET.check(replace(made, issuers=(far, given, partner)), diagnostics)
    assert [each.code.id for each in diagnostics] == ["E504"]


def test_base64url(evaluate: Evaluate) -> None:
    for size in range(40):
        data = RNG.randbytes(size)
        text = base64.urlsafe_b64encode(data).rstrip(b"=").decode()
        told = evaluate(f"return require('base64url')({lua_literal(text)}) == {literal(data)}")
        assert told == "true", text
    for bad in ("A", "AAAAA", "AA=", "AB", "AAB", "A A", "AA+A", "AA/A", "AA\n", "\u00e9AA"):
        assert evaluate(f"return require('base64url')({lua_literal(bad)})") == "nil", bad


def test_objects(evaluate: Evaluate) -> None:
    text = '{"a":"x","n":1.0,"f":1.5,"t":true,"s":"true","o":{"b":"y"},"l":["p",1,{"q":"r"},"s"]}'
    code = f"""
local object = require('json_object').of({lua_literal(text)})
local told = {{ object:text('a'), object:text('n'), object:whole('n'), object:whole('f'),
  object:is_true('t'), object:is_true('s'), object:object('o'):text('b'),
  table.concat(object:texts('l'), '+'), #object:objects('l'), #object:texts('a') }}
for at = 1, 10 do told[at] = tostring(told[at]) end
return table.concat(told, ' ')"""
    assert evaluate(code) == "x nil 1 nil true false y p+s 1 0"
    for bad in ("", "[]", "1", '{"a":1', "{'a':1}", '{"a":1}x', "\ufeff{}", "[" * 40, '{"a":\x01}'):
        assert evaluate(f"return require('json_object').of({lua_literal(bad)})") == "nil", bad
    assert evaluate("return require('json_object').of('{\"a\":\"\\255\"}')") == "nil"


def judged(evaluate: Evaluate, text: str) -> str:
    code = (
        "local number, subject, scopes = require('token_check').of(%s)\n"
        "return tostring(number) .. '|' .. tostring(subject) .. '|' .. tostring(scopes)"
    )
    return evaluate(code % lua_literal(text))


def test_everything_but_the_signature(evaluate: Evaluate) -> None:
    """Issuers count by their names: `given` is the second."""
    good = token(SUBJECT, scope="a b", scp=["c", "d e", 1]).text("")
    assert judged(evaluate, good) == f"2|{SUBJECT}| a b c "
    assert judged(evaluate, token(iss="https://other.test").text("")) == "nil|nil|nil"
    assert judged(evaluate, token(SUBJECT, pad="x" * 9000).text("")) == "nil|nil|nil"
    assert judged(evaluate, token(SUBJECT, header={"crit": []}).text("")) == "false|nil|nil"
    assert judged(evaluate, token(SUBJECT, header={"kid": "\x7f1"}).text("")) == "false|nil|nil"


def test_keys_that_are_kept(evaluate: Evaluate) -> None:
    kept = [jwk("rsa", use="sig"), jwk("p256", key_ops=["sign", "verify"]), jwk("ed25519")]
    dropped: list[dict[str, Any]] = [
        jwk("rsa.e", use="enc"),
        jwk("rsa.o", key_ops=["encrypt"]),
        jwk("rsa.p", d="AA"),
        jwk("small"),
        jwk("p256.alg", alg="ES384"),
        jwk("p256.crv", crv="P-256K"),
        jwk("rsa.kid", kid=7),
        {"kty": "oct", "k": "AA"},
        {"kty": "RSA"},
        {},
    ]
    nameless = [jwk("rsa.n", kid=None), jwk("rsa.n", kid="")]
    text = key_set(*dropped[:5], *kept, *dropped[5:], *nameless).decode()
    cleaned = json.loads(evaluate(f"return require('key_set').cleaned({lua_literal(text)})"))
    assert [key["kid"] for key in cleaned["keys"]] == ["rsa", "p256", "ed25519", "\x7f14", "\x7f15"]
    assert [key.get("alg") for key in cleaned["keys"]] == [None, "ES256", "EdDSA", None, None]
    for bad in ("[]", "{}", '{"keys":{}}', '{"keys":[]'):
        assert evaluate(f"return require('key_set').cleaned({lua_literal(bad)})") == "nil"


def test_nothing_of_an_issuer_stays_for_ever(evaluate: Evaluate) -> None:
    code = """
local answers = require('token_answers')
answers.keep('used', 'said', 60)
answers.keep('once', 'said', 60)
local used = 0
for number = 1, 25000 do
  answers.keep('digest' .. number, false, 60)
  used = used + (number % 4000 == 0 and answers.of('used') == 'said' and 1 or 0)
end
local count = 0
for number = 25000, 1, -1 do
  count = count + (answers.of('digest' .. number) == false and 1 or 0)
end
answers.keep('short', false, 0)
return ('%d %s %s %s'):format(used, tostring(answers.of('once')), tostring(answers.of('short')),
  tostring(count >= 5000 and count <= 10000))"""
    assert evaluate(code) == "6 nil nil true"


def test_static_validation(tmp_path: Path) -> None:
    """Every name that a route or a provider uses is there."""
    files = emitted(tokens_gateway(9001, 9000, 9002))
    clusters = {one["name"] for one in json.loads(files["xds/clusters.json"])["resources"]}
    for each in http_filters(files):
        for provider in each["typed_config"].get("providers", {}).values():
            if "remote_jwks" in provider:
                assert provider["remote_jwks"]["http_uri"]["cluster"] in clusters
    assert any(name.encode() in files["lua/settings.lua"] for name in clusters)
