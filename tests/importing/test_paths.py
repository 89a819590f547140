"""Path keys that are no paths, base paths, names: each operation at the one path that it has."""

from __future__ import annotations

from typing import Any

import pytest

from compiler.descriptions import paths, tidying
from compiler.descriptions.findings import Normalised
from compiler.descriptions.normalising import normalised
from tests.importing.documents import OK, document, good, refused

JSON = "application/json"
EVENTS = "text/event-stream"


def answers(*media_types: str, schema: Any = None) -> dict[str, Any]:
    content = {each: {"schema": schema or {}} for each in media_types}
    return {"200": {"description": "OK", "content": content}}


def body(schema: Any, media_type: str = JSON, required: bool = True) -> dict[str, Any]:
    return {"required": required, "content": {media_type: {"schema": schema}}}


def operation(data: dict[str, Any], path: str, method: str = "get") -> Any:
    return data["paths"][path][method]


@pytest.mark.parametrize("variant", ["/a?beta=true", "/a#stream", "/a?b#c"])
@pytest.mark.parametrize("first", [True, False])
def test_a_variant_is_merged_into_the_plain_path(variant: str, first: bool) -> None:
    plain = {
        "operationId": "plain",
        "requestBody": body({"type": "object"}),
        "responses": answers(JSON),
    }
    other = {
        "operationId": "variant",
        "parameters": [{"name": "x", "in": "header", "required": True, "schema": {}}],
        "requestBody": body({"type": "array"}),
        "responses": {**answers(EVENTS), "400": {"description": "No"}},
    }
    items = [("/a", {"post": plain}), (variant, {"post": other})]
    data, notices = good(document(dict(reversed(items) if first else items)))
    assert data["paths"] == {
        "/a": {
            "post": {
                "operationId": "plain",
                "requestBody": body({"anyOf": [{"type": "object"}, {"type": "array"}]}),
                "responses": {**answers(JSON, EVENTS), "400": {"description": "No"}},
                "parameters": [{"name": "x", "in": "header", "schema": {}}],
            }
        }
    }
    assert sorted(notices.values()) == sorted([paths.NO_PATH, paths.MERGED])


def test_a_variant_alone_is_the_path() -> None:
    data, notices = good(document({"/a?beta=true": {"get": {**OK, "operationId": "a"}}}))
    assert data["paths"] == {"/a": {"get": {**OK, "operationId": "a"}}}
    assert notices == {"/paths/~1a?beta=true": paths.NO_PATH}


def test_a_body_that_only_a_variant_has_is_not_required() -> None:
    items = {"/a": {"post": OK}, "/a#x": {"post": {**OK, "requestBody": body({})}}}
    data, _ = good(document(items))
    assert operation(data, "/a", "post")["requestBody"]["required"] is False


@pytest.mark.parametrize(
    ("server", "server_read", "path"),
    [
        ({"url": "https://a.example/v1"}, {"url": "https://a.example"}, "/v1/a"),
        ({"url": "https://a.example/v1/"}, {"url": "https://a.example"}, "/v1/a"),
        ({"url": "https://a.example/./v1/../b//"}, {"url": "https://a.example"}, "/v1/b/a"),
        ({"url": "https://a.example"}, {"url": "https://a.example"}, "/a"),
        ({"url": "http://localhost:8080/"}, {"url": "http://localhost:8080"}, "/a"),
        ({"url": "/v1"}, None, "/v1/a"),
        (
            {"url": "https://{name}.a.example/x", "variables": {"name": {"default": "n"}}},
            {"url": "https://{name}.a.example", "variables": {"name": {"default": "n"}}},
            "/x/a",
        ),
        (
            {"url": "https://a.example/{base}", "variables": {"base": {"default": "v2"}}},
            {"url": "https://a.example"},
            "/v2/a",
        ),
        (
            {"url": "{all}/v1", "variables": {"all": {"default": "https://a.example/b"}}},
            {"url": "https://a.example"},
            "/b/v1/a",
        ),
        ({"url": "//a.example/v1"}, {"url": "https://a.example"}, "/v1/a"),
        ({"url": "{host}/v1", "variables": {"host": {"default": "none"}}}, None, "/none/v1/a"),
    ],
)
def test_the_base_path_of_the_server_goes_into_the_paths(
    server: Any, server_read: Any, path: str
) -> None:
    data, notices = good(document(servers=[server]))
    assert data.get("servers") == (None if server_read is None else [server_read])
    assert list(data["paths"]) == [path]
    assert notices == {}


@pytest.mark.parametrize(
    ("urls", "taken", "left_out"),
    [
        (["http://a.example/v1", "https://a.example/v1"], "https://a.example", []),
        (["https://a.example/v1", "http://a.example/v1"], "https://a.example", []),
        (["http://a.example/v1", "https://A.example/v2"], "http://a.example", []),
        (["https://a.example/v1", "https://b.example/v1"], "https://a.example", ["1"]),
        (["http://a.example/v1", "https://b.example/v1"], "http://a.example", ["1"]),
        (["/v1", "https://a.example/v1"], "https://a.example", []),
        (["/v1", "/v2"], None, []),
        (["//a.example/v1", "https://b.example/"], "https://a.example", ["1"]),
    ],
)
def test_of_several_servers_one_is_taken(
    urls: list[str], taken: str | None, left_out: list[str]
) -> None:
    """The first that has a host; keys do not go out in clear where the same host has https."""
    data, notices = good(document(servers=[{"url": url} for url in urls]))
    assert data.get("servers") == (None if taken is None else [{"url": taken}])
    assert list(data["paths"]) == ["/v1/a"]
    assert notices == {f"/servers/{number}": paths.FURTHER_SERVER for number in left_out}


@pytest.mark.parametrize(
    ("own", "path", "is_said"),
    [
        ("https://a.example/v1", "/v1/a", False),
        ("http://a.example/v2", "/v2/a", False),
        ("/v2", "/v2/a", False),
        ("https://b.example/v1", "/v1/a", True),
    ],
)
def test_only_a_host_that_is_lost_is_told_of(own: str, path: str, is_said: bool) -> None:
    item = {"get": {"operationId": "a"}, "servers": [{"url": own}]}
    data, notices = good(document({"/a": item}, servers=[{"url": "https://a.example/v1"}]))
    assert list(data["paths"]) == [path]
    assert notices == ({"/paths/~1a/get": paths.OTHER_SERVER} if is_said else {})


def test_a_server_of_an_operation_gives_its_base_path() -> None:
    own = [{"url": "https://b.example/beta"}]
    items = {"/a": {"get": {"operationId": "a", "servers": own}, "post": {"operationId": "b"}}}
    data, notices = good(document(items, servers=[{"url": "https://a.example/v1"}]))
    assert {path: [*item] for path, item in data["paths"].items()} == {
        "/beta/a": ["get"],
        "/v1/a": ["post"],
    }
    assert notices == {"/paths/~1a/get": paths.OTHER_SERVER}


def parameter(name: str, place: str = "path") -> dict[str, Any]:
    made = {"name": name, "in": place, "schema": {"type": "string"}}
    return {**made, "required": True} if place == "path" else made


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("/models/{model}:generate", "/models/{model}:generate"),
        ("/{deployment-id}/a/", "/{deployment-id}/a/"),
        ("/{+name}", "/{name}"),
        ("/{name=models/*}", "/{name}"),
        ("/{a b}", "/{a_b}"),
        ("/{1}", "/{_1}"),
        ("a", "/a"),
    ],
)
def test_paths_are_written_as_engines_match_them(written: str, path: str) -> None:
    inner = written.partition("{")[2].partition("}")[0]
    own = {"parameters": [parameter(inner)]} if inner else {}
    data, notices = good(document({written: {"get": {**OK, **own}}}))
    assert list(data["paths"]) == [path]
    if inner:
        name = path.partition("{")[2].partition("}")[0]
        assert operation(data, path)["parameters"] == [parameter(name)]
    reserved = {paths.SEVERAL} if inner in ("+name", "name=models/*") else set()
    assert set(notices.values()) == {paths.NO_ID} | reserved


@pytest.mark.parametrize("path", ["/a//b", "/a/../b", "/{a}{b}", "/{a}/{a}", "/a b", "/a(1)", "/é"])
def test_paths_that_no_engine_matches_are_dropped(path: str) -> None:
    data, notices = good(document({path: {"get": OK}, "/ok": {"get": {**OK, "operationId": "a"}}}))
    assert list(data["paths"]) == ["/ok"]
    assert list(notices.values()) == [paths.UNUSABLE]


def test_a_path_that_almost_fits_is_looked_at_once() -> None:
    """A long word before brackets, as functions of queries have it, takes no time."""
    path = f"/things/{'acme.functions.' * 40}list(all={{all}})"
    data, notices = good(document({path: {"get": OK}, "/ok": {"get": {**OK, "operationId": "a"}}}))
    assert list(data["paths"]) == ["/ok"]
    assert list(notices.values()) == [paths.UNUSABLE]


def test_parameters_that_many_share_are_written_once() -> None:
    """A shared parameter with long examples would make the whole many times as long."""
    shared = {"Id": parameter("id"), "Q": parameter("q", "query"), "Gone": {"name": "x"}}
    names = [{"$ref": f"#/components/parameters/{name}"} for name in shared]
    items = {
        "/a/{id}": {"parameters": names, "get": {"operationId": "a"}},
        "/a/{name}": {"post": {"operationId": "b", "parameters": [parameter("name")]}},
        "/b/{id}": {"get": {"operationId": "c", "parameters": [*names, parameter("q", "query")]}},
        "/{other}/{id}": {"parameters": names, "get": {"operationId": "d"}},
        "/{id}/{x}": {"parameters": names, "post": {"operationId": "e"}},
    }
    data, notices = good(document(items, components={"parameters": shared}))
    kept = names[:2]
    assert operation(data, "/a/{id}")["parameters"] == kept
    assert operation(data, "/a/{id}", "post")["parameters"] == [parameter("id")]
    assert operation(data, "/b/{id}")["parameters"] == kept
    assert operation(data, "/{other}/{id}")["parameters"] == [*kept, parameter("other")]
    assert operation(data, "/{other}/{id}", "post")["parameters"] == [
        parameter("other"), names[1], parameter("id")
    ]  # fmt: skip
    assert list(data["components"]["parameters"]) == ["Id", "Q"]
    assert notices["/paths/~1b~1{id}/get"] == paths.TWICE


def test_paths_that_take_the_same_requests_are_one() -> None:
    items = {
        "/a/{id}": {"get": {"operationId": "get", **OK, "parameters": [parameter("id")]}},
        "/a/{name}": {
            "get": {"operationId": "same", **OK, "parameters": [parameter("name")]},
            "delete": {"operationId": "delete", **OK, "parameters": [parameter("name")]},
        },
    }
    data, notices = good(document(items))
    assert list(data["paths"]) == ["/a/{id}"]
    assert operation(data, "/a/{id}", "delete")["parameters"] == [parameter("id")]
    assert notices == {"/paths/~1a~1{name}/get": paths.MERGED}


def test_parameters_are_those_of_the_template_each_once() -> None:
    items = {
        "/a/{id}": {
            "parameters": [parameter("x", "query"), parameter("id"), parameter("y", "query")],
            "get": {
                "operationId": "a",
                "parameters": [
                    {**parameter("x", "query"), "required": True},
                    parameter("other"),
                    parameter("y", "header"),
                    parameter("y", "header"),
                ],
            },
            "post": {"operationId": "b", "parameters": []},
        },
        "/b/{id}": {"get": {"operationId": "c"}},
    }
    data, _ = good(document(items))
    found = operation(data, "/a/{id}")["parameters"]
    assert [(each["in"], each["name"]) for each in found] == [
        ("path", "id"), ("query", "y"), ("query", "x"), ("header", "y"),
    ]  # fmt: skip
    assert len(operation(data, "/a/{id}", "post")["parameters"]) == 3
    assert operation(data, "/b/{id}")["parameters"] == [parameter("id")]
    made = normalised(document(items))
    assert isinstance(made, Normalised)
    assert {each.text for each in made.notices} == {
        paths.NOT_IN_PATH,
        paths.TWICE,
        paths.UNDECLARED,
    }


def test_operations_have_names_of_their_own() -> None:
    items = {
        "/a": {"get": {"operationId": "same"}, "post": {"operationId": "same"}},
        "/b": {"get": {"operationId": "same"}, "post": {"operationId": "same_2"}},
        "/c/{d}.e": {"get": {"parameters": [parameter("d")]}},
        "/e": {"get": {"operationId": "4 words, odd"}},
    }
    data, notices = good(document(items))
    names = [each["operationId"] for item in data["paths"].values() for each in item.values()]
    assert names == ["same", "same_3", "same_4", "same_2", "get_c_d_e", "_4_words_odd"]
    assert notices["/paths/~1a/post/operationId"] == paths.SAME_ID
    assert notices["/paths/~1c~1{d}.e/get"] == paths.NO_ID
    assert notices["/paths/~1e/get"] == paths.ODD_ID


def test_what_no_gateway_serves_is_dropped() -> None:
    items = {"/a": {"get": {**OK, "operationId": "a", "callbacks": {}}, "trace": OK, "x-b": 1}}
    data, notices = good(document(items, webhooks={"x": {}}) | {"x-c": 1})
    assert data["paths"] == {"/a": {"get": {**OK, "operationId": "a"}}}
    assert notices == {
        "/paths/~1a/get/callbacks": tidying.NOT_SERVED_HERE,
        "/paths/~1a/trace": tidying.NOT_SERVED_HERE,
        "/paths/~1a/x-b": tidying.EXTENSION,
        "/webhooks": tidying.NOT_SERVED_HERE,
    }


def test_security_names_schemes_that_there_are() -> None:
    schemes = {"A": {"type": "http", "scheme": "bearer"}, "B": {"type": "apiKey"}}
    items = {"/a": {"get": {"operationId": "a", "security": [{"A": []}, {"B": []}]}}}
    data, notices = good(
        document(items, components={"securitySchemes": schemes}, security=[{"C": []}])
    )
    assert operation(data, "/a")["security"] == [{"A": []}]
    assert "security" not in data
    assert list(data["components"]["securitySchemes"]) == ["A"]
    assert notices["/security"] == paths.NO_SCHEME


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ([], ""),
        (None, ""),
        ({}, ""),
        ({"openapi": "2.5", "paths": {}}, "/openapi"),
        ({"openapi": "4.0.0", "paths": {}}, "/openapi"),
        ({"swagger": "1.2", "paths": {}}, ""),
        ({"openapi": "3.1.0"}, "/paths"),
        ({"openapi": "3.1.0", "paths": []}, "/paths"),
        ({"openapi": "3.1.0", "paths": {}}, "/paths"),
        ({"openapi": "3.1.0", "paths": {"/a": {}}}, "/paths"),
    ],
)
def test_what_is_no_description_is_refused(data: Any, pointer: str) -> None:
    assert list(refused(data)) == [pointer]


@pytest.mark.parametrize("version", [3.0, 3.1, "3.0.4", "3.1.1", "3.2.0"])
def test_versions_may_be_numbers_and_newer(version: Any) -> None:
    data, notices = good(document(version=version))
    assert data["openapi"] == "3.1.0"
    assert bool(notices) == (version == "3.2.0")


def test_nothing_of_the_input_is_changed_or_shared() -> None:
    written = document(
        {"/a?b": {"get": {"operationId": "a", "responses": {"200": {}}}}},
        components={"schemas": {"A": {"nullable": True, "type": "string", "enum": ["x"]}}},
    )
    before = repr(written)
    found = normalised(written)
    assert repr(written) == before
    assert normalised(written) == found
