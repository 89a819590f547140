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
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

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
OVERLAY = "#dev-overlay"
MARK = "getComputedStyle(document.activeElement).outlineColor"
WORDS = "getComputedStyle(document.getElementById('dev-overlay')).color"
ENGINES = ("mitmproxy", "nginx", "envoy")
API = """\
name: ChatAPI
version: 1.0.0
context: chat
vendor: openai/v1
description: Chat for the support tools.
"""


@dataclass(frozen=True, slots=True)
class Dev:
    """portal, gateway: their URLs, which are of two origins but for mitmproxy's. api: the file of
    its one API."""

    portal: str
    gateway: str
    api: Path

    @property
    def origins(self) -> tuple[str, str]:
        return (origin(self.portal), self.gateway)

    def save(self, old: str = "", new: str = "") -> None:
        """The API again, with other words in it."""
        self.api.write_text(API.replace(old, new))


@pytest.fixture(params=ENGINES)
def dev(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Dev]:
    """A project of one API, served by the command on a free port."""
    (tmp_path / "apis").mkdir()
    api = tmp_path / "apis" / "chat.yaml"
    api.write_text(API)
    gateway = f"http://127.0.0.1:{free_port()}"
    written = {"gatewright": 1, "name": "local", "environments": {"sandbox": {"url": gateway}}}
    (tmp_path / "gateway.yaml").write_text(json.dumps(written))
    with serving(tmp_path, request.param) as portal:
        yield Dev(portal, gateway, api)


@contextmanager
def serving(project: Path, engine: str) -> Iterator[str]:
    """The command without a vendor; the portal's URL."""
    command = [sys.executable, "-m", "compiler", "dev", str(project), "--mock", "--engine", engine]
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


def opened(dev: Dev, page: Page) -> None:
    """By the portal's home to its one API."""
    page.goto(dev.portal)
    page.locator("[data-api-card] a").first.click()


def take_key(page: Page) -> None:
    button = page.locator("#dev-key")
    expect(button).to_have_text("Get a test key")
    button.press("Enter")
    expect(button).to_have_text("Test key is set")
    expect(button).to_be_focused()


def answered(page: Page, number: int) -> None:
    """Asks; the answer, of so many, streams and is counted."""
    page.fill("#chat-text", "Hi")
    with page.expect_response("**/v1/chat/completions") as found:
        page.keyboard.press("Enter")
    assert found.value.headers["content-type"].startswith("text/event-stream")
    for counted in ("Tokens in", "Tokens out", "First text"):
        expect(page.locator("#chat-stats")).to_contain_text(counted)
    expect(page.locator(ANSWER)).to_have_count(number)
    expect(page.locator(ANSWER).last).not_to_be_empty()
    expect(page.locator("#chat-error")).to_be_hidden()


def test_an_answer_and_saves(dev: Dev, opening: Opening) -> None:
    page, watch = opening()
    opened(dev, page)
    take_key(page)
    answered(page, 1)
    dev.save("vendor: openai/v1", "vendor: opnai/v1")
    expect(page.locator(OVERLAY)).to_be_visible()
    expect(page.locator(OVERLAY)).to_contain_text("apis/chat.yaml:4")
    # The last good build is still there.
    answered(page, 2)
    dev.save("the support tools", "whoever asks")
    expect(page.locator(OVERLAY)).to_be_hidden()
    # The conversation is not taken away.
    expect(page.locator(ANSWER)).to_have_count(2)
    page.locator("#dev-note").get_by_role("button", name="Load it").click()
    expect(page.locator("main")).to_contain_text("Chat for whoever asks.")
    expect(page.get_by_role("button", name="Test key is set")).to_be_visible()
    answered(page, 1)
    watch.nothing_strange(*dev.origins)


def test_a_save_shows_what_is_wrong_and_then_the_new_build(dev: Dev, opening: Opening) -> None:
    page, watch = opening()
    opened(dev, page)
    overlay = page.locator(OVERLAY)
    dev.save("vendor: openai/v1", "vendor: opnai/v1")
    expect(overlay).to_contain_text("opnai/v1")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    # Where the focus is can be seen, whatever the portal's colours are.
    overlay.locator("pre").focus()
    page.keyboard.press("Tab")
    assert page.evaluate(MARK) == page.evaluate(WORDS)
    overlay.get_by_role("button", name="Close").click()
    expect(overlay).to_be_hidden()
    dev.save("vendor: openai/v1", "vendor: opeenai/v1")
    expect(overlay).to_be_visible()
    expect(overlay).to_contain_text("opeenai/v1")
    dev.save("the support tools", "whoever asks")
    expect(page.locator("main")).to_contain_text("Chat for whoever asks.")
    expect(page.locator(OVERLAY)).to_have_count(0)
    watch.nothing_strange(*dev.origins)


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
    with serving(tmp_path, ENGINES[0]) as portal:
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
