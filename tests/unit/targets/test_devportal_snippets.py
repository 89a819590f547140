"""compiler.targets.devportal.snippets: what people copy; the walkthrough shows that it runs."""

from __future__ import annotations

import ast
import dataclasses
import json
import re
import shlex
import subprocess
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler import ir
from compiler.guides import Client, Guide, Language
from compiler.openapi import dereferenced
from compiler.targets.devportal import literals
from compiler.targets.devportal.pages.chat import chat
from compiler.targets.devportal.samples import fit
from compiler.targets.devportal.snippets import Snippet, model_of, snippets
from compiler.terms import HeaderAuth, InBody, PathTemplate, Security
from compiler.vendors import Vendor
from tests.bundled import CATALOGUE, bundled, validator
from tests.gateways import gateway

SHELL_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
ANY_TEXT = st.text(st.characters())
CHATTING = sorted(id for id in CATALOGUE.ids() if bundled(id).guide.chat is not None)


@settings(max_examples=40)
@given(ANY_TEXT)
def test_a_literal_of_python_is_the_text(text: str) -> None:
    written = literals.literal(text, Language.PYTHON)
    assert written.isascii()
    assert ast.literal_eval(written) == text


@settings(max_examples=40)
@given(ANY_TEXT)
def test_a_literal_of_javascript_is_the_text(text: str) -> None:
    """And it cannot end the script of a page."""
    written = literals.literal(text, Language.JAVASCRIPT)
    assert written.isascii()
    assert json.loads(written) == text
    assert not set("<>&\n") & set(written)


@settings(max_examples=40)
@given(SHELL_TEXT)
def test_a_word_of_the_shell_is_the_text(text: str) -> None:
    assert shlex.split(literals.literal(text, Language.SHELL)) == [text]


@settings(max_examples=5)
@given(st.lists(SHELL_TEXT, min_size=40, max_size=80))
def test_what_a_shell_makes_of_words(texts: list[str]) -> None:
    words = " ".join(literals.shell(text) for text in texts)
    script = f"printf '%s\\0' {words}".encode()
    found = subprocess.run(["sh"], input=script, capture_output=True, check=True)
    assert found.stdout.decode().split("\0")[:-1] == texts


@pytest.mark.soak
@settings(max_examples=5, deadline=None)
@given(st.lists(SHELL_TEXT, min_size=100, max_size=200))
def test_what_node_makes_of_literals(texts: list[str]) -> None:
    listed = ", ".join(literals.javascript(text) for text in texts)
    script = f"process.stdout.write(JSON.stringify([{listed}]))".encode()
    found = subprocess.run(["node", "-"], input=script, capture_output=True, check=True)
    assert json.loads(found.stdout) == texts


def served(vendor: Vendor, *ids: str) -> tuple[ir.Gateway, ir.Api]:
    """An API that exposes these operations of a vendor; all of them where none are named."""
    paths: dict[PathTemplate, list[ir.Operation]] = {}
    for found in vendor.operations:
        if not ids or found.id in ids:
            model = None if isinstance(found.model, InBody) else found.model
            paths.setdefault(found.template, []).append(
                ir.Operation(
                    found.id, found.method, False, 1, found.streams, None, model, found.websocket
                )
            )
    whole = gateway(1, 8080)
    api = dataclasses.replace(
        whole.apis[0],
        vendor_version=vendor.version,
        key_header=vendor.auth.header if isinstance(vendor.auth, HeaderAuth) else None,
        paths=tuple(ir.Path(template, tuple(each)) for template, each in paths.items()),
        models=vendor.models,
        guide=vendor.guide,
        document=vendor.document,
    )
    return dataclasses.replace(whole, apis=(api,)), api


def of(vendor: str, *ids: str) -> dict[str, Snippet]:
    found = snippets(*served(bundled(vendor), *ids))
    assert len({each.id for each in found}) == len(found)
    return {each.id: each for each in found}


@pytest.mark.parametrize("vendor", CHATTING)
def test_every_vendor_has_snippets_of_every_kind(vendor: str) -> None:
    found = of(vendor)
    assert next(iter(found)) == "curl"
    kinds = {each.language for each in found.values()}
    assert kinds == set(Language)
    assert len({each.title for each in found.values()}) == len(found)
    assert any(each.id.startswith("langchain-") for each in found.values())
    for each in found.values():
        assert "<<" not in each.code
        assert each.code == each.code.strip("\n")
        assert re.fullmatch("[a-z0-9-]+", each.id)
        if each.language is Language.PYTHON:
            ast.parse(each.code)


@pytest.mark.parametrize("vendor", CHATTING)
def test_the_body_of_curl_is_as_described(vendor: str) -> None:
    found = bundled(vendor)
    arguments = shlex.split(of(vendor)["curl"].code.replace("\\\n", " "))
    body = json.loads(arguments[arguments.index("-d") + 1])
    chat = found.guide.chat
    assert chat is not None
    streamed = "-N" in arguments
    id = chat.streamed if streamed else chat.operation
    operation = next(one for one in found.operations if one.id == id)
    item = found.document.data["paths"][operation.template.text]
    asked = dereferenced(found.document, item[operation.method.lower()]["requestBody"])
    schema = asked["content"]["application/json"]["schema"]
    assert list(validator(found, schema).iter_errors(body)) == []
    # Frames are no text, so this one is not shown as a stream.
    assert streamed is (vendor != "bedrock/2023-09-30")


def test_clients_of_what_is_not_exposed_are_not_shown() -> None:
    assert list(of("anthropic/v1", "messages_count_tokens_post")) == ["curl"]
    found = of("openai/v1", "listModels")
    assert "client.models.list()" in found["openai-python"].code
    assert "langchain-openai" not in found
    # This one of the group is not what the code calls.
    assert list(of("openai/v1", "retrieveModel")) == ["curl"]


def test_curl_of_an_api_that_holds_no_conversation() -> None:
    found = of("mistral/v1", "embeddings_v1_embeddings_post")["curl"].code
    assert found.splitlines()[0] == "curl http://127.0.0.1:8080/chat/1.0.0/v1/embeddings \\"
    assert '"model": "mistral-embed"' in found
    assert of("openai/v1", "retrieveFile")["curl"].code.splitlines()[0] == (
        "curl http://127.0.0.1:8080/chat/1.0.0/v1/files/FILE_ID \\"
    )
    assert "-X DELETE" in of("openai/v1", "deleteFile")["curl"].code
    assert "-F file=@FILE" in of("openai/v1", "createTranscription")["curl"].code


@pytest.mark.parametrize("id", CATALOGUE.ids())
def test_curl_of_any_operation_sends_what_is_described(id: str) -> None:
    """But for texts of a form that only a pattern tells."""
    vendor = bundled(id)
    for operation in (each for each in vendor.operations if not each.websocket):
        code = of(id, operation.id)["curl"].code
        item = vendor.document.data["paths"].get(operation.template.text, {})
        asked = item.get(operation.method.lower(), {}).get("requestBody")
        content = dereferenced(vendor.document, asked)["content"] if asked else {}
        if "application/json" in content:
            arguments = shlex.split(code.replace("\\\n", " "))
            body = json.loads(arguments[arguments.index("-d") + 1])
            found = validator(vendor, content["application/json"]["schema"]).iter_errors(body)
            assert [one.message for one in found if one.validator != "pattern"] == []


def test_an_open_api_asks_for_no_key() -> None:
    whole, api = served(bundled("mistral/v1"))
    assert "GATEWAY_KEY" in snippets(whole, api)[0].code
    assert "GATEWAY_KEY" not in snippets(whole, dataclasses.replace(api, security=()))[0].code


def test_an_open_api_says_what_to_give_those_that_insist_on_a_key() -> None:
    whole, api = served(bundled("openai/v1"))
    curl, *others = snippets(whole, dataclasses.replace(api, security=()))
    assert "none" not in curl.code
    assert len(others) == 4
    for each in others:
        mark = "//" if each.language is Language.JAVASCRIPT else "#"
        first = each.code.splitlines()[0]
        assert first == f"{mark} No key is needed, but some text is: export GATEWAY_KEY=none"
    assert "export GATEWAY_KEY=" not in "".join(each.code for each in snippets(whole, api))


def ids(vendor: str, *security: Security, **changes: Any) -> list[str]:
    whole, api = served(bundled(vendor))
    changed = dataclasses.replace(api, security=security, **changes)
    return [each.id for each in snippets(whole, changed)]


def test_clients_that_cannot_send_what_the_api_takes_are_not_shown() -> None:
    """A token counts in Authorization only, and a key in headers that are known."""
    keys, tokens = Security.API_KEY, Security.JWT
    assert ids("anthropic/v1", tokens) == ["curl"]
    assert ids("azure-openai/2024-10-21", tokens) == ["curl"]
    assert ids("gemini/v1beta", tokens) == ["curl"]
    for vendor in ("azure-openai/v1", "bedrock/2023-09-30", "groq/v1", "ollama/v1", "openai/v1"):
        assert ids(vendor, tokens) == ids(vendor, keys) == ids(vendor)
    for vendor in ("anthropic/v1", "azure-openai/2024-10-21"):
        assert len(ids(vendor, keys)) == len(ids(vendor, keys, tokens)) == len(ids(vendor)) == 5
    assert ids("gemini/v1beta", keys, key_header=None) == ["curl"]
    assert len(ids("gemini/v1beta", keys)) == len(ids("gemini/v1beta")) == 5


def test_a_client_that_sends_no_key() -> None:
    whole, api = served(bundled("mistral/v1"))
    client = Client("x", "", Language.SHELL, "", "", (("chat", "x"),), sends="none")
    guide = dataclasses.replace(api.guide, clients=(client,))
    assert len(snippets(whole, dataclasses.replace(api, guide=guide))) == 1
    assert len(snippets(whole, dataclasses.replace(api, guide=guide, security=()))) == 2


FILE = {"type": "string", "format": "binary"}


def form(**properties: Any) -> list[str]:
    """The arguments of curl for a multipart body in which all of this is required."""
    vendor = bundled("openai/v1")
    schema = {"type": "object", "required": [*properties], "properties": properties}
    content = {"multipart/form-data": {"schema": schema}}
    data = {
        **vendor.document.data,
        "paths": {"/v1/audio/transcriptions": {"post": {"requestBody": {"content": content}}}},
    }
    whole, api = served(vendor, "createTranscription")
    document = dataclasses.replace(vendor.document, data=data)
    (curl,) = snippets(whole, dataclasses.replace(api, document=document))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", curl.code)
    return shlex.split(curl.code.replace("\\\n", " "))[4:]


@pytest.mark.parametrize("text", ["@/etc/passwd", "</etc/passwd", "a;type=x/y", "@daily", "a=b"])
def test_texts_of_a_form_are_nothing_but_texts(text: str) -> None:
    """curl reads files of the user where `-F` begins like that."""
    assert form(note={"type": "string", "default": text}) == ["--form-string", f"note={text}"]
    names = {"a=@/etc/passwd;b": FILE, "c=d": {"type": "string"}, "e\x1b]0;f\x07": FILE, "g": FILE}
    assert form(**names) == ["-F", "g=@G"]


@pytest.mark.parametrize(
    ("method", "body", "options"),
    [
        ("GET", False, []),
        ("GET", True, ["-X GET"]),
        ("HEAD", False, ["--head"]),
        ("POST", False, ["-X POST"]),
        ("POST", True, []),
        ("DELETE", True, ["-X DELETE"]),
    ],
)
def test_curl_uses_the_method(method: str, body: bool, options: list[str]) -> None:
    """By itself it takes GET, or POST where there is a body; asked for HEAD it waits for one."""
    vendor = bundled("mistral/v1")
    whole, api = served(vendor, "embeddings_v1_embeddings_post")
    (path,) = api.paths
    operation = dataclasses.replace(path.operations[0], method=method)
    content = {"application/json": {"schema": {"const": {"a": 1}}}}
    described = {"requestBody": {"content": content}} if body else {}
    paths = {path.template.text: {method.lower(): described}}
    document = dataclasses.replace(vendor.document, data={**vendor.document.data, "paths": paths})
    paths_of = (ir.Path(path.template, (operation,)),)
    curl, *_ = snippets(whole, dataclasses.replace(api, paths=paths_of, document=document))
    lines = curl.code.split(" \\\n  ")
    assert [line for line in lines if line.startswith(("-X", "--head"))] == options


def test_what_is_no_request_is_not_called_where_something_else_can_be() -> None:
    vendor = bundled("mistral/v1")
    whole, api = served(vendor, "embeddings_v1_embeddings_post")
    live = dataclasses.replace(api.paths[0].operations[0], id="live", method="GET", websocket=True)
    first = ir.Path(PathTemplate(("/v1/a-live",)), (live,))
    guide = Guide("", None, (), ())
    (curl,) = snippets(whole, dataclasses.replace(api, guide=guide, paths=(first, *api.paths)))
    assert "/v1/embeddings " in curl.code


def test_where_there_are_websockets_alone_nothing_is_called() -> None:
    whole, api = served(bundled("openai/v1"), "connectRealtime")
    assert [operation.websocket for path in api.paths for operation in path.operations] == [True]
    assert "curl" not in [each.id for each in snippets(whole, api)]


def test_snippets_of_like_names_are_told_apart() -> None:
    """Their ids name elements of a page."""
    names = ("curl", "a.b", "a_b", "a-b", "a-b-2", "a-b")
    code = (("chat", "ask(<<model>>)"),)
    clients = tuple(Client(name, name, Language.PYTHON, "", "", code) for name in names)
    whole, api = served(bundled("mistral/v1"), "chat_completion_v1_chat_completions_post")
    guide = dataclasses.replace(api.guide, clients=clients)
    found = [each.id for each in snippets(whole, dataclasses.replace(api, guide=guide))]
    assert found == ["curl", "curl-2", "a-b", "a-b-2", "a-b-3", "a-b-2-2", "a-b-4"]


def test_a_field_of_a_form_may_be_anything() -> None:
    assert form(note=True) == ["--form-string", "note=Hello"]


@pytest.mark.parametrize("text", ["a\x1b]0;b\x07", "a\0b", "a\x7f", "\x9b1m", "a\u202eb", "\ud800"])
def test_a_default_with_control_characters_is_not_shown(text: str) -> None:
    assert form(note={"type": "string", "default": text}) == ["--form-string", "note=Hello"]
    assert form(note={"default": {"a": [text]}, "example": "b"}) == ["--form-string", "note=b"]
    assert form(note={"enum": [{text: 1}, "c"]}) == ["--form-string", "note=c"]


def test_the_model_of_a_vendor_whose_requests_name_none() -> None:
    whole, api = served(bundled("openai/v1"))
    assert api.guide.chat is not None
    guide = dataclasses.replace(api.guide, chat=dataclasses.replace(api.guide.chat, model_at=None))
    assert '"model"' in snippets(whole, api)[0].code
    changed = dataclasses.replace(api, guide=guide)
    assert '"model"' not in snippets(whole, changed)[0].code
    panel = chat(whole, changed, ())
    assert panel is not None
    assert panel["plain"]["model"] is panel["streamed"]["model"] is None


def test_the_model() -> None:
    _, api = served(bundled("openai/v1"))
    assert api.guide.chat is not None
    assert model_of(api) == api.guide.chat.model
    assert model_of(dataclasses.replace(api, models=("first", "second"))) == "first"
    assert model_of(dataclasses.replace(api, models=("a\x1bb", "{{c}}", "d"))) == "d"
    assert model_of(dataclasses.replace(api, models=("a\0",))) == "MODEL"
    assert model_of(dataclasses.replace(api, guide=Guide("", None, (), ()), models=())) == "MODEL"


@settings(max_examples=25)
@given(SHELL_TEXT.filter(lambda text: text != "" and fit(text)))
def test_hostile_words_stay_words(text: str) -> None:
    """Whatever a model is called, each snippet has it as one literal."""
    code = (("chat", "ask(<<model>>)  # <<base_url>>"),)
    clients = tuple(Client(language, "", language, "", "/v1", code) for language in Language)
    whole, api = served(bundled("mistral/v1"), "chat_completion_v1_chat_completions_post")
    guide = dataclasses.replace(api.guide, clients=clients)
    curl, python, javascript, shell = snippets(
        whole, dataclasses.replace(api, guide=guide, models=(text,))
    )
    at = "http://127.0.0.1:8080/chat/1.0.0/v1"
    assert python.code == f'ask({literals.python(text)})  # "{at}"'
    assert javascript.code == f'ask({literals.javascript(text)})  # "{at}"'
    assert shell.code == f"ask({literals.shell(text)})  # {at}"
    arguments = shlex.split(curl.code.replace("\\\n", " "))
    assert json.loads(arguments[arguments.index("-d") + 1])["model"] == text
