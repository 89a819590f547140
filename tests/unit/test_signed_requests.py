"""A key that signs requests, from the project's files to what the targets are given."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from compiler import engines, vendor_views
from compiler.artifacts import Artifact
from compiler.manifest import keys_example
from compiler.targets.envoy import TARGET as ENVOY
from compiler.targets.mitmproxy import TARGET as MITMPROXY
from compiler.targets.nginx import TARGET as NGINX
from compiler.terms import EnvSecret, SigV4Credential
from tests.bundled import CATALOGUE
from tests.projects import ACME, GATEWAY, OWN_VENDOR, Outcome, compile_texts

SIGNED = """\
name: Signed
version: 1.0.0
context: signed
vendor: {vendor}
endpoints: {{sandbox: {{key: {{sigv4: us-east-1}}{more}}}, production: {{{more}}}}}
"""
ON_ENVOY = GATEWAY.replace("8080\n", "8080\n    targets: [envoy, devportal]\n")


def compiled(vendor: str, more: str = "", gateway: str = ON_ENVOY, **files: str) -> Outcome:
    text = SIGNED.format(vendor=vendor, more=more)
    return compile_texts({"gateway.yaml": gateway, "apis/chat.yaml": text, **files})


def contents(artifacts: Iterable[Artifact]) -> list[bytes]:
    return [artifact.content for artifact in artifacts]


def test_what_the_targets_are_given() -> None:
    outcome = compiled("signed/v1")
    (api,) = outcome.gateway.apis
    assert api.endpoint.credential == SigV4Credential("acme", "us-east-1")
    (other,) = outcome.gateways["production"].apis
    assert other.endpoint.credential is not None
    assert other.endpoint.credential.secrets == (EnvSecret("PLAIN_API_KEY"),)


def test_a_service_of_a_vendor_of_the_project() -> None:
    facts = OWN_VENDOR[ACME]
    signing = facts.replace('prefix: "Bearer "}', 'prefix: "Bearer ", sigv4: acme-ai}')
    assert signing != facts
    api = "apis/acme.yaml"
    endpoint = "endpoints: {sandbox: {key: {sigv4: eu-north-1}}}\noperations: {include: [chat]}\n"
    texts = {**OWN_VENDOR, ACME: signing, api: OWN_VENDOR[api] + endpoint}
    found = compile_texts({"gateway.yaml": ON_ENVOY, **texts}).gateway.apis
    assert SigV4Credential("acme-ai", "eu-north-1") in [each.endpoint.credential for each in found]


def test_what_is_asked_of_the_engine_s_environment() -> None:
    gateway = compiled("signed/v1").gateway
    assert engines.missing_keys(gateway, {}) == (
        "environment variable AWS_ACCESS_KEY_ID",
        "environment variable AWS_SECRET_ACCESS_KEY",
    )
    assert not engines.missing_keys(
        gateway, {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    )
    lines = keys_example(gateway).content.decode().splitlines()
    assert [line for line in lines if line.endswith("=")] == [
        "AWS_ACCESS_KEY_ID=",
        "AWS_SECRET_ACCESS_KEY=",
        "AWS_SESSION_TOKEN=",
    ]
    assert "# only beside a temporary access key, Signed@1.0.0" in lines


def test_the_bundled_vendor_that_takes_them() -> None:
    """Its groups have nothing that could not be signed."""
    place = ", variables: {region: us-east-1}"
    text = SIGNED.format(vendor="bedrock/2023-09-30", more=place).replace("{,", "{")
    found = compile_texts(
        {"gateway.yaml": ON_ENVOY, "apis/chat.yaml": text}, catalogue=CATALOGUE
    ).gateway
    (api,) = found.apis
    assert api.endpoint.credential == SigV4Credential("bedrock", "us-east-1")
    assert list(ENVOY.emit(found))
    vendor = CATALOGUE.get("bedrock", "2023-09-30")
    assert vendor is not None
    assert vendor_views.details(vendor)["auth"] == (
        "Authorization: Bearer KEY, or signed (SigV4) for bedrock"
    )


@pytest.mark.parametrize("targets", ["nginx", "mitmproxy"])
def test_other_engines_refuse_the_key_where_it_stands(targets: str) -> None:
    outcome = compiled("signed/v1", gateway=ON_ENVOY.replace("envoy", targets))
    (found,) = outcome.diagnostics
    assert (found.code.id, found.span.line, str(found.span.path)) == ("E502", 5, "apis/chat.yaml")
    assert "key.sigv4" in found.message
    assert targets in found.message


def test_other_engines_send_nothing_unsigned() -> None:
    """Were they given such a key nevertheless."""
    gateway = compiled("signed/v1").gateway
    for target in (NGINX, MITMPROXY):
        with pytest.raises(AssertionError, match="signed requests"):
            contents(target.emit(gateway))
