"""A gateway as this machine serves it: where it is, and what its answers may do in a browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from compiler import ir
from compiler.dev.building import target_of
from compiler.dev.locally import beside_the_portal, local, origin
from compiler.dev.pages import authored, contents
from tests import gateways
from tests.dev.projects import small

POLICY = "Content-Security-Policy"


def sample() -> ir.Gateway:
    return gateways.gateway(9, 8443)


def test_an_origin_is_as_browsers_write_it() -> None:
    assert origin(8080) == "http://127.0.0.1:8080"
    assert origin(80) == "http://127.0.0.1"
    here = local(sample(), 80, origin(80))
    assert (here.url, here.listener.port) == ("http://127.0.0.1", 80)
    assert here.origins[-1] == "http://127.0.0.1"


def test_answers_beside_the_portal_are_of_no_origin() -> None:
    first, second, third = sample().apis
    old = replace(first, added_response_headers=(("Deprecation", "@0"),))
    strict = replace(second, added_response_headers=((POLICY.lower(), "default-src 'none'"),))
    found = beside_the_portal(replace(sample(), apis=(old, strict, third)))
    assert [api.added_response_headers for api in found.apis] == [
        (("Deprecation", "@0"), (POLICY, "sandbox")),
        ((POLICY.lower(), "default-src 'none', sandbox"),),
        ((POLICY, "sandbox"),),
    ]
    assert replace(found, apis=()) == replace(sample(), apis=())


def test_all_that_authors_gave_is_known(tmp_path: Path) -> None:
    gateway = small(tmp_path)
    given = tuple(
        gateways.paper(title, "other", name, b"x")
        for title, name in (("A", "a.html"), ("B", "b.svg"), ("C", "c.md"))
    )
    (api,) = gateway.apis
    public = replace(api, listing=ir.Listing(documents=given))
    listing = ir.Listing(documents=given[:1], roles=("staff.",))
    inner = replace(api, name="Inner", base="/inner", listing=listing)
    look = replace(gateway.look, logo=ir.Logo("logo.svg", b"<svg/>"), reference=False)
    made = replace(gateway, apis=(public, inner), look=look)
    found = authored(made)
    assert found == {
        "apis/Acme/1.0.0/documents/a.html",
        "apis/Acme/1.0.0/documents/b.svg",
        "apis/Acme/1.0.0/documents/c.md",
        "roles/staff~/apis/Inner/1.0.0/documents/a.html",
        "assets/logo.svg",
    }
    assert found <= contents(target_of("devportal").emit(made)).keys()
