"""What vendors say to people: `chat` and `clients` of vendor.yaml, and the files of clients."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from compiler import openapi, source
from compiler.definition import read_vendor
from compiler.definition.written import Placed
from compiler.diagnostics import Diagnostics
from compiler.guides import Chat, Client, Event, Guide, Language, filled, markers
from compiler.pipeline import Selection, compile_project
from compiler.vendors import ClientDefect, ClientFile, load_clients
from compiler.vendors.conversing import check_chat
from tests.bundled import CATALOGUE, ROOT, bundled
from tests.projects import ACME, ACME_DESCRIPTION, OWN_VENDOR, PROJECT, compile_texts

MINE = """\
client: mine
title: Mine
language: javascript
install: npm install mine
sends: x-mine
code:
  chat: |
    call(<<base_url>>, <<model>>);
  createChat: other()
"""
FULL = """\
chat:
  operation: createChat
  streamed: createChat
  model: 4.5
  messages: /messages
  role: /role
  text: /content
  roles: {user: user}
  set: {/tokens: 100, /mode: whole, /a~1b: true}
  stream: {/mode: sse}
  answer: /text
  delta: /text
  events:
    - {event: piece, data: '{"text": <<text>>}'}
    - {data: '{"usage": {"in": <<input>>}}'}
  end: "[DONE]"
clients: [{client: mine, base: /v1}, {client: openai-python}]
"""


def written(facts: str, **clients: str) -> dict[str, str]:
    own = OWN_VENDOR[ACME]
    files = {**OWN_VENDOR, ACME: own[: own.index("chat:\n")] + facts}
    files[ACME_DESCRIPTION] = files[ACME_DESCRIPTION].replace(
        "tokens: {type: integer}", "tokens: {type: integer}\n        a/b: {type: boolean}"
    )
    files["apis/chat.yaml"] = files.pop("apis/acme.yaml")
    return {**files, **{f"vendors/clients/{name}.yaml": text for name, text in clients.items()}}


def guide_of(facts: str, **clients: str) -> Guide:
    """As the API of the vendor has it."""
    outcome = compile_texts(written(facts, **clients), catalogue=CATALOGUE)
    (api,) = outcome.gateway.apis
    return api.guide


def test_everything_arrives_at_the_api() -> None:
    guide = guide_of(FULL, mine=MINE)
    assert guide.title == "Acme AI"
    assert guide.groups == (("chat", ("createChat",)), ("models", ("listModels", "getModel")))
    assert guide.chat == Chat(
        operation="createChat",
        streamed="createChat",
        model="4.5",
        messages=("messages",),
        role=("role",),
        text=("content",),
        roles=(("user", "user"), ("assistant", "assistant")),
        fields=((("tokens",), 100), (("mode",), "whole"), (("a/b",), True)),
        stream=((("mode",), "sse"),),
        answer=("text",),
        delta=("text",),
        events=(
            Event("piece", '{"text": <<text>>}'),
            Event(None, '{"usage": {"in": <<input>>}}'),
        ),
        end="[DONE]",
        model_at=("model",),
    )
    mine, other = guide.clients
    code = (("chat", "call(<<base_url>>, <<model>>);"), ("createChat", "other()"))
    assert mine == Client(
        "mine", "Mine", Language.JAVASCRIPT, "npm install mine", "/v1", code, "x-mine"
    )
    assert (other.name, other.language, other.base) == ("openai-python", Language.PYTHON, "")
    assert other.sends == "authorization"


def test_what_is_not_written() -> None:
    least = FULL.replace("  streamed: createChat\n", "").replace("  roles: {user: user}\n", "")
    chat = guide_of(least[: least.index('  end: "')].replace("  stream: {/mode: sse}\n", "")).chat
    assert chat is not None
    assert chat.streamed == "createChat"
    assert chat.roles == (("user", "user"), ("assistant", "assistant"))
    assert (chat.stream, chat.end) == ((), None)


@pytest.mark.parametrize("facts", ["", "chat: none\n", "chat: none\nclients: []\n"])
def test_a_vendor_may_have_neither(facts: str) -> None:
    guide = guide_of(facts)
    assert (guide.chat, guide.clients) == (None, ())


WRONG = {"messages": {"E346"}, "role": {"E346"}, "text": {"E346"}, "answer": {"W319"}}
WRONG["delta"] = {"E350", "W319"}


@pytest.mark.parametrize("id", CATALOGUE.ids())
def test_a_wrong_pointer_would_be_seen_in_any_bundled_vendor(id: str) -> None:
    """Else the right ones would be right by chance: no description leaves these places open."""
    vendor, path = bundled(id), ROOT / id / "vendor.yaml"
    document = source.parse(PurePosixPath(path.name), path.read_bytes(), Diagnostics())
    assert document is not None
    chat = read_vendor(document).chat
    assert chat is not None
    operations = {each.id or "": each for each in openapi.operations(vendor.document)}
    for key, codes in WRONG.items():
        pointer = getattr(chat, key)
        wrong: dict[str, Any] = {key: Placed((*pointer.value[:-1], "elsewhere"), pointer.span)}
        diagnostics = Diagnostics()
        check_chat(
            replace(chat, **wrong), vendor.operations, operations, vendor.document, diagnostics
        )
        assert {found.code.id for found in diagnostics} == codes


def test_every_bundled_client_can_be_read_and_is_of_use() -> None:
    clients = load_clients(ROOT)
    named = {client.name for id in CATALOGUE.ids() for client in _clients_of(id)}
    assert set(clients.names()) == named
    assert not [name for name in clients.names() if not clients.code_of(name)]


def _clients_of(id: str) -> tuple[Client, ...]:
    vendor = CATALOGUE.get(*id.split("/"))
    assert vendor is not None
    return vendor.guide.clients


def test_a_bundled_client_with_a_mistake_is_our_defect(tmp_path: Path) -> None:
    (tmp_path / "clients").mkdir()
    (tmp_path / "clients" / "broken.yaml").write_text("client: broken\n")
    clients = load_clients(tmp_path)
    assert clients.has("broken")
    with pytest.raises(ClientDefect, match=r"clients/broken\.yaml:1:1 E202"):
        clients.code_of("broken")


def test_a_client_with_a_mistake_is_known_and_cannot_be_had(tmp_path: Path) -> None:
    clients, diagnostics = load_clients(tmp_path), Diagnostics()
    path = PurePosixPath("vendors/clients/mine.yaml")
    clients.add(ClientFile("mine", path, b"client: mine\n"), diagnostics)
    assert diagnostics.failed
    assert clients.has("mine")
    assert clients.digests(["mine", "none"]) == {"mine": None, "none": None}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GATEWRIGHT_CACHE", str(tmp_path / "cache"))
    texts = {**PROJECT, **written(FULL, mine=MINE)}
    for path, text in texts.items():
        (tmp_path / "p" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "p" / path).write_text(text)
    return tmp_path / "p"


def test_a_client_is_an_input_and_counts_in_the_digest_of_its_vendors(project: Path) -> None:
    def made() -> tuple[str, str, str]:
        compilation = compile_project(project, Selection(("sandbox",), ("mitmproxy",)))
        assert not compilation.diagnostics.failed
        build = compilation.builds[0]
        inputs = {path: digest.hex() for path, digest in build.inputs}
        (api,) = build.gateway.apis
        return (
            api.guide.clients[0].title,
            build.vendors["acme/v1"],
            inputs[str(file.relative_to(project))],
        )

    file = project / "vendors/clients/mine.yaml"
    first, again = made(), made()
    assert first == again
    file.write_text(MINE.replace("title: Mine", "title: Ours"))
    title, vendor, digest = made()
    assert title == "Ours"
    assert vendor != first[1]
    assert digest != first[2]


def test_a_client_that_breaks_later_is_looked_at_again(project: Path) -> None:
    compile_project(project, Selection(("sandbox",), ("mitmproxy",)))
    (project / "vendors/clients/mine.yaml").unlink()
    found = compile_project(project, Selection(("sandbox",), ("mitmproxy",))).diagnostics
    assert [each.code.id for each in found] == ["E342"]


def test_markers() -> None:
    assert markers("a <<text>> <<<model>>> << x >> <<Text>>") == ("text", "model")
    assert filled("<<a>><<b>><<c>>", {"a": "<<b>>", "b": "2"}) == "<<b>>2<<c>>"
