"""`gatewright dev --mock`: a page, a click for a key, an answer that streams; no vendor at all."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opening
from tests.browser.standing import ROOT
from tests.browser.watching import origin
from tests.ports import free_port

# What an author, or whoever wrote it for one, might put into a document.
THIEF = """\
fetch("/portal/-/key", {method: "POST", headers: {"X-Gatewright-Dev": "key"}})
  .then((answer) => answer.text()).then((text) => { document.title = text; });
document.title = "runs";
"""
PAGE = f"<html><head><title>quiet</title></head><body>Hello<script>{THIEF}</script></body></html>"
PICTURE = (
    f'<svg xmlns="http://www.w3.org/2000/svg"><title>quiet</title><script>{THIEF}</script></svg>'
)
DOCUMENTS = {"page.html": PAGE, "picture.svg": PICTURE}
ISSUER = {
    "issuer": "https://idp.example",
    "audiences": ["a"],
    "jwks": {"url": "https://idp.example/jwks"},
}
ANSWER = '#chat-log [data-role="assistant"] .message-text'
API = """\
name: ChatAPI
version: 1.0.0
context: chat
vendor: openai/v1
description: Chat for the support tools.
"""


@dataclass(frozen=True, slots=True)
class Dev:
    """portal: its URL. api: the file of its one API."""

    portal: str
    api: Path


@pytest.fixture
def dev(tmp_path: Path) -> Iterator[Dev]:
    """A project of one API, served by the command on a free port."""
    (tmp_path / "apis").mkdir()
    api = tmp_path / "apis" / "chat.yaml"
    api.write_text(API)
    port = free_port()
    sandbox = {"url": f"http://127.0.0.1:{port}"}
    gateway = {"gatewright": 1, "name": "local", "environments": {"sandbox": sandbox}}
    (tmp_path / "gateway.yaml").write_text(json.dumps(gateway))
    with serving(tmp_path) as portal:
        yield Dev(portal, api)


@contextmanager
def serving(project: Path) -> Iterator[str]:
    """The command without a vendor; the portal's URL."""
    command = [sys.executable, "-m", "compiler", "dev", str(project), "--mock"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield portal_of(process)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def portal_of(process: subprocess.Popen[str]) -> str:
    """The URL that the command says. AssertionError: it ends before."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if found := re.search(r"Portal\s+(http://\S+)", line):
            return found[1]
    raise AssertionError(said)


def test_a_streamed_answer_of_the_mock(dev: Dev, opening: Opening) -> None:
    page, watch = opening()
    page.goto(dev.portal)
    page.locator("[data-api-card] a").first.click()
    page.get_by_role("button", name="Get a test key").click()
    expect(page.get_by_role("button", name="Test key is set")).to_be_visible()
    page.fill("#chat-text", "Hi")
    page.keyboard.press("Enter")
    expect(page.locator("#chat-stats")).to_contain_text("Tokens out")
    expect(page.locator(ANSWER)).not_to_be_empty()
    expect(page.locator("#chat-error")).to_be_hidden()
    watch.nothing_strange(origin(dev.portal))


def test_a_save_shows_what_is_wrong_and_then_the_new_build(dev: Dev, opening: Opening) -> None:
    page, watch = opening()
    page.goto(dev.portal)
    page.locator("[data-api-card] a").first.click()
    dev.api.write_text(API.replace("vendor: openai/v1", "vendor: opnai/v1"))
    expect(page.locator("body")).to_contain_text("opnai/v1")
    dev.api.write_text(API.replace("the support tools", "whoever asks"))
    expect(page.locator("main")).to_contain_text("Chat for whoever asks.")
    expect(page.locator("body")).not_to_contain_text("opnai/v1")
    watch.nothing_strange(origin(dev.portal))


@pytest.fixture
def strange(tmp_path: Path) -> Iterator[str]:
    """The portal of an API that takes tokens only and has documents with scripts."""
    (tmp_path / "apis").mkdir()
    for name, text in DOCUMENTS.items():
        (tmp_path / name).write_text(text)
    given = [{"title": name, "type": "other", "file": f"../{name}"} for name in DOCUMENTS]
    api = {"name": "ChatAPI", "version": "1.0.0", "context": "chat", "vendor": "openai/v1",
           "security": ["jwt"], "documents": given}  # fmt: skip
    (tmp_path / "apis" / "chat.yaml").write_text(json.dumps(api))
    sandbox = {"url": f"http://127.0.0.1:{free_port()}", "issuers": {"idp": ISSUER}}
    gateway = {"gatewright": 1, "name": "local", "environments": {"sandbox": sandbox}}
    (tmp_path / "gateway.yaml").write_text(json.dumps(gateway))
    with serving(tmp_path) as portal:
        yield portal


def test_scripts_of_documents_get_no_key(strange: str, opening: Opening) -> None:
    page, watch = opening()
    for name in DOCUMENTS:
        page.goto(f"{strange}apis/ChatAPI/1.0.0/documents/{name}")
        expect(page).to_have_title("quiet")
    assert not [url for url in watch.requests if "/-/" in url]
    # A test key is none of what this API takes.
    page.goto(f"{strange}apis/ChatAPI/1.0.0/")
    expect(page.locator("link[href$='/-/dev.css']")).to_have_count(1)
    expect(page.locator("#key")).to_have_attribute("data-kind", "token")
    expect(page.locator("#dev-key")).to_have_count(0)
