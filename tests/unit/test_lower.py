"""Model -> ir.Gateway: what is shared, what is sorted, what an environment leaves out."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

import pytest

from compiler import ir, lower
from compiler.terms import (
    EnvSecret,
    HeaderCredential,
    Lifecycle,
    Parameter,
    PathTemplate,
    Security,
    Timeouts,
)
from tests.gateways import consumer
from tests.projects import API, GATEWAY, compile_texts


def api(name: str, more: str = "", vendor: str = "plain") -> str:
    return API.replace("Chat", name).replace("chat", name.lower()).replace("plain", vendor) + more


def with_url(name: str, url: str) -> str:
    return api(name, f"endpoints: {{sandbox: {{url: '{url}'}}}}\n")


def test_a_gateway() -> None:
    gateway = compile_texts({}).gateway
    assert (gateway.project, gateway.environment) == ("sample", "sandbox")
    assert gateway.url == "http://127.0.0.1:8080"
    assert gateway.listener == ir.Listener("127.0.0.1", 8080, None)
    (chat,) = gateway.apis
    assert (chat.id, chat.base, chat.vendor, chat.vendor_version) == (
        "Chat@1.0.0",
        "/chat/1.0.0",
        "plain",
        "v1",
    )
    assert chat.security == (Security.API_KEY,)
    assert chat.timeouts == Timeouts(5_000, 300_000)
    assert chat.removed_response_headers == ("x-inner",)
    endpoint = chat.endpoint
    assert endpoint.credential == HeaderCredential(
        "Authorization", "Bearer ", EnvSecret("PLAIN_API_KEY")
    )
    assert (endpoint.authority, endpoint.base_path) == ("api.vendor.example", "")
    assert endpoint.upstream.tls == ir.UpstreamTls(
        "api.vendor.example", ir.SystemCa("/etc/ssl/certs/ca-certificates.crt")
    )
    assert gateway.upstreams == (endpoint.upstream,)
    assert endpoint.upstream.name == "u_api_vendor_example_443"


def test_paths_literal_ones_first_then_by_text_methods_by_name() -> None:
    (chat,) = compile_texts({}).gateway.apis
    assert [(path.template.text, path.methods) for path in chat.paths] == [
        ("/v1/chat", ("GET", "POST")),
        ("/v1/models", ("GET",)),
        ("/v1/models/{model_id}", ("GET",)),
    ]


def test_limits_of_operations() -> None:
    more = "operations: {include: [audio, chat]}\nlimits: {body: 1KiB, upload: 2KiB}\n"
    (chat,) = compile_texts({"apis/chat.yaml": API + more}).gateway.apis
    limits = {op.id: (op.upload, op.limit) for path in chat.paths for op in path.operations}
    assert limits == {
        "transcribe": (True, 2048),
        "createChat": (False, 1024),
        "listChats": (False, 1024),
    }


def test_apis_come_by_base_and_share_paths_where_they_are_alike() -> None:
    gateway = compile_texts(
        {
            "apis/a.yaml": api("Zebra"),
            "apis/z.yaml": api("Ant"),
            "apis/b.yaml": api("Bee", "limits: {body: 1B}\n"),
        }
    ).gateway
    assert [api.name for api in gateway.apis] == ["Ant", "Bee", "Chat", "Zebra"]
    ant, bee, chat, _ = gateway.apis
    assert ant.paths is chat.paths
    assert ant.paths != bee.paths


def test_one_upstream_for_an_address_with_its_tls() -> None:
    gateway = compile_texts(
        {
            "apis/a.yaml": with_url("A", "https://x.example/one"),
            "apis/b.yaml": with_url("B", "https://X.example:443/two"),
            "apis/c.yaml": with_url("C", "http://x.example:443"),
            "apis/d.yaml": with_url("D", "https://x.example:8443"),
            "apis/e.yaml": with_url("E", "http://x-example:443"),
            "apis/f.yaml": with_url("F", "http://[2001:db8::1]:81"),
        }
    ).gateway
    by_name = {api.name: api.endpoint for api in gateway.apis}
    assert by_name["A"].upstream is by_name["B"].upstream
    assert (by_name["A"].base_path, by_name["B"].base_path) == ("/one", "/two")
    assert [upstream.name for upstream in gateway.upstreams] == [
        "u_2001_db8_1_81",
        "u_api_vendor_example_443",
        "u_x_example_443",
        "u_x_example_443_2",
        "u_x_example_443_3",
        "u_x_example_8443",
    ]
    assert by_name["E"].upstream.name == "u_x_example_443"
    assert by_name["C"].upstream.tls is None
    assert by_name["C"].authority == "x.example:443"
    six = by_name["F"]
    assert (six.upstream.host, six.upstream.host_is_address) == ("2001:db8::1", True)
    assert six.authority == "[2001:db8::1]:81"


def test_an_upstream_points_to_where_its_url_is_written() -> None:
    gateway = compile_texts({"apis/a.yaml": with_url("A", "https://x.example")}).gateway
    origins = {upstream.host: str(upstream.origin) for upstream in gateway.upstreams}
    assert origins == {
        "x.example": "apis/a.yaml:5:28",
        "api.vendor.example": "apis/chat.yaml:4:9",
    }


def test_a_vendor_without_a_key_has_no_credential() -> None:
    gateway = compile_texts({"apis/chat.yaml": api("Chat", vendor="keyless")}).gateway
    assert gateway.apis[0].endpoint.credential is None


def test_an_environment_has_the_consumers_whose_keys_count_there() -> None:
    one, two, three = (hashlib.sha256(text).hexdigest() for text in (b"1", b"2", b"3"))
    text = (
        f"consumers:\n- {{name: zoe, keys: [{{sha256: {one}}}, {{sha256: {two}}}]}}\n"
        f"- {{name: abe, keys: [{{sha256: {three}, environments: [production]}}]}}\n"
    )
    outcome = compile_texts({"consumers.yaml": text})
    assert outcome.gateways["sandbox"].consumers == (consumer("zoe", one, two),)
    assert outcome.gateways["production"].consumers == (
        consumer("abe", three),
        consumer("zoe", one, two),
    )


def test_each_environment_has_its_own_endpoint() -> None:
    more = "endpoints: {production: {url: 'https://other.example', key: {env: OTHER_KEY}}}\n"
    outcome = compile_texts({"apis/chat.yaml": API + more})
    hosts = {name: gateway.upstreams[0].host for name, gateway in outcome.gateways.items()}
    assert hosts == {"production": "other.example", "sandbox": "api.vendor.example"}


def test_origins_come_sorted() -> None:
    more = "    portal: {origins: ['https://z.example', 'http://a.example']}\n"
    gateway = GATEWAY.replace("  production:", more + "  production:")
    found = compile_texts({"gateway.yaml": gateway}).gateway
    assert found.origins == ("http://a.example", "https://z.example")


def test_the_template_with_more_literal_text_is_tried_first() -> None:
    """The first that fits is taken: a verb after a parameter must not be swallowed by it."""
    whole = PathTemplate(("/m/", Parameter("x")))
    verb = PathTemplate(("/m/", Parameter("x"), ":run"))
    exact = PathTemplate(("/m/all",))
    ordered = sorted((whole, exact, verb), key=lower._order)
    assert ordered == [exact, verb, whole]


DEPRECATION = (
    "deprecation: {since: 2026-06-01, sunset: 2027-01-01, link: 'https://p.example/chat-2?a=b'}\n"
)


def test_a_deprecated_api_says_so() -> None:
    more = "lifecycle: deprecated\n" + DEPRECATION
    (chat,) = compile_texts({"apis/chat.yaml": API + more}).gateway.apis
    assert chat.lifecycle is Lifecycle.DEPRECATED
    assert chat.added_response_headers == (
        ("Deprecation", "@1780272000"),
        ("Sunset", "Fri, 01 Jan 2027 00:00:00 GMT"),
        ("Link", '<https://p.example/chat-2?a=b>; rel="deprecation"; type="text/html"'),
    )
    assert chat.listing == ir.Listing(
        since="2026-06-01", sunset="2027-01-01", link="https://p.example/chat-2?a=b"
    )


def test_no_sunset_no_link() -> None:
    more = "lifecycle: deprecated\ndeprecation: {since: 1970-01-01}\n"
    (chat,) = compile_texts({"apis/chat.yaml": API + more}).gateway.apis
    assert chat.added_response_headers == (("Deprecation", "@0"),)


@pytest.mark.parametrize("lifecycle", ["published", "blocked", "retired"])
def test_an_api_that_is_not_deprecated_says_nothing(lifecycle: str) -> None:
    more = (
        f"overrides: {{production: {{lifecycle: deprecated}}, sandbox: {{lifecycle: {lifecycle}}}}}"
    )
    outcome = compile_texts({"apis/chat.yaml": API + DEPRECATION + more})
    (chat,) = outcome.gateway.apis
    assert (chat.lifecycle, chat.added_response_headers) == (Lifecycle(lifecycle), ())
    assert chat.listing == ir.Listing(visible=lifecycle == "published")
    assert outcome.gateways["production"].apis[0].lifecycle is Lifecycle.DEPRECATED


def test_a_created_api_is_checked_and_left_out_with_its_upstream() -> None:
    created = (
        with_url("New", "https://new.example") + "overrides: {sandbox: {lifecycle: created}}\n"
    )
    outcome = compile_texts({"apis/new.yaml": created})
    assert [api.name for api in outcome.gateway.apis] == ["Chat"]
    assert [each.host for each in outcome.gateway.upstreams] == ["api.vendor.example"]
    assert [api.name for api in outcome.gateways["production"].apis] == ["Chat", "New"]
    wrong = api("New", "lifecycle: created\noperations: {include: [chats]}\n")
    assert compile_texts({"apis/new.yaml": wrong}).codes == ["E302"]


def test_roles_keep_an_api_to_those_who_have_them() -> None:
    more = "visibility: {roles: [internal]}\n"
    (chat,) = compile_texts({"apis/chat.yaml": API + more}).gateway.apis
    assert chat.listing == ir.Listing(visible=True, roles=("internal",))


def test_documents_and_properties_are_listed() -> None:
    more = "documents: [{title: How, type: how_to, file: how.md}]\nproperties: {z: '1', a: '2'}\n"
    outcome = compile_texts({"apis/chat.yaml": API + more, "apis/how.md": b"# How"})
    (chat,) = outcome.gateway.apis
    file = PurePosixPath("apis/how.md")
    assert chat.listing == ir.Listing(
        documents=(ir.ApiDocument("How", "how_to", "how.md", b"# How", file),),
        properties=(("a", "2"), ("z", "1")),
    )
