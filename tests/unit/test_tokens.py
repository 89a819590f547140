"""Tokens in the language: issuers, subjects and scopes from the text to the gateway."""

from __future__ import annotations

import json
from typing import Any

import pytest

from compiler import ir
from compiler.engines import missing_keys
from compiler.manifest import keys_example
from compiler.terms import EnvSecret, FileSecret, Security
from tests.projects import API, CONSUMERS, DIGEST, Outcome, compile_texts
from tests.proofs.good_project import FILES, KEYS

KEY_SET = json.dumps(FILES[KEYS])
CORP = "{issuer: corp-iss, audiences: [b, a], jwks: {file: certs/keys.json}}"
FAR = '{issuer: far, audiences: [a], jwks: {url: "https://far.example/jwks?a=b"}}'
ASKED = (
    '{issuer: asked, introspection: {url: "https://asked.example:8443", client: me, '
    "secret: {env: ASKED_SECRET}}}"
)


def project(issuers: str = "", api: str = "security: [jwt]\n", **changes: str) -> Outcome:
    """issuers: of the sandbox, a mapping's text; production has `corp`."""
    gateway = f"""\
gatewright: 1
name: sample
environments:
  sandbox:
    url: http://127.0.0.1:8080
    issuers: {{{issuers or f"corp: {CORP}"}}}
  production:
    url: https://ai.acme.example
    listen: {{port: 8443}}
    issuers: {{corp: {CORP}}}
"""
    files = {"gateway.yaml": gateway, "apis/chat.yaml": API + api, "certs/keys.json": KEY_SET}
    return compile_texts({**files, **{f"{name}.yaml": text for name, text in changes.items()}})


def issuer(text: str, name: str = "x") -> ir.Issuer:
    (found,) = project(f"{name}: {text}").gateway.issuers
    return found


def test_defaults_of_an_issuer_with_keys() -> None:
    found = issuer(CORP, "corp")
    assert (found.name, found.issuer, found.audiences) == ("corp", "corp-iss", ("a", "b"))
    assert (found.claim, found.leeway_s) == (("sub",), 30)
    assert isinstance(found.proof, ir.GivenKeys)
    assert found.algorithms == (ir.Algorithm.RS256, ir.Algorithm.ES256)
    one, two = found.proof.keys
    assert (one.id, one.algorithms) == ("one", (ir.Algorithm.ES256,))
    assert [name for name, _ in one.members] == ["crv", "kty", "x", "y"]
    assert (two.id, two.algorithms) == (None, (ir.Algorithm.RS256,))
    assert [name for name, _ in two.members] == ["e", "kty", "n"]
    assert str(found.origin) == "gateway.yaml:6:15"


@pytest.mark.parametrize(
    ("more", "field", "value"),
    [
        ("algorithms: [ES256]", "algorithms", (ir.Algorithm.ES256,)),
        ("algorithms: [ES256, RS256]", "algorithms", (ir.Algorithm.RS256, ir.Algorithm.ES256)),
        ("claim: azp", "claim", ("azp",)),
        ("claim: https://acme.example/who", "claim", ("https://acme.example/who",)),
        ("claim: /realm/a~1b", "claim", ("realm", "a/b")),
        ("leeway: 2m", "leeway_s", 120),
    ],
)
def test_what_an_issuer_may_say(more: str, field: str, value: Any) -> None:
    assert getattr(issuer(CORP.replace("{issuer", f"{{{more}, issuer", 1)), field) == value


@pytest.mark.parametrize(("more", "seconds"), [("", 300), (", keep: 1h", 3600)])
def test_fetched_keys_and_their_upstream(more: str, seconds: int) -> None:
    gateway = project(f"far: {FAR[:-1]}{more}}}").gateway
    (found,) = gateway.issuers
    proof = found.proof
    assert isinstance(proof, ir.FetchedKeys)
    assert proof.seconds == seconds
    assert (proof.service.authority, proof.service.target) == ("far.example", "/jwks?a=b")
    assert found.algorithms == tuple(ir.Algorithm(each) for each in ("RS256", "PS256", "ES256"))
    assert proof.service.upstream in gateway.upstreams
    assert proof.service.upstream.name == "u_far_example_443"
    assert proof.service.upstream.tls is not None


def test_introspection_and_its_secret() -> None:
    outcome = project(f"asked: {ASKED}")
    (found,) = outcome.gateway.issuers
    assert isinstance(found.proof, ir.Introspection)
    assert (found.algorithms, found.audiences) == ((), ())
    assert (found.proof.client, found.proof.secret) == ("me", EnvSecret("ASKED_SECRET"))
    assert (found.proof.seconds, found.proof.service.target) == (60, "/")
    assert found.proof.service.authority == "asked.example:8443"
    example = keys_example(outcome.gateway).content.decode()
    assert "# to ask issuer asked about tokens\nASKED_SECRET=\n" in example
    assert missing_keys(outcome.gateway, {"PLAIN_API_KEY": "x"}) == (
        "environment variable ASKED_SECRET",
    )
    held = issuer(ASKED.replace("env: ASKED_SECRET", "file: /run/asked")).proof
    assert isinstance(held, ir.Introspection)
    assert held.secret == FileSecret("/run/asked")


def test_a_service_and_an_endpoint_at_one_address_are_one_upstream() -> None:
    api = 'security: [jwt]\nendpoints: {sandbox: {url: "https://far.example/v1"}}\n'
    gateway = project(f"far: {FAR}", api).gateway
    (issuer,) = gateway.issuers
    assert isinstance(issuer.proof, ir.FetchedKeys)
    assert gateway.upstreams == (gateway.apis[0].endpoint.upstream,)
    assert issuer.proof.service.upstream is gateway.apis[0].endpoint.upstream


def test_issuers_that_no_api_asks_for_are_left_out() -> None:
    subjects = "consumers: [{name: one, subjects: [{issuer: far, subject: a}]}]"
    gateway = project(f"far: {FAR}", "", consumers=subjects).gateway
    assert (gateway.issuers, gateway.consumers) == ((), ())
    assert [upstream.host for upstream in gateway.upstreams] == ["api.vendor.example"]


def test_subjects_count_where_their_issuer_is() -> None:
    consumers = f"""\
consumers:
  - name: both
    keys: [{{sha256: {DIGEST}}}]
    subjects:
      - {{issuer: far, subject: z}}
      - {{issuer: corp, subject: b}}
      - {{issuer: corp, subject: a}}
  - {{name: token, subjects: [{{issuer: far, subject: b}}]}}
"""
    outcome = project(
        f"far: {FAR}, corp: {CORP}", "security: [api_key, jwt]\n", consumers=consumers
    )
    both, token = outcome.gateway.consumers
    assert [(each.issuer, each.value) for each in both.subjects] == [
        ("corp", "a"),
        ("corp", "b"),
        ("far", "z"),
    ]
    assert (token.keys, [each.value for each in token.subjects]) == ((), ["b"])
    (alone,) = outcome.gateways["production"].consumers
    assert (alone.name, [each.value for each in alone.subjects]) == ("both", ["a", "b"])
    assert alone.grant == both.grant


def scopes(api: str) -> dict[str, tuple[str, ...]]:
    gateway = project(api=api, consumers=CONSUMERS).gateway
    paths = gateway.apis[0].paths
    return {each.id: each.scopes for path in paths for each in path.operations}


def test_scopes_of_an_api_and_of_operations_are_united() -> None:
    found = scopes(
        "security: [jwt]\nscopes: [b, a]\n"
        'operation_scopes: {chat: [write, a], createChat: [x], "GET /v1/models/{any}": [one]}\n'
    )
    assert found == {
        "createChat": ("a", "b", "write", "x"),
        "listChats": ("a", "b", "write"),
        "listModels": ("a", "b"),
        "getModel": ("a", "b", "one"),
    }


def test_scopes_merge_by_word_between_layers() -> None:
    found = scopes(
        "security: [api_key, jwt]\noperation_scopes: {chat: [a], models: [b]}\n"
        "overrides: {sandbox: {scopes: [c], operation_scopes: {chat: []}}}\n"
    )
    assert found["createChat"] == ("c",)
    assert found["getModel"] == ("b", "c")


def test_an_api_without_tokens_has_no_scopes() -> None:
    api = "security: [jwt]\nscopes: [a]\noverrides: {sandbox: {security: [api_key]}}\n"
    assert set(scopes(api).values()) == {()}


def test_security_is_sorted_and_an_api_may_take_tokens_alone() -> None:
    gateway = project(api="security: [jwt, api_key]\n").gateway
    assert gateway.apis[0].security == (Security.API_KEY, Security.JWT)
    assert project().gateway.apis[0].security == (Security.JWT,)


def inner(consumers: str, roles: str = "visibility: {roles: [staff, internal]}\n") -> ir.Gateway:
    api = API.replace("Chat", "Inner").replace("chat", "inner") + roles
    return compile_texts({"apis/inner.yaml": api, "consumers.yaml": consumers}).gateway


def test_an_api_for_roles_takes_consumers_with_one_of_them() -> None:
    consumers = f"""\
consumers:
  - {{name: a, keys: [{{sha256: {DIGEST}}}]}}
  - {{name: b, roles: [staff], keys: [{{sha256: {DIGEST[::-1]}}}]}}
  - {{name: c, roles: [other], keys: [{{sha256: {"0" * 63}1}}]}}
  - {{name: d, roles: [x, internal], apis: [Inner], keys: [{{sha256: {"0" * 63}2}}]}}
"""
    a, b, c, d = inner(consumers).consumers
    assert a.grant.apis == ("Chat@1.0.0",)
    assert a.grant is c.grant
    assert b.grant.apis is None
    assert d.grant.apis == ("Inner@1.0.0",)
    for roles in ("", "security: none\n"):
        assert [each.grant.apis for each in inner(consumers, roles).consumers[:3]] == [None] * 3


def test_roles_of_a_consumer_in_one_environment() -> None:
    consumers = f"""\
consumers:
  - name: a
    roles: [staff]
    overrides: {{sandbox: {{roles: []}}}}
    keys: [{{sha256: {DIGEST}}}]
"""
    (found,) = inner(consumers).consumers
    assert found.grant.apis == ("Chat@1.0.0",)


def test_the_admin_port_and_the_service_that_counts() -> None:
    gateway = """\
gatewright: 1
name: sample
environments:
  sandbox:
    url: http://127.0.0.1:8080
    targets: [envoy]
    admin: {port: 9901}
    limits: {shared: {service: "[2001:db8::1]:8081"}}
  production: {url: "http://127.0.0.1:8081"}
"""
    outcome = compile_texts({"gateway.yaml": gateway})
    assert outcome.gateway.admin_port == 9901
    assert outcome.gateway.shared_limits == ir.SharedLimits("2001:db8::1", 8081, True)
    other = outcome.gateways["production"]
    assert (other.admin_port, other.shared_limits) == (None, None)
