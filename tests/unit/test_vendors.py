"""compiler.vendors: what of a vendor's two files arrives, the catalogue, the bundled vendors."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.diagnostics import Diagnostics
from compiler.resources import tree
from compiler.terms import (
    BodyFlag,
    HeaderAuth,
    InBody,
    InHeader,
    InPath,
    InQuery,
    Parameter,
    PathTemplate,
    Pin,
    PinMode,
    QueryAuth,
    QueryFlag,
    Reported,
    Stream,
    StreamFormat,
    Usage,
)
from compiler.vendors import (
    Incomplete,
    Vendor,
    VendorDefect,
    VendorFiles,
    VendorFolder,
    folders,
    load_catalogue,
    load_clients,
    reading,
)
from compiler.vendors.cache import Cache
from compiler.vendors.catalogue import bundled_files
from compiler.vendors.paths import parse_template
from compiler.vendors.reading import read_vendor

FACTS = """
vendor: acme
version: "1.10"
title: Acme
server: https://{region}.acme.example
key: {env: ACME_KEY}
auth: {header: Authorization, prefix: "Bearer "}
groups: {chat: [create_chat], files: [upload]}
default: [chat, get_model]
query: {api-version: {default: "2024-10-21"}, debug: removed}
headers: {x-acme: {fixed: "on"}}
response_headers: {remove: [X-Acme-Node]}
model: {path: model, operations: {upload: none, talk: {header: X-Model}}}
models: [large, 4.5]
streaming:
  - {format: ndjson, when: {body: /stream, default: true}, operations: [create_chat]}
  - {format: sse, when: {query: alt, value: sse}, operations: [create_chat]}
usage:
  input: [/in, /cached]
  output: none
  total: /a~1b/0
  model: {header: X-Model}
  remaining: {header: X-Left}
  stream: {input: /done/in, output: none, total: none, model: none}
  operations: {upload: none}
websockets: [talk]
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
      parameters: [{name: alt, in: query, schema: {type: string}}]
      requestBody: {content: {application/json: {}}}
      responses: {"200": {description: ok, content: {application/x-ndjson: {}}}}
  /v1/files:
    put:
      operationId: upload
      requestBody: {content: {multipart/form-data: {}}}
      responses: {"200": {description: ok}}
  /v1/talk:
    get: {operationId: talk, responses: {"101": {description: ok}}}
"""
FOLDER = VendorFolder("acme", "1.10", PurePosixPath("f/vendor.yaml"), PurePosixPath("f/o.yaml"))
ROOT = tree("vendor_specs")
BUNDLED = load_catalogue(ROOT).ids()
CLIENTS = load_clients(ROOT)


def read(facts: str = FACTS, description: str = DESCRIPTION) -> Vendor:
    diagnostics = Diagnostics()
    files = VendorFiles(FOLDER, facts.encode(), description.encode())
    vendor = read_vendor(files, CLIENTS, Cache(None), diagnostics, thorough=False)
    assert vendor is not None, [str(each) for each in diagnostics]
    return vendor


def test_every_fact_arrives() -> None:
    vendor = read()
    assert vendor.id == "acme/1.10"
    assert vendor.server == "https://{region}.acme.example"
    assert vendor.variable == "ACME_KEY"
    assert vendor.auth == HeaderAuth("Authorization", "Bearer ")
    assert vendor.groups == {"chat": ("create_chat",), "files": ("upload",)}
    assert vendor.default == ("chat", "get_model")
    assert vendor.models == ("large", "4.5")
    assert vendor.query == (
        Pin("api-version", "2024-10-21", PinMode.DEFAULT),
        Pin("debug", "", PinMode.REMOVED),
    )
    assert vendor.headers == (Pin("x-acme", "on", PinMode.FIXED),)
    assert vendor.removed_response_headers == ("x-acme-node",)
    assert not vendor.own


def test_every_fact_arrives_at_its_operations() -> None:
    upload, get, chat, talk = read().operations
    assert [each.id for each in (upload, get, chat, talk)] == [
        "upload", "get_model", "create_chat", "talk",
    ]  # fmt: skip
    assert (upload.method, upload.upload, upload.streams, upload.usage, upload.model) == (
        "PUT", True, (), None, None,
    )  # fmt: skip
    assert get.model == chat.model == InPath("model")
    assert talk.model == InHeader("x-model")
    assert chat.template == PathTemplate(("/v1/models/", Parameter("model"), ":chat"))
    assert not chat.upload
    assert chat.streams == (
        Stream(StreamFormat.NDJSON, BodyFlag(("stream",), None, True)),
        Stream(StreamFormat.SSE, QueryFlag("alt", "sse")),
    )
    assert chat.streaming
    assert not get.streaming
    assert [each.websocket for each in (upload, get, chat, talk)] == [False, False, False, True]
    answer = Reported(
        input=InBody((("in",), ("cached",))),
        total=InBody((("a/b", "0"),)),
        model=InHeader("x-model"),
        remaining=InHeader("x-left"),
    )
    assert chat.usage == get.usage == Usage(answer, Reported(input=InBody((("done", "in"),))))


SHORTEST = """
vendor: acme
version: "1.10"
title: Acme
server: none
key: none
auth: none
"""


def test_what_is_not_written_has_its_default() -> None:
    vendor = read(SHORTEST)
    assert (vendor.server, vendor.variable, vendor.auth) == (None, None, None)
    assert vendor.groups == {}
    assert vendor.default == ("create_chat", "get_model", "talk", "upload")
    assert (vendor.query, vendor.headers, vendor.models) == ((), (), ())
    for operation in vendor.operations:
        assert (operation.usage, operation.model, operation.streaming) == (None, None, False)


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ("{query: key}", QueryAuth("key", "")),
        ("{query: key, prefix: 'k-'}", QueryAuth("key", "k-")),
        ("{header: x-api-key}", HeaderAuth("x-api-key", "")),
    ],
)
def test_credentials(auth: str, expected: HeaderAuth | QueryAuth) -> None:
    assert read(SHORTEST.replace("auth: none", f"auth: {auth}")).auth == expected


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("none", None),
        ("{body: /model}", InBody((("model",),))),
        ("{query: model}", InQuery("model")),
        ("{header: X-Model}", InHeader("x-model")),
    ],
)
def test_places_of_the_model(model: str, expected: object) -> None:
    assert read(f"{SHORTEST}model: {model}").operations[0].model == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("always", None),
        ("{body: /a/b}", BodyFlag(("a", "b"), None, False)),
        ("{body: /f, value: sse}", BodyFlag(("f",), "sse", False)),
        ("{query: alt, value: true}", QueryFlag("alt", "true")),
    ],
)
def test_one_kind_of_stream_needs_no_list(when: str, expected: object) -> None:
    facts = f"{SHORTEST}streaming: {{format: sse, when: {when}, operations: [create_chat]}}"
    (stream,) = next(each for each in read(facts).operations if each.id == "create_chat").streams
    assert stream == Stream(StreamFormat.SSE, expected)  # type: ignore[arg-type]  # of the cases


@pytest.mark.parametrize(
    "path",
    ["v1", "/a//b", "/./a", "/a/..", "/{a}{b}", "/{a}/{a}", "/{}", "/{a b}", "/a b", "/a%20",
     "/a?b", "/{a", "/a}", "/a#b", "/é"],
)  # fmt: skip
def test_paths_that_no_engine_could_match(path: str) -> None:
    with pytest.raises(ValueError, match=r"has|does not"):
        parse_template(path)


@given(st.lists(st.one_of(st.from_regex(r"[a-z0-9:~-]{1,5}", fullmatch=True), st.just("{p}"))))
def test_a_template_reads_as_it_was_written(segments: list[str]) -> None:
    numbered = [
        segment.replace("p", f"p{index}") if segment == "{p}" else segment
        for index, segment in enumerate(segments)
    ]
    path = "/" + "/".join(numbered)
    assert parse_template(path).text == path


def test_the_catalogue_reads_only_what_is_asked_for(tmp_path: Path) -> None:
    for name, facts in (("acme", FACTS), ("broken", "title: [")):
        folder = tmp_path / name / "1.10"
        folder.mkdir(parents=True)
        (folder / "vendor.yaml").write_text(facts)
        (folder / "openapi.yaml").write_text(DESCRIPTION)
    catalogue = load_catalogue(tmp_path)
    assert catalogue.ids() == ("acme/1.10", "broken/1.10")
    assert catalogue.get("acme", "1.10") is catalogue.get("acme", "1.10")
    assert list(catalogue.digests()) == ["acme/1.10"]
    assert catalogue.get("acme", "2") is None
    assert catalogue.get("..", "acme/1.10") is None
    with pytest.raises(VendorDefect, match=r"broken/1\.10/vendor\.yaml:\d:\d E101"):
        catalogue.get("broken", "1.10")


def test_a_vendor_of_the_project_stands_beside_the_bundled_ones(tmp_path: Path) -> None:
    catalogue, diagnostics = load_catalogue(tmp_path), Diagnostics()
    catalogue.add(VendorFiles(FOLDER, SHORTEST.encode(), DESCRIPTION.encode()), diagnostics)
    catalogue.add(Incomplete("half", "v1"), diagnostics)
    assert catalogue.ids() == ("acme/1.10", "half/v1")
    assert catalogue.get("half", "v1") is None
    unused = Diagnostics()
    catalogue.check_unused(unused)
    assert [str(each.span) for each in unused] == ["f/vendor.yaml:1:1"]
    vendor = catalogue.get("acme", "1.10")
    assert vendor is not None
    assert vendor.own
    catalogue.check_unused(again := Diagnostics())
    assert not len(again)


def test_which_files_are_a_vendor() -> None:
    diagnostics = Diagnostics()
    paths = (
        "vendors/b/1/vendor.yaml", "vendors/b/1/openapi.json", "vendors/b/1/NOTES.md",
        "vendors/a/1/openapi.yaml", "vendors/a/1/vendor.yaml", "vendors/a/1/notes/vendor.yaml",
        "vendors/c/1/openapi.yaml", "vendors/d/1/vendor.yaml", "vendors/vendor.yaml",
    )  # fmt: skip
    found = [(each.name, type(each)) for each in folders(map(PurePosixPath, paths), diagnostics)]
    assert found == [("a", VendorFolder), ("b", VendorFolder), ("c", Incomplete), ("d", Incomplete)]
    assert [f"{each.span.path} {each.code.id}" for each in diagnostics] == [
        "vendors/a/1/notes/vendor.yaml E218",
        "vendors/c/1/openapi.yaml E219",
        "vendors/d/1/vendor.yaml E220",
        "vendors/vendor.yaml E218",
    ]


@pytest.mark.parametrize("id", BUNDLED)
def test_a_bundled_vendor_gives_nothing_to_complain_of(
    id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "validate", lambda *_: None)  # for which there is a test
    diagnostics = Diagnostics()
    files = bundled_files(ROOT, *id.split("/"))
    assert read_vendor(files, CLIENTS, Cache(None), diagnostics, thorough=True) is not None
    assert [f"{each.span} {each.code.id} {each.message}" for each in diagnostics] == []
