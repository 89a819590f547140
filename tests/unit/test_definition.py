"""What the author wrote, read by kinds; and the readings of single values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import PurePosixPath

import pytest

from compiler import definition, source, urls, values
from compiler.definition import ProjectDefinition
from compiler.diagnostics import Diagnostics, Span
from compiler.terms import EnvSecret, Pin, PinMode, Security
from compiler.urls import Url
from tests.projects import API, CONSUMERS, DIGEST, GATEWAY

MIB = 1024 * 1024


def built(**files: str) -> ProjectDefinition:
    paths = {"gateway": "gateway.yaml", "api": "apis/chat.yaml", "consumers": "consumers.yaml"}
    diagnostics = Diagnostics()
    documents = [
        source.parse(PurePosixPath(paths[name]), text, diagnostics) for name, text in files.items()
    ]
    defined = definition.build((d for d in documents if d is not None), diagnostics)
    assert [found.message for found in diagnostics] == []
    return defined


def test_an_api_has_only_what_is_written() -> None:
    (api,) = built(api=API).apis
    assert (api.name.value, api.version, api.vendor.value) == ("Chat", "1.0.0", "plain/v1")
    assert api.vendor.span == Span(PurePosixPath("apis/chat.yaml"), 4, 9)
    assert (api.endpoints, dict(api.settings)) == ((), {})


def test_settings_are_flat_and_placed() -> None:
    (api,) = built(
        api=API + "limits: {body: 1MiB}\nsecurity: none\ntags: [b, a]\n"
        "operations: {include: [chat]}\ntimeouts:\n  idle: 2m\n"
    ).apis
    bare = {path: placed.value for path, placed in api.settings.items()}
    words = bare.pop("operations.include")
    assert bare == {
        "limits.body": MIB,
        "security": (),
        "tags": ("b", "a"),
        "timeouts.idle": 120_000,
    }
    assert [(word.value, word.span.line, word.span.column) for word in words] == [("chat", 8, 24)]
    assert api.settings["timeouts.idle"].span.line == 10


def test_layers_of_defaults_and_overrides() -> None:
    defined = built(
        gateway=GATEWAY
        + "defaults:\n  timeouts: {idle: 120s}\n  properties: {team: a, floor: 4}\n",
        api=API + "visibility: public\noverrides:\n  sandbox:\n    visibility: {roles: [b, a]}\n"
        "    deprecation: {since: 2026-06-01}\n  production: {}\n",
    )
    assert defined.gateway is not None
    defaults = {path: placed.value for path, placed in defined.gateway.defaults.items()}
    assert defaults == {"timeouts.idle": 120_000, "properties.team": "a", "properties.floor": "4"}
    (api,) = defined.apis
    assert {path: placed.value for path, placed in api.settings.items()} == {"visibility": ()}
    (sandbox, own), (production, nothing) = api.overrides
    assert (sandbox.value, production.value, nothing) == ("sandbox", "production", {})
    assert {path: placed.value for path, placed in own.items()} == {
        "deprecation.since": date(2026, 6, 1),
        "visibility": ("b", "a"),
    }
    assert own["visibility"].span.line == 8


def test_documents_keep_their_places() -> None:
    (api,) = built(
        api=API + "documents:\n  - {title: One, file: ../docs/one.md}\n"
        "  - {title: Two, type: how_to, file: two.md}\n"
    ).apis
    one, two = api.settings["documents"].value
    assert (one.title.value, one.type, one.file.value) == ("One", None, "../docs/one.md")
    assert (two.type, two.file.span.line, two.file.span.column) == ("how_to", 7, 38)


def test_security_is_a_list_of_ways() -> None:
    (api,) = built(api=API + "security: [api_key]\n").apis
    assert api.settings["security"].value == (Security.API_KEY,)


def test_an_endpoint() -> None:
    (api,) = built(
        api=API + "endpoints:\n  sandbox:\n    url: HTTPS://Api.Vendor.Example:443/base/\n"
        "    key: {env: MY_KEY}\n    query: {z: {fixed: '1'}, a: {default: ''}}\n"
        "  production: {variables: {resource: acme}}\n"
    ).apis
    sandbox, production = api.endpoints
    assert sandbox.url is not None
    assert sandbox.url.value == Url("https", "api.vendor.example", 443, "/base")
    assert sandbox.secret is not None
    assert sandbox.secret.value == EnvSecret("MY_KEY")
    pins = tuple(pin.value for pin in sandbox.query)
    assert pins == (Pin("a", "", PinMode.DEFAULT), Pin("z", "1", PinMode.FIXED))
    assert [(name.value, value) for name, value in production.variables] == [("resource", "acme")]


def test_environments_come_sorted() -> None:
    gateway = built(gateway=GATEWAY).gateway
    assert gateway is not None
    assert [each.name.value for each in gateway.environments] == ["production", "sandbox"]
    production, sandbox = gateway.environments
    assert production.tls is not None
    assert production.tls.value == ("/etc/acme/tls.crt", "/etc/acme/tls.key")
    assert (sandbox.address, sandbox.port, sandbox.targets, sandbox.origins) == (None,) * 4


def test_what_a_target_cannot_do_is_marked_where_it_stands() -> None:
    gateway = built(gateway=GATEWAY).gateway
    assert gateway is not None
    (marked,) = gateway.restricted
    assert (marked.row.path, marked.environment) == ("environments.<name>.listen.tls", "production")
    assert (marked.span.line, marked.span.column) == (8, 26)


def test_consumers() -> None:
    (consumer,) = built(consumers=CONSUMERS).consumers
    (key,) = consumer.keys
    assert (consumer.name.value, key.digest.value) == ("demo-app", DIGEST)
    assert key.environments is not None
    assert [each.value for each in key.environments] == ["sandbox"]


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (values.parse_size, "512B", 512),
        (values.parse_size, "10MiB", 10 * MIB),
        (values.parse_size, "2GiB", 2048 * MIB),
        (values.parse_duration, "500ms", 500),
        (values.parse_duration, "5s", 5_000),
        (values.parse_duration, "2m", 120_000),
        (values.parse_duration, "24h", 86_400_000),
        (values.parse_resolver, "10.0.0.1", "10.0.0.1"),
        (values.parse_resolver, "10.0.0.1:53", "10.0.0.1"),
        (values.parse_resolver, "10.0.0.1:5353", "10.0.0.1:5353"),
        (values.parse_resolver, "::1", "[::1]"),
        (values.parse_resolver, "[2001:DB8::1]:5353", "[2001:db8::1]:5353"),
        (values.parse_address, "0:0::1", "::1"),
        (values.parse_digest, "AB" * 32, "ab" * 32),
        (values.parse_context, "a/b-c_~.d", "a/b-c_~.d"),
        (values.parse_context, "v{version}/a", "v{version}/a"),
        (values.parse_document_path, "../docs/a_b.md", "../docs/a_b.md"),
        (values.parse_date, "2024-02-29", date(2024, 2, 29)),
        (urls.parse_link, "HTTPS://A.Example:443/X?y=z&q=%20#f", "https://a.example/X?y=z&q=%20#f"),
        (urls.parse_link, "http://[::1]:81", "http://[::1]:81"),
        (values.parse_bundle_path, "./certs/ca.pem", "certs/ca.pem"),
        (values.parse_bundle_path, "/etc/ssl/ca.pem", "/etc/ssl/ca.pem"),
        (urls.parse_origin, "HTTPS://Portal.Example:443", "https://portal.example"),
        (urls.parse_origin, "http://[::1]:80", "http://[::1]"),
        (urls.parse_origin, "http://127.0.0.1:8081", "http://127.0.0.1:8081"),
    ],
)
def test_values(parse: Callable[[str], object], text: str, value: object) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "texts"),
    [
        (values.parse_size, ["10", "10MB", "0B", "1.5MiB", "-1B", "10 MiB", "3GiB", "10MiB\n"]),
        (values.parse_duration, ["5", "0s", "1d", "5S", "25h", "5s ", "1e3s", "٣s"]),
        (values.parse_resolver, ["dns", "1.2.3", "1.2.3.4:0", "[::1", "1.2.3.4:", "fe80::1%eth0"]),
        (values.parse_digest, ["", "0" * 63, "g" * 64, "0" * 64 + "\n"]),
        (values.parse_context, ["", "/", "/a", "a/", "a//b", "..", "a/./b", "a b", "a%2e", "é"]),
        (values.parse_context, ["{version}/{version}", "{name}", "a\n", "a" * 201]),
        (values.parse_variable, ["", "1A", "A-B", "A B", "sk-abc", "A\n", "A=B", "Ä"]),
        (values.parse_variable, ["aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW"]),
        (values.parse_engine_path, ["", "a", "/", "//a", "/a/../b", "/a/", "/a\n", "/a$b", '/a"']),
        (values.parse_bundle_path, ["", ".", "a/", "../a", "a/../../b", "C:\\a", "a\x00"]),
        (values.parse_document_path, ["", ".", "..", "a/", "a/..", "/etc/passwd", "a b", "C:\\a"]),
        (values.parse_date, ["2026-02-30", "2026-1-1", "20260101", "1969-12-31", "2026-01-01\n"]),
        (urls.parse_link, ["/a", "ftp://a.example", "https://a/ b", "https://a/>", 'http://a/"']),
        (urls.parse_link, ["https://a/%zz", "https://a/\n", "https://a.example/é", "http://a/\\"]),
        (urls.parse_origin, ["*", "null", "http://a/", "http://a/b", "a.example", "file://a"]),
    ],
)
def test_values_that_are_refused(parse: Callable[[str], object], texts: list[str]) -> None:
    for text in texts:
        with pytest.raises(ValueError, match=r".") as caught:
            parse(text)
        assert not text.strip() or len(text) < 4 or text not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "url", "authority"),
    [
        ("http://a", Url("http", "a", 80, ""), "a"),
        ("https://A.Example:8443/x/y/", Url("https", "a.example", 8443, "/x/y"), "a.example:8443"),
        ("https://[2001:DB8:0::1]", Url("https", "2001:db8::1", 443, ""), "[2001:db8::1]"),
        ("http://127.0.0.1:80/", Url("http", "127.0.0.1", 80, ""), "127.0.0.1"),
        ("http://my_host-1:443", Url("http", "my_host-1", 443, ""), "my_host-1:443"),
    ],
)
def test_urls(text: str, url: Url, authority: str) -> None:
    found = urls.parse_url(text)
    assert (found, found.authority) == (url, authority)


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "//a", "http:/a", "http://", "http:///a", "ftp://a", "javascript:alert(1)"),
        *("http://a:0", "http://a:65536", "http://a:", "http://a:x", "http://a:80:80"),
        *("http://u@a", "http://u:p@a", "http://a?x", "http://a#x", "http://a/?", "http://a/b#"),
        *("http://a..b", "http://.a", "http://a.", "http://-a", "http://a-", "http://a b"),
        *("http://é", "http://a\n", "http://a/b\n", "http://a\\b", "http://%61", "http://a;b"),
        *("http://1.2.3", "http://256.1.1.1", "http://1.2.3.04", "http://0x7f.1", "http://1"),
        *(
            "http://[::1",
            "http://[::g]",
            "http://[fe80::1%25eth0]",
            "http://[1.2.3.4]",
            "http://::1",
        ),
        *(
            "http://a//b",
            "http://a/../b",
            "http://a/./b",
            "http://a/b//",
            "http://a/$b",
            "http://a/ ",
        ),
        "http://" + "a" * 64 + ".b",
        "http://" + "a." * 127 + "aa",
    ],
)
def test_urls_that_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        urls.parse_url(text)


def test_loopback() -> None:
    for host in ("localhost", "127.0.0.1", "127.9.9.9", "[::1]"):
        assert urls.parse_url(f"http://{host}:8080").loopback
    for host in ("127.example", "10.0.0.1", "localhost.example"):
        assert not urls.parse_url(f"http://{host}").loopback
