"""What is guessed of a vendor, what is kept of its description, and that the language takes it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from compiler.importing.importer import Imported, Wanted, imported
from compiler.importing.selecting import NoSuchOperation
from compiler.resources import tree
from tests.bundled import CATALOGUE, bundled
from tests.importing.documents import OK, document
from tests.importing.vendors import read as read_vendor

JSON = "application/json"
EVENTS = "text/event-stream"
INTEGER = {"type": "integer"}


def fields(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def operation(
    id: str, request: Any = None, answer: Any = None, media_type: str = JSON, **more: Any
) -> dict[str, Any]:
    made: dict[str, Any] = {"operationId": id, **OK, **more}
    if request is not None:
        made["requestBody"] = {"content": {JSON: {"schema": request}}}
    if answer is not None:
        content = {media_type: {"schema": answer}}
        made["responses"] = {"200": {"description": "OK", "content": content}}
    return made


def made(data: Any, *words: str, facts_only: bool = False) -> Imported:
    wanted = Wanted("acme-ai", "v1", "acme.json", words, facts_only)
    found = imported(json.dumps(data).encode(), wanted)
    assert isinstance(found, Imported), found
    return found


def facts(data: Any, *words: str) -> Any:
    """vendor.yaml as data."""
    return yaml.safe_load(made(data, *words).files["vendor.yaml"])


def of(*operations: dict[str, Any], method: str = "post", **more: Any) -> dict[str, Any]:
    return document({f"/v1/{each['operationId']}": {method: each} for each in operations}, **more)


def test_the_files_say_whose_they_are_and_what_is_guessed() -> None:
    data = of(operation("chat"), servers=[{"url": "https://{region}.acme.example/api"}])
    text = made(data).files["vendor.yaml"]
    read = yaml.safe_load(text)
    assert (read["vendor"], read["version"], read["title"]) == ("acme-ai", "v1", "Sample")
    assert read["server"] == "https://{region}.acme.example"
    assert read["key"] == {"env": "ACME_AI_API_KEY"}
    assert text.startswith("# Made by `gatewright vendors import` from acme.json (SHA-256")
    lines = text.splitlines()
    for key in ("title", "server", "key", "auth", "groups", "usage"):
        (at,) = [number for number, line in enumerate(lines) if line.startswith(f"{key}:")]
        assert lines[at - 1].startswith("# "), key
    assert text.count("# guessed: ") == 6


def test_what_endpoints_must_give_is_said() -> None:
    variables = {"region": {"default": "north", "enum": ["north", "south"]}}
    url = "https://{name}.{region}.acme.example"
    data = of(operation("a"), servers=[{"url": url, "variables": variables}])
    text = made(data).files["vendor.yaml"]
    assert "endpoints give 'name', 'region' (usually 'north')\n" in text


def test_a_title_is_one_line_of_text() -> None:
    data = of(operation("a"))
    for title in ("yes", "a: b # c", "'", "é\u2028ü", "x" * 300, "two\nlines", "2024-10-21"):
        data["info"]["title"] = title
        shown = title.replace("\n", "\ufffd").replace("\u2028", "\ufffd")
        assert facts(data)["title"] == shown[:200]


def test_without_a_server_every_endpoint_gives_its_own() -> None:
    assert facts(of(operation("a"), servers=[{"url": "/v1"}]))["server"] == "none"


BEARER = {"header": "Authorization", "prefix": "Bearer "}


@pytest.mark.parametrize(
    ("scheme", "auth"),
    [
        ({"type": "http", "scheme": "bearer"}, BEARER),
        ({"type": "http", "scheme": "basic"}, {"header": "Authorization", "prefix": "Basic "}),
        (
            {"type": "apiKey", "in": "header", "name": "api-key"},
            {"header": "api-key", "prefix": ""},
        ),
        ({"type": "apiKey", "in": "header", "name": "Authorization"}, BEARER),
        ({"type": "apiKey", "in": "query", "name": "key"}, {"query": "key", "prefix": ""}),
        ({"type": "apiKey", "in": "header", "name": "authorization"}, BEARER),
        ({"type": "oauth2", "flows": {"implicit": {"scopes": {}}}}, BEARER),
        ({"type": "apiKey", "in": "header", "name": "Cookie"}, BEARER),
        ({"type": "apiKey", "in": "header", "name": "Acme API Key"}, BEARER),
        ({"type": "apiKey", "in": "cookie", "name": "session"}, BEARER),
    ],
)
def test_the_credential_is_that_of_the_security_scheme(scheme: Any, auth: Any) -> None:
    components = {"securitySchemes": {"other": {"type": "mutualTLS"}, "used": scheme}}
    assert facts(of(operation("a"), components=components, security=[{"used": []}]))["auth"] == auth


@pytest.mark.parametrize(
    ("text", "prefix", "remark"),
    [
        ("", "Bearer ", "is what most vendors want"),
        ("Authorization: Token <your key>", "Token ", "concluded from the scheme's text"),
        ('The word "Basic", a space and your key', "Basic ", "USER:PASSWORD in Base64"),
        ("Acme signature, fourth version", "Bearer ", "it speaks of signatures"),
    ],
)
def test_what_stands_before_a_key_is_read_or_remarked_on(
    text: str, prefix: str, remark: str
) -> None:
    scheme = {"type": "apiKey", "in": "header", "name": "Authorization", "description": text}
    data = of(operation("a", security=[{"k": []}]), components={"securitySchemes": {"k": scheme}})
    assert facts(data)["auth"] == {"header": "Authorization", "prefix": prefix}
    assert remark in " ".join(made(data).files["vendor.yaml"].replace("# ", "").split())


@pytest.mark.parametrize(
    ("url", "service"),
    [
        ("https://things.{region}.cloud.example", "things"),
        ("https://things-{region}.cloud.example", "things"),
        ("https://api.things.{region}.cloud.example", "things"),
        ("/", None),
    ],
)
def test_signatures_of_aws_are_for_a_service(url: str, service: str | None) -> None:
    text = "Signature of AWS, version 4"
    scheme = {"type": "apiKey", "in": "header", "name": "Authorization", "description": text}
    data = of(
        operation("a", security=[{"k": []}]),
        components={"securitySchemes": {"k": scheme}},
        servers=[{"url": url}],
    )
    assert facts(data)["auth"].get("sigv4") == service
    read_vendor(made(data), "acme-ai", "v1")


def test_of_credentials_the_gateway_takes_what_it_serves_best() -> None:
    schemes = {
        "basic": {"type": "http", "scheme": "basic"},
        "project": {"type": "apiKey", "in": "header", "name": "x-acme-project"},
        "query": {"type": "apiKey", "in": "query", "name": "key"},
        "header": {"type": "apiKey", "in": "header", "name": "x-acme-key"},
    }
    either: list[dict[str, list[str]]] = [{name: []} for name in schemes]
    data = of(operation("a", security=either), components={"securitySchemes": schemes})
    assert facts(data)["auth"] == {"header": "x-acme-key", "prefix": ""}
    data["paths"]["/v1/a"]["post"]["security"] = [{"project": [], "header": []}]
    assert facts(data)["auth"] == {"header": "x-acme-key", "prefix": ""}
    assert "requests need project as well" in made(data).files["vendor.yaml"]


def test_the_credential_is_that_which_most_operations_use() -> None:
    schemes = {
        name: {"type": "apiKey", "in": "header", "name": name} for name in ("first", "second")
    }
    operations = [
        operation(id, security=[{name: []}])
        for id, name in (("a", "first"), ("b", "second"), ("c", "second"))
    ]
    data = of(*operations, components={"securitySchemes": schemes})
    assert facts(data)["auth"] == {"header": "second", "prefix": ""}
    assert facts(data, "a")["auth"] == {"header": "first", "prefix": ""}


def test_a_key_may_be_a_header_parameter_or_none_at_all() -> None:
    header = {"name": "x-api-key", "in": "header", "schema": {"type": "string"}}
    read = facts(of(operation("a", parameters=[header])))
    assert read["auth"] == {"header": "x-api-key", "prefix": ""}
    own = {**header, "name": "xi-api-key"}
    read = facts(of(operation("a", parameters=[own]), operation("b"), operation("c")))
    assert read["auth"] == {"header": "xi-api-key", "prefix": ""}
    query = {**header, "name": "api_key", "in": "query"}
    read = facts(of(operation("a", parameters=[query])))
    assert read["auth"] == {"query": "api_key", "prefix": ""}
    assert facts(of(operation("a", parameters=[query]), operation("b")))["auth"] == BEARER
    read = facts(of(operation("a"), security=[]))
    assert (read["auth"], read["key"]) == ("none", "none")
    spare = {"securitySchemes": {"Spare": {"type": "http", "scheme": "bearer"}}}
    assert facts(of(operation("a"), security=[], components=spare))["auth"] == "none"
    named = operation("a", security=[{"Spare": []}])
    assert facts(of(named, security=[], components=spare))["auth"] == BEARER
    assert facts(of(operation("a")))["auth"] == BEARER


def test_groups_are_tags_or_words_of_paths() -> None:
    tagged = of(operation("a", tags=["Chat & More", "9x"]), operation("b", tags=["b"]))
    assert facts(tagged)["groups"] == {
        "b-operations": ["b"],
        "chat-more": ["a"],
        "group-9x": ["a"],
    }
    paths = {
        "/v1/chat/{id}": {"get": operation("a")},
        "/v1/models/{model}:run": {"get": operation("b")},
        "/{all}": {"get": operation("c")},
    }
    assert facts(document(paths))["groups"] == {"chat": ["a"], "models": ["b"], "other": ["c"]}


def test_models_are_named_in_bodies_or_paths() -> None:
    path = {"name": "deployment-id", "in": "path", "required": True, "schema": {"type": "string"}}
    names = {"anyOf": [{"type": "string"}, {"enum": ["m-1", "m-2"]}]}
    paths = {
        "/chat": {"post": operation("chat", fields(model=names, messages={}))},
        "/load": {"post": operation("load", {"allOf": [fields(model={"type": "string"})]})},
        "/{deployment-id}": {"post": operation("own", fields(input={}), parameters=[path])},
        "/models/{model}": {"get": operation("get")},
        "/copy": {"post": operation("copy", fields(modelId={"type": "string"}))},
        "/odd": {"post": operation("odd", fields(model={"type": "object"}, prompt={}))},
    }
    read = facts(document(paths))
    assert read["model"] == {"body": "/model", "operations": {"own": {"path": "deployment-id"}}}
    assert read["models"] == ["m-1", "m-2"]
    assert "3 of 6 operations name a model" in made(document(paths)).files["vendor.yaml"]
    assert "model" not in facts(of(operation("a")))


def named(name: str, place: str) -> Any:
    return {"name": name, "in": place, "required": place == "path", "schema": {"type": "string"}}


@pytest.mark.parametrize(
    ("request_body", "parameter", "model"),
    [
        (fields(model={"type": "string"}, serial={}), None, None),  # of a telephone
        (fields(force={}), named("deployment_id", "path"), None),  # of a program
        (None, named("model", "query"), None),  # of a car
        (fields(model_id={"type": "string"}, text={}), None, {"body": "/model_id"}),
        (fields(instances={}), named("modelId", "path"), {"path": "modelId"}),
    ],
)
def test_not_everything_that_is_called_a_model_answers(
    request_body: Any, parameter: Any, model: Any
) -> None:
    more: Any = {} if parameter is None else {"parameters": [parameter]}
    path = "/v1/{" + parameter["name"] + "}" if "path" in repr(parameter) else "/v1"
    data = document({path: {"post": operation("a", request_body, **more)}})
    assert facts(data).get("model") == model


def test_a_recording_is_a_question() -> None:
    body = {"content": {"audio/*": {"schema": {"type": "string"}}}}
    listen = {"operationId": "a", "requestBody": body, "parameters": [named("model", "query")]}
    assert facts(document({"/listen": {"post": listen}}))["model"] == {"query": "model"}


def test_versions_that_every_request_names_are_pinned() -> None:
    query = {"name": "api-version", "in": "query", "required": True,
             "schema": {"type": "string", "enum": ["2024-10-21"]}}  # fmt: skip
    header = {"name": "acme-version", "in": "header", "schema": {"default": "2023-06-01"}}
    read = facts(of(operation("a", parameters=[query, header])))
    assert read["query"] == {"api-version": {"default": "2024-10-21"}}
    assert read["headers"] == {"acme-version": {"default": "2023-06-01"}}


STREAM = {"type": "boolean"}


@pytest.mark.parametrize(
    ("request_body", "media_type", "block"),
    [
        (fields(stream=STREAM), EVENTS, {"format": "sse", "when": {"body": "/stream"}}),
        (fields(stream=STREAM), JSON, {"format": "sse", "when": {"body": "/stream"}}),
        (
            fields(stream={**STREAM, "default": True}),
            "application/x-ndjson",
            {"format": "ndjson", "when": {"body": "/stream", "default": True}},
        ),
        (fields(stream={"const": True}), EVENTS, {"format": "sse", "when": "always"}),
        (
            fields(),
            "application/vnd.amazon.eventstream",
            {"format": "aws-eventstream", "when": "always"},
        ),
    ],
)
def test_what_streams_is_seen(request_body: Any, media_type: str, block: Any) -> None:
    found = made(of(operation("a", request_body, {}, media_type), operation("b", {}, {})))
    read = yaml.safe_load(found.files["vendor.yaml"])
    assert read["streaming"] == {**block, "operations": ["a"]}
    answers = json.loads(found.files["openapi.json"])["paths"]["/v1/a"]["post"]["responses"]
    declared = media_type == JSON
    assert found.undeclared == (("a",) if declared else ())
    assert sorted(answers["200"]["content"]) == sorted(
        {media_type, EVENTS if declared else media_type}
    )


def test_streams_of_several_kinds_are_several_blocks() -> None:
    query = {"name": "stream", "in": "query", "schema": {"type": "boolean"}}
    get = operation("c", answer={}, media_type=EVENTS, parameters=[query])
    data = of(operation("a", fields(stream=STREAM), {}), operation("b", {}, {}, EVENTS))
    data["paths"]["/c"] = {"get": get}
    assert [(each["when"], each["operations"]) for each in facts(data)["streaming"]] == [
        ({"query": "stream", "value": "true"}, ["c"]),
        ({"body": "/stream"}, ["a"]),
        ("always", ["b"]),
    ]


def counts(*names: str) -> Any:
    return fields(**dict.fromkeys(names, INTEGER))


@pytest.mark.parametrize(
    ("answer", "usage"),
    [
        (
            fields(model={"type": "string"},
                   usage=counts("prompt_tokens", "completion_tokens", "total_tokens")),
            ["/usage/prompt_tokens", "/usage/completion_tokens", "/usage/total_tokens", "/model"],
        ),
        (
            fields(usage=counts("input_tokens", "output_tokens")),
            ["/usage/input_tokens", "/usage/output_tokens", "none", "none"],
        ),
        (
            fields(modelVersion={"type": "string"}, usageMetadata=counts(
                "promptTokenCount", "candidatesTokenCount", "totalTokenCount")),
            ["/usageMetadata/promptTokenCount", "/usageMetadata/candidatesTokenCount",
             "/usageMetadata/totalTokenCount", "/modelVersion"],
        ),
        (counts("prompt_eval_count", "eval_count"),
         ["/prompt_eval_count", "/eval_count", "none", "none"]),
        (
            fields(usage=fields(tokens=counts("input_tokens", "output_tokens"))),
            ["/usage/tokens/input_tokens", "/usage/tokens/output_tokens", "none", "none"],
        ),
    ],
)  # fmt: skip
def test_usage_is_found_by_its_names(answer: Any, usage: list[str]) -> None:
    nested = {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Answer"}]}
    data = of(operation("a", {}, nested), components={"schemas": {"Answer": answer}})
    assert list(facts(data)["usage"].values()) == usage
    assert list(facts(data)["usage"]) == ["input", "output", "total", "model"]


def test_a_mapping_of_any_names_reports_nothing() -> None:
    answer = {"type": "object", "additionalProperties": INTEGER}
    assert (
        facts(of(operation("a", {}, answer), operation("b", {}, fields(usage=answer))))["usage"]
        == "none"
    )


def test_usage_of_operations_that_differ_is_written_out() -> None:
    event = fields(response=fields(usage=counts("input_tokens", "output_tokens")))
    both = operation("b", {}, fields(usage=counts("input_tokens", "output_tokens")))
    both["responses"]["200"]["content"][EVENTS] = {"schema": {"anyOf": [fields(x={}), event]}}
    chat = fields(usage=counts("prompt_tokens", "completion_tokens"))
    data = of(operation("a", {}, chat), both, operation("c", {}, chat), operation("d"))
    data["paths"]["/v1/a"]["get"] = operation("get", answer=chat)
    read = facts(data)["usage"]
    assert read["input"] == "/usage/prompt_tokens"
    assert read["operations"]["b"]["stream"]["input"] == "/response/usage/input_tokens"
    assert {id: each for id, each in read["operations"].items() if id != "b"} == {
        "d": "none",
        "get": "none",
    }
    assert facts(of(operation("a")))["usage"] == "none"


@pytest.mark.parametrize(
    ("event", "input"),
    [
        (fields(usage=counts("input_tokens")), None),
        (fields(data=fields(usage=counts("input_tokens"))), None),
        (fields(delta=fields(usage=counts("input_tokens"))), "/delta/usage/input_tokens"),
        (fields(x={"type": "string"}), "none"),
        ({"type": "string"}, None),
        ({}, None),
    ],
)
def test_streams_say_what_their_events_describe(event: Any, input: str | None) -> None:
    chat = operation("a", {}, fields(usage=counts("input_tokens")))
    chat["responses"]["200"]["content"][EVENTS] = {"schema": event}
    found = made(of(chat))
    read = yaml.safe_load(found.files["vendor.yaml"])["usage"]
    assert read["input"] == "/usage/input_tokens"
    assert read.get("stream", {}).get("input") == input
    read_vendor(found, "acme-ai", "v1")


SCHEMAS = {
    "A": {"items": {"$ref": "#/components/schemas/B"}},
    "B": {"properties": {"a": {"$ref": "#/components/schemas/A"}}},
    "C": {"type": "string"},
}


def test_chosen_operations_are_kept_with_what_they_reach() -> None:
    data = of(
        operation("a", {"$ref": "#/components/schemas/A"}, tags=["One"]),
        operation("b", {"$ref": "#/components/schemas/C"}, tags=["Two"]),
        operation("c"),
        components={"schemas": SCHEMAS},
        servers=[{"url": "https://acme.example/base"}],
        tags=[{"name": "One"}, {"name": "Two"}],
    )
    for words in (["a"], ["POST /base/v1/a"], ["post /v1/a"], ["one"]):
        found = made(data, *words)
        kept = json.loads(found.files["openapi.json"])
        assert list(kept["paths"]) == ["/base/v1/a"]
        assert sorted(kept["components"]["schemas"]) == ["A", "B"]
        assert kept["tags"] == [{"name": "One"}]
        assert (found.read, found.kept) == ((3, 3), (1, 2))
    assert made(data, "a", "Two").kept == (2, 3)
    assert made(data).kept == (3, 3)
    for word in ("d", "GET /v1/a", "POST a", ""):
        found_none = imported(json.dumps(data).encode(), Wanted("a", "1", "a.json", (word,)))
        assert isinstance(found_none, NoSuchOperation)
        assert "POST /base/v1/a" in found_none.known


def test_an_operation_is_chosen_by_the_name_that_its_vendor_gave_it() -> None:
    data = of(operation("keys/list"), operation("keys/make"))
    for word in ("keys/list", "keys_list"):
        kept = json.loads(made(data, word).files["openapi.json"])
        assert list(kept["paths"]) == ["/v1/keys/list"]


def test_facts_only_drops_prose_and_keeps_names() -> None:
    schema = {
        "description": "Prose",
        "properties": {"description": {"type": "string", "example": "x"}, "example": {}},
        "items": {"description": "Prose", "type": "string"},
        "default": {"description": "x"},
    }
    data = of(
        operation("a", schema, schema, summary="Prose", description="Prose"),
        externalDocs={"url": "https://acme.example"},
        tags=[{"name": "a", "description": "Prose"}],
    )
    data["info"]["description"] = "Prose"
    text = made(data, facts_only=True).files["openapi.json"]
    assert "Prose" not in text
    assert "externalDocs" not in text
    read = json.loads(text)["paths"]["/v1/a"]["post"]
    assert read["responses"]["200"]["description"] == ""
    assert read["requestBody"]["content"][JSON]["schema"] == {
        "properties": {"description": {"type": "string"}, "example": {}},
        "items": {"type": "string"},
        "default": {"description": "x"},
    }
    assert "Prose" in made(data).files["openapi.json"]


def test_an_import_is_the_same_every_time_and_can_be_read_again() -> None:
    data = of(operation("a", fields(stream=STREAM), fields(usage=counts("input_tokens"))))
    first, second = made(data), made(data)
    assert first == second
    again = made(json.loads(first.files["openapi.json"]))
    assert again.files["openapi.json"] == first.files["openapi.json"]
    assert again.notices == ()


@pytest.mark.parametrize("id", CATALOGUE.ids())
def test_what_is_known_of_bundled_vendors_is_guessed(id: str) -> None:
    """Their descriptions are as good as official ones, and what is true of them is known."""
    name, version = id.split("/")
    (file,) = (tree("vendor_specs") / name / version).glob("openapi.*")
    found = imported(file.read_bytes(), Wanted(f"my-{name}", version, file.name))
    assert isinstance(found, Imported)
    own, fact = read_vendor(found, f"my-{name}", version), bundled(id)
    assert found.notices == ()
    assert own.auth == fact.auth
    assert fact.server in (own.server, None)
    assert [each.template for each in own.operations] == [each.template for each in fact.operations]
    assert {each.id for each in own.operations if each.streaming} == {
        each.id for each in fact.operations if each.streaming
    }


def test_the_description_has_a_line_for_each_path_and_component() -> None:
    data = of(operation("a", {"$ref": "#/components/schemas/A"}), components={"schemas": SCHEMAS})
    lines = made(data).files["openapi.json"].splitlines()
    assert [line[:9] for line in lines if line.startswith(('"/v1/', '"A"', '"B"'))] == [
        '"/v1/a": ', '"A": {"it', '"B": {"pr',
    ]  # fmt: skip
