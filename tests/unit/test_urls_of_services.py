"""URLs that an engine asks by itself, and services on plain HTTP."""

from __future__ import annotations

import pytest

from compiler.urls import parse_host_port, parse_service_url
from compiler.values import parse_claim, parse_keep, parse_leeway, parse_project_path


@pytest.mark.parametrize(
    ("text", "authority", "target"),
    [
        ("https://a.example", "a.example", "/"),
        ("https://A.example:443/", "a.example", "/"),
        ("http://127.0.0.1:8090/jwks", "127.0.0.1:8090", "/jwks"),
        ("https://[2001:db8::1]/a%20b?c=d&e", "[2001:db8::1]", "/a%20b?c=d&e"),
        ("https://a.example?c=d", "a.example", "/?c=d"),
    ],
)
def test_a_service_has_a_server_and_a_target(text: str, authority: str, target: str) -> None:
    found = parse_service_url(text)
    assert (found.server.authority, found.target) == (authority, target)
    assert str(found) == f"{found.server.scheme}://{authority}{target}"


@pytest.mark.parametrize(
    "text",
    [
        *("a.example/jwks", "ftp://a.example", "https://u:p@a.example/", "https://a.example/#x"),
        *("https://a.example/a b", "https://a_b.example/", "https://a.example/%zz", "https://"),
        *("https://a.example/" + "x" * 1024, "https://a.example/\u00e9", 'https://a.example/"'),
    ],
)
def test_what_is_no_url_of_a_service(text: str) -> None:
    with pytest.raises(ValueError, match=" "):
        parse_service_url(text)


def test_a_host_and_a_port() -> None:
    assert str(parse_host_port("limits.example:8081")) == "http://limits.example:8081"
    assert parse_host_port("[::1]:81").host == "::1"
    for text in ("a", "a:", "a:0", "http://a:1", "a:1/x", "u@a:1", ":1", "a:1 "):
        with pytest.raises(ValueError, match=" "):
            parse_host_port(text)


def test_claims_durations_and_files() -> None:
    assert parse_claim("https://a.example/who") == ("https://a.example/who",)
    assert parse_claim("/realm/a~1b") == ("realm", "a/b")
    for text in ("", "/a~b", "a\n"):
        with pytest.raises(ValueError, match=" "):
            parse_claim(text)
    assert (parse_leeway("5m"), parse_keep("24h"), parse_keep("1000ms")) == (300, 86_400, 1)
    for read, text in ((parse_leeway, "301s"), (parse_keep, "86401s"), (parse_keep, "1500ms")):
        with pytest.raises(ValueError, match=" "):
            read(text)
    assert parse_project_path("certs/keys.json") == "certs/keys.json"
    for text in ("/etc/keys.json", "../keys.json", "certs/"):
        with pytest.raises(ValueError, match=" "):
            parse_project_path(text)
