"""Access tokens on the real nginx: keys that the compiler read."""

from __future__ import annotations

import json
import os
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from compiler import ir
from compiler.codes import ALGORITHM_UNSUPPORTED
from compiler.diagnostics import Diagnostics
from compiler.openapi import Document
from compiler.targets.nginx import TARGET
from compiler.terms import Limit, LimitKind, Security, Validation
from tests.gateways import DOCUMENT, KEY, gateway
from tests.ports import free_port
from tests.unit.targets.nginx_limits import altered
from tests.unit.targets.nginx_rig import deploy, load, running
from tests.unit.targets.nginx_tokens import (
    ALL,
    CHAT,
    KEYS,
    OTHER_RSA_KEY,
    SUBJECT,
    Secured,
    claims,
    encoded,
    fetched,
    introspected,
    issuer,
    rsa_members,
    secured,
    secured_by,
    token,
    token_key,
)
from tests.unit.targets.sample_wire import vendor

BOTH = (Security.API_KEY, Security.JWT)
IDS = {"RS": "rsa", "PS": "rsa", "ES256": "p256", "ES384": "p384", "ES512": "p521"}
REFUSED = (401, "invalid_token")
PASSED = (200, "")


def test_every_algorithm_verifies_with_and_without_the_name_of_a_key(tmp_path: Path) -> None:
    with secured_by(tmp_path) as served:
        for algorithm in ALL:
            id = IDS.get(algorithm) or IDS[algorithm[:2]]
            assert served.seen(token(claims(), algorithm)) == PASSED
            assert served.seen(token(claims(), algorithm, {"kid": id})) == PASSED
            wrong = token(claims(), algorithm, {"kid": "p256" if id == "rsa" else "rsa"})
            assert served.seen(wrong) == REFUSED
        assert len(served.heads) == 2 * len(ALL)
        assert all("bearer vendor-key-of-the-tests" in head for head in served.heads)


def test_only_the_algorithms_of_the_issuer_and_of_the_key_are_taken(tmp_path: Path) -> None:
    own = (token_key("own", rsa_members(OTHER_RSA_KEY), "RS384"), *KEYS)
    taken = (ir.Algorithm.RS256, ir.Algorithm.RS384)
    with secured_by(tmp_path, issuer(ir.GivenKeys(own), algorithms=taken)) as served:
        assert served.seen(token(claims())) == PASSED
        assert served.seen(token(claims(), "PS256")) == REFUSED
        assert served.seen(token(claims(), "ES256")) == REFUSED
        assert served.seen(token(claims(), "RS384", key=OTHER_RSA_KEY)) == PASSED
        assert served.seen(token(claims(), "RS256", key=OTHER_RSA_KEY)) == REFUSED


def headed(header: str, *others: str) -> str:
    return ".".join((encoded(header.encode()), *others))


def _forged() -> dict[str, str]:
    good = token(claims())
    head, payload, signed = good.split(".")
    curved = token(claims(), "ES256").rpartition(".")[0]
    return {
        "swapped": f"{head}.{encoded(json.dumps(claims(sub='x')).encode())}.{signed}",
        "no-signature": f"{head}.{payload}.",
        "short": f"{head}.{payload}.{signed[:-4]}",
        "long": f"{head}.{payload}.{signed}AAAA",
        "zeros": f"{head}.{payload}.{encoded(bytes(256))}",
        "zeros-of-a-curve": f"{curved}.{encoded(bytes(64))}",
        "der": f"{curved}.{encoded(bytes([0x30, 6, 2, 1, 1, 2, 1, 1]))}",
        "padded": f"{good}=",
        "slash": f"{good[:-1]}/",
        "spare-bits": f"{good[:-1]}{'B' if good[-1] == 'A' else chr(ord(good[-1]) + 1)}",
        "two-parts": f"{head}.{payload}",
        "four-parts": f"{good}.{signed}",
        "none": headed('{"alg":"none"}', payload, ""),
        "shared-secret": headed('{"alg":"HS256"}', payload, signed),
        "list": headed('["RS256"]', payload, signed),
        "deep": headed('{"alg":' + "[" * 3000, payload, signed),
        "long-name": token(claims(), head={"kid": "k" * 5000}),
        "name-with-a-line-break": token(claims(), head={"kid": "\nrsa"}),
        "name-of-no-text": token(claims(), head={"kid": None}),
        "critical": token(claims(), head={"crit": ["exp"]}),
        "prototype": token(b'{"__proto__":' + json.dumps(claims()).encode() + b"}"),
        "no-object": token(b"[]"),
        "no-utf-8": token(json.dumps(claims()).encode()[:-1] + b',"x":"\xff"}'),
        "too-long": token(claims(pad="p" * 9000)),
    }


@pytest.mark.parametrize("kind", BOTH)
def test_what_is_forged_is_refused(tmp_path: Path, kind: Security) -> None:
    security = BOTH if kind is Security.API_KEY else (Security.JWT,)
    with secured_by(tmp_path, security=security) as served:
        for name, forged in _forged().items():
            assert served.show(forged).status == 401, name
        assert served.heads == []
        assert served.seen(token(claims())) == PASSED
    messages = (tmp_path / "stderr").read_text()
    assert "SSL" not in messages  # what OpenSSL says of a wrong signature
    assert "eyJ" not in messages + (tmp_path / "stdout").read_text()


@pytest.mark.parametrize(
    "wrong",
    [
        {"exp": None},
        {"exp": 0},
        {"exp": str(2**40)},
        {"exp": 2**40 + 0.5},
        {"exp": True},
        {"nbf": 2**40},
        {"nbf": "0"},
        {"aud": None},
        {"aud": "other"},
        {"aud": []},
        {"aud": [1, "https://ai.acme.example"]},
        {"aud": {"https://ai.acme.example": 1}},
        {"iss": "other"},
        {"iss": ["https://login.acme.example/"]},
        {"iss": "constructor"},
    ],
)
def test_claims_that_do_not_fit(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with secured_by(tmp_path) as served:
        assert served.seen(token(claims(**wrong))) == REFUSED
        assert served.heads == []


def test_clocks_may_differ(tmp_path: Path) -> None:
    with secured_by(tmp_path, issuer(leeway_s=300)) as served:
        now = int(time.time())
        assert served.seen(token(claims(exp=now - 100))) == PASSED
        assert served.seen(token(claims(nbf=now + 100))) == PASSED
        assert served.seen(token(claims(exp=now - 600))) == REFUSED
        assert served.seen(token(claims(nbf=now + 600))) == REFUSED


def test_whom_a_token_speaks_of(tmp_path: Path) -> None:
    deep = issuer(claim=("realm", "", "a/b~"))
    with secured_by(tmp_path, deep) as served:
        assert served.seen(token(claims(realm={"": {"a/b~": SUBJECT}}))) == PASSED
        for other in ({}, {"": SUBJECT}, {"": {"a/b~": 1}}, {"": {"a/b~": ""}}, [SUBJECT], SUBJECT):
            assert served.seen(token(claims(realm=other))) == (403, "not_subscribed")
    lines = [json.loads(line) for line in (tmp_path / "stdout").read_text().splitlines()]
    consumers = [line["consumer"] for line in lines]  # of several workers, so in any order
    assert sorted(consumers, key=str) == [*[None] * 6, "demo-app"]


def test_scopes(tmp_path: Path) -> None:
    with secured_by(tmp_path, security=BOTH, scopes=("a", "b")) as served:
        for enough in ({"scope": "b a"}, {"scp": ["a", "c", "b"]}, {"scope": "a", "scp": ["b"]}):
            assert served.seen(token(claims(**enough))) == PASSED
        for few in (
            {},
            {"scope": "a"},
            {"scope": "ab"},
            {"scp": ["a b"]},
            {"scp": {"a": 1, "b": 1}},
        ):
            answer = served.show(token(claims(**few)))
            assert answer.status == 403
            assert 'www-authenticate: bearer error="insufficient_scope"' in answer.head
            assert b"lacks a scope" in answer.body
        assert served.show(KEY).status == 200
    last = json.loads((tmp_path / "stdout").read_text().splitlines()[4])
    assert (last["error_code"], last["consumer"]) == ("not_subscribed", "demo-app")


def test_limits_and_bodies_that_are_checked(tmp_path: Path) -> None:
    """What comes after the token comes once, also where the token had to be waited for."""
    schema = {"type": "object", "required": ["model"]}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "ok"}}}
    paths = {"/v1/chat/completions": {"post": operation}}
    document = Document({**DOCUMENT.data, "paths": paths}, "1" * 64)

    def limited(made: ir.Gateway) -> ir.Gateway:
        first = made.apis[0]
        budget = replace(first.budget, limits=(Limit(LimitKind.REQUESTS, 3, 3600),))
        api = replace(first, validation=Validation.REJECT, document=document, budget=budget)
        return replace(made, apis=(api,))

    with secured_by(tmp_path, sample=limited) as served:
        good = token(claims())
        shown = (good, token(claims(nbf=0)), good, good, token(claims(nbf=1)))
        seen = [served.show(each, target=CHAT).status for each in shown]
        assert seen == [400, 400, 400, 429, 429]


def test_a_reload_with_other_keys_forgets(tmp_path: Path) -> None:
    """The memory of what was known outlasts it."""
    port = free_port()
    with vendor() as behind:
        made = gateway(behind.port, port)
        deploy(secured(made, (issuer(),)), tmp_path)
        with running(tmp_path, port):
            served = Secured(port, tmp_path, behind.heads)
            shown = token(claims())
            assert [served.seen(shown), served.seen(shown)] == [PASSED, PASSED]
            curves = issuer(ir.GivenKeys(KEYS[1:]))
            deploy(secured(made, (curves,)), tmp_path)
            os.kill(int((tmp_path / "nginx.pid").read_text()), signal.SIGHUP)
            deadline = time.monotonic() + 10
            while served.seen(shown) == PASSED:
                assert time.monotonic() < deadline, "it is still taken"
                time.sleep(0.05)
            assert served.seen(shown) == REFUSED
            assert served.seen(token(claims(), "ES256")) == PASSED


def _emitted(folder: Path, issuers: tuple[ir.Issuer, ...]) -> Path:
    folder.mkdir()
    return deploy(secured(gateway(9001, 9000), issuers), folder)


def test_what_nginx_cannot_check_is_complained_of() -> None:
    eddsa = ir.TokenKey("ed", (ir.Algorithm.EDDSA,), (("crv", "Ed25519"),))
    proof = ir.GivenKeys((*KEYS, eddsa))
    found = Diagnostics()
    made = issuer(proof, algorithms=(*ALL, ir.Algorithm.EDDSA))
    TARGET.check(secured(gateway(9001, 9000), (made,)), found)
    assert [each.code for each in found] == [ALGORITHM_UNSUPPORTED]
    found = Diagnostics()
    TARGET.check(secured(gateway(9001, 9000), (issuer(proof),)), found)
    assert list(found) == []


def test_gateways_without_tokens_have_nothing_of_them(tmp_path: Path) -> None:
    deploy(gateway(9001, 9000), tmp_path)
    assert not (tmp_path / "conf/tokens.conf").exists()
    assert not (tmp_path / "data/issuers.json").exists()


def test_issuers_that_are_asked_need_no_upstream_block(tmp_path: Path) -> None:
    copy = _emitted(tmp_path / "copy", (fetched(9009), introspected(9010)))
    assert (copy / "conf/upstreams.conf").read_text().count("server ") == 1
    load(copy)


def test_keys_beside_tokens(tmp_path: Path) -> None:
    with secured_by(tmp_path, security=BOTH) as served:
        good = token(claims())
        assert served.ask(f"x-api-key: {KEY}").status == 200
        assert served.ask(f"x-api-key: {KEY}", "Authorization: Basic eA==").status == 200
        assert served.show(good, f"x-api-key: {good}").status == 200
        assert served.show(good, f"x-api-key: {KEY}").status == 401
        assert served.ask(f"x-api-key: {good}").status == 401
        assert served.seen("gwk_unknown") == (401, "invalid_api_key")
        assert b"invalid_api_key" in served.ask().body


def test_a_key_that_has_expired_is_no_token(tmp_path: Path) -> None:
    def expired(made: ir.Gateway) -> ir.Gateway:
        known = made.consumers[0]
        keys = tuple(replace(key, expires=1) for key in known.keys)
        return replace(made, consumers=(replace(known, keys=keys),))

    with secured_by(tmp_path, security=BOTH, sample=expired) as served:
        assert served.seen(KEY) == (401, "invalid_api_key")
        assert served.ask(f"x-api-key: {KEY}").status == 401
        assert served.seen(token(claims())) == PASSED


def test_keys_alone_do_not_open_what_tokens_open(tmp_path: Path) -> None:
    with secured_by(tmp_path) as served:
        assert served.seen(KEY) == REFUSED
        answer = served.ask(f"x-api-key: {KEY}")
        assert (answer.status, "www-authenticate: bearer\r\n" in answer.head) == (401, True)
        assert served.show(token(claims()), f"x-api-key: {KEY}x").status == 200


def test_what_is_remembered_is_bounded(tmp_path: Path) -> None:
    """More tokens than there is room for; each is taken, again too."""
    small = altered("conf/tokens.conf", "gw_tokens:16m", "gw_tokens:64k")
    with secured_by(tmp_path, change=small) as served:
        shown = [token(claims(n=n, sub=SUBJECT), "ES256") for n in range(400)]
        assert {served.seen(each) for each in (*shown, *shown[:5], *shown[-5:])} == {PASSED}


def test_four_workers_know_the_same(tmp_path: Path) -> None:
    port = free_port()
    with vendor() as behind:
        made = secured(gateway(behind.port, port), (issuer(),))
        copy = deploy(made, tmp_path)
        altered("nginx.conf", "worker_processes auto;", "worker_processes 4;")(copy)
        # Whoever comes second must find it: no signature is looked at any more.
        once = "ngx.shared.gw_tokens.add('seen', '', 60000)"
        altered("njs/gateway.js", "await forgetFailure();\n    return false;", "return false;")(
            copy
        )
        altered(
            "njs/gateway.js",
            "=== true) {\n            return true;",
            f"=== true) {{\n            return {once};",
        )(copy)
        with running(copy, port):
            served = Secured(port, copy, behind.heads)
            good = token(claims())
            assert {served.seen(good) for _ in range(20)} == {PASSED}
            assert served.seen(token(claims(n=1))) == REFUSED
