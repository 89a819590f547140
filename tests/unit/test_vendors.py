"""compiler.vendors: the catalogue, the checks of vendor.yaml, and the bundled descriptions."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator

from compiler import openapi
from compiler.resources import tree
from compiler.terms import Parameter, PathTemplate, Pin, PinMode, Reported, Usage
from compiler.vendor_facts import Node, VendorSpecError, parse_template, read_yaml
from compiler.vendors import Vendor, load_catalogue, read_vendor

FACTS = """
vendor: acme
version: "1.10"
title: Acme
server: https://{region}.acme.example
key: {env: ACME_KEY}
auth: {header: Authorization, prefix: "Bearer "}
groups: {chat: [create_chat], files: [upload]}
default: [chat, get_model]
query: {api-version: {default: "2024-10-21"}}
headers: {x-acme: {fixed: "on"}}
response_headers: {remove: [X-Acme-Node]}
model: {path: model}
streaming: {format: ndjson, when: {body: /stream}, operations: [create_chat]}
usage:
  input: /in
  output: none
  total: /a~1b/0
  model: none
  stream: {input: /done/in, output: none, total: none, model: none}
  operations: {upload: none}
"""
DESCRIPTION = """
openapi: "3.1.0"
info: {title: Acme, version: on}
paths:
  /v1/models/{model}:
    get: {operationId: get_model, responses: {"200": {description: ok}}}
  /v1/models/{model}:chat:
    post:
      operationId: create_chat
      requestBody: {content: {application/json: {}}}
      responses: {"200": {description: ok, content: {application/x-ndjson: {}}}}
  /v1/files:
    put:
      operationId: upload
      requestBody: {content: {multipart/form-data: {}}}
      responses: {"200": {description: ok}}
"""
BUNDLED = [tuple(id.split("/")) for id in load_catalogue(tree("vendor_specs")).ids()]


def read(facts: str = FACTS, description: str = DESCRIPTION) -> Vendor:
    return read_vendor("acme", "1.10", facts.encode(), description.encode())


def bundled(name: str, version: str) -> Vendor:
    vendor = load_catalogue(tree("vendor_specs")).get(name, version)
    assert vendor is not None
    return vendor


def test_every_fact_arrives() -> None:
    vendor = read()
    assert vendor.id == "acme/1.10"
    assert vendor.server == "https://{region}.acme.example"
    assert (vendor.variable, vendor.header, vendor.prefix) == (
        "ACME_KEY",
        "Authorization",
        "Bearer ",
    )
    assert vendor.groups == {"chat": ("create_chat",), "files": ("upload",)}
    assert vendor.default == ("chat", "get_model")
    assert vendor.query == (Pin("api-version", "2024-10-21", PinMode.DEFAULT),)
    assert vendor.headers == (Pin("x-acme", "on", PinMode.FIXED),)
    assert vendor.removed_response_headers == ("x-acme-node",)
    upload, get, chat = vendor.operations
    assert (upload.method, upload.upload, upload.streaming, upload.usage) == (
        "PUT",
        True,
        False,
        None,
    )
    assert upload.model_parameter is None
    assert get.model_parameter == chat.model_parameter == "model"
    assert chat.template == PathTemplate(("/v1/models/", Parameter("model"), ":chat"))
    assert chat.streaming
    assert not chat.upload
    assert (
        chat.usage
        == get.usage
        == Usage(
            Reported(("in",), None, ("a/b", "0"), None), Reported(("done", "in"), None, None, None)
        )
    )


def test_yaml_keeps_what_the_author_wrote() -> None:
    text = b"{on: yes, no: 2024-10-21, n: 010, o: 0o17, x: 0x1f, f: 1e3, t: true, z: null, s: 1:30}"
    assert read_yaml("f", text).value == {
        "on": "yes",
        "no": "2024-10-21",
        "n": 10,
        "o": 15,
        "x": 31,
        "f": 1000.0,
        "t": True,
        "z": None,
        "s": "1:30",
    }


@pytest.mark.parametrize("text", ["a: 1\na: 2", "- a", "", "a: [", "a: !!python/name:os.x", "\0"])
def test_what_is_not_a_mapping_is_refused(text: str) -> None:
    with pytest.raises(VendorSpecError):
        read_yaml("f", text.encode())


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("vendor: acme", "vendor: other", "/vendor"),
        ('"1.10"', "1.10", "/version"),
        ("title: Acme", "titel: Acme", "/: 'title' is missing"),
        ("title: Acme", "title: Acme\nmore: 1", "/more"),
        ("https://{region}.acme.example", "https://acme.example/v1", "/server"),
        ("{env: ACME_KEY}", "{env: acme-key}", "/key/env"),
        ("{env: ACME_KEY}", "none", "/auth"),
        ("header: Authorization", 'header: "A b"', "/auth/header"),
        ("chat: [create_chat]", "chat: [chta]", "/groups/chat/0"),
        ("chat: [create_chat]", "chat: []", "/groups/chat"),
        ("files: [upload]", "upload: [upload]", "/groups/upload"),
        ("chat: [create_chat]", "Chat: [create_chat]", "/groups/Chat"),
        ("[chat, get_model]", "[chat, chat]", "/default"),
        ('"2024-10-21"', "20241021", "/query/api-version/default"),
        ('{default: "2024-10-21"}', '{default: "1", fixed: "1"}', "/query/api-version"),
        ("format: ndjson", "format: xml", "/streaming/format"),
        ("format: ndjson", "format: sse", "/paths//v1/models/{model}:chat"),
        ("operations: [create_chat]}", "operations: [chta]}", "/streaming"),
        ("{body: /stream}", "{body: stream}", "/streaming/when/body"),
        ("{body: /stream}", "{}", "/streaming/when"),
        ("input: /in", "input: in", "/usage/input"),
        ("/a~1b/0", "/a~2", "/usage/total"),
        ("  output: none\n", "", "/usage"),
        ("{upload: none}", "{uplaod: none}", "/usage"),
    ],
)
def test_a_defect_names_its_place(old: str, new: str, place: str) -> None:
    assert FACTS.count(old) == 1
    with pytest.raises(VendorSpecError) as caught:
        read(FACTS.replace(old, new))
    assert place in str(caught.value)


def test_an_operation_id_stands_once() -> None:
    with pytest.raises(VendorSpecError, match="a second time"):
        read(description=DESCRIPTION.replace("get_model", "upload"))


def test_a_vendor_without_a_key_says_so_twice() -> None:
    facts = FACTS.replace("{env: ACME_KEY}", "none")
    vendor = read(facts.replace('{header: Authorization, prefix: "Bearer "}', "none"))
    assert (vendor.variable, vendor.header, vendor.prefix) == (None, "", "")


@pytest.mark.parametrize(
    "path",
    ["v1", "/a//b", "/./a", "/a/..", "/{a}{b}", "/{a}/{a}", "/{}", "/{a b}", "/a b", "/a%20",
     "/a?b", "/{a", "/a}", "/a#b", "/é"],
)  # fmt: skip
def test_paths_that_no_engine_could_match(path: str) -> None:
    with pytest.raises(VendorSpecError):
        parse_template(Node("f", (), path))


@given(st.lists(st.one_of(st.from_regex(r"[a-z0-9:~-]{1,5}", fullmatch=True), st.just("{p}"))))
def test_a_template_reads_as_it_was_written(segments: list[str]) -> None:
    numbered = [
        segment.replace("p", f"p{index}") if segment == "{p}" else segment
        for index, segment in enumerate(segments)
    ]
    path = "/" + "/".join(numbered)
    assert parse_template(Node("f", (), path)).text == path


def test_the_catalogue_reads_only_what_is_asked_for(tmp_path: Path) -> None:
    for name, facts in (("acme", FACTS), ("broken", "[")):
        folder = tmp_path / name / "1.10"
        folder.mkdir(parents=True)
        (folder / "vendor.yaml").write_text(facts)
        (folder / "openapi.yaml").write_text(DESCRIPTION)
    catalogue = load_catalogue(tmp_path)
    assert catalogue.ids() == ("acme/1.10", "broken/1.10")
    assert catalogue.get("acme", "1.10") is catalogue.get("acme", "1.10")
    assert catalogue.get("acme", "2") is None
    assert catalogue.get("..", "acme/1.10") is None
    with pytest.raises(VendorSpecError):
        catalogue.get("broken", "1.10")


@pytest.mark.parametrize(("name", "version"), BUNDLED)
def test_a_bundled_description_is_valid(name: str, version: str) -> None:
    vendor = bundled(name, version)
    assert [e.message for e in OpenAPIV31SpecValidator(vendor.document.data).iter_errors()] == []
    openapi.reached(vendor.document, [vendor.document.data["paths"]])


@pytest.mark.parametrize(("name", "version"), BUNDLED)
def test_a_bundled_description_has_nothing_unused(name: str, version: str) -> None:
    vendor = bundled(name, version)
    reached = openapi.reached(vendor.document, [vendor.document.data["paths"]])
    components = vendor.document.data["components"]
    for kind in ("schemas", "responses", "parameters"):
        assert sorted(components.get(kind, {})) == sorted(reached.get(kind, {}))


@pytest.mark.parametrize(("name", "version"), BUNDLED)
def test_a_bundled_description_means_the_same_in_every_yaml(name: str, version: str) -> None:
    folder = tree("vendor_specs") / name / version
    for file in ("vendor.yaml", "openapi.yaml"):
        content = (folder / file).read_bytes()
        assert yaml.safe_load(content) == read_yaml(file, content).value


@pytest.mark.parametrize(("name", "version"), BUNDLED)
def test_requests_of_a_bundled_description_are_open(name: str, version: str) -> None:
    data = bundled(name, version).document.data
    assert "'additionalProperties': False" not in repr(data)
    assert "unevaluatedProperties" not in repr(data)


@pytest.mark.parametrize(("name", "version"), BUNDLED)
def test_every_operation_is_in_a_group(name: str, version: str) -> None:
    vendor = bundled(name, version)
    grouped = [id for ids in vendor.groups.values() for id in ids]
    assert sorted(grouped) == sorted(operation.id for operation in vendor.operations)
