"""The chat panel against compiled gateways, which are on another origin than the portal."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Opening
from tests.browser.portal_project import CLIENT_KEY, OWN_SERVER, VENDOR_KEY, VENDORS, name_of
from tests.browser.standing import Stand
from tests.browser.watching import Watch
from tests.conformance.answers import WORDS

TEXT = "".join(WORDS)
ANSWER = '#chat-log [data-role="assistant"] .message-text'
REFUSED = "Failed to load resource"


def api_of(vendor: str) -> tuple[str, str]:
    return ("ChatAPI", "2.0.0") if vendor == VENDORS[0] else (name_of(vendor), "0.0.2")


def opened(stand: Stand, opening: Opening, vendor: str = VENDORS[0]) -> tuple[Page, Watch]:
    page, watch = opening()
    page.goto(stand.page(*api_of(vendor)))
    return page, watch


def ask(page: Page, text: str) -> None:
    page.fill("#chat-text", text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("streamed", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize("name", [*VENDORS, OWN_SERVER])
def test_a_conversation(stand: Stand, opening: Opening, name: str, streamed: bool) -> None:
    page, watch = opened(stand, opening, name)
    page.fill("#key", CLIENT_KEY)
    page.set_checked("#chat-stream", streamed)
    before = len(stand.vendor.arrivals)
    ask(page, "Hi <b>there</b>")
    expect(page.locator(ANSWER)).to_have_text(TEXT)
    expect(page.locator("#chat-stats")).to_contain_text("Tokens in")
    expect(page.locator("#chat-stats")).to_contain_text("First text")
    ask(page, "And now?")
    expect(page.locator(ANSWER)).to_have_count(2)
    expect(page.locator(ANSWER).nth(1)).to_have_text(TEXT)
    expect(page.locator("#chat-error")).to_be_hidden()
    first, second = stand.vendor.arrivals[before:]
    assert "Hi <b>there</b>" in json.dumps(json.loads(first.body))
    for said in ("Hi <b>there</b>", TEXT, "And now?"):
        assert said in json.dumps(json.loads(second.body))
    assert {first.port, second.port} == {name}
    watch.nothing_strange(*stand.origins)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_conversation(stand: Stand, opening: Opening, scheme: str) -> None:
    page, _ = opening(color_scheme=scheme)
    page.goto(stand.page("ChatAPI", "2.0.0"))
    page.fill("#key", CLIENT_KEY)
    ask(page, "Hi")
    expect(page.locator("#chat-stats")).to_contain_text("Tokens out")
    page.fill("#key", "gwk_wrong")
    ask(page, "And now?")
    expect(page.locator("#chat-error")).to_be_visible()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_text_arrives_piece_by_piece(stand: Stand, opening: Opening) -> None:
    page, watch = opened(stand, opening)
    page.fill("#key", CLIENT_KEY)
    exchange = f"steps-{urlsplit(stand.gateway).port}"
    page.set_extra_http_headers({"X-Mock": "steps", "X-Exchange": exchange})
    ask(page, "Hi")
    stand.vendor.wait_for(exchange)
    expect(page.locator("#chat-log")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#chat-send")).to_be_disabled()
    said = ""
    stand.vendor.release(exchange)  # an event that opens the answer
    for word in WORDS:
        stand.vendor.release(exchange)
        said += word
        expect(page.locator(ANSWER)).to_have_text(said, use_inner_text=False)
    for _ in range(4):
        stand.vendor.release(exchange)
    expect(page.locator("#chat-stats")).to_contain_text("Tokens out")
    expect(page.locator("#chat-log")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#chat-send")).to_be_enabled()
    watch.nothing_strange(*stand.origins)


def test_stopping_ends_the_request(stand: Stand, opening: Opening) -> None:
    page, watch = opened(stand, opening)
    page.fill("#key", CLIENT_KEY)
    exchange = f"stop-{urlsplit(stand.gateway).port}"
    page.set_extra_http_headers({"X-Mock": "hang=3", "X-Exchange": exchange})
    ask(page, "Hi")
    expect(page.locator(ANSWER)).to_have_text("".join(WORDS[:2]))
    page.click("#chat-stop")
    expect(page.locator("#chat-stop")).to_be_hidden()
    (arrival,) = stand.vendor.of(exchange)
    assert arrival.left.wait(20)
    expect(page.locator(ANSWER)).to_have_text("".join(WORDS[:2]))
    expect(page.locator("#chat-error")).to_be_hidden()
    page.click("#chat-new")
    expect(page.locator("#chat-log .message")).to_have_count(0)
    watch.nothing_strange(*stand.origins)


@pytest.mark.parametrize(
    ("key", "title"),
    [("gwk_wrong", "The key was not accepted."), ("", "No key was given.")],
    ids=["wrong", "none"],
)
def test_a_wrong_key(stand: Stand, opening: Opening, key: str, title: str) -> None:
    page, watch = opened(stand, opening)
    page.fill("#key", key)
    ask(page, "Hi")
    error = page.locator("#chat-error")
    expect(error).to_contain_text(title)
    expect(error).to_contain_text("HTTP 401")
    expect(error).to_contain_text(re.compile("invalid_api_key"))
    expect(page.locator("#key")).to_have_attribute("aria-invalid", "true")
    # The question can be asked again, with another key.
    expect(page.locator("#chat-text")).to_have_value("Hi")
    page.fill("#key", CLIENT_KEY)
    page.click("#chat-send")
    expect(page.locator(ANSWER)).to_have_text(TEXT)
    expect(error).to_be_hidden()
    assert all(REFUSED in message for message in watch.messages)
    assert watch.origins() == set(stand.origins)


@pytest.mark.parametrize("key", ["gwk_abc\u200b def", "\u201cgwk_abc\u201d"], ids=ascii)
def test_a_key_that_no_header_takes(portal: Stand, opening: Opening, key: str) -> None:
    page, watch = opened(portal, opening)
    page.fill("#key", key)
    ask(page, "Hi")
    error = page.locator("#chat-error")
    expect(error).to_contain_text("The request could not be sent.")
    expect(error).to_contain_text("The key has a character that no key has.")
    expect(page.locator("#chat-text")).to_have_value("Hi")
    watch.nothing_strange(portal.origins[0])


def test_an_answer_without_text(portal: Stand, opening: Opening) -> None:
    page, watch = opened(portal, opening)
    asked = []

    def without_text(route: Route) -> None:
        asked.append(json.loads(route.request.post_data or "")["messages"])
        whole = {"choices": [{"message": {"content": None}}], "usage": {"prompt_tokens": 7}}
        route.fulfill(json=whole, headers={"Access-Control-Allow-Origin": portal.origins[0]})

    page.route(f"{portal.gateway}/**", without_text)
    page.fill("#key", CLIENT_KEY)
    page.set_checked("#chat-stream", False)
    ask(page, "Hi")
    expect(page.locator("#chat-stats")).to_contain_text("Tokens in")
    expect(page.locator(ANSWER)).to_have_text("")
    ask(page, "And now?")
    expect(page.locator(ANSWER)).to_have_count(2)
    expect(page.locator("#chat-stats")).to_contain_text("Tokens in")
    # Vendors refuse messages without a text, and would do so until the conversation's end.
    assert asked == [[{"role": "user", "content": text}] for text in ("Hi", "And now?")]
    watch.nothing_strange(*portal.origins)


def test_buttons_keep_the_focus(stand: Stand, opening: Opening) -> None:
    page, _ = opened(stand, opening)
    page.fill("#key", CLIENT_KEY)
    page.fill("#chat-text", "Hi")
    send, stop = page.locator("#chat-send"), page.locator("#chat-stop")
    exchange = f"focus-{urlsplit(stand.gateway).port}"
    page.set_extra_http_headers({"X-Mock": "hang=3", "X-Exchange": exchange})
    send.press("Enter")
    expect(page.locator(ANSWER)).to_have_text("".join(WORDS[:2]))
    expect(send).to_be_focused()
    stop.press("Enter")
    expect(stop).to_be_hidden()
    expect(send).to_be_focused()


def test_errors_of_the_vendor(stand: Stand, opening: Opening) -> None:
    page, watch = opened(stand, opening)
    page.fill("#key", CLIENT_KEY)
    page.set_extra_http_headers({"X-Mock": "status=429", "X-Exchange": "of-the-vendor"})
    ask(page, "Hi")
    error = page.locator("#chat-error")
    expect(error).to_contain_text("Too much was asked for.")
    expect(error).to_contain_text("Try again in 17 s.")
    expect(error).to_contain_text("Request: ")
    assert all(REFUSED in message for message in watch.messages)


def test_a_stream_that_breaks_off(stand: Stand, opening: Opening) -> None:
    page, _ = opened(stand, opening)
    page.fill("#key", CLIENT_KEY)
    exchange = f"cut-{urlsplit(stand.gateway).port}"
    page.set_extra_http_headers({"X-Mock": "cut", "X-Exchange": exchange})
    ask(page, "Hi")
    stand.vendor.wait_for(exchange)
    stand.vendor.release(exchange)
    expect(page.locator("#chat-error")).to_contain_text("The answer broke off.")


def test_a_gateway_that_is_not_there(portal: Stand, opening: Opening) -> None:
    page, watch = opened(portal, opening)
    page.fill("#key", CLIENT_KEY)
    ask(page, "Hi")
    error = page.locator("#chat-error")
    expect(error).to_contain_text("The gateway could not be reached.")
    expect(error).to_contain_text(portal.gateway)
    expect(error).to_contain_text(portal.origins[0])
    assert all(REFUSED in message for message in watch.messages)


def test_the_key_is_in_memory_only(stand: Stand, opening: Opening) -> None:
    page, watch = opened(stand, opening)
    page.fill("#key", CLIENT_KEY)
    ask(page, "Hi")
    expect(page.locator(ANSWER)).to_have_text(TEXT)
    kept = page.evaluate(
        """async () => JSON.stringify([
            {...localStorage}, {...sessionStorage}, document.cookie, location.href, history.state,
            await caches.keys(), await indexedDB.databases(),
        ])"""
    )
    assert CLIENT_KEY not in kept
    assert CLIENT_KEY not in page.content()
    assert not any(CLIENT_KEY in url for url in watch.requests)
    assert VENDOR_KEY not in page.content()
    page.reload()
    expect(page.locator("#key")).to_have_value("")
    page.goto(f"{stand.portal}index.html")
    page.go_back()
    expect(page.locator("#key")).to_have_attribute("type", "password")
